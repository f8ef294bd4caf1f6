//! Registry exports: `.reg` files and what `reg query` prints, as one record for each key and each value.
//!
//! Both forms come down to a [`RegistryFact`]: hive names are spelled out, a numbered control set is the current one, data
//! is typed. The record's message is `KEY\name = data`; the default value is written `(Default)` there.

use crate::format::Located;
use crate::record::{Kind, Record, RegistryData, RegistryFact};

mod data;
mod query;
mod reg_file;

pub(in crate::format) use query::{RegQuery, is_key as is_query_key, read as read_query};
pub(in crate::format) use reg_file::RegFile;

/// Data of a type number from its bytes as a hive has them.
pub(in crate::format) fn typed(kind: u32, bytes: Vec<u8>) -> RegistryData {
    data::typed(kind, bytes, data::Strings::Utf16)
}

/// The record of a key's presence.
pub(in crate::format) fn key_record<'a>(key: &str, (start, end): (usize, usize)) -> Located<'a> {
    let fact = RegistryFact {
        key: key.to_owned(),
        value: None,
    };
    located(start, end, key.to_owned(), fact)
}

/// The record of a value.
pub(in crate::format) fn value_record<'a>(
    key: &str,
    name: String,
    data: RegistryData,
    (start, end): (usize, usize),
) -> Located<'a> {
    let shown = if name.is_empty() { "(Default)" } else { &name };
    let message = format!("{key}\\{shown} = {}", data.display());
    let fact = RegistryFact {
        key: key.to_owned(),
        value: Some((name, data)),
    };
    located(start, end, message, fact)
}

fn located<'a>(start: usize, end: usize, message: String, fact: RegistryFact) -> Located<'a> {
    Located {
        start,
        end,
        record: Record {
            registry: Some(fact),
            ..Record::text(Kind::Registry, message.into_bytes())
        },
    }
}

/// The key with its hive's long name and the current control set.
fn normal_key(path: &str) -> String {
    let path = path.trim().trim_end_matches('\\');
    let mut parts = path.split('\\');
    let hive = long_hive(parts.next().unwrap_or_default());
    let is_local_machine = hive == "HKEY_LOCAL_MACHINE";
    let mut key = hive.to_owned();
    for (depth, part) in parts.enumerate() {
        key.push('\\');
        key.push_str(if is_local_machine && depth == 1 {
            current_set(part)
        } else {
            part
        });
    }
    key
}

fn long_hive(name: &str) -> &str {
    const HIVES: [(&str, &str); 5] = [
        ("HKLM", "HKEY_LOCAL_MACHINE"),
        ("HKCU", "HKEY_CURRENT_USER"),
        ("HKCR", "HKEY_CLASSES_ROOT"),
        ("HKU", "HKEY_USERS"),
        ("HKCC", "HKEY_CURRENT_CONFIG"),
    ];
    HIVES
        .iter()
        .find(|(short, long)| name.eq_ignore_ascii_case(short) || name.eq_ignore_ascii_case(long))
        .map_or(name, |(_, long)| long)
}

/// `ControlSet001` is a numbered control set.
fn current_set(part: &str) -> &str {
    let number = part
        .split_at_checked("ControlSet".len())
        .filter(|(word, _)| word.eq_ignore_ascii_case("ControlSet"))
        .map(|(_, number)| number);
    let is_number = |digits: &str| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
    if number.is_some_and(is_number) {
        "CurrentControlSet"
    } else {
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_long_hives_and_the_current_control_set() {
        let check = |path, expected| assert_eq!(normal_key(path), expected);
        check(
            "HKLM\\SYSTEM\\ControlSet001\\Services\\wuauserv",
            "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\wuauserv",
        );
        check(
            "hkey_local_machine\\SOFTWARE\\",
            "HKEY_LOCAL_MACHINE\\SOFTWARE",
        );
        check(
            "HKCU\\A\\ControlSet001",
            "HKEY_CURRENT_USER\\A\\ControlSet001",
        );
        check(
            "HKLM\\SYSTEM\\ControlSetup1",
            "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSetup1",
        );
        check("HKU\\.DEFAULT", "HKEY_USERS\\.DEFAULT");
    }
}
