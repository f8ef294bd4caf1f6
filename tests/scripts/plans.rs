//! Plans to render: one action for each operation, the shipped actions, and plans made from a report.

use std::collections::BTreeMap;
use std::path::Path;

use wutriage::plan::{Action, Plan};
use wutriage::remedy::{PlanOptions, plan};
use wutriage::report::{Confidence, Facts, Finding, Machine, Noise, Owner, Severity, State};
use wutriage::rule::{Cause, Condition, Explains, FixUse, RuleSet, SignalId, Status, Template};

/// One operation for each line, by its name or with a variant behind it.
const OPERATIONS: &str = r"
stop-service: [UsoSvc, wuauserv]
start-service: BITS
restart-service: [BITS, CryptSvc]
set-service-start: { service: wuauserv, start: delayed-auto }
set-service-start: { service: BITS, start: demand, only-if-disabled: true }
set-registry: { key: 'HKLM\SOFTWARE\Contoso\It', value: Enabled, type: dword, data: 4294967295 }
set-registry: { key: 'HKLM\SOFTWARE\Contoso\It', value: Big, type: qword, data: 5 }
set-registry: { key: 'HKU\.DEFAULT\Software\Contoso', value: Name, type: string, data: 'some text' }
delete-registry-value: { key: 'HKLM\SOFTWARE\Contoso\It', value: Old }
rename-folder: { path: '%windir%\SoftwareDistribution\Download' }
rename-file: { path: '%programdata%\Microsoft\Network\Downloader\qmgr.db' }
comment-hosts-entries: { hosts: ['*.update.microsoft.com', go.microsoft.com] }
flush-dns: {}
set-winhttp-proxy: { proxy: 'proxy.contoso.com:8080', bypass: ['<local>', '*.contoso.com'] }
reset-winhttp-proxy: {}
clear-update-bits-jobs: {}
register-update-service: { service-id: 7971f918-a847-4430-9279-4a52d1efe18d }
register-update-service: { service-id: 7971f918-a847-4430-9279-4a52d1efe18d, if-registered-before: true }
dism: { mode: check-health }
dism: { mode: restore-health }
sfc: { mode: verify-only }
sfc: { mode: scan-now }
certificate-import: { file: root.cer, thumbprint: 0123456789abcdef0123456789abcdef01234567, store: root }
gpupdate: {}
enable-task: { task: '\Microsoft\Windows\UpdateOrchestrator\Schedule Scan' }
disable-task: { task: '\Contoso\Nightly' }
resolve-name: sls.update.microsoft.com
connect-test: { hosts: [sls.update.microsoft.com], ports: [80, 443] }
show: winhttp-proxy
show: hosts-file
show: { service: wuauserv }
show: { registry: { key: 'HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate', value: WUServer } }
collect-evidence: { paths: ['%windir%\Logs\WindowsUpdate\*.etl'] }
trigger-scan: {}
install-package: { file: windows11.0-kb5036893-x64.msu }
install-package: { file: fix.cab }
restart: {}
manual: 'Ask the owner & wait (it''s 5 % done).'
run: { program: usoclient.exe, arguments: [StartScan], accept: [0, 1] }
";

/// Every check, on every step of the operations above.
const CHECKS: &str = r"
  - service-running: wuauserv
  - service-not-disabled: [wuauserv, BITS]
  - registry-equals: { key: 'HKLM\SOFTWARE\Contoso', value: V, data: 16 }
  - name-resolves: sls.update.microsoft.com
  - port-open: { host: sls.update.microsoft.com, port: 443 }
  - free-space: { drive: system, at-least: 2 GB }
  - no-restart-pending
  - no-servicing-running
  - not-policy-owned: { key: 'HKLM\SOFTWARE\Policies\Contoso', value: V }
  - not-wsus-managed
  - not-winpe
  - machine-is: PC-0042
  - os-build: { at-least: 19041, at-most: 26100 }
  - role-is-not: [domain-controller, exchange, sql, hyper-v, cluster]
  - on-ac-power
  - file-exists: '%windir%\System32\wuaueng.dll'
  - scan-succeeds
";

/// An action for each operation.
pub(crate) fn operations() -> Vec<Action> {
    OPERATIONS
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let yaml = format!(
                "title: It's a test of {{this}} & that\nrisk: caution\nwarn: Nothing is undone\ncheck:{CHECKS}\nsteps:\n  - {line}\nunless: [{{ service-running: wuauserv }}]\nverify:{CHECKS}"
            )
            .replace("{this}", "this");
            Action::parse(line, &yaml).unwrap_or_else(|error| panic!("{line}: {error}"))
        })
        .collect()
}

/// The actions in `rules/actions`, by id.
pub(crate) fn shipped_actions() -> Vec<Action> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/actions");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("actions are there")
        .map(|entry| entry.expect("can be listed").path())
        .filter(|file| file.extension().is_some_and(|it| it == "yaml"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let id = file.file_stem().expect("has a stem").to_string_lossy();
            let text = std::fs::read_to_string(file).expect("can be read");
            Action::parse(&id, &text).unwrap_or_else(|error| panic!("{id}: {error}"))
        })
        .collect()
}

/// A good value for each parameter name that actions use.
fn good_values(action: &Action) -> BTreeMap<String, String> {
    action
        .params
        .iter()
        .map(|(name, kind)| {
            let value = match kind.name() {
                "kb" => "KB5036893",
                "host" => "proxy.contoso.com:8080",
                other => panic!("no sample for {other}"),
            };
            (name.clone(), value.to_owned())
        })
        .collect()
}

/// The plan that asks for these actions by name.
pub(crate) fn plan_of<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Plan {
    let actions: Vec<Action> = actions.into_iter().cloned().collect();
    let captures = actions.iter().flat_map(good_values).collect();
    let finding = Finding {
        captures,
        ..finding()
    };
    make(&machine(Some("PC-0042"), finding), actions)
}

pub(crate) fn everything() -> Plan {
    plan_of(&operations())
}

pub(crate) fn shipped() -> Plan {
    plan_of(&shipped_actions())
}

/// A plan as a support engineer gets it.
pub(crate) fn example() -> Plan {
    let wanted = [
        "test-update-hosts",
        "enable-windows-update-service",
        "restart-download-cache",
        "enable-tls12-client",
        "set-winhttp-proxy",
        "install-from-catalogue",
        "comment-hosts-entries",
    ];
    let actions = shipped_actions();
    plan_of(actions.iter().filter(|it| wanted.contains(&it.id.as_str())))
}

/// The plan for one action when the logs gave this value for all its parameters.
pub(crate) fn with_captures(action: &Action, value: &str) -> Plan {
    let captures = action
        .params
        .keys()
        .map(|name| (name.clone(), value.to_owned()))
        .collect();
    let finding = Finding {
        captures,
        ..finding()
    };
    make(&machine(None, finding), vec![action.clone()])
}

/// An empty plan for a machine of this name.
pub(crate) fn named(name: &str) -> Plan {
    plan(
        &machine(Some(name), finding()),
        &RuleSet::default(),
        &PlanOptions::default(),
    )
}

/// The plan for a machine whose report says this, with the shipped actions that take no parameter.
pub(crate) fn from_report(machine: &Machine) -> Plan {
    let actions = shipped_actions()
        .into_iter()
        .filter(|it| it.params.is_empty())
        .collect();
    make(machine, actions)
}

fn make(machine: &Machine, actions: Vec<Action>) -> Plan {
    let include = actions.iter().map(|action| action.id.clone()).collect();
    let fix = actions
        .iter()
        .map(|action| FixUse {
            action: action.id.clone(),
            params: BTreeMap::new(),
        })
        .collect();
    let rules = RuleSet {
        causes: vec![cause(fix)],
        actions: actions
            .into_iter()
            .map(|action| (action.id.clone(), action))
            .collect(),
        ..RuleSet::default()
    };
    plan(machine, &rules, &PlanOptions { include })
}

fn cause(fix: Vec<FixUse>) -> Cause {
    Cause {
        id: "network/example".into(),
        title: "An example".into(),
        severity: Severity::Error,
        owner: Owner::Client,
        explains: Explains::Anything,
        because: String::new(),
        signals: Vec::new(),
        when: Condition::Signal(SignalId(0)),
        when_text: String::new(),
        weigh: None,
        overrides: Vec::new(),
        recovered_by: Vec::new(),
        needs: Vec::new(),
        message: Template::default(),
        fix,
        avoid: Vec::new(),
        references: Vec::new(),
        status: Status::Stable,
        tests: Vec::new(),
        file: String::new(),
    }
}

pub(crate) fn finding() -> Finding {
    Finding {
        rank: 1,
        rule: "network/example".into(),
        title: String::new(),
        severity: Severity::Error,
        owner: Owner::Client,
        state: State::Active,
        reason: None,
        confidence: Confidence::High,
        score: 50,
        count: 1,
        first: None,
        last: None,
        message: String::new(),
        because: String::new(),
        incidents: Vec::new(),
        r#for: Vec::new(),
        against: Vec::new(),
        missing: Vec::new(),
        codes: Vec::new(),
        captures: BTreeMap::new(),
        evidence: Vec::new(),
        fix: Vec::new(),
        references: Vec::new(),
        fingerprint: String::new(),
    }
}

pub(crate) fn machine(name: Option<&str>, finding: Finding) -> Machine {
    Machine {
        name: name.map(str::to_owned),
        facts: Facts::default(),
        inputs: Vec::new(),
        incidents: Vec::new(),
        findings: vec![finding],
        unexplained: Vec::new(),
        silenced: Vec::new(),
        noise: Noise::default(),
        coverage: Vec::new(),
        notes: Vec::new(),
    }
}
