//! A log entry as rules see it: the one meeting point of formats (which produce records) and rules (which match them).
//!
//! A [`Record`] borrows from the source's bytes and lives only while it is matched. What crosses threads is the small,
//! owned hit made from it.

use std::borrow::Cow;

use crate::code::{ErrorCode, Found};
use crate::time::{LocalOffset, Stamp};

mod kind;
pub use kind::{Kind, KindSet};

/// Number of a source within its bundle; sources are numbered in the bundle's stable order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Name of a concrete form on disk, such as `windows-update-classic`; shown to people, never matched by rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatId(pub &'static str);

/// Severity as the log itself gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Level {
    Critical,
    Error,
    Warning,
    Info,
    Verbose,
}

impl Level {
    /// The level a log's or a rule's word stands for, in any case; `*FAILED*` lines are errors.
    pub fn from_name(name: &str) -> Option<Self> {
        let word = name.trim().to_ascii_lowercase();
        Some(match word.as_str() {
            "critical" | "fatal" => Self::Critical,
            "error" => Self::Error,
            "warning" => Self::Warning,
            "info" | "information" | "informational" => Self::Info,
            "verbose" | "perf" => Self::Verbose,
            _ => return None,
        })
    }
}

/// Who wrote an event. Providers and ids identify an event; channels do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventHead<'a> {
    /// Provider name, such as `Microsoft-Windows-WindowsUpdateClient`.
    pub provider: Cow<'a, str>,
    /// Event id.
    pub id: u32,
    /// Channel, such as `System`; empty where the export does not say.
    pub channel: Cow<'a, str>,
    /// Computer name; empty where the export does not say.
    pub computer: Cow<'a, str>,
    /// Record number in its channel.
    pub record_id: Option<u64>,
}

impl EventHead<'_> {
    fn into_owned(self) -> EventHead<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        EventHead {
            provider: owned(self.provider),
            id: self.id,
            channel: owned(self.channel),
            computer: owned(self.computer),
            record_id: self.record_id,
        }
    }
}

/// Data of a registry value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryData {
    /// REG_DWORD or REG_QWORD.
    Number(u64),
    /// REG_SZ or REG_EXPAND_SZ, unescaped.
    Text(String),
    /// REG_MULTI_SZ.
    List(Vec<String>),
    /// REG_BINARY and every other type.
    Binary(Vec<u8>),
}

impl RegistryData {
    /// The data as a person reads it: numbers in decimal, lists joined by commas, bytes in hex.
    pub fn display(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join(","),
            Self::Binary(bytes) => {
                let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
                bytes
                    .iter()
                    .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                    .flatten()
                    .collect()
            }
        }
    }
}

/// One value of a key, or the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryFact {
    /// Full key path with the long hive name (`HKEY_LOCAL_MACHINE\...`) and `CurrentControlSet`, as written otherwise.
    pub key: String,
    /// Value name and data; the default value has an empty name. `None` is a record of the key's mere presence.
    pub value: Option<(String, RegistryData)>,
}

/// Something a log tells of the machine that wrote it.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// The computer's name.
    Computer(String),
    /// The product, such as `Windows 11 Pro 23H2`.
    Windows(String),
    /// Build with revision where it is told: `22631.4317`, `22631`.
    Build(String),
    /// `client`, `server` or `domain controller`.
    Role(String),
    /// The zone of its local times, and what it is called.
    Zone(String, LocalOffset),
    /// When it started last.
    Boot(Stamp),
    /// Who manages its updates: `wsus`, `intune`, `configmgr`, `group policy`.
    ManagedBy(String),
    /// Where its updates come from, such as a WSUS server's address.
    UpdateSource(String),
    /// A restart is pending.
    RestartPending,
    /// Bytes free on a volume: `C:`, 12 GB.
    FreeSpace(String, u64),
}

/// One log entry, parsed on demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// What the log tells of.
    pub kind: Kind,
    /// When it was written, if the entry says so.
    pub stamp: Option<Stamp>,
    /// Severity column.
    pub level: Option<Level>,
    /// Component column; for [`Kind::CommandOutput`] the command that printed it, such as `sc query`.
    pub component: Cow<'a, str>,
    /// Process id.
    pub process: Option<u32>,
    /// Thread id.
    pub thread: Option<u32>,
    /// The text without its columns, entities decoded, continuation lines included; for events `name=value` lines,
    /// then the rendered message. Bytes, because logs may hold what is no UTF-8.
    pub message: Cow<'a, [u8]>,
    /// Who wrote it, for events.
    pub event: Option<EventHead<'a>>,
    /// Named data: event data by name, named columns of a log (`hresult` of ReportingEvents).
    pub fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Registry value or key, for [`Kind::Registry`].
    pub registry: Option<RegistryFact>,
}

impl<'a> Record<'a> {
    /// A record of nothing but text.
    pub fn text(kind: Kind, message: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            kind,
            stamp: None,
            level: None,
            component: Cow::Borrowed(""),
            process: None,
            thread: None,
            message: message.into(),
            event: None,
            fields: Vec::new(),
            registry: None,
        }
    }

    /// The same record, borrowing from nothing.
    pub fn into_owned(self) -> Record<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Record {
            kind: self.kind,
            stamp: self.stamp,
            level: self.level,
            component: owned(self.component),
            process: self.process,
            thread: self.thread,
            message: Cow::Owned(self.message.into_owned()),
            event: self.event.map(EventHead::into_owned),
            fields: self
                .fields
                .into_iter()
                .map(|(name, value)| (owned(name), owned(value)))
                .collect(),
            registry: self.registry,
        }
    }

    /// The named datum, by name in any ASCII case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    /// Whether `%%1058` in its message stands for the text of a system message. Some providers number texts of their own.
    fn refers_to_system_messages(&self) -> bool {
        let own_texts = self.event.as_ref().is_some_and(|event| {
            let mut providers = OWN_TEXTS.iter();
            providers.any(|known| event.provider.eq_ignore_ascii_case(known))
        });
        self.kind.refers_to_messages() && !own_texts
    }

    /// Every error code the record carries, in order of appearance: those of the message as
    /// [`code::in_text`](crate::code::in_text) finds them, and fields that hold nothing but a code in any spelling
    /// (`errorCode`, `hr`, `hresult`, `ErrorCode`, `ResultCode`, `param2`).
    pub fn codes(&self) -> Vec<Found> {
        let mut found = crate::code::in_text(&self.message);
        if !self.refers_to_system_messages() {
            found.retain(|found| {
                !self
                    .message
                    .get(..found.start)
                    .is_some_and(|before| before.ends_with(b"%%"))
            });
        }
        for (name, value) in &self.fields {
            let code_field = CODE_FIELDS
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known));
            // Data without names are counted, and a plain number among them is anything.
            let told = code_field && !(is_unnamed(name) && is_plain_number(value));
            if let Some(code) = told.then(|| ErrorCode::from_field(value)).flatten()
                && !found.iter().any(|known| known.code == code)
            {
                found.push(Found {
                    code,
                    extended: None,
                    start: 0,
                    end: 0,
                });
            }
        }
        found
    }
}

/// Whether it is the name of a datum that has none, `param2`.
fn is_unnamed(name: &str) -> bool {
    name.get(.."param".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("param"))
}

/// Whether it is a decimal of so few digits that it could be a Win32 number and anything else.
fn is_plain_number(value: &str) -> bool {
    const MOST_DIGITS: usize = 5;
    let value = value.trim();
    value.len() <= MOST_DIGITS && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Providers whose `%%800` is a text of their own and no system message.
const OWN_TEXTS: [&str; 3] = [
    "Microsoft-Windows-Windows Defender",
    "Microsoft-Windows-Security-Auditing",
    "Microsoft Antimalware",
];

/// Event data and columns whose whole value is an error code, in the decimal or hex form each provider prefers.
const CODE_FIELDS: [&str; 8] = [
    "errorCode",
    "hr",
    "hresult",
    "ResultCode",
    "Error",
    "ErrorValue",
    "param2",
    "returnCode",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_provider_s_own_is_no_code() {
        let check = |provider: &str, expected: usize| {
            let head = EventHead {
                provider: provider.into(),
                id: 7000,
                channel: "System".into(),
                computer: "".into(),
                record_id: None,
            };
            let record = Record {
                event: Some(head),
                ..Record::text(Kind::EventLog, &b"Source=%%1058"[..])
            };
            assert_eq!(record.codes().len(), expected, "{provider}");
        };
        check("Service Control Manager", 1);
        check("Microsoft-Windows-Windows Defender", 0);
    }

    #[test]
    fn a_plain_number_without_a_name_is_no_code() {
        let check = |name: &'static str, value: &'static str, expected: usize| {
            let record = Record {
                fields: vec![(name.into(), value.into())],
                ..Record::text(Kind::EventLog, &b""[..])
            };
            assert_eq!(record.codes().len(), expected, "{name}={value}");
        };
        check("param2", "1820", 0);
        check("param2", "%%1058", 1);
        check("param2", "2147954429", 1);
        check("ResultCode", "1603", 1);
    }
}
