//! Outputs: renderings of a [`Report`], each in a file of its own and a row of [`OUTPUTS`].
//!
//! An output takes a report and a writer. It decides nothing about the machine and prints nowhere by itself. What came
//! from a log is raw in the report; each output escapes it for the medium it writes (see [`sanitize`]).

use std::io;

use crate::report::Report;

pub mod excerpt;
pub mod inspection;
mod json;
pub mod sanitize;
#[cfg(feature = "native")]
mod table;
pub mod timeline;
pub mod wrap;

#[cfg(test)]
mod sample;

pub use json::Json;
#[cfg(feature = "native")]
pub use table::Table;

/// One way to write a report.
pub trait Output: Sync {
    /// The word that selects it, as in `--format json`.
    fn name(&self) -> &'static str;

    /// File extensions that select it, lower case and without a dot; none where it is made for a terminal.
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    /// Writes the whole report. Fails only when the writer does.
    fn write(&self, report: &Report, view: &View, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Every output.
pub const OUTPUTS: &[&dyn Output] = &[
    #[cfg(feature = "native")]
    &Table,
    &Json,
];

/// The output of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Output> {
    OUTPUTS.iter().copied().find(|output| output.name() == name)
}

/// The output that writes files with that extension, given without a dot and in any ASCII case.
pub fn by_extension(extension: &str) -> Option<&'static dyn Output> {
    OUTPUTS.iter().copied().find(|output| {
        output
            .extensions()
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// How a person wants to see a report. Outputs made for programs ignore it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Widest line in terminal columns; below [`View::NARROWEST`] counts as that. Paths and commands, which people copy, are
    /// not broken and may be wider.
    pub width: usize,
    /// Whether escape sequences for colour may be written.
    pub color: bool,
    /// How many lines of evidence to show for the answer, at least 1.
    pub evidence: usize,
    /// Only the machine and the answer, without the table and what follows it.
    pub answer_only: bool,
    /// Whether the rules that silenced noise are listed, and not just how much there was.
    pub show_noise: bool,
    /// The inputs as the user named them, repeated in the commands that are shown.
    pub paths: Vec<String>,
    /// Which rules were asked for, repeated there too.
    pub rules: RulesNamed,
}

/// The rules that the user asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulesNamed {
    /// Folders of rules as the user named them.
    pub folders: Vec<String>,
    /// Whether the built-in rules were left out.
    pub no_default: bool,
}

impl View {
    /// The narrowest page that is laid out.
    pub const NARROWEST: usize = 40;
}

impl Default for View {
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            evidence: 1,
            answer_only: false,
            show_noise: false,
            paths: Vec::new(),
            rules: RulesNamed::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_found_by_its_name_and_by_a_file_extension() {
        for output in OUTPUTS {
            assert_eq!(by_name(output.name()).unwrap().name(), output.name());
        }
        assert_eq!(by_extension("JSON").unwrap().name(), "json");
        assert!(by_extension("txt").is_none() && by_name("xml").is_none());
    }
}
