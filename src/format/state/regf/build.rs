//! Hives for tests, built from nothing.

/// A key to write.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    name: Vec<u8>,
    flags: u16,
    values: Vec<(String, u32, Vec<u8>)>,
    keys: Vec<Node>,
}

/// A key with a name of narrow characters.
pub(super) fn key(name: &str) -> Node {
    Node {
        name: name.bytes().collect(),
        flags: 0x20,
        ..Node::default()
    }
}

/// A key with a name in UTF-16.
pub(super) fn wide_key(name: &str) -> Node {
    Node {
        name: utf16(name),
        ..Node::default()
    }
}

/// Text as the registry has it.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

impl Node {
    pub(super) fn with(mut self, keys: impl IntoIterator<Item = Node>) -> Self {
        self.keys.extend(keys);
        self
    }

    pub(super) fn value(mut self, name: &str, kind: u32, data: impl Into<Vec<u8>>) -> Self {
        self.values.push((name.to_owned(), kind, data.into()));
        self
    }

    pub(super) fn number(self, name: &str, number: u32) -> Self {
        self.value(name, 4, number.to_le_bytes())
    }

    pub(super) fn text(self, name: &str, text: &str) -> Self {
        self.value(name, 1, utf16(&format!("{text}\0")))
    }
}

/// How a hive is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    pub(super) file_name: &'static str,
    pub(super) dirty: bool,
    /// The signature of lists of subkeys; empty is `lh`.
    pub(super) lists: &'static str,
}

/// The file.
pub(super) fn hive(root: &Node, form: &Form) -> Vec<u8> {
    let mut writer = Writer {
        bins: b"hbin".to_vec(),
        lists: form.lists,
    };
    writer.bins.resize(32, 0);
    let root = writer.key(root);
    writer
        .bins
        .resize(writer.bins.len().next_multiple_of(4096), 0);
    let mut file = b"regf".to_vec();
    file.extend(7_u32.to_le_bytes());
    file.extend((7 - u32::from(form.dirty)).to_le_bytes());
    file.resize(36, 0);
    file.extend(root.to_le_bytes());
    file.extend(size(writer.bins.len()).to_le_bytes());
    file.resize(48, 0);
    file.extend(utf16(form.file_name));
    file.resize(4096, 0);
    file.extend(writer.bins);
    file
}

struct Writer {
    bins: Vec<u8>,
    lists: &'static str,
}

fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}

impl Writer {
    fn cell(&mut self, data: &[u8]) -> u32 {
        let at = self.bins.len();
        let length = (data.len() + 4).next_multiple_of(8);
        let in_use = -i32::try_from(length).unwrap();
        self.bins.extend(in_use.to_le_bytes());
        self.bins.extend(data);
        self.bins.resize(at + length, 0);
        size(at)
    }

    fn key(&mut self, node: &Node) -> u32 {
        let keys: Vec<u32> = node.keys.iter().map(|key| self.key(key)).collect();
        let values: Vec<u8> = node
            .values
            .iter()
            .flat_map(|value| self.value(value).to_le_bytes())
            .collect();
        let subkeys = if keys.is_empty() {
            u32::MAX
        } else {
            self.list(&keys)
        };
        let count = size(node.values.len());
        let values = if count == 0 {
            u32::MAX
        } else {
            self.cell(&values)
        };
        let mut data = b"nk".to_vec();
        data.extend(node.flags.to_le_bytes());
        data.resize(20, 0);
        data.extend(size(keys.len()).to_le_bytes());
        data.resize(28, 0);
        data.extend(subkeys.to_le_bytes());
        data.resize(36, 0);
        data.extend(count.to_le_bytes());
        data.extend(values.to_le_bytes());
        data.resize(72, 0);
        data.extend(u16::try_from(node.name.len()).unwrap().to_le_bytes());
        data.resize(76, 0);
        data.extend(&node.name);
        self.cell(&data)
    }

    fn list(&mut self, keys: &[u32]) -> u32 {
        let inner = match self.lists {
            "" => "lh",
            "ri" => "lf",
            lists => lists,
        };
        let width = if inner == "li" { 4 } else { 8 };
        let write = |writer: &mut Self, signature: &str, items: &[u32], width: usize| {
            let mut data = signature.as_bytes().to_vec();
            data.extend(u16::try_from(items.len()).unwrap().to_le_bytes());
            for item in items {
                data.extend(item.to_le_bytes());
                data.resize(data.len() + width - 4, 0);
            }
            writer.cell(&data)
        };
        if self.lists != "ri" {
            return write(self, inner, keys, width);
        }
        let inner: Vec<u32> = keys
            .chunks(1)
            .map(|keys| write(self, inner, keys, width))
            .collect();
        write(self, "ri", &inner, 4)
    }

    fn value(&mut self, (name, kind, data): &(String, u32, Vec<u8>)) -> u32 {
        let (length, place) = match data.len() {
            0..=4 => {
                let mut place = data.clone();
                place.resize(4, 0);
                (size(data.len()) | 1 << 31, place)
            }
            16_345.. => (size(data.len()), self.segments(data).to_le_bytes().to_vec()),
            length => (size(length), self.cell(data).to_le_bytes().to_vec()),
        };
        let mut cell = b"vk".to_vec();
        cell.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        cell.extend(length.to_le_bytes());
        cell.extend(place);
        cell.extend(kind.to_le_bytes());
        cell.extend(1_u16.to_le_bytes());
        cell.resize(20, 0);
        cell.extend(name.as_bytes());
        self.cell(&cell)
    }

    fn segments(&mut self, data: &[u8]) -> u32 {
        let segments: Vec<u8> = data
            .chunks(16_344)
            .flat_map(|segment| self.cell(segment).to_le_bytes())
            .collect();
        let count = u16::try_from(segments.len() / 4).unwrap();
        let list = self.cell(&segments);
        let mut cell = b"db".to_vec();
        cell.extend(count.to_le_bytes());
        cell.extend(list.to_le_bytes());
        self.cell(&cell)
    }
}
