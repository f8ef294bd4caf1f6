//! Which channel an event would stand in, had it been written.
//!
//! A log of the channel that is there, without a gap in its record numbers, over the time in question proves that the event
//! was not written. The table has the events that go to one channel on every machine; of those that depend on a setting
//! (CAPI2's operational log, what the service manager writes of services that start) it says nothing. Source:
//! the providers' manifests.

use std::sync::OnceLock;

use crate::rule::Predicate;

static CHANNELS: &str = include_str!("../../../rules/knowledge/channels.tsv");

/// Events of one provider in one channel.
struct Row {
    provider: &'static str,
    channel: &'static str,
    events: Vec<u32>,
}

/// The channels of which every one must have been read to prove that no event the predicate can hold for was written;
/// none where that cannot be told.
pub(super) fn of(predicate: &Predicate) -> Vec<&'static str> {
    let told = predicate.events().unwrap_or_default();
    let channels = told
        .iter()
        .map(|(provider, event)| channel(provider.as_deref()?, (*event)?));
    channels.collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn channel(provider: &str, event: u32) -> Option<&'static str> {
    let is_it =
        |row: &&Row| row.provider.eq_ignore_ascii_case(provider) && row.events.contains(&event);
    rows().iter().find(is_it).map(|row| row.channel)
}

fn rows() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| CHANNELS.lines().filter_map(row).collect())
}

/// A line of the table; remarks and the names of columns are none.
fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let (provider, channel, events) = (cells.next()?, cells.next()?, cells.next()?);
    let events: Result<Vec<u32>, _> = events.split(',').map(str::parse).collect();
    Some(Row {
        provider,
        channel,
        events: events.ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_read_and_no_event_stands_twice() {
        let lines = CHANNELS.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(rows().len(), lines.count() - 1, "a line of names, and rows");
        let mut seen = BTreeSet::new();
        for row in rows() {
            for event in &row.events {
                assert!(
                    seen.insert((row.provider, event)),
                    "{} {event}",
                    row.provider
                );
            }
        }
    }

    #[test]
    fn only_events_of_known_channels_can_be_proven_absent() {
        let provider = |name: &str| Predicate::Provider(vec![name.to_owned()]);
        let check = |predicates: Vec<Predicate>, expected: &[&str]| {
            assert_eq!(of(&Predicate::All(predicates)), expected);
        };
        let client = "Microsoft-Windows-WindowsUpdateClient";
        let operational = "Microsoft-Windows-WindowsUpdateClient/Operational";
        check(
            vec![provider(client), Predicate::Event(vec![20])],
            &["System"],
        );
        check(
            vec![provider(client), Predicate::Event(vec![20, 25])],
            &["System", operational],
        );
        check(vec![provider(client)], &[]);
        check(vec![provider("Contoso"), Predicate::Event(vec![20])], &[]);
        check(vec![Predicate::Event(vec![20])], &[]);
    }
}
