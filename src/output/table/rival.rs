//! What ruled out the runner-up: the best other cause that competes for the same failures.
//!
//! A finding about other failures is a second problem, not a rival; it stands in the table below.

use super::page::{Page, Style};
use super::words;
use crate::report::{Finding, Incident, IncidentCause, Machine};

pub(super) fn write(page: &mut Page, machine: &Machine, winner: &Finding) {
    let explained = |incident: &&Incident| winner.incidents.contains(&incident.id);
    let rivals = machine
        .incidents
        .iter()
        .filter(explained)
        .find_map(|incident| {
            let others = incident.causes.iter();
            others
                .clone()
                .find(|cause| cause.rule != winner.rule && cause.score > 0)
        });
    match rivals {
        Some(rival) => competing(page, machine, winner, rival),
        None if winner.incidents.is_empty() => second(page, machine, winner),
        None => {}
    }
}

fn competing(page: &mut Page, machine: &Machine, winner: &Finding, rival: &IncidentCause) {
    let finding = machine
        .findings
        .iter()
        .find(|finding| finding.rule == rival.rule);
    let title = finding.map_or(&rival.rule, |finding| &finding.title);
    if let Some(specific) = &rival.overridden_by {
        let text = format!("{title}: {specific} says the same more exactly");
        page.entry("Ruled out", &text, Style::Plain);
        return;
    }
    let against = finding.map_or(&[][..], |finding| &finding.against);
    compare(page, winner.score, title, rival.score, against);
}

/// Without incidents, causes are told from single logs; the next finding is then the rival.
fn second(page: &mut Page, machine: &Machine, winner: &Finding) {
    let other = |finding: &&Finding| finding.rank > winner.rank && finding.incidents.is_empty();
    if let Some(next) = machine.findings.iter().find(other) {
        compare(page, winner.score, &next.title, next.score, &next.against);
    }
}

fn compare(page: &mut Page, winner: i32, title: &str, score: i32, against: &[String]) {
    let label = if score < winner {
        "Less likely"
    } else {
        "Also possible"
    };
    let mut text = format!("{title}: {} against {winner}", words::points(score));
    if !against.is_empty() {
        text = format!("{text}; {}", against.join("; "));
    }
    page.entry(label, &text, Style::Plain);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{View, sample};

    fn check(change: impl FnOnce(&mut Machine), expected: &str) {
        let mut machine = sample::report().machines.remove(0);
        change(&mut machine);
        let mut page = Page::new(&View {
            width: 200,
            ..View::default()
        });
        write(&mut page, &machine, &machine.findings[0]);
        assert_eq!(page.finish(), expected);
    }

    #[test]
    fn a_general_cause_is_ruled_out_by_the_one_that_says_more() {
        check(
            |machine| {
                machine.incidents[0].causes[1].overridden_by =
                    Some("network/dns-name-not-resolved".into());
            },
            "Ruled out     Update hosts are blocked on the way: network/dns-name-not-resolved says the same more exactly\n",
        );
    }

    #[test]
    fn a_cause_as_strong_as_the_first_is_not_called_unlikely() {
        check(
            |machine| {
                machine.incidents[0].causes[1].score = 62;
                machine.findings[1].against.clear();
            },
            "Also possible Update hosts are blocked on the way: 62 points against 62\n",
        );
    }

    #[test]
    fn a_finding_about_other_failures_is_no_rival() {
        check(
            |machine| {
                machine.incidents[0].causes.truncate(1);
            },
            "",
        );
    }
}
