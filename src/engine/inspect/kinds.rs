//! What the logs of one kind hold together, so that it can be seen at once whether a kind is there and what time it covers.

use std::collections::BTreeMap;

use crate::engine::inspect::Counted;
use crate::engine::scan::input::Form;
use crate::report::inspection::KindInspection;
use crate::time::{LocalOffset, Stamp};

/// A row for each kind of which there is a log, by name.
pub(super) fn kinds(counted: &[Counted<'_>], offset: &LocalOffset) -> Vec<KindInspection> {
    let mut kinds: BTreeMap<&str, Sum> = BTreeMap::new();
    for log in counted {
        if let Form::Log(format) = log.input.form {
            let sum = kinds.entry(format.kind().name()).or_default();
            sum.sources += 1;
            sum.records += log.count.records;
            sum.extend(log.count.span, offset);
        }
    }
    let time = |stamp: Stamp| offset.show(stamp);
    let rows = kinds.into_iter().map(|(kind, sum)| KindInspection {
        kind: kind.to_owned(),
        sources: sum.sources,
        records: sum.records,
        first: sum.span.map(|(first, _)| time(first)),
        last: sum.span.map(|(_, last)| time(last)),
    });
    rows.collect()
}

#[derive(Default)]
struct Sum {
    sources: u64,
    records: u64,
    span: Option<(Stamp, Stamp)>,
}

impl Sum {
    fn extend(&mut self, span: Option<(Stamp, Stamp)>, offset: &LocalOffset) {
        let Some((first, last)) = span else {
            return;
        };
        // Where the zone is not known, local readings and instants are compared as they stand, which is off by hours.
        let instant = |stamp: &Stamp| offset.instant(*stamp).unwrap_or(stamp.nanos);
        let (known_first, known_last) = self.span.unwrap_or((first, last));
        self.span = Some((
            std::cmp::min_by_key(known_first, first, instant),
            std::cmp::max_by_key(known_last, last, instant),
        ));
    }
}
