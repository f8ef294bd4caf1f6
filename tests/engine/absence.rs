//! What proves that something is not there: only what would have shown it, read whole, of the time in question.

use wutriage::report::State;

use super::support::{machine, rules};

/// State of a cause `alpha and not it`, where `alpha` stands in the agent's log at nine.
fn check(it: &str, files: &[(&str, &str)], expected: Option<State>) {
    let cause = format!(
        "signals:\n  alpha: {{ in: [windows-update], text: 'alpha' }}\n  it: {it}\nwhen: alpha and not it\n"
    );
    let rules = rules(&[("test/cause.yaml", &cause)]);
    let log = "2024/05/14 09:00:00.0000000 1088  5120  Agent           alpha\n";
    let mut all = vec![("WindowsUpdate.log", log)];
    all.extend(files);
    let machine = machine(&rules, &all);
    let state = machine.findings.first().map(|found| found.state);
    assert_eq!(state, expected, "{it}\n{files:#?}");
}

const PROXY: &str = "\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n";
const EXPORT: &str = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam]\r\n\"A\"=dword:00000001\r\n";

#[test]
fn without_the_name_of_a_command_or_a_key_absence_is_never_proven() {
    let output = "{ in: [command-output], regex: 'Proxy Server' }";
    check(output, &[], Some(State::Inconclusive));
    let key = r"{ in: [registry], key: { regex: 'Fabrikam' }, value: Off, equals: 1 }";
    check(key, &[], Some(State::Inconclusive));
}

#[test]
fn the_output_of_the_named_command_proves_absence() {
    let named =
        "{ in: [command-output], component: 'netsh winhttp show proxy', text: 'Proxy Server(s)' }";
    check(named, &[], Some(State::Inconclusive));
    check(named, &[("x.reg", EXPORT)], Some(State::Inconclusive));
    check(named, &[("proxy.txt", PROXY)], Some(State::Active));
}

fn event(day: u32, id: u32) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Contoso'/><EventID>1</EventID><TimeCreated SystemTime='2024-05-{day}T09:00:00Z'/><EventRecordID>{id}</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System></Event>\n"
    )
}

#[test]
fn an_export_of_events_never_proves_absence() {
    let it = "{ in: [event-log], provider: Fabrikam }";
    let whole = event(10, 1) + &event(20, 2);
    let cut = event(10, 1) + event(20, 2).split_once("<Channel>").unwrap().0;
    check(it, &[], Some(State::Inconclusive));
    check(it, &[("System.xml", &whole)], Some(State::Inconclusive));
    check(it, &[("System.xml", &cut)], Some(State::Inconclusive));
    check(
        it,
        &[("System.xml", &whole.replace("Contoso", "Fabrikam"))],
        None,
    );
}

#[test]
fn an_event_that_is_not_closed_is_damage() {
    let cut = event(20, 2).split_once("<Channel>").unwrap().0.to_owned();
    let rules = rules(&[(
        "test/cause.yaml",
        "signals: { it: { in: [event-log], provider: Fabrikam } }\nwhen: it\n",
    )]);
    let check = |text: &str, damaged: bool| {
        let machine = machine(&rules, &[("System.xml", text)]);
        let notes = &machine.inputs[0].notes;
        let told = notes.iter().any(|note| note.contains("damaged"));
        assert_eq!(told, damaged, "{text}\n{notes:?}");
    };
    check(&(event(10, 1) + &event(20, 2)), false);
    check(&(event(10, 1) + &cut), true);
    check(&format!("{}{cut}\n{}", event(10, 1), event(21, 3)), true);
}

#[test]
fn a_log_of_another_time_does_not_prove_absence() {
    let it = "{ in: [cbs], text: 'needle' }";
    let line = |time: &str| format!("2024-05-{time}:00, Info                  CBS    fine\r\n");
    let check = |first, last, expected| {
        let log = line(first) + &line(last);
        check(it, &[("CBS.log", &log)], Some(expected));
    };
    check("14 08:00", "14 10:00", State::Active);
    check("14 09:00", "14 09:00", State::Active);
    check("13 08:00", "14 08:59", State::Inconclusive);
    check("14 09:01", "15 10:00", State::Inconclusive);
}

const CLEAN: &str = "2024-05-14 08:50:00, Info                  CBS    fine\r\n2024-05-14 09:10:00, Info                  CBS    fine\r\n";

#[test]
fn absence_is_asked_of_the_whole_incident() {
    let rules = rules(&[
        (
            "signals/outcomes.yaml",
            "signals: { failed: { in: [windows-update], text: 'installing failed' }, done: { in: [windows-update], text: 'installing done' } }\n",
        ),
        (
            "symptoms/install-failed.yaml",
            "title: An update failed\nfailed: [shared.failed]\nsucceeded: [shared.done]\ngap: 6h\nlook: { before: 2h, after: 10m }\n",
        ),
        (
            "test/cause.yaml",
            "explains: [install-failed]\nsignals:\n  it: { in: [windows-update], text: 'alpha' }\n  missing: { in: [cbs], text: 'needle' }\nwhen: it and not missing\n",
        ),
    ]);
    let line = |time: &str, text: &str| {
        format!("2024/05/14 {time}:00.0000000 1088  5120  Agent           {text}\n")
    };
    let first = line("09:00", "installing failed") + &line("09:00", "alpha");
    let check = |last: &str, expected| {
        let log = format!("{first}{}", line(last, "installing failed"));
        let machine = machine(&rules, &[("WindowsUpdate.log", &log), ("CBS.log", CLEAN)]);
        assert_eq!(machine.findings[0].state, expected, "{last}");
    };
    check("09:10", State::Active);
    check("14:00", State::Inconclusive);
}

#[test]
fn a_record_on_another_clock_does_not_narrow_what_absence_is_asked_of() {
    let rules = rules(&[(
        "test/cause.yaml",
        "signals:\n  alpha: { in: [windows-update], text: 'alpha' }\n  omega: { in: [event-log], provider: Contoso }\n  missing: { in: [cbs], text: 'needle' }\nwhen: alpha and not missing\n",
    )]);
    let check = |last: &str, event: &str, expected| {
        let line = |time: &str| {
            format!("2024/05/14 {time}:00.0000000 1088  5120  Agent           alpha\n")
        };
        let log = line("09:00") + &line(last);
        let files = [
            ("WindowsUpdate.log", log.as_str()),
            ("CBS.log", CLEAN),
            ("x.xml", event),
        ];
        let state = machine(&rules, &files).findings[0].state;
        assert_eq!(state, expected, "{last} {event}");
    };
    check("09:10", "", State::Active);
    check("20:00", "", State::Inconclusive);
    check("20:00", &event(10, 1), State::Inconclusive);
}

#[test]
fn a_log_without_times_proves_absence_only_where_no_time_is_asked_of() {
    let it = "{ in: [cbs], text: 'needle' }";
    let untimed = "Info                  CBS    fine\r\nInfo                  CBS    fine too\r\n";
    check(it, &[("CBS.log", untimed)], Some(State::Inconclusive));
    check(it, &[("CBS.log", CLEAN)], Some(State::Active));
    let rules = rules(&[(
        "test/cause.yaml",
        "signals:\n  alpha: { in: [cbs], text: 'alpha' }\n  it: { in: [cbs], text: 'needle' }\nwhen: alpha and not it\n",
    )]);
    let log = format!("{untimed}Error                 CBS    alpha\r\n");
    let state = machine(&rules, &[("CBS.log", &log)]).findings[0].state;
    assert_eq!(state, State::Active);
}
