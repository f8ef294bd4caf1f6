//! What each source is: its encoding, its format, and why.

use crate::format::{self, Blocks, Foreign, Framing, HEAD_BYTES, Head, LogFormat, Sniffed};
use crate::record::Kind;
use crate::source::Encoding;
use crate::source::Source;

/// A source that was looked at.
#[derive(Clone)]
pub(in crate::engine) struct Input {
    pub(in crate::engine) form: Form,
    pub(in crate::engine) encoding: Encoding,
    /// Length of the byte order mark.
    pub(in crate::engine) mark: usize,
    /// Why it is taken for that log; empty where it is none.
    pub(in crate::engine) why: String,
    /// What the reader of a report should know.
    pub(in crate::engine) note: Option<String>,
}

/// What a source is.
#[derive(Clone, Copy)]
pub(in crate::engine) enum Form {
    /// A log of a known format.
    Log(&'static dyn LogFormat),
    /// Something known that is not read: what it is, and what to do instead.
    Foreign(&'static Foreign),
    /// No bytes at all.
    Empty,
    /// The system refused to open or read it.
    Refused,
}

impl Input {
    /// Looks at the first bytes, at least [`HEAD_BYTES`] of them where there are so many.
    pub(in crate::engine) fn identify(source: &Source, bytes: &[u8]) -> Self {
        let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
        if head.is_empty() {
            return Self::without_log(Form::Empty, "empty".to_owned());
        }
        let raw = Head {
            name: source.name(),
            text: head,
            whole: source.bytes <= head.len() as u64,
        };
        if let Some((format, sniffed)) = format::choose_binary(&raw) {
            return Self {
                form: Form::Log(format),
                encoding: Encoding::Binary,
                mark: 0,
                why: sniffed.why,
                note: sniffed.note,
            };
        }
        if let Some(foreign) = format::foreign(source.name(), head) {
            return Self::without_log(
                Form::Foreign(foreign),
                format!("{}: {}", foreign.what, foreign.advice),
            );
        }
        let (encoding, mark) = Encoding::detect(head);
        let text = encoding.decode(head.get(mark..).unwrap_or_default());
        let (format, sniffed) = format::choose(&Head { text: &text, ..raw });
        let Sniffed { note, why, .. } = sniffed;
        Self {
            form: Form::Log(format),
            encoding,
            mark,
            why,
            note,
        }
    }

    /// A source that could not be read.
    pub(in crate::engine) fn refused(reason: &str) -> Self {
        Self::without_log(Form::Refused, format!("not read: {reason}"))
    }

    fn without_log(form: Form, note: String) -> Self {
        Self {
            form,
            encoding: Encoding::Utf8,
            mark: 0,
            why: String::new(),
            note: Some(note),
        }
    }

    /// How its records are framed, where it is a log.
    pub(in crate::engine) fn framing(&self) -> Option<Framing> {
        match self.form {
            Form::Log(format) => Some(format.framing()),
            _ => None,
        }
    }

    /// What it tells of, where it is a log.
    pub(in crate::engine) fn kind(&self) -> Option<Kind> {
        match self.form {
            Form::Log(format) => Some(format.kind()),
            _ => None,
        }
    }

    /// How the blocks of a binary log are read.
    pub(in crate::engine) fn blocks(&self) -> Option<&'static dyn Blocks> {
        match self.framing()? {
            Framing::Blocks(blocks) => Some(blocks),
            _ => None,
        }
    }
}
