//! What conditions mean: signals near each other, counted, absent, and on clocks that may not be compared.

use wutriage::engine::Options;
use wutriage::report::State;
use wutriage::time::LocalOffset;

use super::support::{machine_with, rules};

/// A cause with this condition over signals that find `alpha`, `beta` and `gamma` in the agent's log, `omega` in an event,
/// `missing` in CBS.log and `off` in the registry.
fn cause(when: &str) -> String {
    format!(
        r"
signals:
  alpha: {{ in: [windows-update], text: 'alpha' }}
  beta: {{ in: [windows-update], text: 'beta' }}
  gamma: {{ in: [windows-update], text: 'gamma' }}
  omega: {{ in: [event-log], provider: Fabrikam-Omega }}
  missing: {{ in: [cbs], text: 'missing' }}
  off: {{ in: [registry], key: 'HKLM\SOFTWARE\Fabrikam', value: Off, equals: 1 }}
when: {when}
"
    )
}

fn agent(lines: &[(&str, &str)]) -> String {
    let line = |(time, text): &(&str, &str)| {
        format!("2024/05/14 {time} 1088  5120  Agent           {text}\n")
    };
    lines.iter().map(line).collect()
}

fn omega(time: &str) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Fabrikam-Omega'/><EventID>1</EventID><TimeCreated SystemTime='2024-05-{time}Z'/><EventRecordID>1</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System></Event>"
    )
}

fn check_files(when: &str, files: &[(&str, &str)], offset: LocalOffset, expected: Option<State>) {
    let rules = rules(&[("test/cause.yaml", &cause(when))]);
    let options = Options {
        local_offset: offset,
        ..Options::default()
    };
    let machine = machine_with(&rules, files, &options);
    let state = machine.findings.first().map(|finding| finding.state);
    assert_eq!(state, expected, "{when}\n{files:#?}");
}

fn check(when: &str, lines: &[(&str, &str)], holds: bool) {
    let log = agent(lines);
    let files = [("WindowsUpdate.log", log.as_str())];
    let expected = holds.then_some(State::Active);
    check_files(when, &files, LocalOffset::Unknown, expected);
}

#[test]
fn and_or_and_parentheses_bind_as_written() {
    let (alpha, beta, gamma) = (
        ("09:00:00.0000000", "alpha"),
        ("10:00:00.0000000", "beta"),
        ("11:00:00.0000000", "gamma"),
    );
    let nothing = ("12:00:00.0000000", "nothing");
    check("alpha and beta", &[alpha, beta], true);
    check("alpha and beta", &[alpha, nothing], false);
    check("alpha or beta", &[nothing, beta], true);
    check("alpha or beta", &[gamma], false);
    check("alpha or beta and gamma", &[alpha, nothing], true);
    check("(alpha or beta) and gamma", &[alpha, nothing], false);
    check("(alpha or beta) and gamma", &[beta, gamma], true);
    check("alpha and not beta", &[alpha, gamma], true);
    check("alpha and not beta", &[alpha, beta], false);
    check("gamma and not (alpha and beta)", &[gamma, alpha], true);
    check("gamma and not (alpha or beta)", &[gamma, alpha], false);
}

#[test]
fn one_record_can_be_both_signals() {
    check(
        "alpha and beta",
        &[("09:00:00.0000000", "alpha beta")],
        true,
    );
    check(
        "alpha near beta within 1s",
        &[("09:00:00.0000000", "alpha beta")],
        true,
    );
}

#[test]
fn near_holds_in_either_order_and_to_the_very_end_of_its_span() {
    let near = "alpha near beta within 5m";
    let check = |one, other, holds| {
        check(near, &[(one, "alpha"), (other, "beta")], holds);
        check(near, &[(one, "beta"), (other, "alpha")], holds);
    };
    check("09:00:00.0000000", "09:00:00.0000000", true);
    check("09:00:00.0000000", "09:05:00.0000000", true);
    check("09:00:00.0000000", "09:05:00.0000001", false);
}

#[test]
fn near_takes_the_closest_pair_of_many() {
    let mut lines = vec![("01:00:00.0000000", "alpha"), ("02:00:00.0000000", "beta")];
    lines.extend([("03:00:00.0000000", "alpha"), ("04:00:00.0000000", "beta")]);
    check("alpha near beta within 30m", &lines, false);
    lines.insert(3, ("03:30:00.0000000", "gamma"));
    check("alpha near (beta or gamma) within 30m", &lines, true);
}

#[test]
fn records_without_a_time_satisfy_what_asks_for_none() {
    let log = "Agent           alpha\nMisc            beta\n";
    let files = [("WindowsUpdate.log", log)];
    let state = Some(State::Active);
    check_files("alpha and beta", &files, LocalOffset::Unknown, state);
    check_files(
        "count(alpha or beta) >= 2",
        &files,
        LocalOffset::Unknown,
        state,
    );
    check_files(
        "alpha near beta within 7d",
        &files,
        LocalOffset::Unknown,
        None,
    );
    check_files(
        "count(alpha or beta) >= 2 within 7d",
        &files,
        LocalOffset::Unknown,
        None,
    );
}

#[test]
fn count_takes_every_hit_and_within_the_best_span_both_ends_included() {
    let three = [
        ("09:00:00.0000000", "alpha"),
        ("09:30:00.0000000", "alpha"),
        ("10:00:00.0000000", "alpha"),
    ];
    check("count(alpha) >= 3", &three, true);
    check("count(alpha) >= 4", &three, false);
    check("count(alpha) > 2", &three, true);
    check("count(alpha) == 3", &three, true);
    check("alpha and count(alpha) < 3", &three, false);
    check("alpha and count(alpha) <= 3", &three, true);
    check("count(alpha) >= 3 within 1h", &three, true);
    check("count(alpha) >= 3 within 3599s", &three, false);
    check("count(alpha) >= 2 within 30m", &three, true);
    check(
        "count(alpha or beta) >= 3",
        &[three[0], three[1], ("09:00:01.0000000", "beta")],
        true,
    );
}

const OTHER: &str = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]\r\n\"A\"=dword:00000001\r\n";
const CLEAN: &str = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam]\r\n\"A\"=dword:00000001\r\n";
const OFF: &str = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam]\r\n\"Off\"=dword:00000001\r\n";

#[test]
fn not_of_a_registry_value_is_decided_only_by_an_export_of_its_key() {
    let log = agent(&[("09:00:00.0000000", "alpha")]);
    let check = |registry: Option<&str>, expected| {
        let mut files = vec![("WindowsUpdate.log", log.as_str())];
        files.extend(registry.map(|text| ("x.reg", text)));
        check_files("alpha and not off", &files, LocalOffset::Unknown, expected);
    };
    check(None, Some(State::Inconclusive));
    check(Some(OTHER), Some(State::Inconclusive));
    check(Some(CLEAN), Some(State::Active));
    check(Some(OFF), None);
}

#[test]
fn not_of_a_record_is_decided_only_by_a_log_of_its_kind() {
    let log = agent(&[("09:00:00.0000000", "alpha")]);
    let check = |cbs: Option<&str>, expected| {
        let mut files = vec![("WindowsUpdate.log", log.as_str())];
        files.extend(cbs.map(|text| ("CBS.log", text)));
        check_files(
            "alpha and not missing",
            &files,
            LocalOffset::Unknown,
            expected,
        );
    };
    check(None, Some(State::Inconclusive));
    check(
        Some(
            "2024-05-14 08:00:00, Info                  CBS    fine\r\n2024-05-14 10:00:00, Info                  CBS    fine\r\n",
        ),
        Some(State::Active),
    );
    check(
        Some(
            "2024-05-14 08:00:00, Info                  CBS    missing\r\n2024-05-14 10:00:00, Info                  CBS    fine\r\n",
        ),
        None,
    );
}

#[test]
fn an_unknown_part_does_not_matter_where_the_rest_decides() {
    let log = agent(&[("09:00:00.0000000", "alpha")]);
    let files = [("WindowsUpdate.log", log.as_str())];
    let check = |when, expected| check_files(when, &files, LocalOffset::Unknown, expected);
    check("alpha or not off", Some(State::Active));
    check("beta and not off", None);
    check("alpha and (beta or not off)", Some(State::Inconclusive));
    check("alpha and not (off and missing)", Some(State::Inconclusive));
}

#[test]
fn a_local_and_a_utc_clock_leave_open_what_some_offset_would_change() {
    let when = "alpha near omega within 5m";
    let log = agent(&[("09:00:00.0000000", "alpha")]);
    let check = |event: &str, offset, expected| {
        let event = omega(event);
        let files = [("WindowsUpdate.log", log.as_str()), ("x.xml", &event)];
        check_files(when, &files, offset, expected);
    };
    check(
        "14T07:00:00",
        LocalOffset::Unknown,
        Some(State::Inconclusive),
    );
    check("16T07:00:00", LocalOffset::Unknown, None);
    check("14T07:00:00", LocalOffset::Fixed(7200), Some(State::Active));
    check("14T07:00:00", LocalOffset::Fixed(3600), None);
    let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
    check("14T07:00:00", berlin, Some(State::Active));
}

#[test]
fn the_registry_systeminfo_and_reported_offsets_tell_the_zone() {
    let (log, event) = (
        agent(&[("09:00:00.0000000", "alpha")]),
        omega("14T07:00:00"),
    );
    let zone = |bias: u32| {
        format!(
            "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation]\r\n\"ActiveTimeBias\"=dword:{bias:08x}\r\n\"DaylightBias\"=dword:00000000\r\n"
        )
    };
    let check = |name: &str, text: &str, expected| {
        let files = [
            ("WindowsUpdate.log", log.as_str()),
            ("x.xml", &event),
            (name, text),
        ];
        let when = "alpha near omega within 5m";
        check_files(when, &files, LocalOffset::Unknown, expected);
    };
    check("zone.reg", &zone(0xFFFF_FF88), Some(State::Active));
    check("zone.reg", &zone(120), None);
    let system = |zone: &str| {
        format!(
            "\nHost Name:                 WS-0142\nOS Name:                   Microsoft Windows 10 Pro\nOS Version:                10.0.19045 N/A Build 19045\nTime Zone:                 {zone}\n"
        )
    };
    let berlin = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna";
    check("systeminfo.txt", &system(berlin), Some(State::Active));
    let eastern = "(UTC-05:00) Eastern Time (US & Canada)";
    check("systeminfo.txt", &system(eastern), None);
    let unknown = "(UTC+02:00) Contoso, Fabrikam";
    check(
        "systeminfo.txt",
        &system(unknown),
        Some(State::Inconclusive),
    );
}

#[test]
fn offsets_in_reported_events_tell_the_zone() {
    let (log, event) = (
        agent(&[("09:00:00.0000000", "alpha")]),
        omega("14T07:00:00"),
    );
    let reported = |offset: &str| {
        format!(
            "{{3F0C7A12-5B6E-4D21-8E94-A1B2C3D4E5F0}}\t2024-05-14 09:00:00:125{offset}\t1\t147 [AGENT_DETECTION_FINISHED]\t101\t{{5D20A6C4-7E13-4B98-A0F6-2C41D87E9B35}}\t200\t0\tUpdateOrchestrator\tSuccess\tSoftware Synchronization\tWindows Update Client successfully detected 7 updates.\tA.1.0\r\n"
        )
    };
    let check = |offset, expected| {
        let text = reported(offset);
        let files = [
            ("WindowsUpdate.log", log.as_str()),
            ("x.xml", &event),
            ("ReportingEvents.log", &text),
        ];
        let when = "alpha near omega within 5m";
        check_files(when, &files, LocalOffset::Unknown, expected);
    };
    check("+0200", Some(State::Active));
    check("-0500", None);
}

#[test]
fn then_holds_in_order_and_to_the_very_end_of_its_span() {
    let (alpha, beta) = (("09:00:00.0000000", "alpha"), ("09:05:00.0000000", "beta"));
    check("alpha then beta", &[alpha, beta], true);
    check("beta then alpha", &[alpha, beta], false);
    check("alpha then beta within 5m", &[alpha, beta], true);
    let late = ("09:05:00.0000001", "beta");
    check("alpha then beta within 5m", &[alpha, late], false);
    let again = ("09:01:00.0000000", "alpha");
    check("alpha then beta within 5m", &[alpha, again, late], true);
    check("alpha then alpha then beta", &[alpha, again, late], true);
    check("alpha then alpha then beta", &[alpha, late], false);
}

#[test]
fn then_without_asks_for_nothing_between_the_first_and_the_last() {
    let condition = "alpha then beta within 1h without gamma";
    let (alpha, beta) = (("09:00:00.0000000", "alpha"), ("09:05:00.0000000", "beta"));
    let gamma = |time| (time, "gamma");
    check(condition, &[alpha, beta], true);
    check(condition, &[alpha, gamma("09:01:00.0000000"), beta], false);
    check(condition, &[gamma("08:59:00.0000000"), alpha, beta], true);
    check(condition, &[alpha, beta, gamma("09:06:00.0000000")], true);
    // At one instant the line decides.
    check(condition, &[alpha, gamma("09:00:00.0000000"), beta], false);
    check(condition, &[gamma("09:00:00.0000000"), alpha, beta], true);
    // A later beginning may be free of what an earlier one is not.
    let again = ("09:02:00.0000000", "alpha");
    let lines = [alpha, gamma("09:01:00.0000000"), again, beta];
    check(condition, &lines, true);
}

#[test]
fn a_record_of_another_thread_is_another_story() {
    let thread = |time: &str, thread: u32, text: &str| {
        format!("2024/05/14 {time} 1088  {thread}  Agent           {text}\n")
    };
    let check = |when: &str, lines: &[String], holds: bool| {
        let log = lines.concat();
        let files = [("WindowsUpdate.log", log.as_str())];
        let expected = holds.then_some(State::Active);
        check_files(when, &files, LocalOffset::Unknown, expected);
    };
    let alpha = thread("09:00:00.0000000", 5120, "alpha");
    let same = thread("09:01:00.0000000", 5120, "beta");
    let other = thread("09:01:00.0000000", 7000, "beta");
    let joined = "alpha then beta within 5m same thread";
    check(joined, &[alpha.clone(), same.clone()], true);
    check(joined, &[alpha.clone(), other.clone()], false);
    check(
        "alpha near beta same thread within 5m",
        &[alpha.clone(), other],
        false,
    );
    let without = "alpha then beta same thread without gamma";
    let between = |number| thread("09:00:30.0000000", number, "gamma");
    check(
        without,
        &[alpha.clone(), between(5120), same.clone()],
        false,
    );
    check(without, &[alpha, between(7000), same], true);
}

#[test]
fn absence_between_two_records_must_be_provable() {
    let when = "alpha then beta within 1h without missing";
    let log = agent(&[("09:00:00.0000000", "alpha"), ("09:05:00.0000000", "beta")]);
    let agent = ("WindowsUpdate.log", log.as_str());
    let cbs = |first: &str, text: &str| {
        format!(
            "2024-05-14 {first}, Info                  CBS    {text}\r\n2024-05-14 09:03:00, Info                  CBS    {text}\r\n2024-05-14 10:00:00, Info                  CBS    quiet\r\n"
        )
    };
    let check = |files: &[(&str, &str)], expected| {
        check_files(when, files, LocalOffset::Unknown, expected);
    };
    check(&[agent], Some(State::Inconclusive));
    let quiet = cbs("08:00:00", "quiet");
    check(&[agent, ("CBS.log", &quiet)], Some(State::Active));
    let there = cbs("08:00:00", "missing");
    check(&[agent, ("CBS.log", &there)], None);
    let late = cbs("09:02:00", "quiet");
    check(&[agent, ("CBS.log", &late)], Some(State::Inconclusive));
}

#[test]
fn counts_by_value_take_the_value_that_has_the_most() {
    let of = |times: &[(&'static str, &'static str)], when: &str, holds| {
        check(when, times, holds);
    };
    let lines = [
        ("09:00:00.0000000", "alpha 0x80072EE7"),
        ("09:01:00.0000000", "alpha 0x80072EE2"),
        ("09:02:00.0000000", "alpha 0x80072EE7"),
    ];
    of(&lines, "count(alpha) >= 3", true);
    of(&lines, "count(alpha by code) >= 3", false);
    of(&lines, "count(alpha by code) >= 2 within 2m", true);
    of(&lines, "count(alpha by code) >= 2 within 1m", false);
    of(&lines, "count(distinct code of alpha) >= 2 within 1m", true);
    of(&lines, "count(distinct code of (alpha or beta)) > 2", false);
    of(&lines, "2 of (alpha, beta, gamma)", false);
    of(&lines, "1 of (alpha, beta, gamma)", true);
    of(&lines, "2 of (alpha, beta or alpha)", true);
}

#[test]
fn few_is_an_absence_too() {
    let when = "alpha and count(missing) < 2";
    let log = agent(&[("09:00:00.0000000", "alpha")]);
    let agent = ("WindowsUpdate.log", log.as_str());
    let cbs = "2024-05-14 08:00:00, Info                  CBS    missing\r\n2024-05-14 10:00:00, Info                  CBS    quiet\r\n";
    let check = |files: &[(&str, &str)], expected| {
        check_files(when, files, LocalOffset::Unknown, expected);
    };
    check(&[agent], Some(State::Inconclusive));
    check(&[agent, ("CBS.log", cbs)], Some(State::Active));
}

#[test]
fn a_log_whose_times_go_back_is_in_order_by_its_lines_too() {
    let (alpha, beta) = (("09:00:00.0000000", "alpha"), ("03:00:00.0000000", "beta"));
    check("alpha then beta", &[alpha, beta], true);
    check("alpha then beta within 7h", &[alpha, beta], false);
    check("beta then alpha within 7h", &[alpha, beta], true);
}

#[test]
fn the_names_of_logs_do_not_decide_what_came_first() {
    let line = |text: &str| format!("2024-05-14 09:00:00, Info                  CBS    {text}\r\n");
    let one = line("missing");
    let both = line("missing") + &line("mended");
    for names in [["CBS.log", "CbsPersist.log"], ["CbsPersist.log", "CBS.log"]] {
        let rule = r"
signals:
  missing: { in: [cbs], text: 'missing' }
  mended: { in: [cbs], text: 'mended' }
when: mended then missing
";
        let rules = rules(&[("test/cause.yaml", rule)]);
        let files = [(names[0], one.as_str()), (names[1], both.as_str())];
        let machine = machine_with(&rules, &files, &Options::default());
        assert!(machine.findings.is_empty(), "{names:?}");
    }
}
