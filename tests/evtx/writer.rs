//! Writes small event logs from nothing: chunks with strings, templates, records and checksums, laid out as MS-EVEN6 2.2.12
//! and real logs have them.

use std::collections::HashMap;

/// Bytes of a chunk.
pub const CHUNK: usize = 65536;
/// Bytes before the first chunk.
pub const FILE_HEADER: usize = 4096;
const CHUNK_HEADER: usize = 512;
/// 2024-05-14T06:00:00Z as FILETIME.
const BEGIN: u64 = 133_601_400_000_000_000;

/// A datum of an event.
#[derive(Clone)]
pub enum Datum {
    Text(&'static str),
    /// A decimal number.
    Number(u32),
    /// A number written as `0x80072ee7`.
    Hex(u32),
    /// A signed number.
    Signed(i32),
    Guid([u8; 16]),
    Binary(&'static [u8]),
}

/// How the data of an event stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `<EventData><Data Name="x">`.
    Named,
    /// `<EventData><Data>`.
    Unnamed,
    /// `<UserData><Changes><x>`.
    User,
}

/// One event.
#[derive(Clone)]
pub struct Event {
    pub provider: &'static str,
    pub id: u16,
    pub level: u8,
    pub number: u64,
    pub shape: Shape,
    pub data: Vec<(&'static str, Datum)>,
}

impl Event {
    pub fn named(
        provider: &'static str,
        id: u16,
        number: u64,
        data: &[(&'static str, Datum)],
    ) -> Self {
        Self {
            provider,
            id,
            level: 2,
            number,
            shape: Shape::Named,
            data: data.to_vec(),
        }
    }

    /// When it was written: a second after the one before it.
    pub fn written(&self) -> u64 {
        BEGIN + self.number * 10_000_000
    }
}

/// A log with as many chunks as its events need.
pub fn log(events: &[Event]) -> Vec<u8> {
    let mut chunks = Vec::new();
    let mut chunk = Chunk::new();
    for event in events {
        if !chunk.push(event) {
            chunks.push(std::mem::replace(&mut chunk, Chunk::new()).finish());
            assert!(chunk.push(event), "an event fits in a chunk");
        }
    }
    chunks.push(chunk.finish());
    let next = events
        .iter()
        .map(|event| event.number + 1)
        .max()
        .unwrap_or(1);
    [vec![header(chunks.len(), next)], chunks].concat().concat()
}

/// The file's header.
pub fn header(chunks: usize, next: u64) -> Vec<u8> {
    let mut bytes = b"ElfFile\0".to_vec();
    bytes.extend(0_u64.to_le_bytes());
    bytes.extend((chunks as u64 - 1).to_le_bytes());
    bytes.extend(next.to_le_bytes());
    bytes.extend(128_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(3_u16.to_le_bytes());
    bytes.extend(4096_u16.to_le_bytes());
    bytes.extend(u16::try_from(chunks).unwrap().to_le_bytes());
    bytes.resize(124, 0);
    let checksum = crc32(&bytes[..120]);
    bytes.extend(checksum.to_le_bytes());
    bytes.resize(FILE_HEADER, 0);
    bytes
}

/// A chunk as it grows.
pub struct Chunk {
    bytes: Vec<u8>,
    /// Offsets of names.
    names: HashMap<&'static str, u32>,
    /// Offsets of templates by what they are made for.
    templates: HashMap<String, u32>,
    numbers: Vec<u64>,
    last: usize,
}

impl Chunk {
    pub fn new() -> Self {
        Self {
            bytes: vec![0; CHUNK_HEADER],
            names: HashMap::new(),
            templates: HashMap::new(),
            numbers: Vec::new(),
            last: 0,
        }
    }

    /// Adds an event, unless the chunk is full.
    pub fn push(&mut self, event: &Event) -> bool {
        let (length, names, templates) =
            (self.bytes.len(), self.names.clone(), self.templates.clone());
        self.record(event);
        let fits = self.bytes.len() <= CHUNK;
        if fits {
            self.last = length;
            self.numbers.push(event.number);
        } else {
            self.bytes.truncate(length);
            (self.names, self.templates) = (names, templates);
        }
        fits
    }

    /// The chunk with its header, filled up with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        let free = self.bytes.len();
        let (first, last) = match self.numbers.as_slice() {
            [first, .., last] => (*first, *last),
            [only] => (*only, *only),
            [] => (u64::MAX, u64::MAX),
        };
        let mut head = b"ElfChnk\0".to_vec();
        for number in [first, last, first, last] {
            head.extend(number.to_le_bytes());
        }
        for size in [128, self.last, free] {
            head.extend(u32::try_from(size).unwrap().to_le_bytes());
        }
        head.extend(crc32(&self.bytes[CHUNK_HEADER..]).to_le_bytes());
        head.resize(128, 0);
        head.extend(self.buckets());
        let checksum = crc32(&[&head[..120], &head[128..]].concat());
        head[124..128].copy_from_slice(&checksum.to_le_bytes());
        self.bytes[..CHUNK_HEADER].copy_from_slice(&head);
        self.bytes.resize(CHUNK, 0);
        self.bytes
    }

    /// Chains the names by their hashes, and gives the heads of the chains; templates are found by offset alone.
    fn buckets(&mut self) -> Vec<u8> {
        let mut heads = [0_u32; 64];
        let mut names: Vec<_> = self.names.iter().map(|(name, at)| (*at, *name)).collect();
        names.sort_unstable();
        for (at, name) in names {
            let head = &mut heads[usize::from(hash(name)) % 64];
            let link = at as usize;
            self.bytes[link..link + 4].copy_from_slice(&head.to_le_bytes());
            *head = at;
        }
        let mut bytes: Vec<u8> = heads.iter().flat_map(|head| head.to_le_bytes()).collect();
        bytes.resize(64 * 4 + 32 * 4, 0);
        bytes
    }

    fn record(&mut self, event: &Event) {
        let start = self.bytes.len();
        self.bytes.extend(b"**\0\0\0\0\0\0");
        self.bytes.extend(event.number.to_le_bytes());
        self.bytes.extend(event.written().to_le_bytes());
        self.outer(event);
        let padded = (self.bytes.len() - start + 4).next_multiple_of(8);
        self.bytes.resize(start + padded - 4, 0);
        let size = u32::try_from(padded).unwrap().to_le_bytes();
        self.bytes.extend(size);
        self.bytes[start + 4..start + 8].copy_from_slice(&size);
    }

    /// The columns, and the data as binary XML in a value of their own.
    fn outer(&mut self, event: &Event) {
        let key = format!("system {}", event.shape == Shape::User);
        let user = event.shape == Shape::User;
        self.instance(&key, |chunk| chunk.system(user));
        let descriptors = self.bytes.len() + 4;
        let columns = [
            (1, utf16(event.provider)),
            (6, event.id.to_le_bytes().to_vec()),
            (4, vec![event.level]),
            (0x11, event.written().to_le_bytes().to_vec()),
            (0x0A, event.number.to_le_bytes().to_vec()),
            (8, 1088_u32.to_le_bytes().to_vec()),
            (8, 5120_u32.to_le_bytes().to_vec()),
            (1, utf16("System")),
        ];
        let last = columns.len() * 4 + descriptors;
        self.values(&columns, Some(0x21));
        let start = self.bytes.len();
        self.inner(event);
        let size = u16::try_from(self.bytes.len() - start).unwrap();
        self.bytes[last..last + 2].copy_from_slice(&size.to_le_bytes());
        self.bytes.push(0);
    }

    fn inner(&mut self, event: &Event) {
        let names: Vec<_> = event
            .data
            .iter()
            .map(|(name, datum)| format!("{name}:{}", datum.kind()))
            .collect();
        let key = format!("{} {}", event.shape as u8, names.join(" "));
        self.instance(&key, |chunk| chunk.data(event));
        let values: Vec<_> = event
            .data
            .iter()
            .map(|(_, datum)| (datum.kind(), datum.bytes()))
            .collect();
        self.values(&values, None);
        self.bytes.push(0);
    }

    /// Begins an instance of a template, which is written where it is used first.
    fn instance(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        self.bytes.extend([0x0F, 1, 1, 0, 0x0C, 1]);
        let known = self.templates.get(key).copied();
        let number = known.unwrap_or(self.templates.len() as u32);
        self.bytes.extend(number.to_le_bytes());
        let at = known.unwrap_or(self.bytes.len() as u32 + 4);
        self.bytes.extend(at.to_le_bytes());
        if known.is_some() {
            return;
        }
        self.templates.insert(key.to_owned(), at);
        self.bytes.extend(0_u32.to_le_bytes());
        self.bytes.extend(number.to_le_bytes());
        self.bytes.extend([7; 12]);
        self.sized(4, |chunk| {
            chunk.bytes.extend([0x0F, 1, 1, 0]);
            write(chunk);
            chunk.bytes.push(0);
        });
    }

    fn values(&mut self, values: &[(u8, Vec<u8>)], then: Option<u8>) {
        let count = values.len() + usize::from(then.is_some());
        self.bytes
            .extend(u32::try_from(count).unwrap().to_le_bytes());
        for (kind, bytes) in values {
            self.bytes
                .extend(u16::try_from(bytes.len()).unwrap().to_le_bytes());
            self.bytes.extend([*kind, 0]);
        }
        if let Some(kind) = then {
            self.bytes.extend([0, 0, kind, 0]);
        }
        for (_, bytes) in values {
            self.bytes.extend(bytes);
        }
    }

    fn system(&mut self, user: bool) {
        self.element("Event", &["xmlns"], |chunk| {
            chunk.element("System", &[], |chunk| {
                chunk.empty("Provider", &[("Name", 0, 1)]);
                chunk.datum("EventID", 1, 6);
                chunk.datum("Level", 2, 4);
                chunk.empty("TimeCreated", &[("SystemTime", 3, 0x11)]);
                chunk.datum("EventRecordID", 4, 0x0A);
                chunk.empty("Execution", &[("ProcessID", 5, 8), ("ThreadID", 6, 8)]);
                chunk.datum("Channel", 7, 1);
                chunk.element("Computer", &[], |chunk| chunk.text("pc1.contoso.test"));
            });
            if user {
                chunk.element("UserData", &[], |chunk| chunk.value(8, 0x21));
            } else {
                chunk.value(8, 0x21);
            }
        });
    }

    fn data(&mut self, event: &Event) {
        let root = if event.shape == Shape::User {
            "Changes"
        } else {
            "EventData"
        };
        self.element(root, &[], |chunk| {
            for (number, (name, datum)) in event.data.iter().enumerate() {
                let number = u16::try_from(number).unwrap();
                let kind = datum.kind();
                match event.shape {
                    Shape::User => chunk.datum(name, number, kind),
                    Shape::Unnamed => chunk.datum("Data", number, kind),
                    Shape::Named => {
                        chunk.element("Data", &[*name], |chunk| chunk.value(number, kind));
                    }
                }
            }
        });
    }

    fn datum(&mut self, name: &'static str, number: u16, kind: u8) {
        self.element(name, &[], |chunk| chunk.value(number, kind));
    }

    /// An element; `attributes` are `xmlns` with the schema, or the value of `Name`.
    fn element(
        &mut self,
        name: &'static str,
        attributes: &[&'static str],
        content: impl FnOnce(&mut Self),
    ) {
        self.open(name, !attributes.is_empty(), |chunk| {
            if !attributes.is_empty() {
                chunk.sized(4, |chunk| {
                    for value in attributes {
                        let is_schema = *value == "xmlns";
                        chunk.bytes.push(0x06);
                        chunk.name(if is_schema { "xmlns" } else { "Name" });
                        chunk.text(if is_schema {
                            "urn:contoso:events"
                        } else {
                            value
                        });
                    }
                });
            }
            chunk.bytes.push(0x02);
            content(chunk);
            chunk.bytes.push(0x04);
        });
    }

    fn empty(&mut self, name: &'static str, attributes: &[(&'static str, u16, u8)]) {
        self.open(name, true, |chunk| {
            chunk.sized(4, |chunk| {
                for (place, (name, number, kind)) in attributes.iter().enumerate() {
                    let is_last = place + 1 == attributes.len();
                    chunk.bytes.push(if is_last { 0x06 } else { 0x46 });
                    chunk.name(name);
                    chunk.value(*number, *kind);
                }
            });
            chunk.bytes.push(0x03);
        });
    }

    fn open(&mut self, name: &'static str, has_attributes: bool, rest: impl FnOnce(&mut Self)) {
        self.bytes.push(if has_attributes { 0x41 } else { 0x01 });
        self.bytes.extend(0xFFFF_u16.to_le_bytes());
        self.sized(4, |chunk| {
            chunk.name(name);
            rest(chunk);
        });
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend([0x05, 1]);
        let units = utf16(text);
        self.bytes
            .extend(u16::try_from(units.len() / 2).unwrap().to_le_bytes());
        self.bytes.extend(units);
    }

    fn value(&mut self, number: u16, kind: u8) {
        self.bytes.push(0x0E);
        self.bytes.extend(number.to_le_bytes());
        self.bytes.push(kind);
    }

    fn name(&mut self, name: &'static str) {
        let here = self.bytes.len() as u32 + 4;
        let at = *self.names.entry(name).or_insert(here);
        self.bytes.extend(at.to_le_bytes());
        if at == here {
            self.bytes.extend([0; 4]);
            self.bytes.extend(hash(name).to_le_bytes());
            self.bytes
                .extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            self.bytes.extend(utf16(name));
            self.bytes.extend([0; 2]);
        }
    }

    /// What `write` writes, behind its size in four bytes.
    fn sized(&mut self, width: usize, write: impl FnOnce(&mut Self)) {
        let at = self.bytes.len();
        self.bytes.resize(at + width, 0);
        write(self);
        let size = u32::try_from(self.bytes.len() - at - width).unwrap();
        self.bytes[at..at + width].copy_from_slice(&size.to_le_bytes());
    }
}

impl Datum {
    fn kind(&self) -> u8 {
        match self {
            Self::Text(_) => 0x01,
            Self::Number(_) => 0x08,
            Self::Hex(_) => 0x14,
            Self::Signed(_) => 0x07,
            Self::Guid(_) => 0x0F,
            Self::Binary(_) => 0x0E,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => utf16(text),
            Self::Number(number) | Self::Hex(number) => number.to_le_bytes().to_vec(),
            Self::Signed(number) => number.to_le_bytes().to_vec(),
            Self::Guid(guid) => guid.to_vec(),
            Self::Binary(bytes) => bytes.to_vec(),
        }
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The hash by which names are chained.
fn hash(name: &str) -> u16 {
    let full = name.encode_utf16().fold(0_u32, |hash, unit| {
        hash.wrapping_mul(65599).wrapping_add(u32::from(unit))
    });
    (full & 0xFFFF) as u16
}

/// CRC-32 as in IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
