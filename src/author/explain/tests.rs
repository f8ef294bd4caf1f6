//! Explanations over a small rule set made by hand.

use std::collections::BTreeMap;

use super::*;
use crate::code::{CodeRange, ErrorCode};
use crate::plan::Action;
use crate::record::{Kind, KindSet};
use crate::report::{Owner, Severity};
use crate::rule::{
    Cause, Condition, Explains, FixUse, Need, NoiseRule, Predicate, Signal, SignalId, Status,
    Template, Weigh, Weight,
};

fn signal(name: &str, predicate: Predicate) -> Signal {
    Signal {
        name: name.into(),
        kinds: KindSet::default(),
        predicate,
        captures: Vec::new(),
        bare_code: false,
    }
}

fn code(number: u32) -> Predicate {
    let code = ErrorCode(number);
    Predicate::Code(vec![CodeRange {
        low: code,
        high: code,
    }])
}

fn cause(id: &str, title: &str, signal: u32, fix: &[&str]) -> Cause {
    let fix = fix.iter().map(|action| FixUse {
        action: (*action).into(),
        params: BTreeMap::new(),
    });
    Cause {
        id: id.into(),
        title: title.into(),
        severity: Severity::Error,
        owner: Owner::Network,
        explains: Explains::Symptoms(vec!["scan-failed".into()]),
        because: "A name that\n  does not resolve.\n".into(),
        signals: vec![("failed".into(), SignalId(signal))],
        when: Condition::Signal(SignalId(signal)),
        when_text: String::new(),
        weigh: None,
        overrides: Vec::new(),
        recovered_by: Vec::new(),
        needs: Vec::new(),
        message: Template::default(),
        fix: fix.collect(),
        avoid: vec!["Do not stop the DNS client.".into()],
        references: vec!["learn.microsoft.com/dns".into()],
        status: Status::Stable,
        tests: Vec::new(),
        file: String::new(),
    }
}

fn weight(add: i32, note: &str) -> Weight {
    Weight {
        when: Condition::Signal(SignalId(0)),
        add,
        note: note.into(),
    }
}

/// A cause that only weighs the code of the others.
fn weighing() -> Cause {
    let mut rival = cause("proxy/rival", "The proxy refuses", 1, &["set-proxy"]);
    rival.signals.push(("unresolved".into(), SignalId(0)));
    rival
}

fn rules() -> RuleSet {
    let mut dns = cause(
        "network/dns",
        "The name does not resolve",
        0,
        &["flush-dns", "show-hosts"],
    );
    dns.weigh = Some(Weigh {
        base: 5,
        for_: vec![weight(20, "the resolver failed too"), weight(5, "")],
        against: vec![weight(10, "a proxy resolves names")],
    });
    dns.overrides = vec!["network/other".into()];
    dns.needs = vec![Need {
        kind: Kind::CommandOutput,
        detail: Some("ipconfig /all".into()),
    }];
    let mut old = cause("network/old", "Superseded", 0, &["never"]);
    old.status = Status::Deprecated("network/dns".into());
    let setup = Predicate::ExtendedCode(vec![(ErrorCode(0xC190_0101), 0x2_0017)]);
    RuleSet {
        signals: vec![
            signal("network/dns.failed", code(0x8007_2EE7)),
            signal("driver/boot.failed", setup),
            signal(
                "noise/probes.silenced",
                Predicate::Any(vec![code(0x800F_0805)]),
            ),
        ],
        causes: vec![
            cause("driver/boot", "A driver stops setup's restart", 1, &[]),
            dns,
            old,
            cause("network/other", "The network fails", 0, &["flush-dns"]),
            weighing(),
        ],
        noise: vec![NoiseRule {
            id: "probes".into(),
            because: "Healthy machines write it.".into(),
            silences: SignalId(2),
            signals: Vec::new(),
            when: Condition::Signal(SignalId(2)),
            tests: Vec::new(),
            file: String::new(),
        }],
        actions: [action("flush-dns", "Flush the resolver's cache")].into(),
        ..RuleSet::default()
    }
}

fn action(id: &str, title: &str) -> (String, Action) {
    let yaml = format!(
        "title: {title}\nrisk: safe\nrequires: [elevation]\nsteps: [{{ flush-dns: {{}} }}]\n"
    );
    (
        id.into(),
        Action::parse(id, &yaml).expect("the action is valid"),
    )
}

#[track_caller]
fn check(query: &str, expected: &str) {
    let explanation = explain(query, &rules()).expect("the query is known");
    assert_eq!(explanation.lines().join("\n"), expected.trim_end());
}

#[test]
fn a_code_leads_to_its_causes_and_their_fixes() {
    check(
        "12007",
        "\
0x80072EE7 WININET_E_NAME_NOT_RESOLVED

Server or proxy name could not be resolved (DNS)

Written as
  0x80072EE7, 2147954407, -2147012889, Win32 12007

Names
  WININET_E_NAME_NOT_RESOLVED
  ERROR_WINHTTP_NAME_NOT_RESOLVED
  ERROR_INTERNET_NAME_NOT_RESOLVED

Comes from
  WinINet/WinHTTP (12xxx)

Causes that use it
  network/dns: The name does not resolve
  network/other: The network fails

Causes that weigh it
  proxy/rival: The proxy refuses

What to do
  flush-dns: Flush the resolver's cache (risk: safe)
  show-hosts
",
    );
}

#[test]
fn a_code_without_a_rule_says_so() {
    let told = |query: &str| {
        let paragraphs = explain(query, &rules()).unwrap().paragraphs;
        paragraphs.contains(&"No rule uses it yet.".to_owned())
    };
    assert!(told("0x80073701"));
    assert!(!told("0x80072EE7") && !told("0x800F0805") && !told("0x80240022"));
}

#[test]
fn every_spelling_leads_to_the_same_explanation() {
    let rules = rules();
    let expected = explain("0x80072EE7", &rules);
    for query in [
        "80072ee7",
        "-2147012889",
        "2147954407",
        " wininet_e_name_not_resolved ",
    ] {
        assert_eq!(explain(query, &rules), expected, "{query}");
    }
}

#[test]
fn a_carrier_is_said_to_be_one() {
    let explanation = explain("0x80240022", &rules()).unwrap();
    let carrier = explanation.paragraphs.last().unwrap();
    assert!(
        carrier.starts_with("It only says that something beneath failed: All updates"),
        "{carrier}"
    );
}

#[test]
fn a_setup_code_is_explained_with_its_extend_value() {
    check(
        "0xC1900101-0x20017",
        "\
0xC1900101 MOSETUP_E_SETUP_PLATFORM

Generic upgrade rollback, usually a driver

It only says that something beneath failed: Rollback; see the extended code. Look for the codes written before it; alone it names no cause.

Written as
  0xC1900101, 3247440129, -1047527167

Names
  MOSETUP_E_SETUP_PLATFORM

Comes from
  Setup (MOSETUP)

Extend value
  0x20017: Failed in SafeOS phase while booting

Causes that use it
  driver/boot: A driver stops setup's restart
  proxy/rival: The proxy refuses

What to do
  set-proxy
",
    );
    let other = explain("0xC1900101-0x30018", &rules()).unwrap();
    assert!(
        other
            .sections
            .iter()
            .all(|section| section.title != "Causes that use it")
    );
}

#[test]
fn a_cause_tells_how_it_shows_and_what_decides() {
    check(
        "network/dns",
        "\
network/dns: The name does not resolve

A name that does not resolve.

What it is
  severity error, owner network
  seen as: scan-failed

How it shows
  codes: 0x80072EE7 WININET_E_NAME_NOT_RESOLVED

Speaks for it
  +20 the resolver failed too

Speaks against it
  -10 a proxy resolves names

Told from its siblings
  takes the place of network/other: The network fails

What would settle it
  command-output: ipconfig /all

What to do
  flush-dns: Flush the resolver's cache (risk: safe)
    empty the cache of the DNS client
  show-hosts

What not to do
  Do not stop the DNS client.

References
  learn.microsoft.com/dns
",
    );
}

#[test]
fn the_generic_cause_names_what_it_gives_way_to() {
    let explanation = explain("network/other", &rules()).unwrap();
    let siblings = explanation
        .sections
        .iter()
        .find(|section| section.title == "Told from its siblings");
    assert_eq!(
        siblings.unwrap().lines,
        ["gives way to network/dns: The name does not resolve; told by: the resolver failed too"]
    );
}

#[test]
fn an_action_names_the_causes_it_mends() {
    check(
        "flush-dns",
        "\
flush-dns: Flush the resolver's cache (risk: safe)

Needs
  elevation

Steps
  empty the cache of the DNS client

Mends
  network/dns: The name does not resolve
  network/other: The network fails
",
    );
}

#[test]
fn noise_says_why_it_is_harmless() {
    let expected = "\
noise/probes

Healthy machines write it.

Silences
  (code 0x800F0805)
";
    check("probes", expected);
    check("noise/probes", expected);
    let code = explain("0x800F0805", &rules()).unwrap();
    assert!(
        code.lines()
            .contains(&"  probes: Healthy machines write it.".to_owned())
    );
}

#[test]
fn what_is_not_known_is_not_explained() {
    for query in ["", "network/none", "0x8BADF00D", "99999", "hello"] {
        assert_eq!(explain(query, &rules()), None, "{query}");
    }
}
