//! The schema that an event carries which describes itself: its name and its fields with their types.
//!
//! ```text
//! 0F 00 | 00 | "Agent\0" | "Info\0" 01        event Agent with one field, Info, of UTF-16 text
//! ```
//!
//! A field is a name and a type; bits of the type say that a format, tags, or a count follow. A structure is a field whose
//! format is the number of fields after it that are its members. Source: TraceLoggingProvider.h of the Windows SDK.

use super::bytes::Reader;

const FLAGS_FOLLOW: u8 = 0x80;
const COUNT_BITS: u8 = 0x60;
const TYPE_BITS: u8 = 0x1F;
/// The type of a structure.
pub(super) const STRUCTURE: u8 = 24;

/// How often a field's value stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    One,
    /// So often in every event.
    Fixed(u16),
    /// As often as the number in front of the values says.
    Told,
    /// In a form of the provider's own.
    Custom,
}

/// A field of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) name: &'a [u8],
    /// How its value stands in the data.
    pub(super) kind: u8,
    /// How it is to be shown; of a structure, how many members it has.
    pub(super) format: u8,
    pub(super) count: Count,
}

/// Name of the event, and a reader of its fields.
pub(super) fn open(schema: &[u8]) -> Option<(&[u8], Fields<'_>)> {
    let mut reader = Reader { rest: schema };
    reader.word()?;
    skip_tags(&mut reader)?;
    let name = reader.narrow_text();
    Some((name, Fields { reader }))
}

/// The fields in order, up to the end or to one that cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.reader.rest.is_empty() {
            return None;
        }
        let reader = &mut self.reader;
        let name = reader.narrow_text();
        let kind = reader.byte()?;
        let mut format = 0;
        if kind & FLAGS_FOLLOW != 0 {
            let byte = reader.byte()?;
            format = byte & !FLAGS_FOLLOW;
            if byte & FLAGS_FOLLOW != 0 {
                skip_tags(reader)?;
            }
        }
        let count = match kind & COUNT_BITS {
            0 => Count::One,
            0x20 => Count::Fixed(reader.word()?),
            0x40 => Count::Told,
            _ => {
                reader.counted()?;
                Count::Custom
            }
        };
        Some(Field {
            name,
            kind: kind & TYPE_BITS,
            format,
            count,
        })
    }
}

/// Steps over bytes up to the first without its top bit.
fn skip_tags(reader: &mut Reader<'_>) -> Option<()> {
    while reader.byte()? & FLAGS_FOLLOW != 0 {}
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schema: &[u8], name: &str, fields: &[(&str, u8, u8, Count)]) {
        let (found, reader) = open(schema).unwrap();
        assert_eq!(found, name.as_bytes());
        let found: Vec<_> = reader
            .map(|field| {
                let name = std::str::from_utf8(field.name).unwrap();
                (name, field.kind, field.format, field.count)
            })
            .collect();
        assert_eq!(found, fields);
        for cut in 0..schema.len() {
            let fewer = open(&schema[..cut]).map_or(0, |(_, reader)| reader.count());
            assert!(fewer <= fields.len());
        }
    }

    #[test]
    fn one_field_of_text() {
        let agent = b"\x0F\0\0Agent\0Info\0\x01";
        check(agent, "Agent", &[("Info", 1, 0, Count::One)]);
    }

    #[test]
    fn formats_tags_and_counts() {
        let schema = b"\0\0\x80\x00E\0a\0\x87\x0Fb\0\x84\x83\x81\x02c\0\x28\x03\0d\0\x46e\0\x68\x01\0\xFFf\0\x98\x02";
        let fields = [
            ("a", 7, 15, Count::One),
            ("b", 4, 3, Count::One),
            ("c", 8, 0, Count::Fixed(3)),
            ("d", 6, 0, Count::Told),
            ("e", 8, 0, Count::Custom),
            ("f", STRUCTURE, 2, Count::One),
        ];
        check(schema, "E", &fields);
    }
}
