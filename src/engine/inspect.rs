//! What is in the bundles, without a question from any rule: every source, what it is and why, the time it covers, and
//! what of it is missing or could not be read.
//!
//! `reading` cuts a log into parts that fit in memory, `count` parses every record of a part, `spacing` knows where a log
//! is silent, `kinds` sums up what the logs of one kind cover, and `shown` lists the first records of a log. All sources and all parts are read in parallel and joined in
//! order, so the result is the same for any number of threads. What is counted here is every record; a triage parses
//! only those that a rule could match, so it can miss a damaged record that is found here.

use crate::engine::analysis::{local_offset, observed};
use crate::engine::inspect::count::Count;
use crate::engine::inspect::reading::Log;
use crate::engine::scan::input::{Form, Input};
use crate::engine::scan::read::{Reader, WHOLE_LIMIT, reason};
use crate::engine::{Options, messages, scan, with_threads};
use crate::error::Error;
use crate::format::HEAD_BYTES;
use crate::report::inspection::{Inspection, Listing, MachineInspection, SCHEMA, SourceInspection};
use crate::source::{Bundle, Note, Source};
use crate::time::LocalOffset;

mod count;
mod kinds;
mod reading;
mod shown;
mod spacing;

/// Lists what the bundles hold, one machine each, with the first records of each source where the listing asks for them.
///
/// Fails only when there is no source at all. What is no log is listed as what it is.
pub fn inspect(
    bundles: &[Bundle],
    options: &Options,
    listing: &Listing,
) -> Result<Inspection, Error> {
    if bundles.iter().all(|bundle| bundle.sources.is_empty()) {
        return Err(nothing_there(bundles));
    }
    let machines = with_threads(options.threads, || {
        let machines = bundles.iter();
        machines
            .map(|bundle| machine(bundle, options, listing))
            .collect()
    });
    Ok(Inspection {
        schema: SCHEMA.to_owned(),
        machines,
    })
}

fn nothing_there(bundles: &[Bundle]) -> Error {
    let notes = bundles.iter().flat_map(|bundle| &bundle.notes).take(5);
    let notes = notes.map(|note| format!("\n  {}", in_words(note)));
    Error::NoInput(format!(
        "there is no file to read; name a log, or a folder with logs in it{}",
        notes.collect::<String>()
    ))
}

fn in_words(note: &Note) -> String {
    format!("{}: {}", note.path, note.text)
}

/// A source that was identified and counted.
struct Counted<'s> {
    source: &'s Source,
    input: Input,
    count: Count,
}

fn machine(bundle: &Bundle, options: &Options, listing: &Listing) -> MachineInspection {
    let options = &*messages::with_own(bundle, options);
    let counted = each(&bundle.sources, |source, _| Counted::new(source, options));
    let told = counted.iter().map(|source| &source.count);
    let told = told.map(|count| (&count.observed, count.span.map(|(_, last)| last)));
    let observed = observed(&bundle.sources, told);
    let offset = local_offset(options, &observed);
    let sources = each(&counted, |source, _| {
        source.listed(bundle, options, listing, &offset)
    });
    let is_apart = |note: &&Note| bundle.sources.iter().all(|source| source.path != note.path);
    MachineInspection {
        name: observed.name(),
        sources,
        time_zone: zone_name(&offset),
        kinds: kinds::kinds(&counted, &offset),
        notes: bundle.notes.iter().filter(is_apart).map(in_words).collect(),
    }
}

/// `Europe/Berlin`, `+02:00`.
fn zone_name(offset: &LocalOffset) -> Option<String> {
    match offset {
        LocalOffset::Unknown => None,
        LocalOffset::Fixed(seconds) => {
            let sign = if *seconds < 0 { '-' } else { '+' };
            let minutes = seconds.unsigned_abs() / 60;
            Some(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
        }
        LocalOffset::Zone(zone) => zone.iana_name().map(str::to_owned),
    }
}

impl<'s> Counted<'s> {
    fn new(source: &'s Source, options: &Options) -> Self {
        let input = match source.read(0, HEAD_BYTES) {
            Ok(head) => Input::identify(source, &head),
            Err(error) => Input::refused(&reason(&error)),
        };
        let mut counted = Self {
            source,
            input,
            count: Count::default(),
        };
        if let Some(log) = counted.log(options) {
            counted.count = count(&log);
        }
        counted
    }

    fn log<'l>(&'l self, options: &'l Options) -> Option<Log<'l>> {
        match self.input.form {
            Form::Log(format) => Some(Log {
                source: self.source,
                input: &self.input,
                format,
                window: scan::window(options),
                mmap: options.mmap,
                messages: &options.messages,
            }),
            _ => None,
        }
    }

    fn listed(
        &self,
        bundle: &Bundle,
        options: &Options,
        listing: &Listing,
        offset: &LocalOffset,
    ) -> SourceInspection {
        let log = self.log(options);
        let (format, why) = self.form();
        let time = |stamp| offset.show(stamp);
        SourceInspection {
            path: self.source.path.clone(),
            format: format.to_owned(),
            why: why.to_owned(),
            encoding: log
                .map_or("binary", |log| log.input.encoding.name())
                .to_owned(),
            bytes: self.source.bytes,
            records: log.map(|_| self.count.records),
            bad_records: log.map(|_| self.count.bad),
            first: self.count.span.map(|(first, _)| time(first)),
            last: self.count.span.map(|(_, last)| time(last)),
            notes: self.notes(bundle),
            kind: log.map(|log| log.format.kind().name().to_owned()),
            gaps: log.map_or_else(Vec::new, |log| self.count.gaps(log.format.kind(), offset)),
            shown: (listing.records > 0)
                .then(|| log.map_or_else(Vec::new, |log| shown::shown(&log, listing, offset))),
        }
    }

    /// What it is, and why it is taken for that.
    fn form(&self) -> (&str, &str) {
        match self.input.form {
            Form::Log(format) => (format.id().0, &self.input.why),
            Form::Foreign(foreign) => (foreign.what, "known by its first bytes"),
            Form::Empty => ("empty", "it has no bytes"),
            Form::Refused => ("not read", "the system refused to open or read it"),
        }
    }

    fn notes(&self, bundle: &Bundle) -> Vec<String> {
        let of_form = match self.input.form {
            Form::Foreign(foreign) => Some(format!("not read; {}", foreign.advice)),
            Form::Empty => None,
            Form::Log(_) | Form::Refused => self.input.note.clone(),
        };
        let notes = bundle.notes.iter();
        let notes = notes.filter(|note| note.path == self.source.path);
        let notes = notes.map(|note| note.text.clone());
        let notes = notes.chain(of_form);
        notes.chain(self.count.notes.iter().cloned()).collect()
    }
}

/// What the log holds, from all of its parts.
fn count(log: &Log<'_>) -> Count {
    let counts = each(&log.parts(), |item, reader| {
        let counted = log.with(*item, reader, |part| {
            Count::of(part, log.format, log.source.id)
        });
        counted.unwrap_or_else(|error| {
            let mut unread = Count::default();
            unread.note(format!(
                "not read from byte {}: {}",
                item.start,
                reason(&error)
            ));
            unread
        })
    });
    let mut all = Count::default();
    for count in counts {
        all.append(count);
    }
    if log.exceeds_limit() {
        all.note(format!(
            "only the first {} MiB were read",
            WHOLE_LIMIT >> 20
        ));
    }
    all
}

/// Does the work for each item, in parallel where there are threads; results in the order of the items.
#[cfg(feature = "native")]
fn each<'i, T: Sync, R: Send>(
    items: &'i [T],
    work: impl Fn(&'i T, &mut Reader) -> R + Sync,
) -> Vec<R> {
    use rayon::prelude::*;
    let items = items.par_iter();
    items
        .map_init(Reader::default, |reader, item| work(item, reader))
        .collect()
}

#[cfg(not(feature = "native"))]
fn each<'i, T, R>(items: &'i [T], work: impl Fn(&'i T, &mut Reader) -> R) -> Vec<R> {
    items.iter().map(|item| work(item, &mut ())).collect()
}
