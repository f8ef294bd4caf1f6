use super::*;

const HEAD: &str = "title: T\nrisk: caution\nwarn: W\n";

#[track_caller]
fn refused(rest: &str, expected: &str) {
    let got = Action::parse("a", &format!("{HEAD}{rest}")).expect_err("must be refused");
    assert!(got.contains(expected), "{got}");
}

#[test]
fn a_word_and_an_empty_map_are_the_same() {
    let yaml = "title: T\nrisk: safe\ncheck: [no-restart-pending, {not-winpe: {}}]\nsteps:\n  - flush-dns: {}\n  - flush-dns\n  - show: winhttp-proxy\n";
    let action = Action::parse("a", yaml).expect("loads");
    assert_eq!(action.steps.first(), action.steps.get(1));
    assert_eq!(
        action.check,
        [Check::NoRestartPending {}, Check::NotWinpe {}]
    );
}

#[test]
fn an_unknown_key_is_refused_also_where_nothing_is_given() {
    refused("steps: [ { flush-dns: { force: true } } ]", "`force`");
    refused(
        "steps: [ { show: { hosts-file: { all: true } } } ]",
        "`all`",
    );
    refused(
        "check: [ { not-winpe: { really: true } } ]\nsteps: [ restart ]",
        "`really`",
    );
}

#[test]
fn a_proxy_needs_no_list_of_what_is_reached_directly() {
    let yaml = "title: T\nrisk: safe\nsteps:\n  - set-winhttp-proxy: { proxy: 'proxy.contoso.com:8080' }\n";
    assert!(Action::parse("a", yaml).is_ok());
}

#[test]
fn a_range_of_builds_has_an_end() {
    refused("check: [ os-build ]\nsteps: [ restart ]", "at-least");
}

#[test]
fn keys_of_a_policy_are_never_written() {
    for key in [
        r"HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate",
        r"HKLM\software\policies\x",
        r"HKLM\SOFTWARE\Microsoft\PolicyManager\current\device\Update",
    ] {
        refused(
            &format!(
                "steps:\n  - set-registry: {{ key: '{key}', value: V, type: dword, data: 1 }}\n"
            ),
            "belongs to a policy",
        );
        refused(
            &format!("steps:\n  - delete-registry-value: {{ key: '{key}', value: V }}\n"),
            "belongs to a policy",
        );
        let shown =
            format!("{HEAD}steps:\n  - show: {{ registry: {{ key: '{key}', value: V }} }}\n");
        assert!(Action::parse("a", &shown).is_ok());
    }
}

#[test]
fn start_types_of_core_services_are_never_changed() {
    for name in [
        "TrustedInstaller",
        "WaaSMedicSvc",
        "MpsSvc",
        "BFE",
        "w32time",
        "W32Time",
        "RpcSs",
        "RpcEptMapper",
        "DcomLaunch",
    ] {
        refused(
            &format!("steps:\n  - set-service-start: {{ service: {name}, start: demand }}\n"),
            "must not be changed",
        );
    }
    refused(
        r"steps: [{ set-registry: { key: 'HKLM\SYSTEM\CurrentControlSet\Services\MpsSvc', value: Start, type: dword, data: 2 } }]",
        "set-service-start",
    );
}

#[test]
fn what_is_never_automated_is_refused() {
    for name in ["MpsSvc", "bfe", "RpcSs", "Dnscache", "W32Time"] {
        for word in ["start-service", "stop-service", "restart-service"] {
            refused(
                &format!("steps:\n  - {word}: [wuauserv, {name}]\n"),
                "must not be started or stopped",
            );
        }
    }
    for program in ["dism", "w32tm", "netsh", "winrs", "Net1", "shutdown"] {
        refused(
            &format!("steps:\n  - run: {{ program: {program}.exe }}\n"),
            "must not start",
        );
    }
    for key in [
        r"HKLM\SYSTEM\CurrentControlSet\Control\SecureBoot",
        r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree",
        r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
    ] {
        refused(
            &format!("steps:\n  - delete-registry-value: {{ key: '{key}', value: V }}\n"),
            "must not be written",
        );
    }
}

#[test]
fn run_is_caution_at_least_and_starts_no_shell() {
    let yaml = "title: T\nrisk: safe\nsteps:\n  - run: { program: usoclient.exe, arguments: [StartScan] }\n";
    assert_eq!(
        Action::parse("a", yaml).expect_err("must be refused"),
        "risk 'safe' is too low: 'run' is 'caution' at least"
    );
    refused(
        "steps: [{ run: { program: powershell.exe } }]",
        "must not start",
    );
    refused("steps: [{ run: { program: '..\\x.exe' } }]", "no file name");
}

#[test]
fn what_cannot_be_undone_must_warn() {
    let yaml = "title: T\nrisk: caution\nsteps:\n  - dism: { mode: restore-health }\n";
    assert_eq!(
        Action::parse("a", yaml).expect_err("must be refused"),
        "'dism' cannot be undone: say so in 'warn'"
    );
}

#[test]
fn messages_name_what_is_known() {
    refused(
        "steps: [{ flush-dnss: {} }]",
        "unknown variant `flush-dnss`, expected one of `stop-service`",
    );
    refused(
        "steps: [{ flush-dns: {}, restart: {} }]",
        "item 1: write one key",
    );
    refused("steps: []", "steps is empty");
    refused("stepz: []\nsteps: [flush-dns]", "unknown field `stepz`");
    refused(
        "steps: [{ resolve-name: '{host}' }]",
        "'{host}' is not among params",
    );
    refused(
        "params: { kb: kb }\nsteps: [flush-dns]",
        "param 'kb' is not used",
    );
    refused(
        "steps: [{ manual: 'fran\u{e7}ais' }]",
        "not printable ASCII",
    );
    refused(
        r"steps: [{ rename-folder: { path: '%windir%\WinSxS' } }]",
        "must not be renamed",
    );
    refused(
        r"steps: [{ rename-folder: { path: '%windir%\..\x' } }]",
        "no path",
    );
    refused(
        r"steps: [{ rename-folder: { path: '%windir%\System32' } }]",
        "Windows itself",
    );
    refused(
        "check: [{ free-space: { drive: system, at-least: lots } }]\nsteps: [flush-dns]",
        "'2 GB'",
    );
}

#[test]
fn values_are_checked_when_they_are_filled_in() {
    let yaml = format!(
        "{HEAD}params: {{ name: service-name }}\nsteps:\n  - set-service-start: {{ service: '{{name}}', start: demand }}\n"
    );
    let action = Action::parse("a", &yaml).expect("loads");
    let fill = |value: &str| action.fill(&BTreeMap::from([("name".to_owned(), value.to_owned())]));
    let filled = fill("BITS").expect("is a service");
    assert_eq!(
        filled.steps.first().map(Operation::describe).as_deref(),
        Some("set the start type of BITS to demand")
    );
    assert_eq!(
        fill("a'; Remove-Item").expect_err("must be refused"),
        "what the logs give for 'name' is no service-name"
    );
    assert!(fill("MpsSvc").is_err(), "guards hold for values too");
    assert_eq!(
        action.fill(&BTreeMap::new()).expect_err("must be refused"),
        "the logs do not tell 'name' (service-name)"
    );
}
