//! Where a record stands, as people and editors take it.

use super::Evidence;
use super::timeline::Entry;

impl Evidence {
    /// `WindowsUpdate.log:1234`, `System.xml record 4709`, `ntuser.dat at byte 0x5a`, or the path alone. Raw, as the path is.
    pub fn place(&self) -> String {
        place(&self.path, self.line, self.record, self.offset)
    }
}

impl Entry {
    /// `WindowsUpdate.log:1234`, `System.xml record 4709`, or the path alone. Raw, as the path is.
    pub fn place(&self) -> String {
        place(&self.path, self.line, self.record, None)
    }
}

fn place(path: &str, line: Option<u64>, record: Option<u64>, offset: Option<u64>) -> String {
    match (line, record, offset) {
        (Some(line), ..) => format!("{path}:{line}"),
        (None, Some(record), _) => format!("{path} record {record}"),
        (None, None, Some(offset)) => format!("{path} at byte {offset:#x}"),
        (None, None, None) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_what_the_log_has_line_record_or_offset() {
        let check = |line, record, offset, expected: &str| {
            assert_eq!(place("a.evtx", line, record, offset), expected);
        };
        check(Some(3), None, Some(90), "a.evtx:3");
        check(None, Some(7), Some(90), "a.evtx record 7");
        check(None, None, Some(90), "a.evtx at byte 0x5a");
        check(None, None, None, "a.evtx");
    }
}
