//! Names of machines, people and networks in a log, replaced before the log becomes a test that others will read.
//!
//! Each name has one replacement throughout the text: `sccm01.corp.example` becomes `host1.contoso.com` wherever it
//! stands. Addresses come from the ranges that are reserved for documentation (RFC 5737, RFC 3849, RFC 7042). Names of
//! Microsoft's services stay, because rules are about them. What looks like an ordinary word cannot be told from one, so
//! an author still has to read the test.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

use crate::record::Record;
use crate::rule::Pattern;

/// Domains of services that everybody uses.
const SERVICES: [&str; 9] = [
    "microsoft.com",
    "windowsupdate.com",
    "windows.com",
    "windows.net",
    "msftncsi.com",
    "msftconnecttest.com",
    "live.com",
    "azureedge.net",
    "msedge.net",
];
/// Labels of hosts that are invented already.
const INVENTED: [&str; 2] = ["contoso", "fabrikam"];
/// Last labels of host names; file names have others.
const TOP: [&str; 22] = [
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "local", "lan", "internal",
    "intern", "corp", "home", "private", "domain", "ad", "test", "example", "invalid", "arpa",
];

/// What is replaced: a pattern whose group is the name, and what the name is.
const FORMS: [(&str, What); 12] = [
    (r"\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", What::Mail),
    (r"\b(S-1-5-21-\d+-\d+-\d+(?:-\d+)?)\b", What::Sid),
    (r"://(?:[^\s/@]+@)?([a-z0-9._-]+)", What::Host),
    (r"\\\\([a-z0-9][a-z0-9._-]*)\\", What::Host),
    (r"<Computer>([^<]+)</Computer>", What::Host),
    (
        r"(?m)^\s*(?:Host Name|Logon Server|Primary Dns Suffix|Connection-specific DNS Suffix|Domain)[ .]*: +\\*([a-z0-9._-]+)",
        What::Host,
    ),
    (
        r"(?m)^\s*(?:Registered Owner|Registered Organization)[ .]*: +(\S[^\n]*)",
        What::User,
    ),
    (
        r"\b([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)+)\b",
        What::Host,
    ),
    (
        r"[a-z]:\\(?:Users|Documents and Settings)\\([^\\\s]+)",
        What::User,
    ),
    (
        r#"\b(?:user|account|owner|caller|by)\b[ \w]{0,24}?[ :='"]+((?:nt )?[a-z0-9-]+\\[a-z0-9._$-]+)"#,
        What::Account,
    ),
    (r"\b((?:[0-9a-f]{2}[-:]){5}[0-9a-f]{2})\b", What::Mac),
    (r"([0-9a-f:.]{3,})", What::Address),
];

/// Names that every machine has.
const COMMON: [&str; 10] = [
    "localhost",
    "nt authority",
    "nt service",
    "builtin",
    "system",
    "public",
    "default",
    "all",
    "null",
    "?",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Host,
    User,
    Account,
    Mail,
    Sid,
    Mac,
    Address,
}

/// The text with invented names; `record` is the one of interest, whose fields say what some of its values are.
pub(super) fn replaced(text: &str, record: &Record<'_>) -> String {
    let mut names = Names::default();
    names.take_fields(record);
    for (pattern, what) in forms() {
        let places = pattern.regex().into_iter();
        for groups in places.flat_map(|it| it.captures_iter(text.as_bytes())) {
            if let Some(name) = groups
                .get(1)
                .and_then(|it| text.get(it.range()).map(|name| (it.start(), name)))
            {
                names.add_at(text, name, *what);
            }
        }
    }
    names.apply(text)
}

/// Names found so far, in lower case, with what stands for each.
#[derive(Default)]
struct Names {
    new: BTreeMap<String, String>,
    counts: BTreeMap<What, usize>,
}

impl Names {
    /// Event data and columns whose names say that they hold a machine or a person.
    fn take_fields(&mut self, record: &Record<'_>) {
        for (name, value) in &record.fields {
            let name = name.to_ascii_lowercase().replace(' ', "");
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            if has(&["computer", "machine", "workstation", "hostname"]) {
                self.add(value, What::Host);
            } else if has(&["username", "accountname", "owner"]) {
                self.add(value, What::User);
            }
        }
        if let Some(event) = &record.event {
            self.add(&event.computer, What::Host);
        }
    }

    /// Takes a name at an offset of the text. What is glued to a word is a part of a version or a path, and no address.
    fn add_at(&mut self, text: &str, (start, name): (usize, &str), what: What) {
        let before = text.get(..start).unwrap_or_default();
        let glued = before.ends_with(|it: char| it.is_alphanumeric() || "~_-/".contains(it));
        if what != What::Address || !glued {
            self.add(name, what);
        }
    }

    fn add(&mut self, name: &str, what: What) {
        let name = name
            .trim()
            .trim_end_matches(['.', ':'])
            .to_ascii_lowercase();
        if self.new.contains_key(&name) || name.len() < 2 || !is_private(&name, what) {
            return;
        }
        let count = self.counts.entry(what).or_default();
        *count += 1;
        let new = invented(&name, what, *count);
        if what == What::Host
            && let (Some((short, _)), Some((new, _))) = (name.split_once('.'), new.split_once('.'))
            && short.len() > 2
        {
            self.new
                .entry(short.to_owned())
                .or_insert_with(|| new.to_owned());
        }
        self.new.insert(name, new);
    }

    /// Longer names first, so that a short one does not take a part of a longer one.
    fn apply(&self, text: &str) -> String {
        let mut names: Vec<(&String, &String)> = self.new.iter().collect();
        names.sort_by_key(|(name, _)| (std::cmp::Reverse(name.len()), *name));
        let mut pieces = vec![(text.to_owned(), false)];
        for (name, new) in names {
            let split = pieces.into_iter().flat_map(|(piece, done)| {
                if done {
                    vec![(piece, true)]
                } else {
                    cut(&piece, name, new)
                }
            });
            pieces = split.collect();
        }
        pieces.into_iter().map(|(piece, _)| piece).collect()
    }
}

/// The text in pieces, those that were replaced marked. Only whole words are.
fn cut(text: &str, name: &str, new: &str) -> Vec<(String, bool)> {
    let lower = text.to_ascii_lowercase();
    let is_word = |it: char| it.is_alphanumeric() || it == '_';
    let (mut pieces, mut done) = (Vec::new(), 0);
    for (start, _) in lower.match_indices(name) {
        let end = start + name.len();
        let before = lower.get(..start).unwrap_or_default();
        let after = lower.get(end..).unwrap_or_default();
        if start < done || before.ends_with(is_word) || after.starts_with(is_word) {
            continue;
        }
        pieces.push((text.get(done..start).unwrap_or_default().to_owned(), false));
        pieces.push((new.to_owned(), true));
        done = end;
    }
    pieces.push((text.get(done..).unwrap_or_default().to_owned(), false));
    pieces
}

/// Whether the name tells anything about whose machine it is.
fn is_private(name: &str, what: What) -> bool {
    if COMMON
        .iter()
        .any(|common| name == *common || name.starts_with(&format!("{common}\\")))
    {
        return false;
    }
    match what {
        What::Host if name.contains('.') => is_host(name) && !is_public(name) && !is_invented(name),
        What::Address => {
            name.parse().is_ok_and(is_private_v4) || name.parse().is_ok_and(is_private_v6)
        }
        _ => true,
    }
}

/// Whether the host is one of a service that everybody uses.
pub(super) fn is_public(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    SERVICES.iter().any(|domain| {
        let before = host.strip_suffix(domain);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

fn is_invented(host: &str) -> bool {
    host.split('.').any(|label| INVENTED.contains(&label))
}

/// Whether a name with dots is that of a host rather than of a file.
pub(super) fn is_host(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some((_, last)) = name.rsplit_once('.') else {
        return false;
    };
    let country = last.len() == 2
        && name.matches('.').count() > 1
        && last.bytes().all(|it| it.is_ascii_alphabetic());
    TOP.contains(&last) || country
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_documentation()
        || address.octets().first() == Some(&255))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let documentation = address.segments().starts_with(&[0x2001, 0xdb8]);
    !(address.is_loopback() || address.is_unspecified() || documentation)
}

/// The name that stands for the `count`-th of its sort.
fn invented(name: &str, what: What, count: usize) -> String {
    let role = ["wsus", "proxy", "sccm", "pc"]
        .into_iter()
        .find(|role| name.starts_with(role));
    match what {
        What::Host if name.contains('.') => {
            format!("{}{count}.contoso.com", role.unwrap_or("host"))
        }
        What::Host => format!("{}{count}", role.unwrap_or("host")),
        What::User => format!("user{count}"),
        What::Account => format!("CONTOSO\\user{count}"),
        What::Mail => format!("user{count}@contoso.com"),
        What::Sid => format!("S-1-5-21-1111111111-2222222222-3333333333-{}", 1000 + count),
        What::Mac => format!("00-00-5E-00-53-{:02X}", count % 256),
        What::Address if name.contains('.') => format!("192.0.2.{}", 9 + count % 240),
        What::Address => format!("2001:db8::{count:x}"),
    }
}

fn forms() -> &'static [(Pattern, What)] {
    static ALL: OnceLock<Vec<(Pattern, What)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let forms = FORMS.iter();
        forms
            .map(|(pattern, what)| (Pattern::new(*pattern), *what))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;

    fn check(text: &str, expected: &str) {
        let record = Record::text(Kind::Plain, text.as_bytes());
        assert_eq!(replaced(text, &record), expected);
    }

    #[test]
    fn names_of_machines_people_and_networks_are_replaced_throughout() {
        check(
            "from http://WSUS-KRK-01.corp.local:8530/a to wsus-krk-01",
            "from http://wsus1.contoso.com:8530/a to wsus1",
        );
        check(r"\\filer7\updates\a.cab", r"\\host1\updates\a.cab");
        check(
            r"C:\Users\jnowak\a of jnowak@corp.pl",
            r"C:\Users\user1\a of user1@contoso.com",
        );
        check(
            r"called by user CORP\jnowak now",
            r"called by user CONTOSO\user1 now",
        );
        check(
            "10.20.30.40, 10.20.30.41, 10.20.30.40",
            "192.0.2.10, 192.0.2.11, 192.0.2.10",
        );
        check(
            "at fe80::1c2d:3e4f, not 127.0.0.1",
            "at 2001:db8::1, not 127.0.0.1",
        );
        check(
            "S-1-5-21-12345-678-90-500",
            "S-1-5-21-1111111111-2222222222-3333333333-1001",
        );
        check(
            "Physical Address: 3C-52-82-AA-BB-CC",
            "Physical Address: 00-00-5E-00-53-01",
        );
    }

    #[test]
    fn what_everybody_has_stays() {
        for text in [
            "HTTPS://slscr.update.microsoft.com/SLS/{9482F4B4-E343-43B6-B170-9A65BC822C77}/x64/10.0.19045.4291/0?CH=700",
            "2024/05/14 09:00:00.0000000 1088  5120  Agent  wuident.cab of svchost.exe",
            "Package~31bf3856ad364e35~amd64~~10.0.1.1 CBS::Failed",
            r"by account NT AUTHORITY\SYSTEM in C:\Users\Public\a",
            "http://wsus.contoso.com 192.0.2.1 2001:db8::7",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn fields_say_what_their_values_are() {
        let mut record = Record::text(Kind::EventLog, &b""[..]);
        record.fields = vec![
            ("UserName".into(), "jnowak".into()),
            ("Computer".into(), "KRK7".into()),
        ];
        assert_eq!(
            replaced("jnowak on KRK7, not KRK70", &record),
            "user1 on host1, not KRK70"
        );
    }
}
