//! Names of machines, people and networks in a log, replaced before the log becomes a test that others will read.
//!
//! Each name has one replacement throughout the text: `sccm01.corp.example` becomes `host1.contoso.com` wherever it
//! stands. Addresses come from the ranges that are reserved for documentation (RFC 5737, RFC 3849, RFC 7042). Names of
//! Microsoft's services stay, because rules are about them. What looks like an ordinary word cannot be told from one, so
//! an author still has to read the test.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::record::Record;

mod forms;

use forms::{What, forms, is_account, is_common, is_secret};

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

/// A text with invented names.
pub(super) struct Replaced {
    pub(super) text: String,
    /// What stands in it for the names.
    pub(super) invented: Vec<String>,
}

/// The text with invented names; `record` is the one of interest, whose fields say what some of its values are.
pub(super) fn replaced(text: &str, record: &Record<'_>) -> Replaced {
    let mut names = Names::default();
    names.take_fields(record);
    for (pattern, what) in forms() {
        let places = pattern.regex().into_iter();
        for groups in places.flat_map(|it| it.captures_iter(text.as_bytes())) {
            if let Some(place) = groups.iter().skip(1).flatten().next() {
                names.add_at(text, place.range(), *what);
            }
        }
    }
    let mut invented: Vec<String> = names.new.values().cloned().collect();
    invented.extend(names.here.iter().map(|(_, new)| new.clone()));
    Replaced {
        text: names.apply(text),
        invented,
    }
}

/// Where whole words of the text are the name, whatever their case.
pub(super) fn places(text: &str, name: &str) -> Vec<Range<usize>> {
    let (lower, name) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let is_word = |it: char| it.is_alphanumeric() || it == '_';
    // `S-1-5-21-1-2-3-1001_Classes` is a hive of that user.
    let goes_on = |it: char| is_word(it) && !(it == '_' && name.starts_with("s-1-"));
    let whole = |range: &Range<usize>| {
        let before = lower.get(..range.start).unwrap_or_default();
        let after = lower.get(range.end..).unwrap_or_default();
        !before.ends_with(is_word) && !after.starts_with(goes_on)
    };
    lower
        .match_indices(&name)
        .map(|(start, found)| start..start + found.len())
        .filter(whole)
        .collect()
}

/// Names found so far, in lower case, with what stands for each.
#[derive(Default)]
struct Names {
    new: BTreeMap<String, String>,
    /// Names too short or too common to be replaced wherever they stand: `user=7`.
    here: Vec<(Range<usize>, String)>,
    counts: BTreeMap<What, usize>,
}

impl Names {
    /// Event data and columns whose names say that they hold a machine or a person.
    fn take_fields(&mut self, record: &Record<'_>) {
        for (name, value) in &record.fields {
            let name = name.to_ascii_lowercase().replace(' ', "");
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            if has(&[
                "computer",
                "machine",
                "workstation",
                "hostname",
                "domainname",
            ]) {
                self.add(value, What::Host);
            } else if has(&["username", "accountname", "owner"]) {
                self.add(value, What::User);
            } else if has(&["password", "secret"]) {
                self.add(value, What::Secret);
            }
        }
        if let Some(event) = &record.event {
            self.add(&event.computer, What::Host);
        }
    }

    /// Takes a name at a place of the text.
    fn add_at(&mut self, text: &str, mut place: Range<usize>, what: What) {
        let found = text.get(place.clone()).unwrap_or_default();
        // The colon of `address:fe80::7`; that of `::1` is a part of it.
        if what == What::Address && found.starts_with(':') && !found.starts_with("::") {
            place.start += 1;
        }
        let before = text.get(..place.start).unwrap_or_default();
        let after = text.get(place.end..).unwrap_or_default();
        let name = text.get(place.clone()).unwrap_or_default();
        let is_part = match what {
            What::Account => after.starts_with('\\'),
            What::Mail => is_in_authority(before),
            What::Address => is_part_of_version(before, after),
            _ => false,
        };
        if is_part {
            return;
        }
        let is_weak = name.len() < 3 || name.bytes().all(|byte| byte.is_ascii_digit());
        if !is_weak {
            self.add(name, what);
        } else if is_private(&name.to_ascii_lowercase(), what) {
            let new = self.next(name, what);
            self.here.push((place, new));
        }
    }

    fn add(&mut self, written: &str, what: What) {
        let name = written
            .trim()
            .trim_start_matches('\\')
            .trim_end_matches(['.', ':', ','])
            .to_ascii_lowercase();
        if self.new.contains_key(&name) || name.len() < 2 || !is_private(&name, what) {
            return;
        }
        let new = self.next(&name, what);
        self.add_parts(written, &name, &new, what);
        self.new.insert(name, new);
    }

    /// The parts of a name that are names themselves: `krk-wsus` of `krk-wsus.corp.example`, both of `ACME\jsmith`, both
    /// of `Jan Smith`.
    fn add_parts(&mut self, written: &str, name: &str, new: &str, what: What) {
        let mut part = |name: &str, new: &str| {
            if name.len() > 2 && !is_common(name) {
                let entry = self.new.entry(name.to_owned());
                entry.or_insert_with(|| new.to_owned());
            }
        };
        match what {
            What::Host => {
                if let (Some((short, _)), Some((new, _))) =
                    (name.split_once('.'), new.split_once('.'))
                {
                    part(short, new);
                }
            }
            What::Account => {
                if let (Some((domain, user)), Some((new_domain, new))) =
                    (name.split_once('\\'), new.split_once('\\'))
                {
                    part(domain, new_domain);
                    part(user, new);
                }
            }
            What::User => {
                let mut words = written.split_whitespace();
                if words.all(|word| !word.starts_with(|it: char| it.is_ascii_lowercase())) {
                    for word in name.split_whitespace() {
                        part(word, new);
                    }
                }
            }
            _ => {}
        }
    }

    /// What stands for the next name of that sort.
    fn next(&mut self, name: &str, what: What) -> String {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        invented(name, what, *count)
    }

    /// Longer names first, so that a short one does not take a part of a longer one.
    fn apply(&self, text: &str) -> String {
        let mut names: Vec<(&String, &String)> = self.new.iter().collect();
        names.sort_by_key(|(name, _)| (std::cmp::Reverse(name.len()), *name));
        let everywhere = names
            .into_iter()
            .flat_map(|(name, new)| places(text, name).into_iter().map(move |it| (it, new)));
        let here = self.here.iter().map(|(place, new)| (place.clone(), new));
        let mut taken: BTreeMap<usize, (usize, &String)> = BTreeMap::new();
        for (place, new) in everywhere.chain(here) {
            let before = taken.range(..place.end).next_back();
            if before.is_none_or(|(_, (end, _))| *end <= place.start) {
                taken.insert(place.start, (place.end, new));
            }
        }
        let (mut changed, mut done) = (String::new(), 0);
        for (start, (end, new)) in taken {
            changed += text.get(done..start).unwrap_or_default();
            changed += new;
            done = end;
        }
        changed + text.get(done..).unwrap_or_default()
    }
}

/// Whether what follows belongs to the `user:password@host` of a URL.
fn is_in_authority(before: &str) -> bool {
    let token = before.rsplit(char::is_whitespace).next();
    let authority = token.and_then(|token| token.rsplit_once("://"));
    authority.is_some_and(|(_, rest)| !rest.contains('/'))
}

/// Whether numbers between these are a part of a version or a path, and no address. A hyphen between two numbers makes a
/// range of addresses.
fn is_part_of_version(before: &str, after: &str) -> bool {
    let glued = |it: char| it.is_alphanumeric() || "~_-/".contains(it);
    let is_range = before
        .strip_suffix('-')
        .is_some_and(|it| it.ends_with(|it: char| it.is_ascii_digit()));
    let goes_on = after
        .strip_prefix('.')
        .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    goes_on || (before.ends_with(glued) && !before.ends_with("//") && !is_range)
}

/// Whether the name tells anything about whose machine it is.
fn is_private(name: &str, what: What) -> bool {
    if is_common(name) {
        return false;
    }
    match what {
        What::Host if name.contains('.') => is_host(name) && !is_public(name) && !is_invented(name),
        What::Host => !name.contains('\\') && name.bytes().any(|it| !it.is_ascii_digit()),
        What::User => !name.contains('\\'),
        What::Account => is_account(name),
        What::Secret | What::Key => is_secret(name, what),
        What::Address => {
            name.parse().is_ok_and(is_private_v4) || name.parse().is_ok_and(is_private_v6)
        }
        What::Mail | What::Sid | What::Mac => true,
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
        What::Secret | What::Key => format!("secret{count}"),
        What::Mail => format!("user{count}@contoso.com"),
        What::Sid => format!("S-1-5-21-1111111111-2222222222-3333333333-{}", 1000 + count),
        What::Mac => format!("00-00-5E-00-53-{:02X}", count % 256),
        What::Address if name.contains('.') => format!("192.0.2.{}", 9 + count % 240),
        What::Address => format!("2001:db8::{count:x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;

    fn check(text: &str, expected: &str) {
        let record = Record::text(Kind::Plain, text.as_bytes());
        assert_eq!(replaced(text, &record).text, expected);
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
    fn names_are_seen_wherever_logs_have_them() {
        check(
            r"as ACME\jsmith on PC-JSMITH, jsmith of acme",
            r"as CONTOSO\user1 on pc1, user1 of CONTOSO",
        );
        check(
            "user=jsmith domain=ACME machine=DESKTOP-8F3K2LQ",
            "user=user1 domain=host2 machine=host1",
        );
        check(
            r#"token=eyJhbGciOiJI.eyJzdWIi.x-Y password=Hunter2, "secret": "two words""#,
            r#"token=secret1 password=secret2, "secret": "secret3""#,
        );
        check(
            "password='two words' pwd: 1234 at 1234",
            "password='secret1' pwd: secret2 at 1234",
        );
        check(
            "C:\\Users\\J\u{f6}rg M\u{fc}ller\\AppData\\a of M\u{fc}ller",
            r"C:\Users\user1\AppData\a of user1",
        );
        check(r"in C:\Users\jsmith, gone", r"in C:\Users\user1, gone");
        check("for user John Smith here", "for user user1 here");
        check("User: John Smith", "User: user1");
        check("to j.smith+a@acme now", "to user1@contoso.com now");
        check(
            "proxy 10.20.30.40:8080, http://10.20.30.41/a, 10.20.30.42-10.20.30.43",
            "proxy 192.0.2.10:8080, http://192.0.2.11/a, 192.0.2.12-192.0.2.13",
        );
        check(
            r"\\10.20.30.40\a address:fe80::7",
            r"\\192.0.2.10\a address:2001:db8::2",
        );
        check(
            "http://jsmith:Hunter2@krk.corp.local/a",
            "http://secret1@host1.contoso.com/a",
        );
        check(
            r"HKU\S-1-5-21-12345-678-90-500_Classes",
            r"HKU\S-1-5-21-1111111111-2222222222-3333333333-1001_Classes",
        );
    }

    #[test]
    fn what_everybody_has_stays() {
        for text in [
            r"in C:\Windows\System32, HKLM\Software, SOFTWARE\Microsoft and System32\wuaueng.dll",
            r"by NT AUTHORITY\SYSTEM or NT SERVICE\TrustedInstaller, user: NT AUTHORITY\SYSTEM",
            r#"publicKeyToken="31bf3856ad364e35" key: HKLM\Software\A token: 0x80070005"#,
            "user: the account, host: unknown, WS-Management, PC-based, version 10.0.1.1.2",
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
            replaced("jnowak on KRK7, not KRK70", &record).text,
            "user1 on host1, not KRK70"
        );
    }
}
