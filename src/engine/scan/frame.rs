//! From an offset in the text to the record around it.
//!
//! A large log is read in windows, and a record belongs to the window in which it begins; the window's text therefore
//! reaches past its end, as far as the longest record. [`Frames`] knows the part of the text that is made of whole records
//! of this window, so the same records come out wherever the log is cut. What exceeds [`MAX_RECORD`] is not part of any
//! record; a log with such a line gets a note.

use memchr::memmem;

use crate::format::Framing;

/// Longest record in bytes of text. Real records are below 100 KB; a line of 100 MB must not be carried along whole.
pub(in crate::engine) const MAX_RECORD: usize = 1 << 20;

/// The records of one window.
#[derive(Debug)]
pub(in crate::engine) struct Frames<'t> {
    text: &'t [u8],
    framing: Framing,
    begin: usize,
    end: usize,
}

/// Where a window lies in its text.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Place {
    /// Records that begin before this offset belong to the window.
    pub(in crate::engine) split: usize,
    /// Whether the text begins at the beginning of the source.
    pub(in crate::engine) first: bool,
    /// Whether the byte before the text ends a line.
    pub(in crate::engine) at_line_start: bool,
}

impl<'t> Frames<'t> {
    /// The records that begin in the window.
    pub(in crate::engine) fn new(text: &'t [u8], framing: Framing, place: Place) -> Self {
        let mut frames = Self {
            text,
            framing,
            begin: 0,
            end: text.len(),
        };
        let begin = match framing {
            Framing::Lines(_) if place.first => 0,
            Framing::Lines(_) if !place.at_line_start => frames.next_start(next_line(text, 0)),
            _ => frames.next_start(0),
        };
        frames.begin = begin;
        frames.end = if place.split >= text.len() {
            text.len()
        } else {
            frames.next_start(frames.line_from(place.split))
        };
        frames.begin = begin.min(frames.end);
        frames
    }

    /// Bounds of the part of the text that the records fill.
    pub(in crate::engine) fn bounds(&self) -> (usize, usize) {
        (self.begin, self.end)
    }

    /// The record around the offset, as bounds; `None` where none is.
    pub(in crate::engine) fn around(&self, at: usize) -> Option<(usize, usize)> {
        self.before(at + 1).filter(|(_, end)| at < *end)
    }

    /// The last record that begins before the offset, as bounds.
    pub(in crate::engine) fn before(&self, at: usize) -> Option<(usize, usize)> {
        let last = at.checked_sub(1)?;
        let start = match self.framing {
            Framing::Lines(starts) => self.line_record_start(last, starts)?,
            Framing::Elements { open, .. } => self.element_start(last, open)?,
            Framing::Whole | Framing::Blocks(_) => self.begin,
        };
        Some((start, self.record_end(start)))
    }

    /// Where the next record begins behind an offset that is in none: what is left of a line that was cut, or text between
    /// elements.
    pub(in crate::engine) fn resume(&self, at: usize) -> usize {
        match self.framing {
            Framing::Lines(_) => self.next_start(next_line(self.text, at)),
            Framing::Elements { open, .. } => self.next_element(at, open),
            Framing::Whole | Framing::Blocks(_) => self.end,
        }
    }

    /// Whether some record is longer than [`MAX_RECORD`]. Every such record holds a multiple of a much smaller step.
    pub(in crate::engine) fn has_cut_record(&self) -> bool {
        const STEP: usize = 64 * 1024;
        let is_cut = |at| {
            self.around(at)
                .is_some_and(|(start, end)| end - start == MAX_RECORD)
        };
        self.end - self.begin > MAX_RECORD && (self.begin..self.end).step_by(STEP).any(is_cut)
    }

    /// How many elements begin and do not end.
    pub(in crate::engine) fn unclosed(&self) -> u64 {
        let Framing::Elements { open, close } = self.framing else {
            return 0;
        };
        let own = self.text.get(self.begin..self.end).unwrap_or_default();
        let opened =
            memmem::find_iter(own, open).filter(|at| self.is_element(self.begin + at, open));
        (opened.count() as u64).saturating_sub(memmem::find_iter(own, close).count() as u64)
    }

    /// The first record that begins at or after the offset, as bounds.
    pub(in crate::engine) fn after(&self, at: usize) -> Option<(usize, usize)> {
        let start = if at == self.begin {
            at
        } else {
            self.next_start(self.line_from(at))
        };
        (start < self.end).then(|| (start, self.record_end(start)))
    }

    /// Offset of the first record start at or after the offset, which is a line start for logs of lines.
    fn next_start(&self, from: usize) -> usize {
        match self.framing {
            Framing::Lines(starts) => {
                let mut at = from;
                while at < self.text.len() && !starts(self.line(at)) {
                    at = next_line(self.text, at);
                }
                at
            }
            Framing::Elements { open, .. } => self.next_element(from, open),
            Framing::Whole | Framing::Blocks(_) => 0,
        }
    }

    /// The first line start at or after the offset; for elements the offset itself.
    fn line_from(&self, at: usize) -> usize {
        let inside = matches!(self.framing, Framing::Lines(_))
            && at
                .checked_sub(1)
                .and_then(|before| self.text.get(before))
                .is_some_and(|byte| *byte != b'\n');
        if inside { next_line(self.text, at) } else { at }
    }

    fn line_record_start(&self, at: usize, starts: fn(&[u8]) -> bool) -> Option<usize> {
        let mut upto = at;
        loop {
            let start = self.line_start(upto);
            if start == self.begin || starts(self.line(start)) {
                return Some(start);
            }
            upto = start.checked_sub(1)?;
            if at - upto > MAX_RECORD {
                return None;
            }
        }
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(self.begin..at).unwrap_or_default();
        memchr::memrchr(b'\n', before).map_or(self.begin, |newline| self.begin + newline + 1)
    }

    fn line(&self, start: usize) -> &'t [u8] {
        let rest = self.text.get(start..).unwrap_or_default();
        let line = memchr::memchr(b'\n', rest)
            .and_then(|end| rest.get(..end))
            .unwrap_or(rest);
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    fn element_start(&self, at: usize, open: &[u8]) -> Option<usize> {
        let mut upto = (at + open.len()).min(self.end);
        loop {
            let before = self.text.get(self.begin..upto)?;
            let start = self.begin + memmem::rfind(before, open)?;
            if self.is_element(start, open) && start <= at {
                return Some(start);
            }
            upto = (start + open.len()).checked_sub(1)?;
        }
    }

    fn next_element(&self, from: usize, open: &[u8]) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let starts = memmem::find_iter(rest, open).map(|at| from + at);
        starts
            .into_iter()
            .find(|at| self.is_element(*at, open))
            .unwrap_or(self.text.len())
    }

    /// Whether the name ends where `open` does: `<Event` also begins `<EventData`.
    fn is_element(&self, start: usize, open: &[u8]) -> bool {
        let next = self.text.get(start + open.len());
        next.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
    }

    fn record_end(&self, start: usize) -> usize {
        let longest = start.saturating_add(MAX_RECORD).min(self.end);
        let natural = match self.framing {
            Framing::Lines(_) => self.next_start(next_line(self.text, start)),
            Framing::Elements { open, close } => {
                let next = self.next_element(start + open.len(), open);
                let body = self.text.get(start..next).unwrap_or_default();
                memmem::find(body, close).map_or(next, |at| start + at + close.len())
            }
            Framing::Whole | Framing::Blocks(_) => self.end,
        };
        natural.min(longest)
    }
}

/// Offset of the line after the one that holds the offset.
fn next_line(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |newline| at + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: Framing = Framing::Lines(|line| line.starts_with(b"#"));
    const EVENTS: Framing = Framing::Elements {
        open: b"<Event",
        close: b"</Event>",
    };

    /// Every record of the text when it is cut at the given offset, as strings.
    fn cut_at(text: &str, framing: Framing, cut: usize) -> Vec<&str> {
        let mut records = Vec::new();
        for (from, split) in [(0, cut), (cut, text.len())] {
            let place = Place {
                split: split - from,
                first: from == 0,
                at_line_start: from == 0 || text.as_bytes()[from - 1] == b'\n',
            };
            let frames = Frames::new(&text.as_bytes()[from..], framing, place);
            let mut at = frames.bounds().0;
            while let Some((start, end)) = frames.after(at) {
                records.push(text.get(from + start..from + end).unwrap());
                at = end;
            }
        }
        records
    }

    fn check(text: &str, framing: Framing, expected: &[&str]) {
        for cut in 1..=text.len() {
            assert_eq!(cut_at(text, framing, cut), expected, "cut at {cut}");
        }
    }

    #[test]
    fn continuation_lines_belong_to_the_record_before_wherever_the_log_is_cut() {
        check(
            "#1\n more\n\n#2\r\n#3\n more",
            LINES,
            &["#1\n more\n\n", "#2\r\n", "#3\n more"],
        );
    }

    #[test]
    fn text_before_the_first_record_is_a_record_of_its_own() {
        check("head\n#1\n", LINES, &["head\n", "#1\n"]);
    }

    #[test]
    fn elements_end_at_their_close_and_data_is_no_element() {
        let text = "x<Events><Event a><EventData/></Event>\n<Event>2</Event></Events>";
        check(
            text,
            EVENTS,
            &["<Event a><EventData/></Event>", "<Event>2</Event>"],
        );
    }

    #[test]
    fn every_offset_of_a_record_leads_to_it() {
        let text = "#1\n more\n#2\n";
        let place = Place {
            split: text.len(),
            first: true,
            at_line_start: true,
        };
        let frames = Frames::new(text.as_bytes(), LINES, place);
        for at in 0..9 {
            assert_eq!(frames.around(at), Some((0, 9)), "{at}");
        }
        assert_eq!(frames.around(10), Some((9, 12)));
    }

    #[test]
    fn text_after_the_last_element_is_in_none_but_comes_after_it() {
        let text = "<Events><Event>1</Event></Events>";
        let place = Place {
            split: text.len(),
            first: true,
            at_line_start: true,
        };
        let frames = Frames::new(text.as_bytes(), EVENTS, place);
        assert_eq!(
            (frames.around(text.len() - 1), frames.before(text.len())),
            (None, Some((8, 24)))
        );
    }

    #[test]
    fn a_record_is_cut_at_the_longest_length() {
        let text = format!("#{}\n#2\n", "x".repeat(MAX_RECORD + 10));
        let place = Place {
            split: text.len(),
            first: true,
            at_line_start: true,
        };
        let frames = Frames::new(text.as_bytes(), LINES, place);
        assert_eq!(frames.around(5), Some((0, MAX_RECORD)));
        assert_eq!(frames.around(MAX_RECORD + 3), None);
        assert_eq!(
            frames.around(text.len() - 2),
            Some((text.len() - 3, text.len()))
        );
    }
}
