//! What an attacker would write into a log.

use wutriage::plan::{
    Action, FilePath, Names, Operation, ParamKind, Plan, Proxy, Risk, Run, SetRegistry, Step,
};
use wutriage::plan::{Data, DataType};
use wutriage::report::{
    Code, Confidence, Coverage, CoverageState, Evidence, Facts, Finding, Fix, Incident,
    IncidentCause, Input, LeftOut, Machine, Noise, Owner, Release, Severity, State, ToldBy,
    Unexplained, Update, WouldSettle,
};

use super::plans;

/// Ways out of a literal, a line, a block or a comment.
pub(crate) const VALUES: [&str; 18] = [
    "'; Remove-Item C:\\ -Recurse; '",
    "a'b",
    "$(calc)",
    "`$(calc)`n",
    "$env:PATH",
    "x\r\nRemove-Item C:\\",
    "x\ncalc.exe",
    "\u{2019}; calc; \u{2018}",
    "\u{201b}; calc",
    "%PATH%",
    "& del x",
    "a | calc > b < c ^ d",
    "\"",
    "\" & calc & \"",
    "#> calc <#",
    ")\r\ncalc (",
    "!x! %~1 %%a",
    "\u{202e}\0\u{1b}[2J",
];

/// An action for each kind of parameter, with each hostile value.
pub(crate) fn parameters() -> Vec<(Action, String)> {
    let mut all = Vec::new();
    for kind in ParamKind::ALL {
        let name = kind.name();
        let yaml = format!(
            "title: T\nrisk: read-only\nparams: {{ it: {name} }}\nsteps:\n  - manual: 'Look at {{it}}'\n"
        );
        let action = Action::parse(name, &yaml).expect("loads");
        all.extend(
            VALUES
                .into_iter()
                .map(|value| (action.clone(), value.to_owned())),
        );
    }
    for action in plans::shipped_actions()
        .into_iter()
        .filter(|it| !it.params.is_empty())
    {
        all.extend(
            VALUES
                .into_iter()
                .map(|value| (action.clone(), value.to_owned())),
        );
    }
    all
}

/// A machine in whose report every text holds this one, but for its name and the rule that it needs to have a plan. Every
/// field is written out, so that a new one does not go untested.
pub(crate) fn report(text: &str) -> Machine {
    let it = || text.to_owned();
    let some = || Some(text.to_owned());
    Machine {
        name: None,
        facts: facts(text),
        inputs: vec![Input {
            path: it(),
            kind: some(),
            format: it(),
            encoding: it(),
            bytes: 1,
            records_matched: 1,
            first: some(),
            last: some(),
            notes: vec![it()],
        }],
        incidents: vec![incident(text)],
        findings: vec![finding(text)],
        unexplained: vec![Unexplained {
            code: it(),
            names: vec![it()],
            meaning: it(),
            count: 1,
            first: some(),
            last: some(),
            evidence: vec![evidence(text)],
        }],
        noise: Noise {
            records: 1,
            by_rule: vec![LeftOut {
                rule: it(),
                count: 1,
                because: it(),
                first: some(),
                last: some(),
            }],
        },
        silenced: vec![LeftOut {
            rule: it(),
            because: it(),
            ..LeftOut::default()
        }],
        coverage: vec![Coverage {
            unit: it(),
            state: CoverageState::Read,
            detail: it(),
        }],
        notes: vec![it()],
    }
}

fn facts(text: &str) -> Facts {
    let it = || text.to_owned();
    let some = || Some(text.to_owned());
    Facts {
        windows: some(),
        build: some(),
        release: Some(Release {
            kb: some(),
            month: it(),
            kind: it(),
            months_behind: Some(1),
        }),
        role: some(),
        managed_by: vec![it()],
        update_source: some(),
        time_zone: some(),
        boot: some(),
        restart_pending: Some(true),
        free_space: [(it(), 1)].into(),
        last_good_scan: some(),
        last_good_lcu: some(),
        last_good_update: Some(Update {
            title: some(),
            kb: some(),
            build: some(),
            guid: some(),
        }),
        told_by: [(
            it(),
            vec![ToldBy {
                value: it(),
                path: it(),
            }],
        )]
        .into(),
    }
}

fn finding(text: &str) -> Finding {
    let it = || text.to_owned();
    let some = || Some(text.to_owned());
    Finding {
        rank: 1,
        rule: plans::finding().rule,
        title: it(),
        severity: Severity::Error,
        owner: Owner::Client,
        state: State::Active,
        reason: some(),
        confidence: Confidence::High,
        score: 50,
        count: 1,
        first: some(),
        last: some(),
        message: it(),
        because: it(),
        incidents: vec![it()],
        r#for: vec![it()],
        against: vec![it()],
        missing: vec![it()],
        codes: vec![Code {
            code: it(),
            names: vec![it()],
            meaning: it(),
        }],
        captures: [("host".to_owned(), it()), ("kb".to_owned(), it())].into(),
        evidence: vec![evidence(text)],
        fix: vec![Fix {
            action: it(),
            risk: it(),
            title: it(),
            restart: false,
            by_hand: false,
        }],
        references: vec![it()],
        fingerprint: it(),
    }
}

fn evidence(text: &str) -> Evidence {
    let it = || text.to_owned();
    Evidence {
        path: it(),
        line: Some(1),
        record: None,
        offset: None,
        time: Some(it()),
        text: it(),
        before: vec![it()],
        after: vec![it()],
    }
}

fn incident(text: &str) -> Incident {
    let it = || text.to_owned();
    let some = || Some(text.to_owned());
    Incident {
        id: it(),
        symptom: it(),
        title: it(),
        state: State::Active,
        reason: some(),
        class: some(),
        first: some(),
        last: some(),
        count: 1,
        update: Some(Update {
            title: some(),
            kb: some(),
            build: some(),
            guid: some(),
        }),
        chain: vec![it()],
        causes: vec![IncidentCause {
            rule: it(),
            score: 1,
            confidence: Confidence::Low,
            overridden_by: some(),
        }],
        would_settle: vec![WouldSettle {
            source: it(),
            collect: it(),
            rules: vec![it()],
        }],
    }
}

/// A plan that went round every check, as no loader or planner would make it.
pub(crate) fn unchecked(text: &str) -> Plan {
    let it = || text.to_owned();
    let operations = vec![
        Operation::Manual(it()),
        Operation::StopService(Names(vec![it()])),
        Operation::SetRegistry(SetRegistry {
            key: it(),
            value: it(),
            r#type: DataType::String,
            data: Data::Text(it()),
        }),
        Operation::RenameFolder(FilePath { path: it() }),
        Operation::SetWinhttpProxy(Proxy {
            proxy: it(),
            bypass: vec![it()],
        }),
        Operation::Run(Run {
            program: it(),
            arguments: vec![it()],
            accept: vec![0],
        }),
    ];
    let mut plan = Plan::empty(Some(it()));
    plan.steps.push(Step {
        id: 1,
        action: it(),
        title: it(),
        risk: Risk::Caution,
        requires: Vec::new(),
        warn: Some(it()),
        rules: vec![it()],
        after: Vec::new(),
        unless: Vec::new(),
        checks: Vec::new(),
        operations,
        verify: Vec::new(),
    });
    plan
}
