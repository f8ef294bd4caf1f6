use super::*;
use crate::plan::{Operation, Risk};
use crate::report::{Facts, Noise, Severity};
use crate::rule::{Condition, Explains, FixUse, SignalId, Template};

fn action(id: &str, risk: &str, step: &str) -> Action {
    let yaml = format!("title: {id}\nrisk: {risk}\nwarn: W\nsteps:\n  - {step}\n");
    Action::parse(id, &yaml).expect("loads")
}

fn actions() -> BTreeMap<String, Action> {
    let kb = "title: kb\nrisk: read-only\nparams: { kb: kb }\nsteps:\n  - manual: 'Get {kb}'\n";
    [
        action(
            "rename",
            "caution",
            r"rename-folder: { path: '%windir%\SoftwareDistribution\Download' }",
        ),
        action("flush", "safe", "flush-dns: {}"),
        action("look", "read-only", "show: winhttp-proxy"),
        action(
            "wipe",
            "destructive",
            "dism: { mode: start-component-cleanup }",
        ),
        Action::parse("kb", kb).expect("loads"),
    ]
    .into_iter()
    .map(|action| (action.id.clone(), action))
    .collect()
}

fn cause(id: &str, status: Status, fix: &[&str]) -> Cause {
    Cause {
        id: id.to_owned(),
        title: String::new(),
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
        fix: fix
            .iter()
            .map(|action| FixUse {
                action: (*action).to_owned(),
                params: BTreeMap::from([("kb".to_owned(), "update".to_owned())]),
            })
            .collect(),
        avoid: Vec::new(),
        references: Vec::new(),
        status,
        tests: Vec::new(),
        file: String::new(),
    }
}

fn finding(rule: &str) -> Finding {
    Finding {
        rank: 1,
        rule: rule.to_owned(),
        title: String::new(),
        severity: Severity::Error,
        owner: Owner::Client,
        state: State::Active,
        reason: None,
        confidence: Confidence::Medium,
        score: 25,
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

fn run(findings: Vec<Finding>, causes: Vec<Cause>, include: &[&str]) -> Plan {
    let machine = Machine {
        name: None,
        facts: Facts::default(),
        inputs: Vec::new(),
        incidents: Vec::new(),
        findings,
        unexplained: Vec::new(),
        silenced: Vec::new(),
        noise: Noise::default(),
        coverage: Vec::new(),
        notes: Vec::new(),
    };
    let rules = RuleSet {
        causes,
        actions: actions(),
        ..RuleSet::default()
    };
    let include = include.iter().map(|name| (*name).to_owned()).collect();
    plan(&machine, &rules, &PlanOptions { include })
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.action.as_str()).collect()
}

#[track_caller]
fn check(finding: Finding, status: Status, include: &[&str], expected: &[&str]) {
    let cause = cause("a/b", status, &["rename", "flush", "look"]);
    let plan = run(vec![finding], vec![cause], include);
    assert_eq!(ids(&plan), expected);
    assert_eq!(plan.steps.len() + plan.withheld.len(), 3);
}

#[test]
fn tests_come_first_and_risk_rises() {
    check(
        finding("a/b"),
        Status::Stable,
        &[],
        &["look", "flush", "rename"],
    );
}

#[test]
fn what_is_not_sure_gives_no_steps_unless_asked_for() {
    let low = Finding {
        confidence: Confidence::Low,
        ..finding("a/b")
    };
    let recovered = Finding {
        state: State::Recovered,
        ..finding("a/b")
    };
    let inconclusive = Finding {
        state: State::Inconclusive,
        ..finding("a/b")
    };
    let by_design = Finding {
        owner: Owner::Nobody,
        ..finding("a/b")
    };
    for doubtful in [low, recovered, inconclusive, by_design] {
        check(doubtful.clone(), Status::Stable, &[], &[]);
        check(doubtful.clone(), Status::Stable, &["flush"], &["flush"]);
        check(
            doubtful,
            Status::Stable,
            &["a/b"],
            &["look", "flush", "rename"],
        );
    }
    check(finding("a/b"), Status::Experimental, &[], &[]);
}

#[test]
fn what_others_own_is_looked_at_and_only_what_is_harmless_is_done() {
    for owner in [Owner::Network, Owner::Policy, Owner::Wsus, Owner::Microsoft] {
        check(
            Finding {
                owner,
                ..finding("a/b")
            },
            Status::Stable,
            &[],
            &["look", "flush"],
        );
    }
}

#[test]
fn what_destroys_must_be_named_itself() {
    let causes = || vec![cause("a/b", Status::Stable, &["wipe"])];
    assert_eq!(ids(&run(vec![finding("a/b")], causes(), &[])), [""; 0]);
    assert_eq!(ids(&run(vec![finding("a/b")], causes(), &["a/b"])), [""; 0]);
    assert_eq!(
        ids(&run(vec![finding("a/b")], causes(), &["wipe"])),
        ["wipe"]
    );
}

#[test]
fn equal_steps_are_one_step_with_both_causes() {
    let causes = vec![
        cause("a/b", Status::Stable, &["flush"]),
        cause("a/c", Status::Stable, &["flush"]),
    ];
    let plan = run(vec![finding("a/b"), finding("a/c")], causes, &[]);
    assert_eq!(ids(&plan), ["flush"]);
    assert_eq!(
        plan.steps
            .first()
            .map(|step| step.rules.join(" "))
            .as_deref(),
        Some("a/b a/c")
    );
}

#[test]
fn equal_actions_with_other_values_are_two_steps() {
    let with = |rule: &str, kb: &str| Finding {
        captures: BTreeMap::from([("update".to_owned(), kb.to_owned())]),
        ..finding(rule)
    };
    let causes = vec![
        cause("a/b", Status::Stable, &["kb"]),
        cause("a/c", Status::Stable, &["kb"]),
    ];
    let plan = run(
        vec![with("a/b", "KB5036893"), with("a/c", "5034441")],
        causes,
        &[],
    );
    let told: Vec<_> = plan
        .steps
        .iter()
        .flat_map(|step| &step.operations)
        .map(Operation::describe)
        .collect();
    assert_eq!(told, ["Get KB5036893", "Get KB5034441"]);
}

#[test]
fn a_value_that_is_missing_makes_the_step_manual() {
    let plan = run(
        vec![finding("a/b")],
        vec![cause("a/b", Status::Stable, &["kb"])],
        &[],
    );
    let step = plan.steps.first().expect("one step");
    assert_eq!(step.risk, Risk::ReadOnly);
    assert_eq!(
        step.operations.first().map(Operation::describe).as_deref(),
        Some("Do this by hand, because the logs do not tell 'kb' (kb): kb")
    );
}

#[test]
fn a_risky_change_waits_for_the_changes_of_its_own_cause() {
    let causes = vec![
        cause("a/b", Status::Stable, &["rename", "flush"]),
        cause("a/c", Status::Stable, &["wipe"]),
    ];
    let plan = run(vec![finding("a/b"), finding("a/c")], causes, &["wipe"]);
    let after: Vec<_> = plan
        .steps
        .iter()
        .map(|step| (step.action.as_str(), step.after.clone()))
        .collect();
    assert_eq!(
        after,
        [("flush", vec![]), ("rename", vec![1]), ("wipe", vec![])]
    );
}
