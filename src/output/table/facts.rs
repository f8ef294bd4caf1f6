//! Which machine it is. What the logs do not tell is left out.

use super::page::{Page, Style};
use super::words;
use crate::report::{Facts, Machine, Release};

pub(super) fn write(page: &mut Page, machine: &Machine) {
    let name = machine.name.as_deref().unwrap_or("not named by the logs");
    page.entry("Machine", name, Style::Bold);
    let facts = &machine.facts;
    page.entry("Windows", &windows(facts), Style::Plain);
    page.entry("Managed by", &facts.managed_by.join(", "), Style::Plain);
    page.entry(
        "Updates from",
        facts.update_source.as_deref().unwrap_or_default(),
        Style::Plain,
    );
    page.entry("Last good", &last_good(facts), Style::Plain);
    page.entry("Restart", restart(facts), Style::Plain);
    page.entry("Last start", &last_start(facts), Style::Plain);
    page.entry("Free space", &free_space(facts), Style::Plain);
}

fn windows(facts: &Facts) -> String {
    let build = facts.build.as_ref().map(|build| format!("build {build}"));
    let build = build.map(|build| match facts.release.as_ref().and_then(release) {
        Some(release) => format!("{build} ({release})"),
        None => build,
    });
    join([facts.windows.clone(), build, facts.role.clone()])
}

/// `KB5063878 of 2025-08, 3 months before the logs end`. Up to a month is how old an update gets that is as it should be.
fn release(release: &Release) -> Option<String> {
    let kb = release.kb.as_ref()?;
    let age = release.months_behind.filter(|months| *months > 1);
    let age = age.map(|months| format!("{months} months before the logs end"));
    join([Some(format!("{kb} of {}", release.month)), age]).into()
}

fn last_good(facts: &Facts) -> String {
    let told = |what: &str, time: &Option<String>| {
        time.as_ref()
            .map(|time| format!("{what} {}", words::moment(time)))
    };
    let update = facts.last_good_update.as_ref();
    let update = match update.and_then(|update| update.kb.as_deref()) {
        Some(kb) => format!("cumulative update {kb}"),
        None => "cumulative update".to_owned(),
    };
    join([
        told("scan", &facts.last_good_scan),
        told(&update, &facts.last_good_lcu),
    ])
}

const fn restart(facts: &Facts) -> &'static str {
    match facts.restart_pending {
        Some(true) => "pending",
        Some(false) => "none pending",
        None => "",
    }
}

fn last_start(facts: &Facts) -> String {
    facts.boot.as_deref().map(words::moment).unwrap_or_default()
}

fn free_space(facts: &Facts) -> String {
    let drives = facts.free_space.iter();
    join(drives.map(|(drive, bytes)| Some(format!("{drive} {}", words::size(*bytes)))))
}

fn join(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
