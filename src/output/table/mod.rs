//! The first screen: what a support engineer reads before anything else.
//!
//! For each machine, in this order: which machine it is; what is wrong, since when, how often and how sure that is; the
//! line that proves it; what speaks against the next best explanation; who has to act; the fix with its risk. With the
//! table of all findings this is one screen. Then what the cause means, what nothing explains, what was not collected with
//! the commands that collect it, what could not be read, and notes. What is not known is left out. "Nothing wrong" always
//! stands beside what was read.
//!
//! Every word goes through [`page::Page`], which escapes and wraps it, so no part below has to think of either.

use std::io;

use super::{Output, View};
use crate::report::{Machine, Report};

mod answer;
mod facts;
mod findings;
mod fix;
mod page;
mod proof;
mod remainder;
mod rival;
mod words;

use page::{Page, Style};

/// Writes the first screen, made for a terminal.
pub struct Table;

impl Output for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn write(&self, report: &Report, view: &View, out: &mut dyn io::Write) -> io::Result<()> {
        let mut page = Page::new(view);
        let several = report.machines.len() > 1;
        if several {
            page.text(&overview(report), Style::Plain);
        }
        for machine in &report.machines {
            if several {
                page.rule();
            }
            one_machine(&mut page, machine, view);
        }
        if !view.answer_only {
            page.blank();
            page.text(&made_by(report), Style::Dim);
            page.text(&replaced(report), Style::Dim);
        }
        out.write_all(page.finish().as_bytes())
    }
}

fn one_machine(page: &mut Page, machine: &Machine, view: &View) {
    facts::write(page, machine);
    page.blank();
    answer::write(page, machine, view);
    if !view.answer_only {
        findings::write(page, machine);
        answer::meaning(page, machine);
        remainder::write(page, machine, view);
    }
}

fn overview(report: &Report) -> String {
    let summary = &report.summary;
    format!(
        "{} machines: {} active, {} inconclusive and {} recovered findings",
        summary.machines, summary.active, summary.inconclusive, summary.recovered
    )
}

fn made_by(report: &Report) -> String {
    let tool = &report.tool;
    format!(
        "{} {}, {}, knowledge as of {}",
        tool.name,
        tool.version,
        words::counted(tool.rules.count as u64, "rule"),
        tool.knowledge_date
    )
}

/// Which built-in rules a site put its own in place of; empty where it did not.
fn replaced(report: &Report) -> String {
    match report.tool.rules.replaced.as_slice() {
        [] => String::new(),
        ids => format!("--rules replaced the built-in {}", ids.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::{sample, sanitize};
    use crate::report::{Confidence, Finding, Machine, Owner, Severity};

    fn screen(report: &Report, view: &View) -> String {
        let mut bytes = Vec::new();
        Table.write(report, view, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn at(width: usize) -> View {
        View {
            width,
            paths: vec!["bundle".into()],
            ..View::default()
        }
    }

    /// The paths and commands of the report, which are never broken.
    fn copied(report: &Report) -> Vec<String> {
        let machines = report.machines.iter();
        let texts = machines.flat_map(|machine| {
            let inputs = machine.inputs.iter().map(|input| input.path.clone());
            let places = machine.findings.iter().flat_map(|it| &it.evidence);
            let open = machine.unexplained.iter().flat_map(|it| &it.evidence);
            let places = places.chain(open).map(proof::place);
            let settling = machine.incidents.iter().flat_map(|it| &it.would_settle);
            let settling = settling.map(|wanted| wanted.collect.clone());
            let absent = machine.coverage.iter().map(|it| it.detail.clone());
            inputs.chain(places).chain(settling).chain(absent)
        });
        let safe = texts.map(|text| sanitize::one_line(&text).trim().to_owned());
        safe.collect()
    }

    fn may_be_wide(line: &str, copied: &[String]) -> bool {
        let line = line.trim_start();
        line.starts_with("wutriage fix ") || copied.iter().any(|text| line.ends_with(text))
    }

    /// Every line fits, paths and commands aside, and ends in something visible, and nothing in it could steer a terminal.
    fn check_lines(report: &Report, view: &View) {
        let (screen, copied) = (screen(report, view), copied(report));
        let width = view.width.max(View::NARROWEST);
        for line in screen.lines() {
            let fits = sanitize::width(line) <= width || may_be_wide(line, &copied);
            assert!(fits, "too wide: {line:?}");
            assert_eq!(line, line.trim_end(), "trailing space");
            assert!(!line.chars().any(sanitize::is_unsafe), "unsafe: {line:?}");
        }
    }

    #[test]
    fn the_first_screen_at_60_columns() {
        insta::assert_snapshot!(screen(&sample::report(), &at(60)));
    }

    #[test]
    fn the_first_screen_at_80_columns() {
        insta::assert_snapshot!(screen(&sample::report(), &at(80)));
    }

    #[test]
    fn the_first_screen_at_120_columns() {
        insta::assert_snapshot!(screen(&sample::report(), &at(120)));
    }

    #[test]
    fn the_answer_alone_ends_with_the_fix() {
        let view = View {
            answer_only: true,
            evidence: 2,
            ..at(80)
        };
        insta::assert_snapshot!(screen(&sample::report(), &view));
    }

    /// The screen of a machine on which nothing failed, with this finding alone.
    fn only(change: impl FnOnce(&mut Finding)) -> String {
        let mut report = sample::report();
        let machine = &mut report.machines[0];
        machine.incidents.clear();
        machine.unexplained.clear();
        machine.findings.truncate(1);
        change(&mut machine.findings[0]);
        report.machines.truncate(1);
        screen(&report, &at(80))
    }

    #[test]
    fn what_somebody_decided_is_the_verdict_where_nothing_is_broken() {
        let paused = |finding: &mut Finding| {
            finding.severity = Severity::Info;
            finding.owner = Owner::Nobody;
            finding.title = "Updates are paused".into();
        };
        let shown = only(paused);
        assert!(
            shown.contains("\nBy design     Updates are paused\n"),
            "{shown}"
        );
        assert!(!shown.contains("Worth knowing"), "{shown}");
        let unsure = only(|finding| {
            paused(finding);
            finding.confidence = Confidence::Low;
        });
        assert!(unsure.contains("\nVerdict "), "{unsure}");
        assert!(unsure.contains("\nWorth knowing\n"), "{unsure}");
    }

    #[test]
    fn a_finding_is_told_with_the_failure_that_it_leads() {
        let mut report = sample::report();
        let machine = &mut report.machines[0];
        let mut other = machine.incidents[0].clone();
        other.title = "Something else failed".into();
        other.causes.remove(0);
        other.chain = vec!["0x80070005".into(), "another cause".into()];
        let screen_of = |machine: &Machine| {
            let mut report = sample::report();
            report.machines = vec![machine.clone()];
            screen(&report, &at(80))
        };
        machine.incidents.insert(0, other);
        let told = screen_of(machine);
        assert!(!told.contains("Something else failed"), "{told}");
        machine.incidents.remove(1);
        let told = screen_of(machine);
        assert!(told.contains("Something else failed"), "{told}");
        assert!(!told.contains("another cause"), "{told}");
    }

    #[test]
    fn a_failure_that_microsoft_knows_of_is_called_so() {
        let shown = only(|finding| finding.owner = Owner::Microsoft);
        assert!(shown.contains("\nKnown issue "), "{shown}");
    }

    #[test]
    fn noise_is_listed_with_its_reason_when_asked_for() {
        let view = View {
            show_noise: true,
            ..at(60)
        };
        let screen = screen(&sample::report(), &view);
        let listed = "\nNoise: records that healthy machines write too, left out\n  \
                      cbs-package-probes: 31 times, 2024-05-01 08:00:00 to\n  \
                      2024-05-14 09:00:00\n    \
                      The servicing stack asks for packages that are not\n    \
                      there.\n";
        assert!(screen.contains(listed), "{screen}");
        assert!(!screen.contains("--show-noise"), "{screen}");
        check_lines(&sample::report(), &view);
    }

    #[test]
    fn colour_changes_nothing_but_adds_escape_sequences() {
        let plain = screen(&sample::report(), &at(80));
        let view = View {
            color: true,
            ..at(80)
        };
        let coloured = screen(&sample::report(), &view);
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }

    #[test]
    fn every_width_holds_its_lines() {
        for width in 0..=130 {
            check_lines(&sample::report(), &at(width));
        }
    }

    #[test]
    fn a_path_and_a_command_can_be_copied_from_the_narrowest_page() {
        let mut report = sample::report();
        let path = format!("{}/WindowsUpdate.log", "a-folder-of-a-long-path/".repeat(5));
        report.machines[0].findings[0].evidence[0]
            .path
            .clone_from(&path);
        let view = View {
            paths: vec![path.clone()],
            ..at(View::NARROWEST)
        };
        let screen = screen(&report, &view);
        for whole in [
            format!("{path}:1234"),
            format!("wutriage fix {path} --dir fix"),
            r#"reg export "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL" schannel.reg /y"#.into(),
        ] {
            assert!(screen.contains(&whole), "{whole} is broken:\n{screen}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_line_or_reaches_the_terminal_raw(
            text in any::<String>(),
            width in View::NARROWEST..121,
        ) {
            check_lines(&sample::with_text(&text), &at(width));
        }
    }
}
