//! A record's binary XML where it is what nearly every record is: one template and the values to put into it.
//!
//! `0F 01 01 00 | 0C, template at | the template itself at its first use | count, size and type of each value | values`

use super::cursor::Cursor;
use super::spelled::Value;

/// A template with values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Instance<'a> {
    /// Offset of the template's definition in the chunk.
    pub(super) template: usize,
    values: Vec<Value<'a>>,
}

impl<'a> Instance<'a> {
    /// Reads binary XML that lies in the chunk from `at` to `end`; `None` where it is anything else.
    pub(super) fn read(chunk: &'a [u8], at: usize, end: usize) -> Option<Self> {
        const FRAGMENT: u8 = 0x0F;
        const INSTANCE: u8 = 0x0C;
        let mut cursor = Cursor::new(chunk.get(..end)?, at);
        let mut token = cursor.u8()?;
        if token == FRAGMENT {
            cursor.take(3)?;
            token = cursor.u8()?;
        }
        cursor.take((token == INSTANCE).then_some(5)?)?;
        let template = cursor.size()?;
        if template == cursor.at() {
            skip_definition(&mut cursor)?;
        }
        let values = values(&mut cursor)?;
        Some(Self { template, values })
    }

    /// The value of that number.
    pub(super) fn value(&self, number: u16) -> Option<Value<'a>> {
        self.values.get(usize::from(number)).copied()
    }
}

fn skip_definition(cursor: &mut Cursor<'_>) -> Option<()> {
    const LINK_AND_GUID: usize = 20;
    cursor.take(LINK_AND_GUID)?;
    let size = cursor.size()?;
    cursor.take(size).map(|_| ())
}

fn values<'a>(cursor: &mut Cursor<'a>) -> Option<Vec<Value<'a>>> {
    const DESCRIPTOR: usize = 4;
    let count = cursor.size()?;
    let descriptors = cursor.take(count.checked_mul(DESCRIPTOR)?)?;
    descriptors
        .chunks_exact(DESCRIPTOR)
        .map(|descriptor| match descriptor {
            [low, high, kind, _] => {
                let size = u16::from_le_bytes([*low, *high]);
                Some((*kind, cursor.take(usize::from(size))?))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(count: u32) -> Vec<u8> {
        let mut bytes = vec![0x0F, 1, 1, 0, 0x0C, 1, 0, 0, 0, 0, 99, 0, 0, 0];
        bytes.extend(count.to_le_bytes());
        bytes.extend([2, 0, 6, 0, 1, 0, 4, 0]);
        bytes.extend([20, 0, 7]);
        bytes
    }

    #[test]
    fn values_stand_behind_their_sizes_and_types() {
        let bytes = binary(2);
        let read = Instance::read(&bytes, 0, bytes.len()).unwrap();
        assert_eq!(read.template, 99);
        assert_eq!(read.value(0), Some((6, &[20, 0][..])));
        assert_eq!(read.value(1), Some((4, &[7][..])));
        assert_eq!(read.value(2), None);
    }

    #[test]
    fn counts_and_sizes_past_the_end_are_no_instance() {
        for count in [3, u32::MAX] {
            let bytes = binary(count);
            assert_eq!(Instance::read(&bytes, 0, bytes.len()), None);
        }
        let bytes = binary(2);
        for end in 0..bytes.len() {
            assert_eq!(Instance::read(&bytes, 0, end), None);
        }
    }
}
