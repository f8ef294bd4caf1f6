//! The knowledge tables of `rules/knowledge/`: what a code is called, where it comes from and what it says.
//!
//! ```text
//! codes.tsv     0x80072EE7<TAB>WININET_E_NAME_NOT_RESOLVED ERROR_WINHTTP_...<TAB>WinINet/WinHTTP (12xxx)<TAB>Server or ...
//! win32.tsv     1058<TAB>ERROR_SERVICE_DISABLED
//! carriers.tsv  0x80240022<TAB>All updates of the operation failed
//! ```
//!
//! The files are part of the program. Each is cut into a sorted table when first asked for and borrows from the text, so a
//! run that meets no code pays nothing. Lines that begin with `#` are comments.

use std::cmp::Reverse;
use std::sync::OnceLock;

use super::ErrorCode;

static CODES: &str = include_str!("../../rules/knowledge/codes.tsv");
static WIN32: &str = include_str!("../../rules/knowledge/win32.tsv");
static CARRIERS: &str = include_str!("../../rules/knowledge/carriers.tsv");

/// One row of `codes.tsv`.
#[derive(Debug)]
pub(super) struct Entry {
    /// The number.
    pub(super) code: ErrorCode,
    /// Where it comes from.
    pub(super) group: &'static str,
    /// What it says.
    pub(super) meaning: &'static str,
    symbols: &'static str,
}

/// Every row of `codes.tsv`, ascending by code.
pub(super) fn entries() -> &'static [Entry] {
    static TABLE: OnceLock<Vec<Entry>> = OnceLock::new();
    TABLE.get_or_init(|| rows(CODES).filter_map(entry_of).collect())
}

/// The row of a code. An NTSTATUS wrapped as an HRESULT (`0xD0000034`) has the row of the NTSTATUS itself.
pub(super) fn entry(code: ErrorCode) -> Option<&'static Entry> {
    let code = code.unwrapped();
    let table = entries();
    let at = table.binary_search_by_key(&code, |entry| entry.code).ok()?;
    table.get(at)
}

/// Every symbol of a code, the usual one first, each once.
pub(super) fn symbols(code: ErrorCode) -> impl Iterator<Item = &'static str> {
    let own = entry(code).map_or("", |entry| entry.symbols);
    let generic = code.win32().and_then(win32_symbols).unwrap_or_default();
    let extra = generic
        .split_whitespace()
        .filter(move |symbol| own.split_whitespace().all(|known| known != *symbol));
    own.split_whitespace().chain(extra)
}

/// The code of a symbol in exact case.
///
/// Errors of the ESE database have one symbol for two numbers, `0x8E5E0nnn` and `0xC8000nnn`; the second is meant, because
/// it is the form in which the update agent hands them on.
pub(super) fn by_symbol(symbol: &str) -> Option<ErrorCode> {
    let table = symbol_table();
    let at = table.binary_search_by_key(&symbol, |row| row.0).ok()?;
    table.get(at).map(|row| row.1)
}

/// The code of a symbol as a person types it, in any ASCII case.
pub(super) fn by_symbol_in_any_case(symbol: &str) -> Option<ErrorCode> {
    symbol_table()
        .iter()
        .find(|row| row.0.eq_ignore_ascii_case(symbol))
        .map(|row| row.1)
}

/// Every symbol of every table.
pub(super) fn all_symbols() -> impl Iterator<Item = &'static str> {
    symbol_table().iter().map(|row| row.0)
}

/// What lies beneath a code that only carries another failure upwards.
pub(super) fn carrier(code: ErrorCode) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(ErrorCode, &'static str)>> = OnceLock::new();
    TABLE
        .get_or_init(|| {
            rows(CARRIERS)
                .filter_map(|row| Some((hex(row.0)?, row.1)))
                .collect()
        })
        .iter()
        .find(|row| row.0 == code)
        .map(|row| row.1)
}

fn win32_symbols(number: u16) -> Option<&'static str> {
    let table = win32_table();
    let at = table.binary_search_by_key(&number, |row| row.0).ok()?;
    table.get(at).map(|row| row.1)
}

fn win32_table() -> &'static [(u16, &'static str)] {
    static TABLE: OnceLock<Vec<(u16, &'static str)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        rows(WIN32)
            .filter_map(|row| Some((row.0.parse().ok()?, row.1)))
            .collect()
    })
}

fn symbol_table() -> &'static [(&'static str, ErrorCode)] {
    static TABLE: OnceLock<Vec<(&'static str, ErrorCode)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let named = entries().iter().map(|entry| (entry.symbols, entry.code));
        let generic = win32_table()
            .iter()
            .map(|row| (row.1, ErrorCode::from_win32(row.0)));
        let mut table: Vec<_> = named
            .chain(generic)
            .flat_map(|(symbols, code)| symbols.split_whitespace().map(move |one| (one, code)))
            .collect();
        table.sort_unstable_by_key(|row| (row.0, Reverse(row.1)));
        table.dedup_by_key(|row| row.0);
        table
    })
}

/// The lines of a table as their first column and the rest.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

fn entry_of((code, rest): (&'static str, &'static str)) -> Option<Entry> {
    let (symbols, rest) = rest.split_once('\t')?;
    let (group, meaning) = rest.split_once('\t')?;
    Some(Entry {
        code: hex(code)?,
        group,
        meaning,
        symbols,
    })
}

fn hex(text: &str) -> Option<ErrorCode> {
    let digits = text.strip_prefix("0x")?;
    u32::from_str_radix(digits, 16).ok().map(ErrorCode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_every_table_is_read() {
        assert_eq!(entries().len(), 2252);
        assert_eq!(win32_table().len(), rows(WIN32).count());
        assert!(rows(CARRIERS).all(|row| hex(row.0).is_some()));
    }

    #[test]
    fn tables_are_sorted_without_repeats() {
        assert!(entries().is_sorted_by(|left, right| left.code < right.code));
        assert!(win32_table().is_sorted_by(|left, right| left.0 < right.0));
        assert!(symbol_table().is_sorted_by(|left, right| left.0 < right.0));
    }

    #[test]
    fn every_row_has_a_group_and_a_meaning() {
        for entry in entries() {
            assert!(
                !entry.group.is_empty() && !entry.meaning.is_empty(),
                "{}",
                entry.code
            );
        }
    }

    #[test]
    fn a_symbol_leads_to_a_code_that_bears_it() {
        for (symbol, code) in symbol_table() {
            assert!(
                symbols(*code).any(|known| known == *symbol),
                "{symbol} {code}"
            );
        }
    }

    #[test]
    fn database_errors_mean_the_form_of_the_update_agent() {
        assert_eq!(by_symbol("JET_errDiskIO"), Some(ErrorCode(0xC800_03FE)));
    }

    #[test]
    fn an_ntstatus_in_an_hresult_has_the_names_of_the_ntstatus() {
        let names: Vec<_> = symbols(ErrorCode(0xD000_0034)).collect();
        assert_eq!(names, ["STATUS_OBJECT_NAME_NOT_FOUND"]);
    }
}
