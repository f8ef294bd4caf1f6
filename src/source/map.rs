//! Bytes of files: mapped in windows for large ones, read into a reused buffer for the rest.
//!
//! A window is mapped, used and dropped, so memory does not grow with the file. Small files are read, because mapping
//! twenty thousand of them one by one costs more than twice the time. Where mapping is refused (some network drives,
//! pseudo files) or not wanted, windows are read as well.
//!
//! This is the only file of the crate with `unsafe` in it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::Error;

/// Gives windows of one file, mapped or read into a buffer that is used again.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
}

/// Which bytes of a file are wanted, and how.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The file.
    pub path: &'a Path,
    /// First byte.
    pub start: u64,
    /// How many at most; fewer at the end of the file.
    pub length: usize,
    /// Whether mapping may be tried.
    pub mapped: bool,
}

impl Reader {
    /// Hands the bytes of the window to `use_bytes`.
    pub fn with<R>(
        &mut self,
        window: Window<'_>,
        use_bytes: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, Error> {
        let mut file = File::open(window.path).map_err(Error::io("open", window.path))?;
        if window.mapped
            && let Some(map) = map_window(&file, window)
        {
            return Ok(use_bytes(&map));
        }
        self.fill(&mut file, window)?;
        Ok(use_bytes(&self.buffer))
    }

    fn fill(&mut self, file: &mut File, window: Window<'_>) -> Result<(), Error> {
        if window.start > 0 {
            file.seek(SeekFrom::Start(window.start))
                .map_err(Error::io("read", window.path))?;
        }
        // Without room for all of it, reading would begin with a few bytes at a time.
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        let there = usize::try_from(size.saturating_sub(window.start)).unwrap_or(usize::MAX);
        self.buffer.clear();
        self.buffer.reserve_exact(there.min(window.length));
        file.take(window.length as u64)
            .read_to_end(&mut self.buffer)
            .map_err(Error::io("read", window.path))?;
        Ok(())
    }
}

/// A plain read of a few bytes; fewer at the end of the file.
pub(super) fn read_at(path: &Path, start: u64, length: usize) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::default();
    reader.with(
        Window {
            path,
            start,
            length,
            mapped: false,
        },
        |_| (),
    )?;
    Ok(reader.buffer)
}

/// Maps the part of the window that the file has; `None` when there is none or the system refuses.
#[expect(unsafe_code, reason = "mapping is unsafe by nature; see SAFETY")]
fn map_window(file: &File, window: Window<'_>) -> Option<memmap2::Mmap> {
    let size = file.metadata().ok()?.len();
    let length = usize::try_from(size.checked_sub(window.start)?)
        .unwrap_or(usize::MAX)
        .min(window.length);
    if length == 0 {
        return None;
    }
    let mut options = memmap2::MmapOptions::new();
    options.offset(window.start).len(length).populate();
    // SAFETY: the map is read-only and private to this call. The length is within the file as it was a moment ago. If
    // another process writes to the file meanwhile, we read old bytes, new bytes or a mixture, all of which are handled
    // as untrusted log bytes: nothing is checked once and relied on later in a way that could break memory safety. If
    // another process truncates the file while it is mapped, Unix ends this process with SIGBUS; Windows refuses the
    // truncation. Whoever reads logs that are being truncated has `--no-mmap`.
    unsafe { options.map(file) }.ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn check(start: u64, length: usize, expected: &[u8]) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"0123456789").unwrap();
        for mapped in [true, false] {
            let window = Window {
                path: file.path(),
                start,
                length,
                mapped,
            };
            let got = Reader::default().with(window, <[u8]>::to_vec).unwrap();
            assert_eq!(got, expected, "mapped: {mapped}");
        }
    }

    #[test]
    fn a_window_is_the_same_mapped_and_read() {
        check(0, 4, b"0123");
        check(3, 4, b"3456");
        check(8, 100, b"89");
        check(10, 4, b"");
        check(99, 4, b"");
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = read_at(Path::new("no/such.log"), 0, 1)
            .unwrap_err()
            .to_string();
        assert!(error.contains("no/such.log"), "{error}");
    }
}
