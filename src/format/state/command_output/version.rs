//! The build of Windows as the console and `winver` show it.
//!
//! `Microsoft Windows [Version 10.0.19045.4412]`, `Version 22H2 (OS Build 19045.4412)`
//!
//! Component `ver`, field `version`; the build is a fact of the machine. The word before the number is translated, the
//! number is not. A console that is opened prints the first form by itself.

use crate::format::Located;
use crate::record::Fact;
use crate::text;

use super::{Command, Reading, plain, record};

const NAME: &str = "ver";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line == NAME || line == "winver",
    begins: |line| number(line).is_some(),
    read: |body, _| read(body),
    instead: "'reg query \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\"'",
    whole: false,
};

fn read(body: &[u8]) -> Reading<'_> {
    let mut reading = plain(body);
    reading.records.clear();
    for (start, line) in text::lines(body) {
        let end = start + line.len();
        if let Some(number) = number(line) {
            let number = text::display(number);
            reading.facts.extend(build(&number));
            let record = record(NAME, line, vec![("version".into(), number)]);
            reading.records.push(Located { start, end, record });
        }
    }
    let behind = reading.records.last().map_or(0, |last| last.end);
    let rest = plain(body.get(behind..).unwrap_or_default()).records;
    reading
        .records
        .extend(rest.into_iter().map(|found| Located {
            start: behind + found.start,
            end: behind + found.end,
            ..found
        }));
    reading
}

/// The number in either form.
fn number(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let words = line
        .strip_prefix(b"Microsoft Windows [")
        .and_then(|rest| rest.strip_suffix(b"]"))
        .or_else(|| {
            let inside = line.strip_suffix(b")")?;
            let (release, build) = inside.split_at_checked(memchr::memchr(b'(', inside)?)?;
            (release.starts_with(b"Version ") && build.starts_with(b"(OS Build ")).then_some(build)
        })?;
    let number = words.rsplit(|byte| *byte == b' ').next()?;
    let written = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    (number.iter().all(written) && number.contains(&b'.')).then_some(number)
}

/// `10.0.19045.4412` is build 19045.4412, `6.1.7601` is build 7601; what `winver` shows is one already.
pub(super) fn build(version: &str) -> Option<Fact> {
    let parts: Vec<_> = version.split('.').collect();
    let known = match parts.as_slice() {
        [_, _, build] => (*build).to_owned(),
        [_, _, build, revision] => format!("{build}.{revision}"),
        [build, revision] if build.len() >= 4 => format!("{build}.{revision}"),
        _ => return None,
    };
    let numeric = known
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    (numeric && !known.is_empty()).then_some(Fact::Build(known))
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    #[test]
    fn the_number_in_every_language_and_form() {
        let is_build = |text: &str, expected: &str| {
            assert_eq!(facts(text), [format!("Build({expected:?})")], "{text}");
        };
        is_build(
            "Microsoft Windows [Version 10.0.19045.4412]\r\n",
            "19045.4412",
        );
        is_build("Microsoft Windows [versione 6.1.7601]\r\n", "7601");
        is_build("Version 22H2 (OS Build 22621.3593)\r\n", "22621.3593");
    }

    #[test]
    fn what_follows_the_number_is_kept() {
        check(
            "Microsoft Windows [Version 10.0.1.2]\r\n(c) Microsoft\r\n",
            &["ver: version=10.0.1.2", ": '(c) Microsoft'"],
        );
        check(
            "Microsoft Windows [Version x]\r\n",
            &[": 'Microsoft Windows [Version x]'"],
        );
    }
}
