//! The bytes of an archive as the readers of archives want them, wherever they are: a file on disk is read in windows and
//! never as a whole, an archive inside another one is read where it lies in memory.

use std::borrow::Cow;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use crate::source::Source;

/// Read at once from a file.
const WINDOW: usize = 128 * 1024;

/// A position in a source, and the window of bytes around it.
pub(super) struct Bytes<'a> {
    source: &'a Source,
    position: u64,
    window: Cow<'a, [u8]>,
    window_start: u64,
}

impl<'a> Bytes<'a> {
    /// The source from its beginning.
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            source,
            position: 0,
            window: Cow::Borrowed(&[]),
            window_start: 0,
        }
    }

    /// The source from `position`.
    pub(super) fn from(source: &'a Source, position: u64) -> Self {
        Self {
            position,
            ..Self::new(source)
        }
    }

    /// Offset of the next byte.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Where in the window the position is.
    fn within(&self) -> Option<usize> {
        let within = usize::try_from(self.position.checked_sub(self.window_start)?).ok()?;
        (within < self.window.len()).then_some(within)
    }
}

impl BufRead for Bytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.within().is_none() {
            self.window = self
                .source
                .read(self.position, WINDOW)
                .map_err(io::Error::other)?;
            self.window_start = self.position;
        }
        let within = self.within().unwrap_or(self.window.len());
        Ok(self.window.get(within..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position = self.position.saturating_add(amount as u64);
    }
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl Seek for Bytes<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.source.bytes.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Bundle;

    fn check(read: impl Fn(&mut Bytes<'_>) -> io::Result<Vec<u8>>, expected: &[u8]) {
        let bundle = Bundle::from_memory([("a", b"0123456789".to_vec())]);
        let mut bytes = Bytes::new(&bundle.sources[0]);
        assert_eq!(read(&mut bytes).unwrap(), expected);
    }

    fn four(bytes: &mut Bytes<'_>) -> io::Result<Vec<u8>> {
        let mut four = vec![0; 4];
        let count = bytes.read(&mut four)?;
        four.truncate(count);
        Ok(four)
    }

    #[test]
    fn seeking_goes_anywhere_and_past_the_end_is_nothing() {
        check(four, b"0123");
        check(
            |bytes| bytes.seek(SeekFrom::End(-2)).and_then(|_| four(bytes)),
            b"89",
        );
        check(
            |bytes| bytes.seek(SeekFrom::Start(99)).and_then(|_| four(bytes)),
            b"",
        );
        check(
            |bytes| {
                four(bytes)?;
                bytes.seek(SeekFrom::Current(-3))?;
                four(bytes)
            },
            b"1234",
        );
    }

    #[test]
    fn before_the_beginning_is_an_error() {
        let bundle = Bundle::from_memory([("a", b"0123".to_vec())]);
        let mut bytes = Bytes::new(&bundle.sources[0]);
        assert!(bytes.seek(SeekFrom::End(-5)).is_err());
    }
}
