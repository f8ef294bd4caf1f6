//! What follows the findings: what nothing explains, what was not collected or not read, and notes.

use super::page::{Page, Style};
use super::{proof, words};
use crate::output::View;
use crate::report::{CoverageState, Input, LeftOut, Machine, State, Unexplained};

/// How many items of one section are shown; the JSON has them all.
const ITEMS: usize = 8;
/// How many files are named that have the same note.
const FILES: usize = 3;

pub(super) fn write(page: &mut Page, machine: &Machine, view: &View) {
    unexplained(page, &machine.unexplained);
    not_collected(page, machine);
    not_read(page, machine);
    if view.show_noise {
        noise(page, &machine.noise.by_rule);
    }
    notes(page, machine, view);
}

/// Every noise rule that silenced something, with why that is harmless. Somebody asked for it, so all of it is shown.
fn noise(page: &mut Page, rules: &[LeftOut]) {
    if rules.is_empty() {
        return;
    }
    page.heading("Noise: records that healthy machines write too, left out");
    for rule in rules {
        page.item(1, &left_out(rule), Style::Plain);
        page.item(2, &rule.because, Style::Dim);
    }
}

/// `cbs-package-probes: 31 times, 2024-05-01 08:00:00 to 2024-05-14 09:00:00`.
fn left_out(rule: &LeftOut) -> String {
    let times = words::times(rule.count);
    let shown = |time: &Option<String>| time.as_deref().map(words::moment);
    let span = match (shown(&rule.first), shown(&rule.last)) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(time), _) | (_, Some(time)) => format!(", {time}"),
        (None, None) => String::new(),
    };
    format!("{}: {times}{span}", rule.rule)
}

fn unexplained(page: &mut Page, failures: &[Unexplained]) {
    section(page, "Unexplained", failures, |page, failure| {
        page.item(1, &failure_line(failure), Style::Plain);
        if let Some(evidence) = failure.evidence.first() {
            page.item_to_copy(2, &proof::place(evidence), Style::Dim);
        }
    });
}

/// `0x80070005 ERROR_ACCESS_DENIED, 3 times, last 2024-05-14 08:30:00: Access denied`.
fn failure_line(failure: &Unexplained) -> String {
    let name = failure.names.first().map_or("", String::as_str);
    let code = format!("{} {name}", failure.code);
    let code = match code.trim() {
        "" => "a failure without a code",
        code => code,
    };
    let times = words::times(failure.count);
    let last = failure.last.as_deref().map(words::moment);
    let last = last.map_or(String::new(), |last| format!(", last {last}"));
    let meaning = match failure.meaning.as_str() {
        "" => String::new(),
        meaning => format!(": {meaning}"),
    };
    format!("{code}, {times}{last}{meaning}")
}

/// Commands that collect what is missing, under what they are good for.
struct Missing<'m> {
    purpose: String,
    commands: Vec<&'m str>,
}

fn not_collected(page: &mut Page, machine: &Machine) {
    let title = "Not collected; to be had on the machine, in an elevated Command Prompt";
    section(page, title, &missing(machine), |page, missing| {
        page.item(1, &missing.purpose, Style::Plain);
        for command in &missing.commands {
            page.item_to_copy(2, command, Style::Bold);
        }
    });
}

/// First what would settle a failure, then the rest; every command once. A failure that is over needs no settling.
fn missing(machine: &Machine) -> Vec<Missing<'_>> {
    let incidents = machine.incidents.iter();
    let incidents = incidents.filter(|incident| incident.state != State::Recovered);
    let settling = incidents.flat_map(|it| &it.would_settle).map(|wanted| {
        let purpose = format!("would settle {}", wanted.rules.join(", "));
        (purpose, wanted.collect.as_str())
    });
    let coverage = machine.coverage.iter();
    let absent = coverage
        .filter(|coverage| coverage.state == CoverageState::Absent)
        .map(|coverage| ("would tell more".to_owned(), coverage.detail.as_str()));
    let mut groups: Vec<Missing<'_>> = Vec::new();
    for (purpose, command) in settling.chain(absent) {
        if groups.iter().any(|group| group.commands.contains(&command)) {
            continue;
        }
        match groups.iter_mut().find(|group| group.purpose == purpose) {
            Some(group) => group.commands.push(command),
            None => groups.push(Missing {
                purpose,
                commands: vec![command],
            }),
        }
    }
    groups
}

/// What was there and could not be read, or not in full: what to do about it, and the files.
fn not_read(page: &mut Page, machine: &Machine) {
    let inputs = machine.inputs.iter().filter(|input| !input.read_in_full());
    let noted = inputs.flat_map(|input| {
        let notes = input.notes.iter().map(String::as_str);
        notes.map(|note| (note, input.path.as_str()))
    });
    let groups = by_note(noted);
    section(page, "Not read in full", &groups, |page, (note, paths)| {
        page.item(1, note, Style::Plain);
        for path in paths.iter().take(FILES) {
            page.item_to_copy(2, path, Style::Dim);
        }
        more(page, 2, paths.len().saturating_sub(FILES));
    });
}

/// Each note once, in the order of its first file, with its files.
fn by_note<'n>(noted: impl Iterator<Item = (&'n str, &'n str)>) -> Vec<(&'n str, Vec<&'n str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (note, path) in noted {
        match groups.iter_mut().find(|(known, _)| *known == note) {
            Some((_, paths)) => paths.push(path),
            None => groups.push((note, vec![path])),
        }
    }
    groups
}

fn notes(page: &mut Page, machine: &Machine, view: &View) {
    let silenced = machine.silenced.iter().map(|rule| {
        let times = words::times(rule.count);
        format!("silenced here: {}, {times}: {}", rule.rule, rule.because)
    });
    let mut notes: Vec<String> = silenced.chain(machine.notes.iter().cloned()).collect();
    let is_empty = |input: &&Input| input.kind.is_none() && input.bytes == 0;
    let empty = machine.inputs.iter().filter(is_empty);
    notes.extend(empty.map(|input| format!("{}: empty", input.path)));
    if machine.noise.records > 0 && !view.show_noise {
        let records = words::counted(machine.noise.records, "record");
        notes.push(format!(
            "{records} of a kind that healthy machines write too left out; --show-noise lists them"
        ));
    }
    section(page, "Notes", &notes, |page, note| {
        page.item(1, note, Style::Plain);
    });
}

/// A heading with at most [`ITEMS`] items under it; nothing at all without items.
fn section<T>(page: &mut Page, title: &str, items: &[T], show: impl Fn(&mut Page, &T)) {
    if items.is_empty() {
        return;
    }
    page.heading(title);
    for item in items.iter().take(ITEMS) {
        show(page, item);
    }
    more(page, 1, items.len().saturating_sub(ITEMS));
}

fn more(page: &mut Page, depth: usize, count: usize) {
    if count > 0 {
        let text = format!("and {count} more; --format json has them all");
        page.item(depth, &text, Style::Dim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_reads_as_one_time_is_shown_as_one() {
        let check = |last: &str, expected: &str| {
            let rule = LeftOut {
                rule: "probe".into(),
                count: 2,
                first: Some("2024-05-14T08:00:00.1".into()),
                last: Some(last.into()),
                because: String::new(),
            };
            assert_eq!(left_out(&rule), expected);
        };
        check(
            "2024-05-14T08:00:00.9",
            "probe: 2 times, 2024-05-14 08:00:00",
        );
        check(
            "2024-05-14T08:00:01",
            "probe: 2 times, 2024-05-14 08:00:00 to 2024-05-14 08:00:01",
        );
    }
}
