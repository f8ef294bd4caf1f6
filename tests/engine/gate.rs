//! The gate lets nothing through that would change the report: cases apart from the corpus.

use proptest::prelude::*;
use wutriage::engine::Options;
use wutriage::report::Machine;
use wutriage::rule::RuleSet;

use super::support::{assert_same, default_rules, machine_with, rules};

/// The report with the gate, which is the same without it.
fn check(rules: &RuleSet, name: &str, text: &str) -> Machine {
    let machine = |gate| {
        let options = Options {
            gate,
            ..Options::default()
        };
        machine_with(rules, &[(name, text)], &options)
    };
    let json = |machine: &Machine| serde_json::to_string_pretty(machine).unwrap();
    let gated = machine(true);
    assert_same(
        &json(&gated),
        &json(&machine(false)),
        text.get(..300).unwrap_or(text),
    );
    gated
}

const LINE: &str = "2024/05/14 09:00:00.0000000 1088  5120  Agent           an ordinary line\n";

#[test]
fn a_win32_number_behind_percent_signs_is_seen_outside_of_tags() {
    let rules = rules(&[(
        "test/cause.yaml",
        "signals: { it: { code: [0x80070422] } }\nwhen: it\n",
    )]);
    check(
        &rules,
        "WindowsUpdate.log",
        &format!("{LINE}{} %%1058\n{LINE}", LINE.trim_end()),
    );
}

#[test]
fn a_code_spelled_as_its_symbol_or_decimal_is_unexplained_too() {
    let line = "2024-05-14 09:00:00, Error                 CBS    Failed";
    for spelling in ["CBS_E_SOURCE_MISSING", "2148468767", "-2146498529"] {
        check(
            &default_rules(),
            "CBS.log",
            &format!("{line} {spelling}\r\n{line}\r\n"),
        );
    }
}

#[test]
fn damaged_records_are_counted_alike() {
    check(
        &default_rules(),
        "CBS.log",
        "2024-05-14 09:00:00, Info                  CBS    one\r\n2024-05-14 09:00:01, ",
    );
}

#[test]
fn codes_of_a_large_log_without_outcomes_are_unexplained() {
    let failed =
        "2024/05/14 09:00:00.0000000 1088  5120  Agent           *FAILED* [80246007] thing\n";
    check(
        &default_rules(),
        "WindowsUpdate.log",
        &(LINE.repeat(60_000) + failed),
    );
}

#[test]
fn text_spelled_with_character_references_or_cut_by_cdata_is_seen() {
    let event = |data: &str| {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Fabrikam'/><EventID>19</EventID><Computer>pc.contoso.test</Computer></System><EventData><Data Name='it'>{data}</Data></EventData></Event>"
        )
    };
    let rules = rules(&[(
        "test/cause.yaml",
        "signals: { it: { in: [event-log], text: 'needle' } }\nwhen: it\n",
    )]);
    for spelled in [
        "need&#108;e",
        "nee<![CDATA[dle]]>",
        "need&#x6c;e",
        "need&#x000006C;e",
        "need&#00000000108;e",
    ] {
        let machine = check(&rules, "System.xml", &event(spelled));
        assert_eq!(machine.findings.len(), 1, "{spelled}");
    }
}

/// A rule that looks for the text, as its file has to spell it.
fn finds(text: &str) -> RuleSet {
    let quoted = text.replace('\'', "''");
    rules(&[(
        "test/cause.yaml",
        &format!("signals: {{ it: {{ in: [windows-update], text: '{quoted}' }} }}\nwhen: it\n"),
    )])
}

/// A literal is found in a line, in either case, whatever stands around it.
fn check_literal(text: &str) {
    let rules = finds(text);
    for spelled in [text, &text.to_ascii_lowercase(), &text.to_ascii_uppercase()] {
        let log = format!("{LINE}{}:{spelled}:\n{LINE}", LINE.trim_end());
        let machine = check(&rules, "WindowsUpdate.log", &log);
        assert_eq!(machine.findings.len(), 1, "{spelled:?}");
    }
}

#[test]
fn a_short_literal_with_signs_that_differ_by_the_bit_of_case_is_found() {
    for text in [
        "A_B[C", "_A_", "[A]", r"A\B", "A\\B_C[D", "^_^", "{A}", "@A`B", "A~B",
    ] {
        check_literal(text);
    }
}

/// A signal finds the one record of a source that is read at once.
fn check_whole(name: &str, text: &str, signal: &str) {
    let rules = rules(&[(
        "test/cause.yaml",
        &format!("signals: {{ it: {{ {signal} }} }}\nwhen: it\n"),
    )]);
    let machine = check(&rules, name, text);
    assert_eq!(machine.findings.len(), 1, "{name}: {signal}");
}

#[test]
fn what_a_record_read_at_once_says_in_its_columns_is_seen() {
    let installer = "=== Verbose logging started: 5/14/2024  9:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: msiexec.exe ===\r\nMSI (s) (50:38) [09:00:01:000]: MainEngineThread is returning 1612\r\nProperty(S): ProductName = Contoso Viewer\r\n";
    for signal in [
        "in: [msi], code: 0x8007064C",
        "in: [msi], field: { status: 1612 }",
        "in: [msi], field: { property: ProductName }",
        "in: [msi], component: 'MSI (s)'",
    ] {
        check_whole("msi.log", installer, signal);
    }
    let device = ">>>  [Device Install - PCI\\VEN_10EC]\r\n>>>  Section start 2024/05/14 09:00:00.110\r\n!!!  dvi: Failed.\r\n<<<  Section end 2024/05/14 09:00:01.110\r\n<<<  [Exit status: FAILURE(0x800b0109)]\r\n";
    check_whole(
        "setupapi.dev.log",
        device,
        "in: [setupapi], text: 'Failed.', field: { exit_status: { regex: '800b0109' } }",
    );
    let row = r##"<xml xmlns:z="#RowsetSchema"><s:AttributeType name="Msg"/><s:AttributeType name="Sev"/><z:row Sev="33554432" Msg="Failed" Err="1612" DT="2024-05-14T09:00:00"/></xml>"##;
    check_whole("diagerr.xml", row, "in: [panther], code: 0x8007064C");
    let event = r#"[{"Id":20,"ProviderName":"Contoso-Updates","TimeCreated":"\/Date(1715677200000)\/","Message":"\u0046ailed: 0x8024402C"}]"#;
    for signal in [
        "provider: Contoso-Updates, event: 20",
        "text: 'Failed: '",
        "code: 0x8024402C",
    ] {
        check_whole("events.json", event, signal);
    }
}

proptest! {
    #[test]
    fn a_literal_of_a_few_bytes_is_found_with_and_without_the_gate(text in "[ -~]{3,7}") {
        check_literal(&text);
    }
}

#[test]
fn a_line_of_plain_text_over_a_mebibyte_reads_alike() {
    let without_a_literal = rules(&[(
        "test/cause.yaml",
        "signals: { it: { in: [windows-update], regex: '[0-9]{4}' } }\nwhen: it\n",
    )]);
    let long = "z ".repeat(600_000);
    for text in [
        format!("Dear all,\nneedle 1234 {long}\nregards\n"),
        format!("Dear all,\n{long} needle 1234\nregards\n"),
        format!("Dear all,\n{long} needle 1234\nneedle 1234\n"),
        format!("{long}{long} needle 1234 {long}"),
    ] {
        for rules in [&finds("needle"), &without_a_literal] {
            let machine = check(rules, "mail.txt", &text);
            assert_eq!(machine.inputs[0].format, "plain");
        }
    }
}
