//! The file of a new cause, key by key in the order in which causes are written.

use std::fmt::Write as _;

use super::excerpt::Excerpt;
use super::near::Near;
use super::signal::Signal;
use super::{Fired, LEFT, yaml};
use crate::code::ErrorCode;
use crate::record::Kind;
use crate::report::Finding;
use crate::rule::RuleFile;

/// What is known of the cause.
pub(super) struct Draft<'d> {
    pub(super) id: &'d str,
    pub(super) kind: Kind,
    pub(super) signal: &'d Signal,
    pub(super) excerpt: &'d Excerpt,
    /// The message of the record.
    pub(super) message: &'d str,
    /// Ids of the symptoms that there are.
    pub(super) symptoms: Vec<&'d str>,
}

impl Draft<'_> {
    /// The file. Without a finding its only test expects whatever there is.
    pub(super) fn file(&self, fired: Option<&Fired>, near: Option<&Near>) -> RuleFile {
        let path = format!("{}.yaml", self.id);
        RuleFile {
            text: self.head() + &self.evidence(fired) + &self.tests(fired, near),
            display: path.clone(),
            path,
        }
    }

    fn head(&self) -> String {
        let explains = self.explains().iter();
        let explains: Vec<&str> = explains
            .copied()
            .filter(|it| self.symptoms.contains(it))
            .collect();
        let explains = match explains.len() {
            0 => String::new(),
            _ => format!("explains: [{}]\n", explains.join(", ")),
        };
        format!(
            "# Only a beginning: replace whatever begins with {LEFT}, then run: wutriage rules test --rules DIR {}\n\
             title: '{LEFT} one line, what is wrong and not what was seen'\n\
             severity: error # info, warning, error or critical\n\
             owner: client # who has to act: client, wsus, network, policy, microsoft or nobody\n\
             {explains}\
             because: >\n  \
               {LEFT} three to six lines for a customer. How does it come about? What is it not? What misleads?\n",
            self.id
        )
    }

    fn evidence(&self, fired: Option<&Fired>) -> String {
        let mut text = String::new();
        if let Some(noise) = fired.and_then(|fired| fired.noise.as_ref()) {
            let _ = writeln!(
                text,
                "# Healthy machines write this line too (noise/{noise}): it proves nothing by itself."
            );
        }
        text += "signals:\n  seen:\n";
        for (key, value) in &self.signal.keys {
            let _ = writeln!(text, "    {key}: {value}{}", self.comment(key));
        }
        let captures = self.signal.captures.iter();
        let captures: Vec<String> = captures
            .map(|(name, kind)| format!("{name}: {kind}"))
            .collect();
        if !captures.is_empty() {
            let _ = writeln!(text, "    capture: {{ {} }}", captures.join(", "));
        }
        let _ = write!(
            text,
            "when: seen\nweigh:\n  base: 5\n  for:\n    - {{ signal: seen, add: 15, note: '{LEFT} what this line proves' }}\n"
        );
        if self.kind != Kind::Plain {
            let _ = writeln!(
                text,
                "needs: [{}] # what else would settle it",
                self.kind.name()
            );
        }
        let value = self
            .signal
            .captures
            .first()
            .map_or("count", |(name, _)| name);
        let _ = write!(
            text,
            "message: '{LEFT} one line about this machine, such as {{{value}}}'\nreferences:\n  - '{LEFT} the page that the facts come from'\nstatus: experimental # at most medium confidence and no script step\n"
        );
        text
    }

    /// The name of the code, for the reader.
    fn comment(&self, key: &str) -> String {
        let name = |code: ErrorCode| code.info()?.names.into_iter().next();
        let code = self.signal.code.filter(|_| key == "code");
        code.and_then(name)
            .map_or_else(String::new, |name| format!(" # {name}"))
    }

    fn tests(&self, fired: Option<&Fired>, near: Option<&Near>) -> String {
        let expect = fired.map_or_else(|| "active".to_owned(), |it| Self::expectation(&it.finding));
        let mut text = "tests:\n".to_owned();
        let fires = format!("{LEFT} what this log shows");
        self.test(&mut text, &fires, &self.excerpt.text, &expect);
        if let Some(near) = near {
            text += "  # Better: a log of the cause that is most easily taken for this one.\n";
            self.test(&mut text, near.name, &near.text, "none");
        }
        text
    }

    fn test(&self, text: &mut String, name: &str, log: &str, expect: &str) {
        let _ = write!(
            text,
            "  - name: {}\n    files:\n      {}: {}\n    expect: {expect}\n",
            yaml::scalar(name),
            self.excerpt.file_name(),
            yaml::block(log, 6)
        );
    }

    fn expectation(finding: &Finding) -> String {
        let captures = finding.captures.iter();
        let captures: Vec<String> = captures
            .map(|(name, value)| format!("{name}: {}", yaml::scalar(value)))
            .collect();
        let captures = match captures.len() {
            0 => String::new(),
            _ => format!(", captures: {{ {} }}", captures.join(", ")),
        };
        format!(
            "{{ state: {}, confidence: {}{captures} }}",
            finding.state, finding.confidence
        )
    }

    /// The symptoms that such a line goes with, where that is evident.
    fn explains(&self) -> &'static [&'static str] {
        const SCAN: &[&str] = &["scan-failed"];
        const DOWNLOAD: &[&str] = &["download-failed"];
        const INSTALL: &[&str] = &["install-failed"];
        const TRANSPORT: &[&str] = &["scan-failed", "download-failed"];
        let message = self.message.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
        let servicing = matches!(
            self.kind,
            Kind::Cbs | Kind::Dism | Kind::Panther | Kind::Msi
        );
        match self.signal.code.map_or(0, |code| code.0) {
            0x8007_2EE0..=0x8007_2FFF | 0x8024_4000..=0x8024_4FFF => TRANSPORT,
            0x80D0_0000..=0x80D0_FFFF => DOWNLOAD,
            0x800F_0000..=0x800F_FFFF | 0xC190_0000..=0xC190_FFFF => INSTALL,
            _ if says(&["download"]) => DOWNLOAD,
            _ if servicing || says(&["install"]) => INSTALL,
            _ if says(&["detect", "finding updates", "search", "scan", "syncupdates"]) => SCAN,
            _ => &[],
        }
    }
}
