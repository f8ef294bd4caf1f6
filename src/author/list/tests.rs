use super::*;

const FILES: [(&str, &str); 5] = [
    (
        "signals/outcomes.yaml",
        "signals:\n  failed: { in: [event-log], event: 20 }\n",
    ),
    (
        "symptoms/scan-failed.yaml",
        "title: A scan failed\nfailed: [shared.failed]\n",
    ),
    (
        "noise/probes.yaml",
        "because: >\n  The stack probes.\n  It always does.\nsilences: { in: [cbs], code: 0x800F0805, text: 'probing for' }\n",
    ),
    (
        "actions/ask.yaml",
        "title: Ask\nrisk: read-only\nsteps: [ { manual: 'Ask.' } ]\n",
    ),
    (
        "tls/off.yaml",
        "title: Off\nseverity: error\nowner: policy\nbecause: So.\nsignals:
  code: { in: servicing, code: [0x800F08*, 0x8*, 0xC1900101-0x20017, 0x80072EFE] }
  event: { provider: Schannel, code: 0x80090331 }\nwhen: code or event\n",
    ),
];

const MORE: (&str, &str) = (
    "network/dns.yaml",
    "title: DNS\nseverity: warning\nbecause: So.\nsignals:
  any: { field: { hr: 0x80072EE7 }, text: 'no such host' }\nwhen: any\nstatus: deprecated\nreplaced_by: tls/off\n",
);

fn files() -> Vec<RuleFile> {
    let files = FILES.iter().chain([&MORE]);
    files
        .map(|(path, text)| RuleFile {
            path: (*path).to_owned(),
            display: format!("my/{path}"),
            text: (*text).to_owned(),
        })
        .collect()
}

fn listed(filter: &ListFilter) -> Vec<ListEntry> {
    let files = files();
    list(&RuleSet::load(&files).unwrap(), &files, filter)
}

#[track_caller]
fn check(filter: &ListFilter, expected: &[&str]) {
    let entries = listed(filter);
    let ids: Vec<_> = entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, expected);
}

fn of_code(code: &str) -> ListFilter {
    ListFilter {
        code: Some(CodeQuery::parse(code).unwrap()),
        all: true,
        ..ListFilter::default()
    }
}

fn of_kind(kind: Kind) -> ListFilter {
    ListFilter {
        kinds: vec![kind],
        all: true,
        ..ListFilter::default()
    }
}

#[test]
fn causes_come_alone_unless_all_is_asked_for() {
    check(&ListFilter::default(), &["network/dns", "tls/off"]);
    let all = ListFilter {
        all: true,
        ..ListFilter::default()
    };
    check(
        &all,
        &[
            "network/dns",
            "tls/off",
            "scan-failed",
            "probes",
            "ask",
            "shared.failed",
        ],
    );
}

#[test]
fn a_family_is_the_folder_of_a_cause() {
    let family = |name: &str| ListFilter {
        family: Some(name.to_owned()),
        all: true,
        ..ListFilter::default()
    };
    check(&family("tls"), &["tls/off"]);
    check(&family("tl"), &[]);
}

#[test]
fn a_code_is_found_in_any_spelling_by_range_and_as_a_datum() {
    check(&of_code("-2147012610"), &["tls/off"]);
    check(&of_code("800f0805"), &["tls/off", "probes"]);
    check(&of_code("0x80072EE7"), &["network/dns", "tls/off"]);
    check(&of_code("0xC1900101"), &["tls/off"]);
    check(&of_code("0xC1900101-0x20017"), &["tls/off"]);
    check(&of_code("0xC1900101-0x30018"), &[]);
}

#[test]
fn a_kind_is_read_by_what_names_it_or_names_none() {
    check(&of_kind(Kind::Cbs), &["network/dns", "tls/off", "probes"]);
    check(
        &of_kind(Kind::EventLog),
        &["network/dns", "tls/off", "scan-failed", "shared.failed"],
    );
    check(&of_kind(Kind::Registry), &["network/dns"]);
}

#[test]
fn an_entry_tells_what_the_rule_says_of_itself() {
    let entries = listed(&of_code("0x80090331"));
    let off = entries.first().unwrap();
    assert_eq!(
        (off.r#type, off.severity, off.owner, off.status),
        (
            "cause",
            Some(Severity::Error),
            Some(Owner::Policy),
            Some("stable")
        )
    );
    assert_eq!(
        off.codes,
        [
            "0x8*",
            "0x80072EFE",
            "0x80090331",
            "0x800F08*",
            "0xC1900101-0x20017"
        ]
    );
    assert_eq!(
        off.kinds,
        [Kind::EventLog, Kind::Cbs, Kind::Dism, Kind::Panther]
    );
    assert_eq!(off.file.as_deref(), Some("my/tls/off.yaml"));
}

#[test]
fn every_entry_has_its_file_and_one_line_of_title() {
    let entries = listed(&ListFilter {
        all: true,
        ..ListFilter::default()
    });
    for entry in &entries {
        assert!(entry.file.is_some(), "{}", entry.id);
        assert!(!entry.title.is_empty() && !entry.title.contains('\n'));
    }
    let noise = entries
        .iter()
        .find(|entry| entry.r#type == "noise")
        .unwrap();
    assert_eq!(noise.title, "The stack probes.");
    let dns = entries.first().unwrap();
    assert_eq!(dns.replaced_by.as_deref(), Some("tls/off"));
}
