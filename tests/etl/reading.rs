//! Reads traces as the engine does: cut into pieces, by a sink that asks for what a predicate wants.

use wutriage::format::{
    Blocks, Framing, Head, Located, Piece, Sink, Told, TraceMessages, by_name, choose,
    choose_binary,
};
use wutriage::record::Record;

/// A record and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub number: u64,
    pub start: usize,
    pub end: usize,
    pub record: Record<'static>,
}

/// Asks for entries by their text, and remembers all texts.
pub struct Asking<'a> {
    wants: &'a dyn Fn(&str) -> bool,
    pub texts: std::cell::RefCell<Vec<String>>,
    pub taken: Vec<Taken>,
}

impl Sink for Asking<'_> {
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize> {
        let begins = [0].into_iter().chain(ends.iter().copied());
        let texts: Vec<_> = begins
            .zip(ends)
            .map(|(begin, end)| String::from_utf8(text[begin..*end].to_vec()).unwrap())
            .collect();
        let wanted = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| (self.wants)(text));
        let wanted = wanted.map(|(number, _)| number).collect();
        self.texts.borrow_mut().extend(texts);
        wanted
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        false
    }

    fn take(&mut self, number: u64, located: Located<'_>) {
        self.taken.push(Taken {
            number,
            start: located.start,
            end: located.end,
            record: located.record.into_owned(),
        });
    }
}

/// What was read of a trace.
pub struct Read {
    pub taken: Vec<Taken>,
    pub texts: Vec<String>,
    pub told: Vec<Told>,
}

pub fn blocks(format: &str) -> &'static dyn Blocks {
    match by_name(format).unwrap().framing() {
        Framing::Blocks(blocks) => blocks,
        other => panic!("{other:?}"),
    }
}

/// The records of a file in one piece, and what is told of it.
pub fn read(file: &[u8]) -> (Vec<Record<'static>>, Told) {
    let all = &|_: &str| true;
    let mut read = read_pieces(file, usize::MAX, &TraceMessages::default(), all);
    let records = read.taken.into_iter().map(|taken| taken.record).collect();
    (records, read.told.remove(0))
}

/// The entries of a file that are wanted, read in pieces of about `step` bytes.
pub fn read_pieces(
    file: &[u8],
    step: usize,
    messages: &TraceMessages,
    wants: &dyn Fn(&str) -> bool,
) -> Read {
    let blocks = blocks("windows-update-trace");
    let mut bytes_at = |at: u64, length: usize| {
        let rest = &file[usize::try_from(at).unwrap().min(file.len())..];
        rest[..rest.len().min(length)].to_vec()
    };
    let size = file.len().try_into().unwrap();
    let cuts = blocks.cuts(size, step.try_into().unwrap(), &mut bytes_at);
    let cuts: Vec<usize> = cuts.iter().map(|cut| (*cut).try_into().unwrap()).collect();
    let begins = [0].into_iter().chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([file.len()]);
    let mut sink = Asking {
        wants,
        texts: Vec::default().into(),
        taken: Vec::new(),
    };
    let told = begins.zip(ends).map(|(begin, end)| {
        let piece = Piece {
            name: "contoso.etl",
            head: file,
            start: begin.try_into().unwrap(),
            bytes: &file[begin..end],
            last: end == file.len(),
            messages,
        };
        blocks.read(piece, &mut sink)
    });
    let told = told.collect();
    Read {
        taken: sink.taken,
        texts: sink.texts.into_inner(),
        told,
    }
}

/// Name of the format that is chosen, and why.
pub fn chosen(name: &str, file: &[u8]) -> (&'static str, String) {
    let head = Head {
        name,
        text: file,
        whole: true,
    };
    let (format, sniffed) = choose_binary(&head).unwrap_or_else(|| choose(&head));
    (format.id().0, sniffed.why)
}
