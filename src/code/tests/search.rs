//! The invariant that ties finding to searching: what is found in a text, one of its spellings leads to.

use proptest::prelude::*;

use super::super::*;

#[test]
fn spellings_are_long_lower_case_ascii_without_repeats() {
    for code in known_failures().into_iter().chain([ErrorCode(0x0024_0006)]) {
        let all = code.spellings();
        for (at, spelling) in all.iter().enumerate() {
            assert!(spelling.len() >= 8 && spelling.is_ascii(), "{spelling}");
            assert_eq!(*spelling, spelling.to_ascii_lowercase());
            assert!(!all[..at].contains(spelling), "{spelling}");
        }
    }
}

/// Fails where a code is found in a text that none of its spellings would lead to.
#[track_caller]
fn check_searchable(text: &str) {
    for found in in_text(text.as_bytes()) {
        let (before, rest) = text.split_at(found.start);
        let (number, _) = rest.split_at(found.end - found.start);
        let raw = if before.ends_with("%%") {
            format!("<Data>%%{number}</Data>")
        } else {
            text.to_owned()
        };
        let raw = raw.to_ascii_lowercase();
        assert!(
            found
                .code
                .spellings()
                .iter()
                .any(|spelling| raw.contains(spelling)),
            "{} in {text:?} has no spelling there",
            found.code
        );
    }
}

#[track_caller]
fn check_field_searchable(value: &str) {
    let Some(code) = ErrorCode::from_field(value) else {
        return;
    };
    let raw = [format!("<Data>{value}</Data>"), format!("\t{value}\t")]
        .map(|raw| raw.to_ascii_lowercase());
    let spellings = code.spellings();
    assert!(
        spellings
            .iter()
            .any(|spelling| raw.iter().any(|raw| raw.contains(spelling))),
        "{code} in field {value:?} has no spelling there"
    );
}

#[test]
fn every_known_code_in_a_field_can_be_searched_for() {
    for entry in names::entries() {
        let number = entry.code.0;
        check_field_searchable(&format!("{number:x}"));
        check_field_searchable(&format!("0x{number:X}"));
        check_field_searchable(&number.to_string());
        check_field_searchable(&entry.code.signed().to_string());
    }
}

fn any_code() -> impl Strategy<Value = ErrorCode> {
    prop_oneof![
        proptest::sample::select(known_failures()),
        any::<u16>().prop_map(ErrorCode::from_win32),
        (0x8000_0000..=u32::MAX).prop_map(ErrorCode),
    ]
}

/// A code written in any of the ways logs write one.
fn any_spelling() -> impl Strategy<Value = String> {
    (any_code(), 0..14_u8).prop_map(|(code, form)| {
        let number = code.0 & 0xFFFF;
        match form {
            0 => format!("0x{:08x}", code.0),
            1 => format!("0X{:08X}", code.0),
            2 => format!("[{:08X}]", code.0),
            3 => format!("{:08x}", code.0),
            4 => code.0.to_string(),
            5 => code.signed().to_string(),
            6 => format!("HRESULT_FROM_WIN32({number})"),
            7 => format!("win32({number})"),
            8 => format!("[gle=0x{number:08x}]"),
            9 => format!("gle={number}"),
            10 => format!("GLE [{number}]"),
            11 => format!("%%{number}"),
            12 => format!("{code}-0x{:x}", 0x1_0000 + number),
            _ => code
                .info()
                .and_then(|info| info.names.last().cloned())
                .unwrap_or_default(),
        }
    })
}

proptest! {
    #[test]
    fn what_is_found_can_be_searched_for(parts in prop::collection::vec(
        prop_oneof![2 => any_spelling(), 1 => "[ -~]{0,6}", 1 => "[-0-9a-fA-FxX@.%(=\\[ ]{0,12}"], 1..6))
    {
        check_searchable(&parts.concat());
    }

    #[test]
    fn what_a_field_holds_can_be_searched_for(value in prop_oneof![any_spelling(), "[0-9a-f]{1,10}", "-?[0-9]{1,10}"]) {
        check_field_searchable(&value);
    }

    #[test]
    fn any_bytes_give_ranges_in_order(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut end = 0;
        for found in in_text(&bytes) {
            prop_assert!(end <= found.start && found.start < found.end && found.end <= bytes.len());
            end = found.end;
        }
    }

    #[test]
    fn any_text_parses_or_is_refused(text in ".{0,14}") {
        let _ = (ErrorCode::parse(&text), CodeRange::parse_rule(&text), ErrorCode::from_field(&text));
    }
}

#[test]
fn a_line_cut_anywhere_never_panics() {
    let line = "[HRESULT = 0x800f081f - CBS_E_SOURCE_MISSING] HRESULT_FROM_WIN32(1058) %%1053 -2147012889 0xC1900101-0x20017";
    for cut in 0..=line.len() {
        let (head, tail) = line.split_at(cut);
        check_searchable(head);
        check_searchable(tail);
    }
}
