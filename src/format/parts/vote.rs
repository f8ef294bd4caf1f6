//! Recognition by majority: a text is of a form when most of its lines begin as that form's records do.
//!
//! Prose that quotes a log stays plain text, because there most lines are prose. Forms with continuation lines, and names
//! that fit, lower the share that is asked for; nothing lowers it to none.

use crate::format::{Head, Sniffed};
use crate::text;

/// How many of a head's lines have the wanted form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::format) struct Vote {
    /// Lines of the form.
    pub(in crate::format) fit: usize,
    /// Lines that are not blank.
    pub(in crate::format) of: usize,
    /// Whether the first of them is of the form.
    pub(in crate::format) first: bool,
}

impl Vote {
    /// Asks every complete line that is not blank.
    pub(in crate::format) fn take(head: &Head<'_>, fits: impl Fn(&[u8]) -> bool) -> Self {
        lines(head).fold(Self::default(), |vote, line| {
            let fit = fits(line);
            Self {
                fit: vote.fit + usize::from(fit),
                of: vote.of + 1,
                first: if vote.of == 0 { fit } else { vote.first },
            }
        })
    }

    /// The claim, when more than one line in `one_in` fits. `sure` is the score of a unanimous vote; a bare majority has
    /// ten points less.
    pub(in crate::format) fn claim(self, sure: u8, one_in: usize, what: &str) -> Option<Sniffed> {
        (self.fit > self.of / one_in.max(1)).then(|| Sniffed {
            score: sure.saturating_sub(self.doubt()).max(1),
            why: format!("{} of {} lines {what}", self.fit, self.of),
            note: None,
        })
    }

    /// From 0 for a unanimous vote to 10 and more for lines that do not fit.
    fn doubt(self) -> u8 {
        let missing = (self.of - self.fit) * 20 / self.of.max(1);
        u8::try_from(missing).unwrap_or(u8::MAX)
    }
}

/// The lines of a head that are not blank. A last line that the head cuts is left out, unless it is the only one.
pub(in crate::format) fn lines<'a>(head: &Head<'a>) -> impl Iterator<Item = &'a [u8]> {
    let complete = if head.whole {
        head.text
    } else {
        let cut = memchr::memrchr(b'\n', head.text).map_or(head.text.len(), |end| end + 1);
        head.text.get(..cut).unwrap_or_default()
    };
    text::lines(complete)
        .map(|(_, line)| line)
        .filter(|line| !line.trim_ascii().is_empty())
}

/// Whether a file name contains one of the words, in any case.
pub(in crate::format) fn named(head: &Head<'_>, words: &[&str]) -> bool {
    let name = head.name.to_ascii_lowercase();
    words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(text: &str, whole: bool) -> Vote {
        let head = Head {
            name: "",
            text: text.as_bytes(),
            whole,
        };
        Vote::take(&head, |line| line.starts_with(b"x"))
    }

    #[test]
    fn blank_lines_and_a_cut_last_line_do_not_vote() {
        let check = |text, whole, fit, of| {
            let vote = vote(text, whole);
            assert_eq!((vote.fit, vote.of), (fit, of), "{text:?}");
        };
        check("x1\n\nx2\ny", true, 2, 3);
        check("x1\n\nx2\ny", false, 2, 2);
        check("x1", false, 1, 1);
        assert!(vote("x1\ny", true).first && !vote("y\nx1", true).first);
    }

    #[test]
    fn the_share_that_fits_decides() {
        let claim = |fit, one_in| {
            let vote = Vote {
                fit,
                of: 10,
                first: false,
            };
            vote.claim(90, one_in, "fit")
        };
        assert_eq!(claim(5, 2), None);
        let bare = claim(6, 2).unwrap();
        assert_eq!((bare.score, bare.why.as_str()), (82, "6 of 10 lines fit"));
        assert_eq!(claim(0, 10), None);
        assert!(claim(2, 10).is_some());
    }
}
