//! With the rules that ship: which success ends which failure, and which does not.

use wutriage::engine::Options;
use wutriage::report::{Machine, State};
use wutriage::time::LocalOffset;

use super::support::{default_rules, finding, machine, machine_with};

/// An event of the update agent, with its data as `name=value` in words that hold no blank but the title's.
fn event(number: u32, time: &str, data: &[(&str, &str)]) -> String {
    let data: String = data
        .iter()
        .map(|(name, value)| format!("<Data Name='{name}'>{value}</Data>"))
        .collect();
    let record: String = time.chars().filter(char::is_ascii_digit).collect();
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-WindowsUpdateClient'/><EventID>{number}</EventID><TimeCreated SystemTime='2024-{time}Z'/><EventRecordID>{record}</EventRecordID><Channel>System</Channel><Computer>WS-0142.contoso.local</Computer></System><EventData>{data}</EventData></Event>\n"
    )
}

/// An update's failure (20), success (19) or start (43), each of an update of its own.
fn install(number: u32, time: &str, title: &str) -> String {
    let id = format!(
        "{{6f9a1c30-5b2e-4d11-8a7c-{:012}}}",
        title.len() * 100 + title.bytes().map(usize::from).sum::<usize>()
    );
    event(
        number,
        time,
        &[
            ("errorCode", if number == 20 { "0x800f0922" } else { "" }),
            ("updateTitle", title),
            ("updateGuid", &id),
        ],
    )
}

fn states(machine: &Machine) -> Vec<State> {
    machine.incidents.iter().map(|one| one.state).collect()
}

/// State of the incident when the first title fails and then the second installs.
fn check_titles(failed: &str, installed: &str, expected: State) {
    let log = install(20, "05-14T09:00:00", failed) + &install(19, "06-12T09:00:00", installed);
    let machine = machine(&default_rules(), &[("System.xml", &log)]);
    assert_eq!(states(&machine), [expected], "{installed} after {failed}");
}

const TEN: &str = "Cumulative Update for Windows 10 Version 22H2 for x64-based Systems";

#[test]
fn a_cumulative_update_ends_what_an_earlier_one_of_its_line_failed_with() {
    use State::{Active, Recovered};
    let may = format!("2024-05 {TEN} (KB5037768)");
    check_titles(&may, &format!("2024-06 {TEN} (KB5039211)"), Recovered);
    check_titles(&may, &format!("2024-05 {TEN} Preview (KB5037849)"), Active);
    check_titles(&may, &format!("2024-04 {TEN} (KB5036892)"), Active);
    check_titles(
        &may,
        "2024-06 Cumulative Update for Windows 11 Version 23H2 for x64-based Systems (KB5039212)",
        Active,
    );
    check_titles(
        &may,
        "2024-06 Cumulative Update for .NET Framework 3.5, 4.8 and 4.8.1 for Windows 10 Version 22H2 for x64 (KB5039893)",
        Active,
    );
    check_titles(
        &may,
        "2024-06 Dynamic Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5039299)",
        Active,
    );
    check_titles(
        "2025-10 Security Update (KB5066835) (26100.6899)",
        "2025-11 Security Update (KB5068861) (26200.7171)",
        Recovered,
    );
    check_titles(
        "2024-05 Cumulative Update for .NET Framework 3.5 and 4.8 for Windows 10 Version 22H2 for x64 (KB5037592)",
        "2024-06 Cumulative Update for .NET Framework 3.5 and 4.8 for Windows 10 Version 22H2 for x64 (KB5039884)",
        Recovered,
    );
}

#[test]
fn definitions_and_the_engine_that_reads_them_end_their_own_kind() {
    let definitions = "Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Version 1.411.1.0)";
    let next = "Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Version 1.411.2.0)";
    let platform = "Update for Microsoft Defender Antivirus antimalware platform - KB4052623 (Version 4.18.24040.4)";
    check_titles(definitions, next, State::Recovered);
    check_titles(definitions, platform, State::Active);
}

fn cbs(lines: &[(&str, &str)]) -> String {
    let line = |(time, text): &(&str, &str)| {
        format!(
            "2024-{time}, Info                  CBS    Exec: Processing complete.  Session: 31106871_2402226458, Package: {text}\r\n"
        )
    };
    lines.iter().map(line).collect()
}

fn rollup(build: &str, kb: &str, result: &str) -> String {
    format!(
        "Package_for_RollupFix~31bf3856ad364e35~amd64~~{build}.1.7, Identifier: {kb} [HRESULT = {result}]"
    )
}

const FAILED: &str = "0x800f0922 - CBS_E_INSTALLERS_FAILED";
const DONE: &str = "0x00000000 - S_OK";

fn check_packages(failed: &str, installed: &str, expected: State) {
    let log = cbs(&[("05-14 09:00:00", failed), ("06-12 09:00:00", installed)]);
    let machine = machine(&default_rules(), &[("CBS.log", &log)]);
    assert_eq!(states(&machine), [expected], "{installed} after {failed}");
}

#[test]
fn of_packages_the_higher_build_of_one_line_counts() {
    use State::{Active, Recovered};
    let failed = rollup("19041.4412", "KB5037768", FAILED);
    let done = |build: &str, kb: &str| rollup(build, kb, DONE);
    check_packages(&failed, &done("19041.4529", "KB5039211"), Recovered);
    check_packages(&failed, &done("19041.4412", "KB5037768"), Recovered);
    check_packages(&failed, &done("19041.4291", "KB5036892"), Active);
    check_packages(&failed, &done("22621.3737", "KB5039212"), Active);
    let net = format!(
        "Package_for_DotNetRollup_481~31bf3856ad364e35~amd64~~10.0.9999.1, Identifier: KB5039893 [HRESULT = {DONE}]"
    );
    check_packages(&failed, &net, Active);
    let stack = format!(
        "Package_for_ServicingStack_4529~31bf3856ad364e35~amd64~~19041.4529.1.0, Identifier: KB5037768 [HRESULT = {DONE}]"
    );
    check_packages(&failed, &stack, Active);
}

#[test]
fn features_that_share_a_kb_and_a_build_are_told_apart_by_their_package() {
    let feature = |name: &str, result: &str| {
        format!(
            "{name}~31bf3856ad364e35~amd64~~10.0.19041.1, Identifier: KB777778 [HRESULT = {result}]"
        )
    };
    let failed = feature("Microsoft-OneCore-Graphics-Tools-Package", FAILED);
    let other = feature(
        "Microsoft-Windows-LanguageFeatures-Basic-fa-ir-Package",
        DONE,
    );
    let same = feature("Microsoft-OneCore-Graphics-Tools-Package", DONE);
    check_packages(&failed, &other, State::Active);
    check_packages(&failed, &same, State::Recovered);
}

const WSUS: &str = "{3da21691-e39d-4da6-8a4b-b43877bcb1b7}";
const STORE: &str = "{855e8a7c-ecb4-4ca3-b045-1dfa50104289}";

fn scan(number: u32, time: &str, service: &str) -> String {
    let result = if number == 25 {
        ("errorCode", "0x8024401c")
    } else {
        ("updateCount", "0")
    };
    event(number, time, &[result, ("serviceGuid", service)])
}

#[test]
fn a_search_of_another_service_ends_no_failure() {
    let check = |failed: &str, succeeded: &str, expected| {
        let log = scan(25, "05-14T09:00:00", failed) + &scan(26, "05-14T10:00:00", succeeded);
        let machine = machine(&default_rules(), &[("Operational.xml", &log)]);
        assert_eq!(states(&machine), [expected], "{succeeded} after {failed}");
    };
    check(WSUS, STORE, State::Active);
    check(STORE, WSUS, State::Active);
    check(WSUS, WSUS, State::Recovered);
}

fn agent_scan(time: &str, caller: &str, code: &str) -> String {
    format!(
        "2024/05/14 {time}.0000000 1088  5120  Agent           * END * Finding updates CallerId = {caller}, Id = 3, Exit code = {code} (cV = a1.1.0)\n"
    )
}

fn in_utc(files: &[(&str, &str)]) -> Machine {
    let options = Options {
        local_offset: LocalOffset::Fixed(7200),
        ..Options::default()
    };
    machine_with(&default_rules(), files, &options)
}

#[test]
fn a_caller_and_a_service_do_not_stand_for_each_other_but_one_failure_may_name_both() {
    let failed = agent_scan("11:00:00", "UpdateOrchestrator", "0x8024401C");
    let check = |events: &str, later: &str, expected: &[State]| {
        let log = format!("{failed}{later}");
        let machine = in_utc(&[("WindowsUpdate.log", &log), ("Operational.xml", events)]);
        assert_eq!(states(&machine), expected, "{events}");
    };
    let (same, other) = (
        scan(25, "05-14T09:00:01", WSUS),
        scan(25, "05-14T09:30:00", STORE),
    );
    check(&scan(26, "05-14T10:00:00", STORE), "", &[State::Active]);
    check(
        &(same.clone() + &scan(26, "05-14T10:00:00", WSUS)),
        "",
        &[State::Recovered],
    );
    check(
        &(same + &scan(26, "05-14T10:00:00", STORE)),
        "",
        &[State::Active],
    );
    let worked = agent_scan("12:00:00", "UpdateOrchestrator", "0x00000000");
    check(&other, &worked, &[State::Recovered, State::Active]);
    let store = agent_scan("12:00:00", "Fabrikam.Store", "0x00000000");
    check("", &store, &[State::Active]);
}

#[test]
fn a_reported_outcome_is_about_its_update() {
    let line = |time: &str, event: &str, update: u32, result: &str, title: &str| {
        format!(
            "{{6B0D3E50-27F1-4C8A-9B43-D15E0A7C8F{update:02}}}\t2024-05-14 {time}:512+0200\t1\t182 [{event}]\t101\t{{1F0A2B3C-0000-4C8A-9B43-0000000000{update:02}}}\t200\t{result}\tUpdateOrchestrator\tFailure\tContent Install\t{title}\tk7R2bJ9TPkWc1.1.0\r\n"
        )
    };
    let failed = line(
        "09:00:21",
        "AGENT_INSTALLING_FAILED",
        7,
        "80070643",
        "Installation Failure: Windows failed to install the following update with error 0x80070643: Notes.",
    );
    let done = |update| {
        line(
            "10:00:21",
            "AGENT_INSTALLING_SUCCEEDED",
            update,
            "0",
            "Installation Successful: Windows successfully installed the following update: Notes.",
        )
    };
    let check = |update, expected| {
        let log = failed.clone() + &done(update);
        let machine = machine(&default_rules(), &[("ReportingEvents.log", &log)]);
        assert_eq!(states(&machine), [expected], "{update}");
    };
    check(7, State::Recovered);
    check(8, State::Active);
}

#[test]
fn an_event_log_saved_with_the_newest_first_is_read_by_its_numbers() {
    let title = "Contoso - Printer - 1.2.3";
    let (failed, done) = (
        install(20, "05-14T09:00:00", title),
        install(19, "05-14T10:00:00", title),
    );
    let check = |log: &str, expected| {
        let machine = machine(&default_rules(), &[("System.xml", log)]);
        assert_eq!(states(&machine), [expected], "{log}");
    };
    check(&format!("{done}{failed}"), State::Recovered);
    let (done, failed) = (
        install(19, "05-14T09:00:00", title),
        install(20, "05-14T10:00:00", title),
    );
    check(&format!("{failed}{done}"), State::Active);
}

#[test]
fn a_success_that_only_the_clock_puts_last_ends_nothing() {
    let failed = agent_scan("02:10:00", "UpdateOrchestrator", "0x80072EE7");
    let worked = agent_scan("02:50:00", "UpdateOrchestrator", "0x00000000");
    let log = format!("{worked}{failed}");
    let machine = machine(&default_rules(), &[("WindowsUpdate.log", &log)]);
    assert_eq!(states(&machine), [State::Active]);
}

#[test]
fn reasons_have_their_time_on_the_clock_of_the_machine() {
    let log = scan(25, "05-14T09:00:00", WSUS) + &scan(26, "05-14T10:00:00", WSUS);
    let machine = in_utc(&[("Operational.xml", &log)]);
    assert_eq!(
        machine.incidents[0].reason.as_deref(),
        Some("a later attempt succeeded at 2024-05-14 12:00:00 +02:00")
    );
}

#[test]
fn an_update_that_only_started_is_in_doubt_and_no_cause_is_with_it() {
    let title = format!("2024-05 {TEN} (KB5037768)");
    let started = install(43, "05-14T11:00:00", &title);
    let failed = agent_scan("11:00:00", "UpdateOrchestrator", "0x80072EE7")
        + &agent_scan("11:30:00", "UpdateOrchestrator", "0x00000000");
    let read = |events: &str| in_utc(&[("WindowsUpdate.log", &failed), ("System.xml", events)]);
    let machine = read(&started);
    assert_eq!(states(&machine), [State::Inconclusive, State::Recovered]);
    let open = &machine.incidents[0];
    assert_eq!(
        open.reason.as_deref(),
        Some(
            "it started at 2024-05-14 13:00:00 +02:00, and nothing that was collected says how it ended"
        )
    );
    assert!(open.causes.is_empty(), "{:?}", open.causes);
    let cause = finding(&machine, "network/dns-name-not-resolved").unwrap();
    assert_eq!(cause.state, State::Recovered);
    for (end, title) in [
        (19, title.clone()),
        (20, title.clone()),
        (19, format!("2024-06 {TEN} (KB5039211)")),
    ] {
        let log = started.clone() + &install(end, "06-14T12:00:00", &title);
        let states = states(&read(&log));
        assert!(!states.contains(&State::Inconclusive), "{end} {title}");
    }
}
