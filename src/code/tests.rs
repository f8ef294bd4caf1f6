//! What users, rules and fields spell, and what is known of a code.

use super::*;

mod find;
mod search;

#[test]
fn users_may_write_a_code_as_they_found_it() {
    for text in [
        "0x80072EE7",
        "0X80072ee7",
        "80072ee7",
        "-2147012889",
        "2147954407",
        "12007",
        " 12007 ",
        "0x2ee7",
        "WININET_E_NAME_NOT_RESOLVED",
        "error_winhttp_name_not_resolved",
    ] {
        assert_eq!(
            ErrorCode::parse(text).ok(),
            Some(ErrorCode(0x8007_2EE7)),
            "{text}"
        );
    }
    assert_eq!(ErrorCode::parse("0x20017").ok(), Some(ErrorCode(0x2_0017)));
    for text in [
        "",
        "0",
        "65536",
        "123456",
        "70072EE7",
        "0x",
        "0x123456789",
        "+5",
        "NO_SUCH_SYMBOL",
        "9999999999",
    ] {
        assert!(ErrorCode::parse(text).is_err(), "{text}");
    }
}

#[test]
fn rules_write_one_form_and_errors_name_it() {
    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let error = ErrorCode::parse_rule(text).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }
    assert_eq!(
        ErrorCode::parse_rule("0x80072ee7").ok(),
        Some(ErrorCode(0x8007_2EE7))
    );
    assert_eq!(
        ErrorCode::parse_rule("CBS_E_SOURCE_MISSING").ok(),
        Some(ErrorCode(0x800F_081F))
    );
    refused("80072EE7", "write '0x80072EE7'");
    refused("-2147012889", "write '0x80072EE7'");
    refused("800705E7", "write '0x800705E7'");
    for cut in ["0x5", "0x8007", "0x800F081", "0x800F081FF"] {
        refused(cut, "as in '0x80072EE7', or a known symbol");
    }
    refused("Contoso", "as in '0x80072EE7', or a known symbol");
}

#[test]
fn a_range_ends_in_a_star() {
    let range = CodeRange::parse_rule("0x800F08*").unwrap();
    assert_eq!(range.to_string(), "0x800F0800 to 0x800F08FF");
    assert!(range.contains(ErrorCode(0x800F_081F)) && !range.contains(ErrorCode(0x800F_0900)));
    assert_eq!(
        CodeRange::parse_rule("0x800F081F").unwrap().to_string(),
        "0x800F081F"
    );
    for text in ["800F08*", "0x*", "0x800F081F*", "0x800G*", "*", "CBS_E_*"] {
        assert!(CodeRange::parse_rule(text).is_err(), "{text}");
    }
}

#[test]
fn extended_codes_have_their_own_spelling() {
    assert_eq!(
        ErrorCode::parse_extended("0xC1900101-0x20017"),
        Some((ErrorCode(0xC190_0101), 0x2_0017))
    );
    for text in [
        "0xC1900101",
        "C1900101-0x20017",
        "0xC1900101-20017",
        "0xC1900101-0x80070005",
    ] {
        assert_eq!(ErrorCode::parse_extended(text), None, "{text}");
    }
}

#[test]
fn fields_hold_what_their_provider_prefers() {
    #[track_caller]
    fn check(text: &str, expected: Option<u32>) {
        assert_eq!(
            ErrorCode::from_field(text),
            expected.map(ErrorCode),
            "{text}"
        );
    }
    check("0x80072efd", Some(0x8007_2EFD));
    check("80072ee2", Some(0x8007_2EE2));
    check(" {80072ee2} ", Some(0x8007_2EE2));
    check("2147954429", Some(0x8007_2EFD));
    check("-2147012889", Some(0x8007_2EE7));
    check("%%1053", Some(0x8007_041D));
    check("%%2147942405", Some(0x8007_0005));
    check("5", Some(0x8007_0005));
    check("ERROR_ACCESS_DENIED", Some(0x8007_0005));
    check("240006", Some(0x0024_0006));
    check("0x240006", Some(0x0024_0006));
    check("2359302", Some(0x0024_0006));
    for text in [
        "",
        "0",
        "0x0",
        "0x00000000",
        "%%",
        "%%x",
        "0xF0801",
        "99999",
        "1234567",
        "failed 0x80070005",
        "-",
        "0x5",
    ] {
        check(text, None);
    }
}

#[test]
fn a_number_with_two_names_has_both_and_the_update_agents_first() {
    let info = ErrorCode(0x8007_2F8F).info().unwrap();
    assert_eq!(
        info.names,
        ["ERROR_WINHTTP_SECURE_FAILURE", "WININET_E_DECODING_FAILED"]
    );
    let names = ErrorCode::from_win32(12030).info().unwrap().names;
    assert!(
        names
            .iter()
            .any(|name| name == "WININET_E_CONNECTION_ABORTED")
    );
    assert!(
        names
            .iter()
            .any(|name| name == "ERROR_WINHTTP_CONNECTION_ERROR")
    );
}

#[test]
fn names_that_are_not_certain_are_not_given() {
    let info = ErrorCode(0x800F_0838).info().unwrap();
    assert!(info.names.is_empty() && !info.meaning.is_empty());
    assert_eq!(
        ErrorCode(0x8024_0439).info().unwrap().names,
        ["WU_E_PT_INVALID_FORMAT"]
    );
}

#[test]
fn codes_without_an_entry_are_decoded_from_their_number() {
    #[track_caller]
    fn check(code: u32, name: Option<&str>, group: &str, meaning: &str) {
        let info = ErrorCode(code).info().unwrap();
        assert_eq!(info.names.first().map(String::as_str), name);
        assert_eq!(
            (info.group.as_str(), info.meaning.as_str()),
            (group, meaning)
        );
    }
    check(
        0x8007_0455,
        Some("ERROR_UNABLE_TO_UNLOAD_MEDIA"),
        "Win32",
        "Windows system error 1109",
    );
    check(0x8007_FFFF, None, "Win32", "Windows system error 65535");
    check(0x8024_4FFE, None, "WU protocol talker (PT/SOAP)", "");
    check(0xC190_0FFE, None, "Setup (MOSETUP)", "");
    assert_eq!(ErrorCode(0x8BAD_F00D).info(), None);
}

#[test]
fn carriers_say_what_lies_beneath() {
    assert!(ErrorCode(0x8024_0022).is_carrier());
    assert!(!ErrorCode(0x8007_2EE7).is_carrier());
    assert!(ErrorCode(0xC190_0101).info().unwrap().carrier.is_some());
}

#[test]
fn known_failures_ascend_and_fail() {
    let known = known_failures();
    assert!(known.len() > 2000 && known.is_sorted());
    assert!(
        known
            .iter()
            .all(|code| code.is_failure() && code.info().is_some())
    );
}
