//! Little-endian fields of a chunk, each read within bounds.

/// A place in some bytes that moves on as fields are read. Past the end every field is `None`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The place at an offset of `bytes`.
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Offset of the next field.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The next so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// One byte.
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Two bytes.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// Four bytes.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// Four bytes that are an offset or a size.
    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// Eight bytes.
    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// UTF-16 text behind its length in units.
    pub(super) fn counted_text(&mut self) -> Option<&'a [u8]> {
        let units = self.u16()?;
        self.take(usize::from(units) * 2)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_past_the_end_are_none_and_move_nothing() {
        let mut cursor = Cursor::new(&[1, 0, 2], 0);
        assert_eq!(
            (cursor.u16(), cursor.u16(), cursor.at()),
            (Some(1), None, 2)
        );
        assert_eq!(cursor.u8(), Some(2));
        assert_eq!(Cursor::new(&[], usize::MAX).take(2), None);
    }
}
