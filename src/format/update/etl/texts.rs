//! Trace message format files (`.tmf`) that lie among the logs: texts for traces, and no log themselves.
//!
//! Every line of one would else count as a record of plain text, in the very words that rules look for. What it says is
//! taken by [`TraceMessages`](super::TraceMessages).

use memchr::memmem;

use super::tmf;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind};

/// A file of texts.
pub(in crate::format) struct Texts;

/// How many lines at the beginning may be remarks and the like.
const SEARCHED: usize = 64;

impl LogFormat for Texts {
    fn id(&self) -> FormatId {
        FormatId("trace-messages")
    }

    fn kind(&self) -> Kind {
        Kind::Plain
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        memmem::find(head.text, b"#type")?;
        let text = String::from_utf8_lossy(head.text);
        let mut lines = text.lines().map(str::trim).take(SEARCHED);
        lines.find(|line| tmf::header(line).is_some())?;
        let message = lines.any(|line| line.starts_with("#type"));
        message.then(|| Sniffed {
            score: 97,
            why: "texts for the messages of traces".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }
}
