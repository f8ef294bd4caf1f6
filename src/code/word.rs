//! Text cut into words, with the shape of each: the cheap first look that lets nearly every byte of a log go by.
//!
//! A word is a longest run of ASCII letters, digits and underscores, so digits within a longer run (a path hash, a key
//! token) are never looked at on their own. All other bytes part words, quotes and dashes of pasted mail included.

/// A word and the text on both sides of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    /// All text before the word.
    pub(super) before: &'a [u8],
    /// The word.
    pub(super) text: &'a [u8],
    /// All text after the word.
    pub(super) after: &'a [u8],
    /// Which classes of bytes occur in it.
    pub(super) shape: Shape,
}

/// A set of byte classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape(u8);

impl Shape {
    const DIGIT: u8 = 1;
    const HEX_LETTER: u8 = 2;
    const LETTER: u8 = 4;
    const UNDERSCORE: u8 = 8;
    const LOWER: u8 = 16;

    /// Only `0` to `9`.
    pub(super) const fn is_decimal(self) -> bool {
        self.0 == Self::DIGIT
    }

    /// Only hex digits, in any case.
    pub(super) const fn is_hex(self) -> bool {
        self.0 & (Self::LETTER | Self::UNDERSCORE) == 0
    }

    /// An underscore and no small letter.
    pub(super) const fn is_upper_identifier(self) -> bool {
        self.0 & Self::UNDERSCORE != 0 && self.0 & Self::LOWER == 0
    }

    const fn of(byte: u8) -> u8 {
        match byte {
            b'0'..=b'9' => Self::DIGIT,
            b'a'..=b'f' => Self::HEX_LETTER | Self::LOWER,
            b'A'..=b'F' => Self::HEX_LETTER,
            b'g'..=b'z' => Self::LETTER | Self::LOWER,
            b'G'..=b'Z' => Self::LETTER,
            b'_' => Self::UNDERSCORE,
            _ => 0,
        }
    }
}

/// The words of a text, in order.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = Word<'_>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let rest = text.get(next..)?;
        let start = next + rest.iter().position(|byte| class(*byte) != 0)?;
        let (before, rest) = text.split_at_checked(start)?;
        let mut shape = 0;
        let length = rest
            .iter()
            .position(|byte| {
                let class = class(*byte);
                shape |= class;
                class == 0
            })
            .unwrap_or(rest.len());
        next = start + length;
        let (word, after) = rest.split_at_checked(length)?;
        Some(Word {
            before,
            text: word,
            after,
            shape: Shape(shape),
        })
    })
}

fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut rest: &mut [u8] = &mut classes;
    let mut byte = 0_u8;
    while let Some((class, others)) = rest.split_first_mut() {
        *class = Shape::of(byte);
        byte = byte.wrapping_add(1);
        rest = others;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_longest_runs() {
        let got: Vec<_> = words(b"[hr:0X8007] a_B\xE2\x80\x94c")
            .map(|w| w.text)
            .collect();
        assert_eq!(got, [&b"hr"[..], b"0X8007", b"a_B", b"c"]);
    }

    #[test]
    fn the_sides_of_a_word_are_the_rest_of_the_text() {
        let word = words(b"(1058)").next().unwrap();
        assert_eq!(
            (word.before, word.text, word.after),
            (&b"("[..], &b"1058"[..], &b")"[..])
        );
    }

    #[test]
    fn shapes_tell_numbers_from_names() {
        let shape = |text: &'static [u8]| words(text).next().unwrap().shape;
        assert!(shape(b"1058").is_decimal());
        assert!(!shape(b"105a").is_decimal());
        assert!(shape(b"80072Ee7").is_hex());
        assert!(!shape(b"0x800").is_hex());
        assert!(shape(b"E_FAIL").is_upper_identifier());
        assert!(!shape(b"E_Fail").is_upper_identifier());
        assert!(!shape(b"EFAIL").is_upper_identifier());
    }
}
