//! Exit codes: what a script learns without reading the report.

use std::process::ExitCode;

use wutriage::report::inspection::Inspection;
use wutriage::report::{Confidence, Finding, Input, Report, Severity, State};

use super::complain;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, and nothing is wrong that the caller asked about.
    Clean,
    /// 1: done, and something is wrong; for `explain`, nothing is known.
    Found,
    /// 2: the work could not be done.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::SUCCESS,
            Exit::Found => Self::from(1),
            Exit::Failed => Self::from(2),
        }
    }
}

/// [`Exit::Found`] where a finding is active, of at least medium confidence, and at least as bad as `fail_on`.
/// `None` is never.
pub(super) fn for_findings(report: &Report, fail_on: Option<Severity>) -> Exit {
    let counts = |finding: &Finding| {
        finding.state == State::Active
            && finding.confidence >= Confidence::Medium
            && fail_on.is_some_and(|lowest| finding.severity >= lowest)
    };
    let mut findings = report.machines.iter().flat_map(|it| &it.findings);
    if findings.any(counts) {
        Exit::Found
    } else {
        Exit::Clean
    }
}

/// Names an input that was not read in full, which `--strict` does not accept.
pub(super) fn unread(report: &Report) -> Option<String> {
    unread_among(report.machines.iter().flat_map(|machine| &machine.inputs))
}

/// The same among the inputs.
pub(super) fn unread_among<'i>(inputs: impl IntoIterator<Item = &'i Input>) -> Option<String> {
    let input = inputs.into_iter().find(|input| !input.read_in_full())?;
    Some(not_in_full(&input.path, &input.notes))
}

/// The same among the sources of an inspection.
pub(super) fn unread_in(inspection: &Inspection) -> Option<String> {
    let machines = inspection.machines.iter();
    let mut sources = machines.flat_map(|machine| &machine.sources);
    let source = sources.find(|source| !source.read_in_full())?;
    Some(not_in_full(&source.path, &source.problems()))
}

/// Where an input was not read in full and `--strict` minds it, says so and fails.
pub(super) fn unless_unread(unread: Option<String>) -> Exit {
    unread.map_or(Exit::Clean, |reason| {
        complain(&reason);
        Exit::Failed
    })
}

fn not_in_full(path: &str, problems: &[String]) -> String {
    format!(
        "'{path}' was not read in full, which --strict does not accept: {}",
        problems.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report with one finding and one log, as its JSON.
    fn report(state: &str, confidence: &str, severity: &str, kind: &str, notes: &str) -> Report {
        let text = format!(
            r#"{{"schema":"wutriage/report/1","tool":{{"name":"wutriage","version":"0","knowledge_date":"",
            "rules":{{"count":1,"digest":"","replaced":[]}}}},"machines":[{{"name":null,"facts":{{"windows":null,
            "build":null,"role":null,"managed_by":[],"update_source":null,"time_zone":null,"boot":null,
            "restart_pending":null,"free_space":{{}},"last_good_scan":null,"last_good_lcu":null}},
            "inputs":[{{"path":"a.log","kind":{kind},"format":"","encoding":"utf-8","bytes":1,"records_matched":1,
            "first":null,"last":null,"notes":{notes}}}],"incidents":[],"findings":[{{"rank":1,"rule":"a/b","title":"",
            "severity":"{severity}","owner":"client","state":"{state}","reason":null,"confidence":"{confidence}",
            "score":0,"count":1,"first":null,"last":null,"message":"","because":"","incidents":[],"for":[],
            "against":[],"missing":[],"codes":[],"captures":{{}},"evidence":[],"fix":[],"references":[],
            "fingerprint":""}}],"unexplained":[],"noise":{{"records":0,"by_rule":[]}},"coverage":[],"notes":[]}}],
            "summary":{{"machines":1,"active":0,"recovered":0,"inconclusive":0,"by_severity":{{}},"by_rule":[]}}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn check(state: &str, confidence: &str, severity: &str, fail_on: &str, expected: Exit) {
        let report = report(state, confidence, severity, "\"cbs\"", "[]");
        let fail_on = Severity::from_name(fail_on);
        let case = (state, confidence, severity, fail_on);
        assert_eq!(for_findings(&report, fail_on), expected, "{case:?}");
    }

    #[test]
    fn one_is_for_what_is_active_believable_and_bad_enough() {
        check("active", "medium", "error", "error", Exit::Found);
        check("active", "high", "critical", "error", Exit::Found);
        check("active", "high", "info", "info", Exit::Found);
        check("active", "low", "critical", "info", Exit::Clean);
        check("active", "high", "warning", "error", Exit::Clean);
        check("recovered", "high", "critical", "info", Exit::Clean);
        check("inconclusive", "high", "critical", "info", Exit::Clean);
        check("active", "high", "critical", "never", Exit::Clean);
    }

    #[test]
    fn what_was_not_read_in_full_is_named_with_the_reason() {
        let strict = |kind: &str, notes: &str, bytes: u64| {
            let mut report = report("active", "high", "error", kind, notes);
            report.machines[0].inputs[0].bytes = bytes;
            unread(&report)
        };
        assert_eq!(strict("\"cbs\"", "[]", 1), None);
        let damaged = strict("\"cbs\"", r#"["2 damaged pieces"]"#, 1).unwrap();
        assert!(damaged.contains("'a.log'") && damaged.ends_with(": 2 damaged pieces"));
        assert!(strict("null", r#"["an event trace"]"#, 1).is_some());
        assert_eq!(
            strict("null", r#"["empty"]"#, 0),
            None,
            "nothing is missing"
        );
    }
}
