//! What a code, a cause, an action or a noise rule is, for a person who met it and wants to know more.
//!
//! ```text
//! 0x80072EE7 WININET_E_NAME_NOT_RESOLVED
//!
//! Server or proxy name could not be resolved (DNS)
//!
//! Written as
//!   0x80072EE7, 2147954407, -2147012889, Win32 12007
//! ```

use crate::rule::RuleSet;

mod cause;
mod code;
mod other;
mod shows;
mod siblings;

/// What is being explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Subject {
    Code,
    Cause,
    Action,
    Noise,
}

/// A titled list of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What the lines tell.
    pub title: &'static str,
    /// One or more lines.
    pub lines: Vec<String>,
}

/// An explanation, plain text in pieces; how wide it is and how it is coloured is up to the reader's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is explained.
    pub subject: Subject,
    /// The code with its usual name, or the rule's id with its title.
    pub heading: String,
    /// What it is, in sentences.
    pub paragraphs: Vec<String>,
    /// Everything else, none of them empty.
    pub sections: Vec<Section>,
}

/// Explains a code in any spelling a user may have (see [`ErrorCode::parse`](crate::code::ErrorCode::parse); with its
/// extend value, as `0xC1900101-0x20017`, too), or the id of a cause, an action or a noise rule. `None` for what is not
/// known.
pub fn explain(query: &str, rules: &RuleSet) -> Option<Explanation> {
    let query = query.trim();
    cause::explain(query, rules)
        .or_else(|| other::action(query, rules))
        .or_else(|| other::noise(query, rules))
        .or_else(|| code::explain(query, rules))
}

impl Explanation {
    fn new(subject: Subject, heading: String) -> Self {
        Self {
            subject,
            heading,
            paragraphs: Vec::new(),
            sections: Vec::new(),
        }
    }

    fn with_paragraph(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        let words: Vec<_> = text.split_whitespace().collect();
        if !words.is_empty() {
            self.paragraphs.push(words.join(" "));
        }
        self
    }

    fn with_section(mut self, title: &'static str, lines: Vec<String>) -> Self {
        if !lines.is_empty() {
            self.sections.push(Section { title, lines });
        }
        self
    }

    /// The whole text, line by line, without line ends: heading, paragraphs, then sections with their lines indented by
    /// two, each parted by an empty line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.heading.clone()];
        for paragraph in &self.paragraphs {
            lines.extend([String::new(), paragraph.clone()]);
        }
        for section in &self.sections {
            lines.extend([String::new(), section.title.to_owned()]);
            lines.extend(section.lines.iter().map(|line| format!("  {line}")));
        }
        lines
    }
}

/// `id: title`, as lists name rules and actions; the id alone where the title is not known.
fn entry(id: &str, title: Option<&str>) -> String {
    title.map_or_else(|| id.to_owned(), |title| format!("{id}: {title}"))
}

/// An action as lists name it, with its risk where the action is known.
fn action_entry(id: &str, rules: &RuleSet) -> String {
    rules.actions.get(id).map_or_else(
        || id.to_owned(),
        |action| format!("{id}: {} (risk: {})", action.title, action.risk.name()),
    )
}

#[cfg(test)]
mod tests;
