//! Rules as their authors meet them: what loads, and what every mistake is answered with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::format_collect,
    clippy::string_slice,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::{Path, PathBuf};

use wutriage::Error;
use wutriage::code::{CodeRange, ErrorCode};
use wutriage::record::Kind;
use wutriage::report::{Confidence, Owner, Severity, State};
use wutriage::rule::{
    CaptureKind, Cause, Compare, Condition, Counted, Expect, Expected, Explains, KeyPattern,
    Operand, Pattern, Predicate, RuleFile, RuleSet, Scalar, Signal, Status, Template, Test,
    default_files, files_in,
};

#[path = "common/around.rs"]
mod around;

use around::{AROUND, file};

/// The problems of a rule file among good ones, one a line.
fn problems_of(path: &str, text: &str) -> String {
    let mut files: Vec<_> = AROUND.map(|(path, text)| file(path, text)).into();
    files.push(file(path, text));
    match RuleSet::load(&files) {
        Ok(_) => String::new(),
        Err(Error::Rules(problems)) => problems
            .iter()
            .map(|problem| format!("{problem}\n"))
            .collect(),
        Err(other) => panic!("{other}"),
    }
}

fn broken_rules() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules-bad");
    let mut found = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        let files = fs::read_dir(folder.unwrap().path()).unwrap();
        found.extend(files.map(|file| file.unwrap().path()));
    }
    found.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    found.sort();
    found
}

#[test]
fn every_broken_rule_is_answered_with_exactly_these_lines() {
    let rules = broken_rules();
    assert!(rules.len() >= 25, "only {} broken rules", rules.len());
    for rule in rules {
        let parts: Vec<_> = rule.iter().rev().take(2).collect();
        let path = format!("{}/{}", parts[1].display(), parts[0].display());
        let got = problems_of(&path, &fs::read_to_string(&rule).unwrap());
        let expected = fs::read_to_string(rule.with_extension("expected")).unwrap_or_default();
        assert_eq!(got, expected, "{path}");
        assert!(!expected.is_empty(), "{path} has no .expected beside it");
    }
}

/// A cause with every key.
const WHOLE: &str = r"title: The proxy asks for a password
severity: error
owner: network
explains: [scan-failed]
because: >
  The proxy wants credentials
  that the machine account does not have.
signals:
  refused: { in: [windows-update, event-log], code: [0x8024401B, 0x80244*, 0xC1900101-0x20017] }
  said: { in: servicing, text: ['407', 'it''s the proxy'], regex: 'via (?P<proxy>\S+)', capture: { proxy: host, why: kb } }
  manual: { in: [registry], key: 'HKLM\SYSTEM\ControlSet001\Services\WinHttp\*', any: [ { value: Start, not: 3 }, { value: Mode, one_of: [1, 'x'] } ] }
  event: { provider: Contoso, event: [20, 25], field: { errorCode: 0x8024401B, tries: { ge: 2, lt: 9 } }, not: { text: 'retry' } }
  shown: { in: [command-output], component: 'netsh winhttp show proxy', text: 'Proxy' }
when: refused near (said or event) within 5m and not shown or count(shared.install_failed) >= 3 within 1h
weigh:
  base: 5
  for:
    - { signal: said, add: 30, note: 'the proxy said so' }
    - { when: refused or said, add: 10 }
  against:
    - { signal: shared.install_succeeded, add: 15 }
overrides: [proxy/other]
recovered_by: [shared.install_succeeded]
needs: [registry, command-output, cbs]
message: 'refused {count} times by {proxy}'
fix: [enable-tls12-client, { show-proxy: { host: proxy } }]
references: [learn.microsoft.com/example]
status: experimental
tests:
  - name: in the form the agent writes it
    files:
      plain.log: |
        one
        two
      wide.log: { text: 'a', encoding: utf-16 }
      dos.log: { text: 'a

          b', encoding: utf-8-bom, eol: crlf }
    expect: { state: active, confidence: low, count: 2, captures: { proxy: p }, rank: 1 }
  - { name: not this, files: { a: b }, expect: none }
";

fn load(files: &[(&str, &str)]) -> Result<RuleSet, Error> {
    let files: Vec<_> = AROUND
        .iter()
        .chain(files)
        .map(|(path, text)| file(path, text))
        .collect();
    RuleSet::load(&files)
}

fn whole() -> RuleSet {
    let other = "title: Other\nseverity: info\nbecause: So.\nsignals:\n  also: { in: [windows-update, event-log], code: [0x8024401B, 0x80244*, 0xC1900101-0x20017] }\nwhen: also\n";
    let action = "title: Show the proxy\nrisk: read-only\nparams: { host: host }\nsteps: [ { manual: 'Look at {host}.' } ]\n";
    let set = load(&[
        ("proxy/password.yaml", WHOLE),
        ("proxy/other.yaml", other),
        ("actions/show-proxy.yaml", action),
    ]);
    set.unwrap_or_else(|error| panic!("{error}"))
}

fn cause<'s>(set: &'s RuleSet, id: &str) -> &'s Cause {
    set.causes.iter().find(|cause| cause.id == id).unwrap()
}

fn signal<'s>(set: &'s RuleSet, cause: &Cause, name: &str) -> &'s Signal {
    let (_, id) = cause
        .signals
        .iter()
        .find(|(known, _)| known == name)
        .unwrap();
    &set.signals[id.0 as usize]
}

fn range(low: u32, high: u32) -> CodeRange {
    CodeRange {
        low: ErrorCode(low),
        high: ErrorCode(high),
    }
}

#[test]
fn predicates_stand_as_the_rule_wrote_them() {
    let set = whole();
    let cause = cause(&set, "proxy/password");
    let predicate = |name| &signal(&set, cause, name).predicate;
    let kinds = |kinds: &[Kind]| Predicate::In(kinds.iter().copied().collect());
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        *predicate("refused"),
        Predicate::All(vec![
            kinds(&[Kind::WindowsUpdate, Kind::EventLog]),
            Predicate::Any(vec![
                Predicate::Code(vec![
                    range(0x8024_401B, 0x8024_401B),
                    range(0x8024_4000, 0x8024_4FFF)
                ]),
                Predicate::ExtendedCode(vec![(ErrorCode(0xC190_0101), 0x20017)]),
            ]),
        ])
    );
    assert_eq!(
        *predicate("said"),
        Predicate::All(vec![
            kinds(&[Kind::Cbs, Kind::Dism, Kind::Panther]),
            Predicate::Text(texts(&["407", "it's the proxy"])),
            Predicate::Regex(vec![Pattern::new(r"via (?P<proxy>\S+)")]),
        ])
    );
    let value = |name: &str, test| Predicate::Value(name.to_owned(), test);
    assert_eq!(
        *predicate("manual"),
        Predicate::All(vec![
            kinds(&[Kind::Registry]),
            Predicate::Key(KeyPattern::Suffix(texts(&[
                "HKEY_LOCAL_MACHINE",
                "SYSTEM",
                "CurrentControlSet",
                "Services",
                "WinHttp",
                "*"
            ]))),
            Predicate::Any(vec![
                value("Start", Test::Not(Scalar::Number(3))),
                value(
                    "Mode",
                    Test::OneOf(vec![Scalar::Number(1), Scalar::Text("x".into())])
                ),
            ]),
        ])
    );
    let field = |name: &str, test| Predicate::Field(name.to_owned(), test);
    assert_eq!(
        *predicate("event"),
        Predicate::All(vec![
            Predicate::Provider(texts(&["Contoso"])),
            Predicate::Event(vec![20, 25]),
            field(
                "errorCode",
                Test::Equals(Scalar::Code(ErrorCode(0x8024_401B)))
            ),
            field("tries", Test::All(vec![Test::Ge(2), Test::Lt(9)])),
            Predicate::Not(Box::new(Predicate::Text(texts(&["retry"])))),
        ])
    );
}

#[test]
fn signals_know_their_kinds_and_whether_they_rest_on_a_code_alone() {
    let set = whole();
    let cause = cause(&set, "proxy/password");
    let bare = |name| signal(&set, cause, name).bare_code;
    assert!(bare("refused"));
    assert!(!bare("said") && !bare("event") && !bare("manual"));
    assert!(
        signal(&set, cause, "refused")
            .kinds
            .contains(Kind::EventLog)
    );
    assert!(signal(&set, cause, "event").kinds.is_empty());
    let captures: Vec<_> = signal(&set, cause, "said")
        .captures
        .iter()
        .map(|capture| (capture.name.as_str(), capture.kind))
        .collect();
    assert_eq!(
        captures,
        [("proxy", CaptureKind::Host), ("why", CaptureKind::Kb)]
    );
}

#[test]
fn equal_signals_of_different_rules_are_one() {
    let set = whole();
    let first = cause(&set, "proxy/password");
    let second = cause(&set, "proxy/other");
    let id = |cause: &Cause, name: &str| {
        cause
            .signals
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, id)| *id)
    };
    assert_eq!(id(first, "refused"), id(second, "also"));
    assert_ne!(id(first, "refused"), id(first, "said"));
}

#[test]
fn a_condition_names_signals_by_their_ids() {
    let set = whole();
    let cause = cause(&set, "proxy/password");
    let id = |name: &str| {
        cause
            .signals
            .iter()
            .find(|(known, _)| known == name)
            .unwrap()
            .1
    };
    let minute = 60_000_000_000;
    assert_eq!(
        cause.when,
        Condition::Or(vec![
            Condition::And(vec![
                Condition::Near {
                    left: Operand(vec![id("refused")]),
                    right: Operand(vec![id("said"), id("event")]),
                    within: 5 * minute,
                    same: vec![],
                },
                Condition::Not(Box::new(Condition::Signal(id("shown")))),
            ]),
            Condition::Count {
                of: Operand(vec![id("shared.install_failed")]),
                what: Counted::Hits,
                compare: Compare::AtLeast,
                number: 3,
                within: Some(60 * minute),
            },
        ])
    );
    assert_eq!(cause.recovered_by, [id("shared.install_succeeded")]);
}

#[test]
fn evidence_needs_and_fixes_are_resolved() {
    let set = whole();
    let cause = cause(&set, "proxy/password");
    let weigh = cause.weigh.as_ref().unwrap();
    let notes: Vec<_> = weigh
        .for_
        .iter()
        .chain(&weigh.against)
        .map(|item| (item.add, item.note.as_str()))
        .collect();
    assert_eq!(weigh.base, 5);
    assert_eq!(
        notes,
        [
            (30, "the proxy said so"),
            (10, "refused or said"),
            (15, "shared.install_succeeded")
        ]
    );
    let needs: Vec<_> = cause
        .needs
        .iter()
        .map(|need| (need.kind, need.detail.as_deref()))
        .collect();
    assert_eq!(
        needs,
        [
            (
                Kind::Registry,
                Some(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\WinHttp\*")
            ),
            (Kind::CommandOutput, Some("netsh winhttp show proxy")),
            (Kind::Cbs, None),
        ]
    );
    assert_eq!(cause.fix[0].action, "enable-tls12-client");
    assert_eq!(cause.fix[1].params["host"], "proxy");
}

#[test]
fn text_keys_have_their_usual_values_where_they_are_left_out() {
    let set = whole();
    let full = cause(&set, "proxy/password");
    assert_eq!(
        full.because,
        "The proxy wants credentials that the machine account does not have."
    );
    assert_eq!(
        (full.owner, full.severity),
        (Owner::Network, Severity::Error)
    );
    assert_eq!(full.status, Status::Experimental);
    let bare = cause(&set, "proxy/other");
    assert_eq!(
        (bare.owner, &bare.explains),
        (Owner::Client, &Explains::Anything)
    );
    assert!(bare.can_explain("scan-failed") && full.can_explain("scan-failed"));
    assert!(!full.can_explain("install-failed"));
    assert_eq!(bare.message, Template("Other".into()));
    assert_eq!(bare.status, Status::Stable);
}

#[test]
fn the_logs_of_a_test_have_the_bytes_they_have_on_disk() {
    let set = whole();
    let tests = &cause(&set, "proxy/password").tests;
    let bytes: Vec<_> = tests[0]
        .files
        .iter()
        .map(|(_, bytes)| bytes.as_slice())
        .collect();
    assert_eq!(
        bytes,
        [
            b"one\ntwo\n".as_slice(),
            b"\xFF\xFEa\0",
            b"\xEF\xBB\xBFa\r\nb"
        ]
    );
    let expected = Expect::Found(Expected {
        state: Some(State::Active),
        confidence: Some(Confidence::Low),
        count: Some(2),
        captures: [("proxy".to_owned(), "p".to_owned())].into(),
        rank: Some(1),
        unexplained: Vec::new(),
    });
    assert_eq!(tests[0].expect, expected);
    assert_eq!(tests[1].expect, Expect::None);
}

#[test]
fn symptoms_and_noise_have_their_usual_values() {
    let noise = "because: It is usual.\nsilences: { in: [cbs], code: [0x800F0805] }\n";
    let set = load(&[("noise/probes.yaml", noise)]).unwrap();
    let hour = 3_600_000_000_000;
    let symptom = &set.symptoms[0];
    assert_eq!(
        (symptom.gap, symptom.before, symptom.after),
        (6 * hour, 2 * hour, hour / 6)
    );
    assert!(!symptom.update_class);
    let noise = &set.noise[0];
    assert_eq!(noise.when, Condition::Signal(noise.silences));
    assert_eq!(noise.signals, [("silenced".to_owned(), noise.silences)]);
}

/// The smallest cause.
const SMALL: &str =
    "title: Small\nseverity: info\nbecause: So.\nsignals: { hit: { text: 'hit' } }\nwhen: hit\n";

fn displayed(display: &str, path: &str, text: &str) -> RuleFile {
    RuleFile {
        display: format!("{display}{path}"),
        ..file(path, text)
    }
}

#[test]
fn a_cause_of_the_user_replaces_the_built_in_one() {
    let files = [
        displayed("built-in rules/", "tls/a.yaml", SMALL),
        displayed("mine/", "tls/a.yaml", &SMALL.replace("Small", "Mine")),
    ];
    let set = RuleSet::load(&files).unwrap();
    assert_eq!(set.replaced, ["tls/a"]);
    assert_eq!(set.causes.len(), 1);
    assert_eq!(set.causes[0].title, "Mine");
}

#[test]
fn an_id_taken_twice_is_an_error() {
    let files = [file("tls/a.yaml", SMALL), file("tls/a.yml", SMALL)];
    let error = RuleSet::load(&files).unwrap_err().to_string();
    assert!(
        error.contains("tls/a.yml:1:1: 'tls/a' is taken by 'tls/a.yaml'"),
        "{error}"
    );
}

#[test]
fn what_is_no_rule_is_passed_over() {
    let files = [
        file("README.md", "# Rules"),
        file("knowledge/codes.yaml", "a: b: c"),
        file("tls/a.yaml", SMALL),
    ];
    assert_eq!(RuleSet::load(&files).unwrap().causes.len(), 1);
}

#[test]
fn the_digest_follows_content_and_path_and_not_line_ends() {
    let digest = |path: &str, text: &str| RuleSet::load(&[file(path, text)]).unwrap().digest;
    let usual = digest("tls/a.yaml", SMALL);
    assert_eq!(usual.len(), 16);
    assert_eq!(usual, digest("tls/a.yaml", &SMALL.replace('\n', "\r\n")));
    assert_ne!(usual, digest("tls/b.yaml", SMALL));
    assert_ne!(
        usual,
        digest("tls/a.yaml", &SMALL.replace("Small", "Smaller"))
    );
}

#[test]
fn the_built_in_rules_load() {
    let files = default_files();
    assert!(files.is_sorted_by(|one, other| one.path < other.path));
    assert!(
        files
            .iter()
            .all(|file| !file.path.starts_with("knowledge/"))
    );
    RuleSet::load(&files).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_folder_is_read_in_order_with_its_own_paths() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("tls/b.yaml", SMALL),
        ("tls/a.yml", SMALL),
        ("tls/notes.txt", ""),
        (".git/x.yaml", ""),
        ("knowledge/k.yaml", ""),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let files = files_in(folder.path()).unwrap();
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["tls/a.yml", "tls/b.yaml"]);
    assert!(files[0].display.ends_with("/tls/a.yml"));
    assert_eq!(RuleSet::load(&files).unwrap().causes.len(), 2);
}

#[test]
fn a_file_that_is_no_text_is_a_problem_of_that_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let wide: Vec<u8> = SMALL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    put("tls/wide.yaml", &[b"\xFF\xFE".as_slice(), &wide].concat());
    put(
        "tls/marked.yaml",
        &[b"\xEF\xBB\xBF", SMALL.as_bytes()].concat(),
    );
    put("tls/western.yaml", b"title: ok\nbecause: f\xFCr\n");
    put("tls/broken.yaml", SMALL.replace("info", "inof").as_bytes());
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.path().join("tls/gone.yaml")).unwrap();
    let error = RuleSet::load(&files_in(folder.path()).unwrap()).unwrap_err();
    let told = error.to_string();
    let told: Vec<_> = told
        .lines()
        .skip(1)
        .map(|line| line.split_once("/tls/").unwrap().1)
        .collect();
    let gone = "gone.yaml:1:1: the file cannot be read: No such file or directory (os error 2)";
    let expected = [
        "broken.yaml:2:11: unknown severity 'inof'; did you mean 'info'?",
        gone,
        "western.yaml:2:11: the file is not UTF-8; save it as UTF-8",
    ];
    let expected = expected
        .into_iter()
        .filter(|line| cfg!(unix) || *line != gone);
    assert_eq!(told, expected.collect::<Vec<_>>());
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let error = files_in(Path::new("no/such/folder"))
        .unwrap_err()
        .to_string();
    assert_eq!(error, "cannot read 'no/such/folder'");
}

#[test]
fn a_rule_cut_short_anywhere_never_panics() {
    for end in (0..WHOLE.len()).filter(|end| WHOLE.is_char_boundary(*end)) {
        let _ = problems_of("proxy/password.yaml", &WHOLE[..end]);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_as_a_rule_never_panics(text in "(?s).{0,200}") {
        let _ = problems_of("proxy/password.yaml", &text);
    }

    #[test]
    fn any_text_as_a_condition_never_panics(text in "[a-z0-9 ()<>='_.\\-é]{0,80}") {
        let rule = SMALL.replace("when: hit", &format!("when: {text}"));
        let _ = problems_of("tls/a.yaml", &rule);
    }
}
