//! Running text in, codes out.

use super::super::*;

/// The codes of a text, with `-0x20017` after a code that has an extend value.
fn codes(text: &str) -> Vec<String> {
    in_text(text.as_bytes())
        .iter()
        .map(|found| match found.extended {
            Some(value) => format!("{}-0x{value:X}", found.code),
            None => found.code.to_string(),
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(codes(text), expected, "{text}");
}

#[test]
fn hex_is_found_with_and_without_prefix_in_any_case() {
    for text in [
        "*FAILED* [80072EE7] Send request",
        "SendRequest failed with hr = 80072ee7. Proxy List used: <(null)>",
        "Send request failed, hr:0X80072ee7",
        "error 0x80072EE7.",
        "Error=80072ee7",
        "Code: WindowsUpdate_80072EE7",
        "FAILED\u{201C}0x80072EE7\u{201D}",
        "hr=0x80072ee7,",
        "PTError: 0x80072ee7",
        "(HRESULT)0x80072EE7L,",
        "C:\\src\\agent.cpp(640):hr=0x80072ee7;",
    ] {
        check(text, &["0x80072EE7"]);
    }
}

#[test]
fn decimals_are_found_signed_and_unsigned() {
    check("\"StatusCode\":-2147012889,", &["0x80072EE7"]);
    check("error was: 2147954407", &["0x80072EE7"]);
    check("hr=2147954407\n", &["0x80072EE7"]);
    check("m_hrError = -2016410008", &["0x87D00668"]);
    check("code -939523078", &["0xC80003FA"]);
}

#[test]
fn symbols_are_found_as_whole_identifiers() {
    check("failed: CBS_E_SOURCE_MISSING", &["0x800F081F"]);
    check("got ERROR_SERVICE_DISABLED.", &["0x80070422"]);
    check("WSAETIMEDOUT", &["0x8007274C"]);
    check("JET_errDiskIO", &["0xC80003FE"]);
    check("MY_CBS_E_SOURCE_MISSING", &[]);
    check("CBS_E_SOURCE_MISSINGS", &[]);
    check("cbs_e_source_missing", &[]);
    check("WU_S_ALREADY_INSTALLED is a success", &[]);
    check(
        "*FAILED* [C1800123] after words that announce a code",
        &["0xC1800123"],
    );
    check("[C1800123] elsewhere it must be of a known component", &[]);
    check("E_FAIL is too short to be searched for", &[]);
}

#[test]
fn a_code_beside_its_other_spelling_is_one() {
    check(
        "[HRESULT = 0x800f081f - CBS_E_SOURCE_MISSING]",
        &["0x800F081F"],
    );
    check("E_ACCESSDENIED (0x80070005)", &["0x80070005"]);
    check("[hr] : -2145124322 (0x8024001E);", &["0x8024001E"]);
    check("0x8e5e03fe JET_errDiskIO", &["0x8E5E03FE"]);
    check("JET_errDiskIO (0x8e5e03fe)", &["0x8E5E03FE"]);
    check("0x80070005[gle=0x80070005]", &["0x80070005"; 2]);
    check(
        "0x80070005 ERROR_FILE_NOT_FOUND",
        &["0x80070005", "0x80070002"],
    );
}

#[test]
fn the_range_of_a_code_covers_all_its_spellings() {
    let text = b"x -2145124322 (0x8024001E) 0xC1900101 - 0x20017.";
    let ranges: Vec<_> = in_text(text)
        .iter()
        .map(|found| &text[found.start..found.end])
        .collect();
    assert_eq!(
        ranges,
        [&b"-2145124322 (0x8024001E"[..], b"0xC1900101 - 0x20017"]
    );
}

#[test]
fn bare_win32_numbers_need_their_introduction() {
    check("HRESULT_FROM_WIN32(1058).", &["0x80070422"]);
    check("WIN32(5)", &["0x80070005"]);
    check("GLE [1392]", &["0x80070570"]);
    check("rename failed[gle=1392]", &["0x80070570"]);
    check("Error[gle=0x00000715]", &["0x80070715"]);
    check("param2=%%1053\n", &["0x8007041D"]);
    check("error 1058, exit code 5, 12007", &[]);
    check("WIN32(5, 6) WIN32(05) ANYWIN32(5) %%0 %%99999", &[]);
    check("gle=5 single=1392 0x00000715", &[]);
}

#[test]
fn setup_codes_carry_their_extend_value() {
    check("Error = 0xC1900101-0x20017", &["0xC1900101-0x20017"]);
    check("0xC1900101 - 0x20017", &["0xC1900101-0x20017"]);
    check("0xC1900101 \u{2013} 0x20017", &["0xC1900101-0x20017"]);
    check("Error = 8007000D-0x2000C", &["0x8007000D-0x2000C"]);
    check("0xC1900101-0x9", &["0xC1900101"]);
    check("0xC1900101[gle=0x80070490]", &["0xC1900101", "0x80070490"]);
}

#[test]
fn pieces_of_something_larger_are_no_codes() {
    for text in [
        "{80072EE7-1D2C-4B0A-9F55-0A1B2C3D4E5F}",
        "9f55-80072ee7",
        "amd64_contoso_31bf3856ad364e35_80072ee7",
        "abc80072ee7 80072ee7f 0x80072ee7f",
        "\\Temp\\80072EE7\\x.cab",
        "https://update.contoso.com/80072ee7",
        "80072ee7.cab",
        "10.0.80072.1 1.2147954407 2147954407.5",
        "S-1-5-21-2147954407-250",
        "S-1-5-21-2147012889-250-2147012889",
        "session 31100000_2147954407",
        "PCI\\VEN_8086&3&80072ee7&0",
        "wuaueng+0x80072ee7 @0x80072ee7",
        "00:0a:95:9d:68:16",
        "0x0000000080072EE7",
    ] {
        check(text, &[]);
    }
}

#[test]
fn numbers_of_unknown_origin_are_no_codes_on_their_own() {
    check("cafebabe 8BADF00D C0FFEE00 88888888", &[]);
    check("2880154368 bytes of 4294967295", &[]);
    check("ulMessageId = -1073730222", &[]);
    check("0x8BADF00D", &["0x8BADF00D"]);
}

#[test]
fn successes_flags_and_handles_are_no_codes() {
    check("0x00000000 0x00240006 00240006 2359302", &[]);
    check("0xFFFFFFFF 0xC0000000 0x80000000 0x80000002", &[]);
}

#[test]
fn every_known_failure_is_found_by_hex_decimals_and_symbols() {
    for code in known_failures() {
        let mut texts = vec![
            format!("{:08x}", code.0),
            code.to_string(),
            code.0.to_string(),
            code.signed().to_string(),
        ];
        let ambiguous = code.0 >> 16 == 0x8E5E;
        texts.extend(
            code.info()
                .unwrap()
                .names
                .into_iter()
                .filter(|name| name.len() >= 8 && !ambiguous),
        );
        for text in texts {
            check(&text, &[&code.to_string()]);
        }
    }
}
