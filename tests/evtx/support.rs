//! A sink that writes down what it is asked and given, and logs to try it on.

use std::cell::RefCell;

use wutriage::format::{Blocks, Framing, Located, Piece, Sink, Told, TraceMessages, by_name};
use wutriage::record::Record;

use crate::writer::{Datum, Event};

/// Wants the events of some ids, and texts that contain some word.
#[derive(Default)]
pub struct Wants {
    pub ids: Vec<u32>,
    pub words: Vec<&'static str>,
    /// Texts it was asked about.
    pub asked: RefCell<Vec<String>>,
    /// What it was given: place, offsets, record.
    pub taken: Vec<(u64, usize, usize, Record<'static>)>,
}

impl Wants {
    pub fn everything() -> Self {
        Self {
            words: vec![""],
            ..Self::default()
        }
    }

    /// Record numbers of what it was given.
    pub fn numbers(&self) -> Vec<u64> {
        let number = |record: &Record<'_>| record.event.as_ref().unwrap().record_id.unwrap();
        self.taken
            .iter()
            .map(|(.., record)| number(record))
            .collect()
    }
}

impl Sink for Wants {
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize> {
        let mut start = 0;
        let mut wanted = Vec::new();
        for (number, end) in ends.iter().enumerate() {
            let text = String::from_utf8_lossy(&text[start..*end]).into_owned();
            if self.words.iter().any(|word| text.contains(word)) {
                wanted.push(number);
            }
            self.asked.borrow_mut().push(text);
            start = *end;
        }
        wanted
    }

    fn wants_event(&self, _: &str, id: u32) -> bool {
        self.ids.contains(&id)
    }

    fn take(&mut self, number: u64, located: Located<'_>) {
        let record = located.record.into_owned();
        self.taken
            .push((number, located.start, located.end, record));
    }
}

pub fn blocks() -> &'static dyn Blocks {
    match by_name("evtx").unwrap().framing() {
        Framing::Blocks(blocks) => blocks,
        other => panic!("{other:?}"),
    }
}

/// Reads a whole log.
pub fn read(log: &[u8], mut sink: Wants) -> (Told, Wants) {
    let told = blocks().read(piece(log, 0, log.len()), &mut sink);
    (told, sink)
}

fn no_messages() -> &'static TraceMessages {
    static NONE: std::sync::OnceLock<TraceMessages> = std::sync::OnceLock::new();
    NONE.get_or_init(TraceMessages::default)
}

/// The bytes of a log from one offset to another.
pub fn piece(log: &[u8], start: usize, end: usize) -> Piece<'_> {
    Piece {
        name: "System.evtx",
        head: &log[..log.len().min(65536)],
        start: start as u64,
        bytes: &log[start..end],
        last: end == log.len(),
        messages: no_messages(),
    }
}

pub const AGENT: &str = "Microsoft-Windows-WindowsUpdateClient";

/// A failed installation.
pub fn failed(number: u64) -> Event {
    let data = [
        ("errorCode", Datum::Hex(0x8024_8007)),
        (
            "updateTitle",
            Datum::Text("2024-05 Update & more <KB5000001>"),
        ),
        ("updateGuid", Datum::Guid([0xAB; 16])),
    ];
    Event::named(AGENT, 20, number, &data)
}

/// An ordinary event.
pub fn ordinary(number: u64) -> Event {
    let data = [
        ("service", Datum::Text("Fabrikam Agent")),
        ("state", Datum::Number(4)),
    ];
    Event::named("Contoso-Services", 7036, number, &data)
}

/// So many ordinary events, every hundredth of which is a failure.
pub fn many(count: u64) -> Vec<Event> {
    let event = |number: u64| match number % 100 {
        0 => failed(number),
        _ => ordinary(number),
    };
    (1..=count).map(event).collect()
}
