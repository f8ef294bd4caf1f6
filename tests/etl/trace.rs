//! Builds traces from nothing: sessions, buffers, and records of every shape.

use super::pack::pack;

/// Reading of the clock in a file's first record.
pub const BASE: u64 = 5_000_000_000;
/// 2024-05-14T00:00:00Z, the instant that belongs to it.
pub const START: u64 = 133_601_184_000_000_000;
/// The update agent.
pub const AGENT: (u128, &str) = (0x0b7a6f19_47c4_454e_8c5c_e868d637e4d8, "WUTraceLogging");

/// What a file says of the session that wrote it.
#[derive(Clone)]
pub struct Session {
    /// Whether pointers have eight bytes.
    pub wide: bool,
    pub buffer_size: usize,
    pub build: u32,
    pub mode: u32,
    /// 1 performance counter, 2 system time, 3 cycles.
    pub clock: u32,
    pub frequency: u64,
    pub boot: u64,
    pub bias: i32,
    pub zone: &'static str,
    pub events_lost: u32,
    pub buffers_lost: u32,
    pub path: &'static str,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            wide: true,
            buffer_size: 4096,
            build: 22631,
            mode: 0x1100_2009,
            clock: 1,
            frequency: 10_000_000,
            boot: START - 36_000_000_000,
            bias: -60,
            zone: "@tzres.dll,-322",
            events_lost: 0,
            buffers_lost: 0,
            path: "C:\\Traces\\contoso.etl",
        }
    }
}

/// Records that share a buffer.
pub struct Buffer {
    pub sequence: u64,
    pub packed: bool,
    pub records: Vec<Vec<u8>>,
}

impl Session {
    /// A file of these buffers.
    pub fn file(&self, buffers: &[Buffer]) -> Vec<u8> {
        let mut file = self.buffer(&self.description(), 0, 4, false);
        for buffer in buffers {
            let body: Vec<u8> = buffer.records.iter().flat_map(|it| padded(it)).collect();
            file.extend(self.buffer(&body, buffer.sequence, 0, buffer.packed));
        }
        file
    }

    /// A file with these records in one buffer.
    pub fn one(&self, records: Vec<Vec<u8>>) -> Vec<u8> {
        self.file(&[Buffer {
            sequence: 1,
            packed: false,
            records,
        }])
    }

    fn buffer(&self, body: &[u8], sequence: u64, kind: u16, packed: bool) -> Vec<u8> {
        let filled = length(0x48 + body.len());
        let data = if packed { pack(body) } else { body.to_vec() };
        let size = if packed {
            0x48 + data.len()
        } else {
            self.buffer_size
        };
        assert!(0x48 + data.len() <= size, "too much for a buffer");
        let mut buffer = [length(size), filled, filled, 0]
            .map(u32::to_le_bytes)
            .concat();
        buffer.extend((BASE + 77).to_le_bytes());
        buffer.extend(sequence.to_le_bytes());
        buffer.extend([0; 16]);
        buffer.extend(filled.to_le_bytes());
        let flags = if packed { 0x60_u16 } else { 0x20 };
        buffer.extend([flags, kind].map(u16::to_le_bytes).concat());
        buffer.extend([0; 16]);
        buffer.extend(data);
        buffer.resize(size, 0xFF);
        buffer
    }

    fn description(&self) -> Vec<u8> {
        let mut fields = length(self.buffer_size).to_le_bytes().to_vec();
        fields.extend([10, 0, 1, 5]);
        fields.extend([self.build, 1].map(u32::to_le_bytes).concat());
        fields.extend(0u64.to_le_bytes());
        let numbers = [0, 0, self.mode, 0, 0, 8, self.events_lost, 3000];
        fields.extend(numbers.map(u32::to_le_bytes).concat());
        fields.resize(fields.len() + if self.wide { 16 } else { 8 }, 0x0A);
        fields.extend(self.time_zone());
        fields.extend([0; 4]);
        fields.extend(
            [self.boot, self.frequency, START]
                .map(u64::to_le_bytes)
                .concat(),
        );
        fields.extend(
            [self.clock, self.buffers_lost]
                .map(u32::to_le_bytes)
                .concat(),
        );
        fields.extend(utf16("contoso session"));
        fields.extend(utf16(self.path));
        let kind = if self.wide { 2 } else { 1 };
        let [low, high] = short(0x20 + fields.len()).to_le_bytes();
        let mut record = vec![2, 0, kind, 0xC0, low, high, 0, 0];
        record.extend([4u32, 4].map(u32::to_le_bytes).concat());
        record.extend(BASE.to_le_bytes());
        record.extend([0; 8]);
        record.extend(fields);
        padded(&record)
    }

    /// Daylight time from the last Sunday of March to the last of October.
    fn time_zone(&self) -> Vec<u8> {
        let name = |name: &str| {
            let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.resize(64, 0);
            bytes
        };
        let date = |month: u16, hour: u16| {
            [0, month, 0, 5, hour, 0, 0, 0]
                .map(u16::to_le_bytes)
                .concat()
        };
        let mut zone = self.bias.to_le_bytes().to_vec();
        zone.extend(name(self.zone));
        zone.extend(date(10, 3));
        zone.extend(0i32.to_le_bytes());
        zone.extend(name("summer"));
        zone.extend(date(3, 2));
        zone.extend((-60i32).to_le_bytes());
        zone
    }
}

/// Name of an event, and its fields with their types.
pub type Schema<'a> = (&'a str, Vec<(&'a str, &'a [u8])>);

/// An event of a provider that came with Windows Vista.
pub struct Event<'a> {
    pub wide: bool,
    /// Clock steps since the first record.
    pub after: u64,
    pub provider: (u128, &'a str),
    pub level: u8,
    /// Name and types of an event that describes itself, each field's type bytes behind its name.
    pub schema: Option<Schema<'a>>,
    pub data: Vec<u8>,
}

impl Event<'_> {
    pub fn record(&self) -> Vec<u8> {
        let items = self.schema.as_ref().map(|(name, fields)| {
            let mut schema = [b"\0", name.as_bytes(), b"\0"].concat();
            for (name, kind) in fields {
                schema.extend([name.as_bytes(), b"\0", kind].concat());
            }
            let traits = [self.provider.1.as_bytes(), b"\0"].concat();
            [item(0x0C, true, &traits), item(0x0B, false, &schema)].concat()
        });
        let flags = u16::from(items.is_some());
        let items = items.unwrap_or_default();
        let mut record = short(0x50 + items.len() + self.data.len())
            .to_le_bytes()
            .to_vec();
        record.extend([if self.wide { 0x13 } else { 0x12 }, 0xC0]);
        record.extend([flags, 0].map(u16::to_le_bytes).concat());
        record.extend([5120u32, 1088].map(u32::to_le_bytes).concat());
        record.extend((BASE + self.after).to_le_bytes());
        record.extend(guid(self.provider.0));
        record.extend([19, 0, 2, 11, self.level, 0, 0, 0]);
        record.extend([0; 32]);
        record.extend(items);
        record.extend(&self.data);
        record
    }
}

/// An item that counts itself in its first two bytes.
fn item(kind: u16, more: bool, content: &[u8]) -> Vec<u8> {
    let data = [&short(2 + content.len()).to_le_bytes()[..], content].concat();
    let size = (8 + data.len()).next_multiple_of(8);
    let mut item = [short(size), kind, u16::from(more), short(data.len())]
        .map(u16::to_le_bytes)
        .concat();
    item.extend(data);
    item.resize(size, 0);
    item
}

/// A line of the update agent, `after` clock steps since the first record.
pub fn line(wide: bool, after: u64, component: &str, message: &str) -> Vec<u8> {
    let event = Event {
        wide,
        after,
        provider: AGENT,
        level: 4,
        schema: Some((component, vec![("Info", &[1])])),
        data: utf16(message),
    };
    event.record()
}

/// A message without text, with GUID, time and ids.
pub fn message(file: u128, number: u16, values: &[u8]) -> Vec<u8> {
    let mut record = short(40 + values.len()).to_le_bytes().to_vec();
    record.extend([0, 0x90]);
    record.extend([number, 0xAA].map(u16::to_le_bytes).concat());
    record.extend(guid(file));
    record.extend((BASE + 5).to_le_bytes());
    record.extend([5120u32, 1088].map(u32::to_le_bytes).concat());
    record.extend(values);
    record
}

/// An event of a classic provider.
pub fn classic(provider: u128, values: &[u8]) -> Vec<u8> {
    let mut record = short(0x30 + values.len()).to_le_bytes().to_vec();
    record.extend([0x14, 0xC0, 7, 2, 0, 0]);
    record.extend([5120u32, 1088].map(u32::to_le_bytes).concat());
    record.extend((BASE + 5).to_le_bytes());
    record.extend(guid(provider));
    record.extend([0; 8]);
    record.extend(values);
    record
}

/// Text with its end.
pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// An identifier as it stands in files: the first three parts little-endian.
pub fn guid(printed: u128) -> Vec<u8> {
    let bytes = printed.to_be_bytes();
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    order.map(|at: usize| bytes[at]).to_vec()
}

/// What stands between records is no zero.
fn padded(record: &[u8]) -> Vec<u8> {
    let mut bytes = record.to_vec();
    bytes.resize(record.len().next_multiple_of(8), 0xEE);
    bytes
}

fn length(length: usize) -> u32 {
    length.try_into().unwrap()
}

fn short(length: usize) -> u16 {
    length.try_into().unwrap()
}
