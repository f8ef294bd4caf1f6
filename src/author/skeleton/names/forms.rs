//! How names of machines, people and networks look in a log, and what looks like one and is none.
//!
//! `user=jsmith domain=ACME`, `as ACME\jsmith`, `C:\Users\Jan Smith\AppData`, `for user Jan Smith`, `token=eyJhbGci`.
//! A relative path of two parts that no list here knows is taken for an account: one name too many is replaced rather
//! than one too few.

use std::sync::OnceLock;

use crate::rule::Pattern;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Host,
    User,
    Account,
    Mail,
    Sid,
    Mac,
    Address,
    /// A password or a token.
    Secret,
    /// The value of something called a key, which may be one of the registry's.
    Key,
}

/// What is replaced: a pattern whose first group that took part is the name, and what the name is.
const FORMS: [(&str, What); 25] = [
    (
        r"([\w.+\x80-\xff-]+@[a-z0-9][\w-]*(?:\.[\w-]+)*)",
        What::Mail,
    ),
    (r"\b(S-1-(?:5-21|12-1)(?:-\d+){3,5})", What::Sid),
    (r"://([^\s/@]+)@", What::Secret),
    (r"://(?:[^\s/@]+@)?([a-z0-9._-]+)", What::Host),
    (r"(?m)(?:^|[^:\w])\\\\([a-z0-9][a-z0-9._-]*)\\", What::Host),
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
    // Names that the setup of Windows and most administrators give, in capitals or with a number.
    (
        r"\b((?-i:(?:DESKTOP|LAPTOP|PC|WS|LT|NB|SRV)-[A-Z0-9-]+|WIN-[A-Z0-9]{11})|(?:desktop|laptop|pc|ws|lt|nb|srv)-[a-z-]*\d[a-z0-9-]*)\b",
        What::Host,
    ),
    (
        r#"[\\/](?:Users|Documents and Settings)[\\/]{1,2}([^\\/:*?"<>|\r\n\t]{1,64})[\\/]"#,
        What::User,
    ),
    (
        r#"[\\/](?:Users|Documents and Settings)[\\/]{1,2}([^\\/:*?"'<>|,;()\s]+)"#,
        What::User,
    ),
    (
        r#"(?m)(?:^|[\s'"(\[<>=:,;/])([a-z0-9\x80-\xff][\w.\x80-\xff-]{1,30}\\[^\s\\/:*?"<>|,;()\[\]{}'=+@]{2,})"#,
        What::Account,
    ),
    (
        r#"(?-i)\b(?:[Ff]or|[Bb]y|[Oo]f|[Aa]s|[Tt]o) (?:the )?user:? ['"(]?([A-Z\x80-\xff][a-z\x80-\xff'-]+(?: [A-Z\x80-\xff][A-Za-z\x80-\xff.'-]*){1,2})"#,
        What::User,
    ),
    (
        r#"(?m-i)\b(?:[Uu]ser|[Aa]ccount|[Oo]wner)(?:[ _]?[Nn]ame)?[ \t]*[=:][ \t]*['"]?([A-Z\x80-\xff][a-z\x80-\xff'-]+(?: [A-Z\x80-\xff][a-z\x80-\xff'-]+){1,2})(?:$|[^\w:=\x80-\xff])"#,
        What::User,
    ),
    (
        r#"\b(?:\w+[_-]|target|subject|client|logon|proxy)?(?:user|account)(?:[ _]?(?:name|id))?["']?[ \t]*[=:][ \t]*["']?([^\s"'<>,;:/&()\[\]{}|]+)"#,
        What::User,
    ),
    (
        r#"\b(?:\w+[_-]|target|subject|client|remote|source)?(?:domain|machine|computer|workstation|host)(?:[ _]?name)?["']?[ \t]*[=:][ \t]*["']?([^\s"'<>,;:/&()\[\]{}|]+)"#,
        What::Host,
    ),
    (
        r#"\b\w*(?:password|passwd|pwd|secret|token|sas|\bsig)["']?[ \t]*[=:][ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s"';&<>]+))"#,
        What::Secret,
    ),
    (
        r#"\b(?:\w+[_-]|api|access|account|shared)*key["']?[ \t]*[=:][ \t]*(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s"';&<>]+))"#,
        What::Key,
    ),
    (
        r#"\s[-/](?:password|passwd|pwd|pass)[ :=]+["']?([^\s"']+)"#,
        What::Secret,
    ),
    (
        r"<(?:\w*password|pwd|\w*secret|\w*token)>([^<]+)</",
        What::Secret,
    ),
    (
        r"\b(?:(?:bearer|basic)\s+([\w+/=.~-]{16,})|(eyJ[\w-]{8,}(?:\.[\w-]+)*))",
        What::Secret,
    ),
    (r"\b((?:[0-9a-f]{2}[-:]){5}[0-9a-f]{2})\b", What::Mac),
    (r"\b(\d{1,3}(?:\.\d{1,3}){3})\b", What::Address),
    (r"([0-9a-f:.]{3,})", What::Address),
];

/// Names that every machine has, with or without an account behind them.
const COMMON: [&str; 27] = [
    "localhost",
    "nt authority",
    "nt-autorit\u{c4}t",
    "nt-autorit\u{e4}t",
    "nt service",
    "authority",
    "service",
    "builtin",
    "vordefiniert",
    "apppool",
    "manager",
    "system",
    "localsystem",
    "localservice",
    "networkservice",
    "trustedinstaller",
    "administrator",
    "administrators",
    "public",
    "default",
    "default user",
    "defaultuser0",
    "all users",
    "all",
    "everyone",
    "null",
    "?",
];

/// Words that follow `user:` or `host =` and name nobody, and the keys with which Microsoft signs its assemblies.
const WORDS: [&str; 42] = [
    "a",
    "an",
    "and",
    "at",
    "by",
    "error",
    "empty",
    "failed",
    "false",
    "for",
    "from",
    "has",
    "http",
    "https",
    "in",
    "is",
    "name",
    "no",
    "none",
    "not",
    "nt",
    "of",
    "on",
    "or",
    "set",
    "the",
    "this",
    "to",
    "true",
    "unknown",
    "was",
    "with",
    "yes",
    "amd64",
    "arm64",
    "x64",
    "x86",
    "(null)",
    "n/a",
    "31bf3856ad364e35",
    "b77a5c561934e089",
    "b03f5f7f11d50a3a",
];

/// First parts of paths in the file system and the registry, which look like domains.
const ROOTS: [&str; 26] = [
    "hklm",
    "hkcu",
    "hku",
    "hkcr",
    "hkcc",
    "software",
    "system",
    "security",
    "sam",
    "hardware",
    "registry",
    "currentcontrolset",
    "currentversion",
    "microsoft",
    "policies",
    "services",
    "windows",
    "windowsupdate",
    "softwaredistribution",
    "system32",
    "syswow64",
    "winsxs",
    "drivers",
    "temp",
    "files",
    "data",
];

/// Extensions that tell a file from a person.
const FILES: [&str; 24] = [
    "bat", "cab", "cat", "cmd", "dat", "dll", "edb", "esd", "etl", "exe", "inf", "ini", "log",
    "man", "msi", "msu", "mui", "mum", "ps1", "psf", "sys", "tmp", "txt", "xml",
];

/// Whether the lower-case name is one that many machines have, or an ordinary word.
pub(super) fn is_common(name: &str) -> bool {
    let begins = |common: &str| {
        let rest = name.strip_prefix(common);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
    };
    WORDS.contains(&name) || COMMON.iter().any(|common| begins(common))
}

/// Whether a lower-case `first\second` is an account and no path.
pub(super) fn is_account(name: &str) -> bool {
    let Some((domain, user)) = name.split_once('\\') else {
        return false;
    };
    let is_file = user
        .rsplit_once('.')
        .is_some_and(|(_, extension)| FILES.contains(&extension));
    user.len() > 1 && !is_file && !ROOTS.contains(&domain) && !domain.starts_with("hkey_")
}

/// Whether the lower-case value is worth hiding: no error code, and for what is only called a key no path, no number and
/// no service's GUID.
pub(super) fn is_secret(value: &str, what: What) -> bool {
    let hex = value.strip_prefix("0x");
    let is_code =
        hex.is_some_and(|it| it.len() <= 8 && it.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let may_be_key = value.len() >= 8 && !value.contains('\\') && !value.starts_with('{');
    !is_code && (what == What::Secret || may_be_key)
}

/// The forms, ready to be searched for.
pub(super) fn forms() -> &'static [(Pattern, What)] {
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

    #[test]
    fn every_form_compiles_and_has_a_group() {
        for (pattern, what) in forms() {
            let groups = pattern.regex().map(regex::bytes::Regex::captures_len);
            assert!(groups > Some(1), "{what:?} {}", pattern.source);
        }
    }

    #[test]
    fn accounts_are_told_from_paths() {
        for name in [r"acme\jsmith", r"acme\jan.smith", r"pc7\admin"] {
            assert!(is_account(name), "{name}");
        }
        for name in [
            r"windows\system32",
            r"hklm\software",
            r"acme\setup.exe",
            r"acme\n",
            "acme",
        ] {
            assert!(!is_account(name), "{name}");
        }
    }
}
