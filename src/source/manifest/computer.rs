//! The machine's name in the name of a bundle. Intune calls it `DiagLogs-<DEVICE>-<20240514T090000Z>.zip`, TSS
//! `TSS_<COMPUTER>_<240514-090000>_WU`, cmtrace-open `CMTRACE-<20240514-090000>-<DEVICE>`.
//!
//! It is a hint: a person may have given the name. What a log says of its machine comes first.

/// Longest name of a computer in DNS.
const LONGEST: usize = 63;

/// The computer that a folder or file of the path is named after, the outermost first. Either slash separates.
pub fn computer_in_name(path: &str) -> Option<String> {
    path.split(['/', '\\']).find_map(in_part)
}

fn in_part(part: &str) -> Option<String> {
    let part = without_ending(part);
    let name = intune(part)
        .or_else(|| tss(part))
        .or_else(|| cmtrace(part))?;
    is_computer(name).then(|| name.to_owned())
}

fn without_ending(part: &str) -> &str {
    const ENDINGS: [&str; 5] = [".zip", ".cab", ".tar.gz", ".tgz", ".tar"];
    let lower = part.to_ascii_lowercase();
    let length = ENDINGS
        .iter()
        .find_map(|ending| lower.strip_suffix(ending).map(str::len));
    length.and_then(|length| part.get(..length)).unwrap_or(part)
}

/// `DiagLogs-PC-0042-20240514T090000Z`, as browsers may have it with ` (1)` behind.
fn intune(part: &str) -> Option<&str> {
    let rest = strip_start(part, "DiagLogs-")?;
    let rest = rest.split_once(" (").map_or(rest, |(rest, _)| rest);
    let (name, stamp) = rest.rsplit_once('-')?;
    fits(stamp, "########T######Z").then_some(name)
}

/// `TSS_PC-0042_240514-090000_WU`.
fn tss(part: &str) -> Option<&str> {
    let rest = strip_start(part, "TSS_")?;
    let mut words = rest.split('_');
    let name = words.next()?;
    fits(words.next()?, "######-######").then_some(name)
}

/// `CMTRACE-20240514-090000-PC-0042`.
fn cmtrace(part: &str) -> Option<&str> {
    let rest = strip_start(part, "CMTRACE-")?;
    let (stamp, name) = rest.split_at_checked(16)?;
    fits(stamp, "########-######-").then_some(name)
}

fn strip_start<'p>(part: &'p str, start: &str) -> Option<&'p str> {
    let (found, rest) = part.split_at_checked(start.len())?;
    found.eq_ignore_ascii_case(start).then_some(rest)
}

/// Whether the text has that shape, `#` standing for a digit.
fn fits(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, want)| match want {
                b'#' => byte.is_ascii_digit(),
                _ => byte == want,
            })
}

fn is_computer(name: &str) -> bool {
    let of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    (1..=LONGEST).contains(&name.len()) && name.chars().all(of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(computer_in_name(path).as_deref(), expected, "{path}");
    }

    #[test]
    fn collectors_name_their_bundles_after_the_machine() {
        check(
            "in/DiagLogs-PC-0042-20240514T090000Z.zip/CBS.log",
            Some("PC-0042"),
        );
        check(
            r"C:\in\DiagLogs-PC-0042-20240514T090000Z (1).zip",
            Some("PC-0042"),
        );
        check("C:/MS_DATA/TSS_SRV01_240514-090000_WU/x.log", Some("SRV01"));
        check(
            "CMTRACE-20240514-090000-PC-0042/manifest.json",
            Some("PC-0042"),
        );
        check("diaglogs-pc-0042-20240514T090000Z.ZIP", Some("pc-0042"));
    }

    #[test]
    fn other_names_tell_nothing() {
        check("DiagLogs-PC-0042.zip", None);
        check("TSS_SRV01.zip", None);
        check("TSS__240514-090000_WU", None);
        check("CMTRACE-20240514-090000-", None);
        check("DiagLogs-a b;c-20240514T090000Z.zip", None);
        check("ü/CBS.log", None);
        check("", None);
    }
}
