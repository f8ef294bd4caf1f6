//! What the servicing stack keeps between restarts: pending.xml, sessions.xml and poqexec.log. Named, and read as plain text.
//!
//! `<PendingTransaction ...>` with the operations of the next restart in `<POQ>`; `<Sessions ...>` with `<Session ...>`
//!
//! Their shapes are not documented, so nothing is concluded from them: each line is a plain record, as before, and the report
//! says what the file is. A pending.xml does not prove that a restart is pending: one that failed is left behind.

use memchr::memmem;

use crate::format::parts::vote;
use crate::format::plain::Plain;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};

/// The state of the servicing stack.
pub(in crate::format) struct ServicingState;

/// What shows a file, and what it is.
struct Known {
    root: &'static [u8],
    name: &'static str,
    note: &'static str,
}

const KNOWN: [Known; 2] = [
    Known {
        root: b"<PendingTransaction",
        name: "pending.xml",
        note: "operations that the servicing stack keeps for the next restart; only their text is searched",
    },
    Known {
        root: b"<Sessions ",
        name: "sessions.xml",
        note: "the servicing stack's list of sessions; only its text is searched",
    },
];

const QUEUE_LOG: &str = "poqexec.log";

impl LogFormat for ServicingState {
    fn id(&self) -> FormatId {
        FormatId("servicing-state")
    }

    fn kind(&self) -> Kind {
        Kind::Plain
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let text = head.text.trim_ascii_start();
        let is_xml = text.starts_with(b"<");
        let known = KNOWN
            .iter()
            .find(|known| is_xml && memmem::find(text, known.root).is_some_and(|at| at < 512));
        let queue = || {
            vote::named(head, &[QUEUE_LOG]).then_some((
                QUEUE_LOG,
                "what was done at a restart; only its text is searched",
                2,
            ))
        };
        let (name, note, score) = known
            .map(|known| (known.name, known.note, 80))
            .or_else(queue)?;
        Some(Sniffed {
            score,
            why: format!("{name} of the servicing stack"),
            note: Some(format!("{name}: {note}")),
        })
    }

    fn framing(&self) -> Framing {
        Plain.framing()
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        Plain.parse(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &str, text: &str) -> Option<String> {
        let head = Head {
            name,
            text: text.as_bytes(),
            whole: true,
        };
        ServicingState.sniff(&head)?.note
    }

    #[test]
    fn each_file_is_named() {
        let named = |name, text, word: &str| assert!(note(name, text).unwrap().starts_with(word));
        named(
            "",
            "<?xml version='1.0'?>\n<PendingTransaction Version=\"3.1\">",
            "pending.xml",
        );
        named(
            "x",
            "<?xml version=\"1.0\"?><Sessions version=\"3.0\">",
            "sessions.xml",
        );
        named("PC1_poqexec.log", "anything", "poqexec.log");
        assert_eq!(note("notes.txt", "see <Sessions >"), None);
    }
}
