//! How remarks are put together; what each check says is shown by `fixtures/rules-bad/warnings/`.

use super::*;

fn file(path: &str, text: &str) -> RuleFile {
    RuleFile {
        path: path.to_owned(),
        display: format!("site/{path}"),
        text: text.to_owned(),
    }
}

const GOOD: &str = "title: A\nseverity: info\nstatus: experimental\nbecause: So.\nsignals: { hit: { text: 'contoso' } }\nwhen: hit\n";

#[test]
fn every_check_has_a_name_and_a_reason_of_its_own() {
    let names: BTreeSet<_> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), CHECKS.len());
    for check in CHECKS {
        assert!(
            check
                .name
                .bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_lowercase())
        );
        assert!(
            check.why.len() > 40 && !check.why.ends_with('.'),
            "{}",
            check.name
        );
    }
}

#[test]
fn an_error_in_one_file_does_not_hide_the_warnings_of_another() {
    let broken = file("tls/broken.yaml", "title: B\nwhen: x\n");
    let leaning = file(
        "tls/leaning.yaml",
        &GOOD.replace("signals", "overrides: [tls/broken]\nsignals"),
    );
    let good = file("tls/good.yaml", GOOD);
    let lint = lint(&[], &[broken, leaning, good]);
    let of = |grade, path: &str| {
        let path = format!("site/{path}");
        let remarks = lint.remarks.iter();
        remarks
            .filter(|it| it.grade == grade && it.problem.file == path)
            .count()
    };
    assert_eq!(
        of(Grade::Error, "tls/broken.yaml"),
        lint.count(Grade::Error)
    );
    assert!(of(Grade::Error, "tls/broken.yaml") > 0);
    assert!(of(Grade::Warning, "tls/good.yaml") > 0);
    assert_eq!(of(Grade::Warning, "tls/leaning.yaml"), 0);
}

#[test]
fn only_ones_own_rules_are_warned_of() {
    let good = file("tls/good.yaml", GOOD);
    let other = file("tls/other.yaml", GOOD);
    let lint = lint(std::slice::from_ref(&other), &[good]);
    assert_eq!(lint.rules, 1);
    assert!(
        lint.remarks
            .iter()
            .all(|it| it.problem.file == "site/tls/good.yaml")
    );
    assert!(!lint.remarks.is_empty());
}

#[test]
fn a_literal_under_eight_bytes_is_told_of_in_logs_that_grow_large() {
    let check = |signal: &str, expected: usize| {
        let text = GOOD.replace("text: 'contoso'", signal);
        let remarks = lint(&[], &[file("tls/a.yaml", &text)]).remarks;
        let told = remarks.iter().map(|remark| remark.problem.to_string());
        let told = told.filter(|problem| problem.contains("can only be searched for by"));
        assert_eq!(told.count(), expected, "{signal}");
    };
    check("in: [cbs], text: 'contoso'", 1);
    check("in: [cbs], text: 'contoso agent'", 0);
    check(
        "in: [cbs], regex: '(?:contoso agent|fabrik) failed to start'",
        0,
    );
    check("in: [cbs], regex: 'contoso agent|fabrik'", 1);
    check("in: [setupdiag, command-output], text: 'contoso'", 0);
}
