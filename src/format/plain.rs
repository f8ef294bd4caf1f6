//! Text that no other format recognises: mail, chat, wrapped excerpts, prose with an error code in it.
//!
//! Each line that is not blank is a record with nothing but its text. Nothing is guessed: a stamp or a component that a
//! reader would see is not read here, because a wrong one would prove things that did not happen.

use super::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};

/// The last row of the table: it takes any text.
pub(super) struct Plain;

impl LogFormat for Plain {
    fn id(&self) -> FormatId {
        FormatId("plain")
    }

    fn kind(&self) -> Kind {
        Kind::Plain
    }

    fn sniff(&self, _: &Head<'_>) -> Option<Sniffed> {
        Some(Sniffed {
            score: 1,
            why: "no known log format".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Lines(|line| !line.trim_ascii().is_empty())
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        Some(Record::text(self.kind(), raw.trim_ascii()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_are_a_record() {
        let record = Plain.parse(b"  \xFF\xFE error 0x80070005\r\n").unwrap();
        assert_eq!(record.message.as_ref(), b"\xFF\xFE error 0x80070005");
    }
}
