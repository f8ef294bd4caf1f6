//! What tells the machine's zone, and what it means for a success in a log on another clock.

use wutriage::engine::Options;
use wutriage::report::{Machine, State};
use wutriage::time::LocalOffset;

use super::support::{machine_with, rules};

const OUTCOMES: &str = r"
signals:
  failed: { in: [windows-update, event-log], regex: 'installing (?P<update>\d+) failed', capture: { update: text } }
  succeeded: { in: [windows-update, event-log], regex: 'installing (?P<update>\d+) succeeded', capture: { update: text } }
";
const SYMPTOM: &str = r"
title: An update failed
failed: [shared.failed]
succeeded: [shared.succeeded]
same: [update]
look: { before: 2h, after: 10m }
";

/// The agent's log with one line, in local time.
fn agent(time: &str, text: &str) -> (&'static str, String) {
    let line = format!("{time}:00.0000000 1088  5120  Agent           installing 7 {text}\n");
    ("WindowsUpdate.log", line)
}

/// An event, in UTC.
fn event(time: &str, text: &str) -> (&'static str, String) {
    let event = format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Contoso'/><EventID>1</EventID><TimeCreated SystemTime='{time}:00Z'/><EventRecordID>1</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='what'>installing 7 {text}</Data></EventData></Event>"
    );
    ("x.xml", event)
}

fn systeminfo(zone: &str) -> (&'static str, String) {
    let text = format!(
        "\nHost Name:                 WS-0142\nOS Name:                   Microsoft Windows 10 Pro\nOS Version:                10.0.19045 N/A Build 19045\nTime Zone:                 {zone}\n"
    );
    ("systeminfo.txt", text)
}

/// An export made in summer, one hour ahead of a zone that is one hour ahead of UTC.
fn registry(name: &str) -> (&'static str, String) {
    let text = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation]\r\n\"ActiveTimeBias\"=dword:ffffff88\r\n\"Bias\"=dword:ffffffc4\r\n\"DaylightBias\"=dword:ffffffc4\r\n\"TimeZoneKeyName\"=\"{name}\"\r\n"
    );
    ("zone.reg", text)
}

fn read(files: &[(&'static str, String)], local_offset: LocalOffset) -> Machine {
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
    ]);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let options = Options {
        local_offset,
        ..Options::default()
    };
    machine_with(&rules, &files, &options)
}

/// State of the only incident, where the zone is told by the files alone.
fn check(files: &[(&'static str, String)], expected: State) {
    let machine = read(files, LocalOffset::Unknown);
    assert_eq!(machine.incidents[0].state, expected, "{files:#?}");
}

const BERLIN: &str = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna";

#[test]
fn the_offset_that_systeminfo_prints_is_not_that_of_summer() {
    let failed = || event("2024-05-14T09:00", "failed");
    let check = |time: &str, zone: &str, expected| {
        check(
            &[agent(time, "succeeded"), failed(), systeminfo(zone)],
            expected,
        );
    };
    check("2024/05/14 10:30", BERLIN, State::Active);
    check("2024/05/14 11:30", BERLIN, State::Recovered);
    let utc = "(UTC) Coordinated Universal Time";
    check("2024/05/14 09:01", utc, State::Recovered);
    check("2024/05/14 08:59", utc, State::Active);
    let unknown = "(UTC+01:00) Contoso, Fabrikam";
    check("2024/05/14 10:30", unknown, State::Inconclusive);
}

#[test]
fn a_bias_of_summer_is_not_that_of_winter() {
    let check = |time: &str, zone: &str, expected| {
        let succeeded = event(time, "succeeded");
        check(
            &[
                agent("2024/01/15 10:30", "failed"),
                succeeded,
                registry(zone),
            ],
            expected,
        );
    };
    let berlin = "W. Europe Standard Time";
    check("2024-01-15T09:00", berlin, State::Active);
    check("2024-01-15T09:31", berlin, State::Recovered);
    check("2024-01-15T09:00", "Contoso Time", State::Inconclusive);
}

#[test]
fn in_the_hour_that_clocks_show_twice_a_success_in_utc_is_in_doubt() {
    let check = |local: (&str, &str), utc: (&str, &str), expected| {
        let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
        let (at, text) = local;
        let files = [
            agent(&format!("2024/10/27 {at}"), text),
            event(&format!("2024-10-{}", utc.0), utc.1),
        ];
        let machine = read(&files, berlin);
        let state = machine.incidents[0].state;
        assert_eq!(state, expected, "{local:?} {utc:?}");
    };
    let (failed, succeeded) = ("failed", "succeeded");
    let doubt = State::Inconclusive;
    check(("02:10", failed), ("27T00:55", succeeded), doubt);
    check(("02:50", succeeded), ("27T00:55", failed), doubt);
    check(("02:10", failed), ("28T00:55", succeeded), State::Recovered);
    check(("02:10", failed), ("26T00:55", succeeded), State::Active);
    check(("01:59", failed), ("27T00:00", succeeded), State::Recovered);
    check(("03:00", failed), ("27T01:59", succeeded), State::Active);
}
