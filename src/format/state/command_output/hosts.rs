//! The hosts file: addresses and the names they answer for.
//!
//! `0.0.0.0    download.windowsupdate.com    # blocked`
//!
//! Each active entry is a record with the fields `address` and `host` (its names, divided by blanks). A file of comments
//! alone is a hosts file too: it proves that nothing is redirected. Source: the comments of the file Windows ships.

use std::net::IpAddr;

use memchr::memmem;

use super::{Command, Reading, record};
use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind};
use crate::text;

const NAME: &str = "hosts";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| {
        (line.starts_with("type ") || line.starts_with("get-content "))
            && line.contains("\\etc\\hosts")
    },
    begins: |line| is_comment(line) && memmem::find(line, SHIPPED).is_some(),
    read: |body, _| read(body),
    instead: "the file itself",
    whole: false,
};

/// From the comments of the file that Windows ships.
const SHIPPED: &[u8] = b"HOSTS file used by Microsoft TCP/IP";

/// A hosts file on its own.
pub(in crate::format) struct Hosts;

impl LogFormat for Hosts {
    fn id(&self) -> FormatId {
        FormatId("hosts")
    }

    fn kind(&self) -> Kind {
        Kind::CommandOutput
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let named =
            head.name.eq_ignore_ascii_case(NAME) || vote::named(head, &["etc_hosts", "hosts.txt"]);
        let shipped = || memmem::find(head.text, SHIPPED).is_some();
        let has_entries = || vote::lines(head).filter_map(entry).nth(1).is_some();
        (named || shipped() || has_entries()).then(|| {
            let vote = Vote::take(head, |line| is_comment(line) || entry(line).is_some());
            vote.claim(90, 2, "are entries and comments of a hosts file")
        })?
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let reading = read(text);
        Parsed {
            records: reading.records,
            bad: reading.bad,
            ..Parsed::default()
        }
    }
}

fn read(body: &[u8]) -> Reading<'_> {
    let mut reading = Reading::default();
    for (start, line) in text::lines(body) {
        if is_comment(line) || line.trim_ascii().is_empty() {
            continue;
        }
        match entry(line) {
            Some((address, hosts)) => {
                let fields = vec![
                    ("address".into(), text::display(address)),
                    ("host".into(), hosts.into()),
                ];
                reading.records.push(Located {
                    start,
                    end: start + line.len(),
                    record: record(NAME, without_comment(line), fields),
                });
            }
            None => reading.bad += 1,
        }
    }
    reading
}

/// The address and the names of an active entry.
fn entry(line: &[u8]) -> Option<(&[u8], String)> {
    let mut words = without_comment(line)
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let address = words.next()?;
    let plain = std::str::from_utf8(address).ok()?.split('%').next()?;
    plain.parse::<IpAddr>().ok()?;
    let hosts: Vec<_> = words.map(text::display).collect();
    let named = !hosts.is_empty() && hosts.iter().all(|host| is_host_name(host));
    named.then(|| (address, hosts.join(" ")))
}

/// Access logs begin with addresses too, but go on with other things than names.
fn is_host_name(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(char::is_alphanumeric)
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || "._-".contains(c))
}

fn without_comment(line: &[u8]) -> &[u8] {
    line.split(|byte| *byte == b'#').next().unwrap_or_default()
}

fn is_comment(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"#")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)], bad: u64) {
        let parsed = Hosts.parse_whole(text.as_bytes());
        let got: Vec<_> = parsed
            .records
            .iter()
            .map(|found| {
                (
                    found.record.field("address").unwrap(),
                    found.record.field("host").unwrap(),
                )
            })
            .collect();
        assert_eq!((got.as_slice(), parsed.bad), (expected, bad));
    }

    fn is_hosts(name: &str, text: &str) -> bool {
        let head = Head {
            name,
            text: text.as_bytes(),
            whole: true,
        };
        Hosts.sniff(&head).is_some()
    }

    #[test]
    fn entries_comments_and_damage() {
        check(
            "# comment\r\n0.0.0.0\tupdate.contoso.test a.test # why\r\n::1 localhost\r\nnonsense here\r\n",
            &[
                ("0.0.0.0", "update.contoso.test a.test"),
                ("::1", "localhost"),
            ],
            1,
        );
    }

    #[test]
    fn comments_alone_are_a_hosts_file() {
        let shipped = "# This is a sample HOSTS file used by Microsoft TCP/IP for Windows.\r\n#\r\n#\t127.0.0.1       localhost\r\n";
        assert!(is_hosts("", shipped));
        assert!(is_hosts("hosts", "# nothing\r\n"));
        assert!(!is_hosts("", "# nothing\r\n"));
        check(shipped, &[], 0);
    }

    #[test]
    fn a_name_without_content_is_no_hosts_file() {
        assert!(!is_hosts("hosts", "Dear support,\r\nplease help\r\n"));
        assert!(is_hosts("", "127.0.0.1 a.test\r\n0.0.0.0 b.test\r\n"));
        let access = "192.0.2.1 - - [14/May/2024] GET /\r\n";
        assert!(!is_hosts("", &access.repeat(3)));
    }
}
