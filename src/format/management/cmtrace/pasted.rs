//! What CMTrace puts on the clipboard: `text<TAB>component<TAB>5/14/2024 9:00:00 AM<TAB>1088 (0x0440)`, and less of it.
//!
//! The tabs may have become single blanks. Pages that show these logs often keep the component alone, behind the text or in
//! front of it, parted by several blanks; it counts only where it is a component known to write about updates.

use crate::format::parts::head::{self, is_blank};
use crate::format::parts::regional;
use crate::record::{Kind, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// Components of clients, servers and task sequences that tell of updates.
const COMPONENTS: [&[u8]; 32] = [
    b"CAS",
    b"CIAgent",
    b"CIDownloader",
    b"CcmExec",
    b"CcmMessaging",
    b"ClientIDManagerStartup",
    b"ContentAccess",
    b"ContentTransferManager",
    b"DataTransferService",
    b"DeltaDownload",
    b"InstallSWUpdate",
    b"IntuneManagementExtension",
    b"LocationServices",
    b"OSDSetupHook",
    b"PatchDownloader",
    b"PolicyAgent",
    b"RebootCoordinator",
    b"SMS_WSUS_CONFIGURATION_MANAGER",
    b"SMS_WSUS_CONTROL_MANAGER",
    b"SMS_WSUS_SYNC_MANAGER",
    b"ScanAgent",
    b"ScanTool",
    b"ScriptRunner",
    b"ServiceWindowManager",
    b"SmsWusHandler",
    b"StateMessage",
    b"TSManager",
    b"TSMBootstrap",
    b"UpdatesDeploymentAgent",
    b"UpdatesHandler",
    b"UpdatesStore",
    b"WUAHandler",
];

/// Whether the line has a thread behind it, or a known component at either end.
pub(super) fn has_columns(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    thread(line).is_some_and(|(front, _)| moment(front).is_some()) || component(line).is_some()
}

/// A record with columns in its first line.
pub(super) fn record(text: &[u8]) -> Option<Record<'_>> {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let (line, more) = text.split_at_checked(end)?;
    let line = line.trim_ascii();
    let timed = thread(line).and_then(|(front, thread)| timed(front, thread));
    let record = timed.or_else(|| {
        let (message, component) = component(line)?;
        Some(Record {
            component: text::display(component),
            ..Record::text(Kind::Configmgr, message)
        })
    })?;
    let more = more.trim_ascii();
    if more.is_empty() {
        return Some(record);
    }
    let message = [&record.message, &b"\n"[..], more].concat();
    Some(Record {
        message: message.into(),
        ..record
    })
}

/// Text, component and time.
fn timed(front: &[u8], thread: u32) -> Option<Record<'_>> {
    let (front, stamp) = moment(front)?;
    let at = front
        .iter()
        .rposition(|byte| *byte == b'\t')
        .or_else(|| front.iter().rposition(|byte| is_blank(*byte)))?;
    let (message, component) = front.split_at_checked(at)?;
    Some(Record {
        stamp,
        component: text::display(component.trim_ascii()),
        thread: Some(thread),
        ..Record::text(Kind::Configmgr, message.trim_ascii())
    })
}

/// `1088 (0x0440)` at the end of the line.
fn thread(line: &[u8]) -> Option<(&[u8], u32)> {
    let inside = line.strip_suffix(b")")?;
    let open = memchr::memrchr(b'(', inside)?;
    let (front, hex) = inside.split_at_checked(open)?;
    let number = head::number(hex.strip_prefix(b"(0x")?, 16)?;
    let front = front.trim_ascii_end();
    let digits = front.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let (front, decimal) = front.split_at_checked(front.len() - digits.count())?;
    (head::number(decimal, 10)? == number).then(|| (front.trim_ascii_end(), number))
}

/// A date and a clock at the end of the text, of two or three words.
fn moment(front: &[u8]) -> Option<(&[u8], Option<Stamp>)> {
    const WORDS: usize = 3;
    let starts = (1..front.len())
        .rev()
        .filter(|at| front.get(at - 1).is_some_and(|byte| is_blank(*byte)))
        .filter(|at| front.get(*at).is_some_and(u8::is_ascii_digit));
    for at in starts.take(WORDS) {
        let (before, written) = front.split_at_checked(at)?;
        if let Ok((b"", (date, clock, nanos))) = regional::moment(written) {
            let date = date.date(None);
            let stamp = date.and_then(|date| head::stamp(date, clock, nanos, Zone::Local));
            return Some((before.trim_ascii_end(), stamp));
        }
    }
    None
}

/// Text and a known component, parted by a tab or by several blanks.
fn component(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let known = |word: &[u8]| COMPONENTS.contains(&word);
    let wide = |gap: &[u8]| gap.len() > 1 || gap == b"\t";
    let last = line
        .iter()
        .rposition(|byte| is_blank(*byte))
        .map(|at| at + 1)?;
    let (front, word) = line.split_at_checked(last)?;
    let message = front.trim_ascii_end();
    if known(word) && wide(front.get(message.len()..)?) {
        return Some((message, word));
    }
    let first = line.iter().position(|byte| is_blank(*byte))?;
    let (word, rest) = line.split_at_checked(first)?;
    let message = rest.trim_ascii_start();
    let gap = rest.get(..rest.len() - message.len())?;
    (known(word) && wide(gap)).then_some((message, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &'static str, message: &str, component: &str) -> Record<'static> {
        assert!(has_columns(line.as_bytes()), "{line}");
        let record = record(line.as_bytes()).unwrap();
        assert_eq!(text::display(&record.message), message);
        assert_eq!(record.component, component);
        record
    }

    #[test]
    fn tabs_and_single_blanks_part_the_columns() {
        let tabs = check(
            "Scan failed\tUpdates Patch Downloader\t5/14/2024 9:00:00 PM\t1088 (0x0440)",
            "Scan failed",
            "Updates Patch Downloader",
        );
        let blanks = check(
            "Scan failed WUAHandler 14.05.2024 21:00:00 1088 (0x0440)",
            "Scan failed",
            "WUAHandler",
        );
        for record in [tabs, blanks] {
            assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T21:00:00");
            assert_eq!(record.thread, Some(1088));
        }
    }

    #[test]
    fn a_date_that_may_be_two_days_gives_no_time() {
        let record = check(
            "Done ScriptRunner 8/11/2024 8:06:26 AM 1 (0x0001)",
            "Done",
            "ScriptRunner",
        );
        assert_eq!(record.stamp, None);
    }

    #[test]
    fn a_known_component_may_stand_alone_at_either_end() {
        check(
            "Policy available   ScanAgent  ",
            "Policy available",
            "ScanAgent",
        );
        check(
            "TSMBootstrap    Error. Received",
            "Error. Received",
            "TSMBootstrap",
        );
    }

    #[test]
    fn prose_has_no_columns() {
        for line in [
            "see ScanAgent",
            "the code is 5 (0x5)",
            "text 1088 (0x0441)",
            "WUAHandler said no",
            "",
            ")",
            "(0x1)",
        ] {
            assert!(!has_columns(line.as_bytes()), "{line}");
        }
    }
}
