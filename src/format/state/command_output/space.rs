//! How much room is left on volumes: `fsutil volume diskfree`, `Get-Volume`, `wmic logicaldisk`.
//!
//! `Total # of free bytes        : 18113204224`, `C:       120034123776  254721126400`
//!
//! One record for each volume of component `free space` with `volume`, `free` and, where told, `size`, in bytes; volumes with
//! a letter are facts. `fsutil` names no volume: it is the one that the prompt asked for. What `Get-Volume` rounds is
//! counted back. Figures with the marks of thousands are read in every form of them.

use crate::format::Located;
use crate::record::Fact;
use crate::text;

use super::list::{paragraphs, value};
use super::table::{self, is_header};
use super::{Command, Field, Reading, labels, otherwise, record, whole_section};

const NAME: &str = "free space";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| {
        line.starts_with("fsutil volume diskfree")
            || line.contains("get-volume")
            || line.starts_with("wmic logicaldisk")
    },
    begins: |line| {
        is_free_bytes(line) || is_header(line, &["FreeSpace"]) || is_header(line, &VOLUMES)
    },
    read,
    instead: "'fsutil volume diskfree C:'",
    whole: true,
};

/// Columns of `Get-Volume`.
const VOLUMES: [&str; 2] = ["DriveLetter", "SizeRemaining"];

/// A volume, what is free and how large it is, in bytes.
struct Space {
    volume: String,
    free: u64,
    size: Option<u64>,
}

fn read<'a>(body: &'a [u8], asked: &str) -> Reading<'a> {
    let found: Vec<_> = disk_free(body, asked)
        .into_iter()
        .chain(disks(body))
        .chain(volumes(body))
        .collect();
    if found.is_empty() {
        return otherwise(NAME, body);
    }
    let has_letter = |space: &&Space| space.volume.ends_with(':');
    let spaces = found.iter().map(|(_, space)| space);
    Reading {
        facts: spaces
            .filter(has_letter)
            .map(|space| Fact::FreeSpace(space.volume.clone(), space.free))
            .collect(),
        records: found
            .into_iter()
            .map(|(place, space)| told(place, &space))
            .collect(),
        ..Reading::default()
    }
}

fn told<'a>(place: Located<'a>, space: &Space) -> Located<'a> {
    let mut fields: Vec<Field<'a>> = vec![
        ("volume".into(), space.volume.clone().into()),
        ("free".into(), space.free.to_string().into()),
    ];
    fields.extend(
        space
            .size
            .map(|size| ("size".into(), size.to_string().into())),
    );
    Located {
        record: crate::record::Record {
            fields,
            ..place.record
        },
        ..place
    }
}

/// The lines of `fsutil`, old and new.
fn disk_free<'a>(body: &'a [u8], asked: &str) -> Option<(Located<'a>, Space)> {
    let number = |wanted: fn(&[u8]) -> bool| {
        let line = text::lines(body)
            .map(|(_, line)| line)
            .find(|line| wanted(line))?;
        bytes(&text::display(labels::split(line)?.value))
    };
    let volume = asked.split_whitespace().nth(3).unwrap_or_default();
    let space = Space {
        volume: volume.trim_end_matches('\\').to_ascii_uppercase(),
        free: number(is_free_bytes)?,
        size: number(|line| {
            line.starts_with(b"Total # of bytes") || line.starts_with(b"Total bytes")
        }),
    };
    Some((
        whole_section(body, record(NAME, body, Vec::new())).pop()?,
        space,
    ))
}

fn is_free_bytes(line: &[u8]) -> bool {
    line.starts_with(b"Total # of free bytes") || line.starts_with(b"Total free bytes")
}

/// The rows or the list of WMI.
fn disks(body: &[u8]) -> Vec<(Located<'_>, Space)> {
    let rows = table::rows(body, &["FreeSpace"]).into_iter();
    let rows = rows.filter_map(|row| Some((disk(&row.fields)?, row.located(NAME))));
    let lists = paragraphs(body).into_iter().filter_map(|paragraph| {
        let fields = paragraph.assigned();
        Some((disk(&fields)?, paragraph.located(NAME, body, Vec::new())?))
    });
    rows.chain(lists)
        .map(|(space, place)| (place, space))
        .collect()
}

fn disk(fields: &[Field<'_>]) -> Option<Space> {
    let named = ["DeviceID", "Caption", "Name"];
    Some(Space {
        volume: named
            .iter()
            .find_map(|name| value(fields, name))?
            .to_owned(),
        free: bytes(value(fields, "FreeSpace")?)?,
        size: value(fields, "Size").and_then(bytes),
    })
}

/// The rows of `Get-Volume`, whose figures are set to the right: the last four words are two of them.
fn volumes(body: &[u8]) -> Vec<(Located<'_>, Space)> {
    let rows = table::rows(body, &VOLUMES).into_iter();
    rows.filter_map(|row| {
        let space = volume(&text::display(row.line))?;
        Some((row.located(NAME), space))
    })
    .collect()
}

fn volume(line: &str) -> Option<Space> {
    let words: Vec<_> = line.split_whitespace().collect();
    let [letter, .., free, free_unit, size, size_unit] = words.as_slice() else {
        return None;
    };
    let letter = Some(letter).filter(|letter| letter.len() == 1 && !line.starts_with(' '))?;
    Some(Space {
        volume: format!("{letter}:"),
        free: rounded(free, free_unit)?,
        size: rounded(size, size_unit),
    })
}

/// Digits up to a blank, whatever divides the thousands; a number in parentheses behind them is the same, rounded.
fn bytes(text: &str) -> Option<u64> {
    let figure = text.split('(').next()?.trim();
    let written = |c: char| c.is_ascii_digit() || ",.'\u{a0}\u{202f} ".contains(c);
    let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| figure.chars().all(written))
}

/// `45.12` `GB` in bytes.
fn rounded(figure: &str, unit: &str) -> Option<u64> {
    let shift = match unit {
        "B" => 0,
        "KB" => 10,
        "MB" => 20,
        "GB" => 30,
        "TB" => 40,
        _ => return None,
    };
    let (whole, fraction) = figure.split_once(['.', ',']).unwrap_or((figure, "0"));
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let hundredths = whole
        .parse::<u64>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(fraction.parse().ok()?)?;
    Some(hundredths.checked_mul(1 << shift)? / scale)
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    #[test]
    fn the_prompt_names_the_volume_of_fsutil() {
        let text = "C:\\>fsutil volume diskfree c:\r\nTotal free bytes        : 18,113,204,224 ( 16.9 GB)\r\nTotal bytes             : 32,210,153,472 ( 30.0 GB)\r\n";
        check(
            text,
            &["free space: volume=C: free=18113204224 size=32210153472"],
        );
        assert_eq!(facts(text), ["FreeSpace(\"C:\", 18113204224)"]);
        let unnamed =
            "Total # of free bytes        : 1024\r\nTotal # of bytes             : 4096\r\n";
        check(unnamed, &["free space: volume= free=1024 size=4096"]);
        assert!(facts(unnamed).is_empty());
    }

    #[test]
    fn tables_of_wmi_and_of_the_cmdlet() {
        check(
            "Caption  FreeSpace     Size          \r\r\nC:       120034123776  254721126400  \r\r\nD:                                   \r\r\n",
            &["free space: volume=C: free=120034123776 size=254721126400"],
        );
        check(
            "DriveLetter FriendlyName SizeRemaining      Size\r\n----------- ------------ -------------      ----\r\nC           Windows           1.50 GB 237.00 GB\r\n            Recovery          0.50 GB   1.00 GB\r\n",
            &["free space: volume=C: free=1610612736 size=254476812288"],
        );
        check(
            "\r\r\nC:\\>wmic logicaldisk get /value\r\r\nCaption=C:\r\r\nFreeSpace=1024\r\r\n",
            &["free space: volume=C: free=1024"],
        );
    }
}
