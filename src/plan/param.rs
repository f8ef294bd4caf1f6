//! Parameters of actions: the only way by which something a log said can reach a script.
//!
//! Each kind is a whitelist over the whole value, with its length bounded. What passes holds no quote, blank, control
//! character, shell operator or anything outside ASCII, and does not begin with `-`, so it can neither end a literal nor
//! be taken for an option. What does not pass is dropped: the step then becomes an instruction without the value.

use serde::{Deserialize, Serialize};

/// What a parameter must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParamKind {
    /// Number of a knowledge base article, `KB5036893`.
    Kb,
    /// Build and revision, `19045.4412` or `10.0.19045.4412`.
    Build,
    /// `7971f918-a847-4430-9279-4a52d1efe18d`, braces or not.
    Guid,
    /// `0x80072EE7`.
    Hresult,
    /// Name of a service.
    ServiceName,
    /// Name or IPv4 address of a host, with a port or without.
    Host,
    /// Identity of a package, `Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.1288.1.7`.
    CbsPackage,
    /// `C:`.
    Drive,
}

impl ParamKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Kb,
        Self::Build,
        Self::Guid,
        Self::Hresult,
        Self::ServiceName,
        Self::Host,
        Self::CbsPackage,
        Self::Drive,
    ];

    /// The word that rules use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kb => "kb",
            Self::Build => "build",
            Self::Guid => "guid",
            Self::Hresult => "hresult",
            Self::ServiceName => "service-name",
            Self::Host => "host",
            Self::CbsPackage => "cbs-package",
            Self::Drive => "drive",
        }
    }

    /// The value in its one spelling, or `None` for what is not entirely of this kind.
    pub fn accept(self, value: &str) -> Option<String> {
        match self {
            Self::Kb => kb(value),
            Self::Build => {
                let parts: Vec<_> = value.split('.').collect();
                let good = (1..=4).contains(&parts.len()) && parts.iter().all(|p| digits(p, 5));
                good.then(|| value.to_owned())
            }
            Self::Guid => guid(value),
            Self::Hresult => {
                let hex = value.strip_prefix("0x").or(value.strip_prefix("0X"))?;
                is_hex(hex, 8).then(|| format!("0x{}", hex.to_ascii_uppercase()))
            }
            Self::ServiceName => name(value, 80, "_.-").then(|| value.to_owned()),
            Self::Host => host(value),
            Self::CbsPackage => name(value, 250, "_.~-").then(|| value.to_owned()),
            Self::Drive => drive(value),
        }
    }

    /// A value of this kind, with which an action is checked when it is loaded.
    pub(super) const fn sample(self) -> &'static str {
        match self {
            Self::Kb => "KB5036893",
            Self::Build => "19045.4412",
            Self::Guid => "7971f918-a847-4430-9279-4a52d1efe18d",
            Self::Hresult => "0x80072EE7",
            Self::ServiceName => "wuauserv",
            Self::Host => "proxy.contoso.example:8080",
            Self::CbsPackage => "Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.1288.1.7",
            Self::Drive => "C:",
        }
    }
}

fn kb(value: &str) -> Option<String> {
    let number = match value.split_at_checked(2) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("kb") => rest,
        _ => value,
    };
    (number.len() >= 6 && digits(number, 8)).then(|| format!("KB{number}"))
}

fn guid(value: &str) -> Option<String> {
    let bare = match value.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?,
        None => value,
    };
    let groups: Vec<_> = bare.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    let good = groups.len() == lengths.len()
        && groups
            .iter()
            .zip(lengths)
            .all(|(group, length)| is_hex(group, length));
    good.then(|| bare.to_ascii_lowercase())
}

fn host(value: &str) -> Option<String> {
    let (name, port) = match value.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (value, None),
    };
    let good_port = port.is_none_or(|port| {
        digits(port, 5) && !port.starts_with('0') && port.parse::<u16>().is_ok()
    });
    let good_name = name.len() <= 253 && name.split('.').all(is_label);
    (good_name && good_port).then(|| value.to_owned())
}

fn is_label(label: &str) -> bool {
    name(label, 63, "_-") && !label.ends_with('-')
}

fn drive(value: &str) -> Option<String> {
    let letter = value.strip_suffix(':').unwrap_or(value);
    let one = letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_alphabetic());
    one.then(|| format!("{}:", letter.to_ascii_uppercase()))
}

fn name(value: &str, longest: usize, others: &str) -> bool {
    value.len() <= longest
        && value.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

fn digits(value: &str, longest: usize) -> bool {
    (1..=longest).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hex(value: &str, length: usize) -> bool {
    value.len() == length && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: ParamKind, value: &str, expected: Option<&str>) {
        assert_eq!(kind.accept(value).as_deref(), expected, "{value:?}");
    }

    #[test]
    fn good_values_come_out_in_one_spelling() {
        check(ParamKind::Kb, "kb5036893", Some("KB5036893"));
        check(ParamKind::Kb, "5036893", Some("KB5036893"));
        check(ParamKind::Build, "10.0.19045.4412", Some("10.0.19045.4412"));
        check(
            ParamKind::Guid,
            "{7971F918-A847-4430-9279-4A52D1EFE18D}",
            Some("7971f918-a847-4430-9279-4a52d1efe18d"),
        );
        check(ParamKind::Hresult, "0x80072ee7", Some("0x80072EE7"));
        check(ParamKind::ServiceName, "wuauserv", Some("wuauserv"));
        check(
            ParamKind::Host,
            "proxy.contoso.com:8080",
            Some("proxy.contoso.com:8080"),
        );
        check(ParamKind::Drive, "c", Some("C:"));
    }

    #[test]
    fn samples_are_of_their_own_kind() {
        for kind in ParamKind::ALL {
            check(kind, kind.sample(), Some(kind.sample()));
        }
    }

    #[test]
    fn near_misses_are_refused() {
        check(ParamKind::Kb, "KB12", None);
        check(ParamKind::Build, "19045.", None);
        check(
            ParamKind::Guid,
            "{7971f918-a847-4430-9279-4a52d1efe18d",
            None,
        );
        check(ParamKind::Hresult, "80072EE7", None);
        check(ParamKind::Host, "proxy:0", None);
        check(ParamKind::Host, "proxy:65536", None);
        check(ParamKind::Host, "-proxy", None);
        check(ParamKind::Host, "", None);
        check(ParamKind::Drive, "CC:", None);
    }

    #[test]
    fn whatever_could_mean_something_to_a_shell_is_refused_by_every_kind() {
        for kind in ParamKind::ALL {
            for poison in [
                "'", "\"", "`", "$", "(", ";", "&", "|", "%", "!", "^", " ", "\n", "\r", "\0",
                "\u{2019}", "/",
            ] {
                for value in [
                    format!("{}{poison}", kind.sample()),
                    format!("{poison}{}", kind.sample()),
                    poison.to_owned(),
                ] {
                    check(kind, &value, None);
                }
            }
        }
    }
}
