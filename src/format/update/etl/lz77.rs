//! Plain LZ77 as Windows compresses trace buffers with it (XPRESS without Huffman).
//!
//! Words of 32 flags, read from the top, stand between the data: 0 is one byte as it is, 1 a match of 16 bits, of which the
//! upper 13 are the distance less one and the lower 3 the length less three. A length that does not fit goes on in a
//! nibble, of which two matches share a byte, then in a byte, in 16 and in 32 bits. Source: MS-XCA, sections 2.3 and 2.4.

use super::bytes::Reader;

/// Appends what `input` unpacks to, up to `limit` bytes in `output`, which is empty at first; gives whether that many came
/// out. Where the input is damaged or cut off, what was unpacked until then is there.
pub(super) fn unpack(input: &[u8], limit: usize, output: &mut Vec<u8>) -> bool {
    let mut unpacking = Unpacking {
        input: Reader { rest: input },
        nibble: None,
    };
    while output.len() < limit {
        if unpacking.word(limit, output).is_none() {
            break;
        }
    }
    output.len() == limit
}

struct Unpacking<'a> {
    input: Reader<'a>,
    /// The half of a byte that the last long match left.
    nibble: Option<u8>,
}

impl Unpacking<'_> {
    /// One word of flags and what belongs to it.
    fn word(&mut self, limit: usize, output: &mut Vec<u8>) -> Option<()> {
        let mut flags = self.input.dword()?;
        for _ in 0..32 {
            if output.len() >= limit {
                break;
            }
            if flags & 0x8000_0000 == 0 {
                output.push(self.input.byte()?);
            } else {
                let (distance, length) = self.one_match()?;
                let length = length.min(limit - output.len());
                copy(output, distance, length)?;
            }
            flags <<= 1;
        }
        Some(())
    }

    /// Distance and length of a match.
    fn one_match(&mut self) -> Option<(usize, usize)> {
        let packed = usize::from(self.input.word()?);
        let length = match packed & 7 {
            7 => self.long_length()?,
            short => short,
        };
        Some(((packed >> 3) + 1, length.checked_add(3)?))
    }

    /// A length of 7 and more.
    fn long_length(&mut self) -> Option<usize> {
        let nibble = if let Some(left) = self.nibble.take() {
            left
        } else {
            let both = self.input.byte()?;
            self.nibble = Some(both >> 4);
            both & 15
        };
        if nibble < 15 {
            return Some(usize::from(nibble) + 7);
        }
        match self.input.byte()? {
            255 => {}
            byte => return Some(usize::from(byte) + 15 + 7),
        }
        let whole = match self.input.word()? {
            0 => usize::try_from(self.input.dword()?).ok()?,
            word => usize::from(word),
        };
        (whole >= 15 + 7).then_some(whole)
    }
}

/// Repeats what was written `distance` bytes ago. A match may reach into what it writes itself.
fn copy(output: &mut Vec<u8>, distance: usize, length: usize) -> Option<()> {
    let mut from = output.len().checked_sub(distance)?;
    let mut left = length;
    while left > 0 {
        let step = left.min(output.len() - from);
        output.extend_from_within(from..from + step);
        from += step;
        left -= step;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &[u8], expected: &[u8]) {
        let mut output = Vec::new();
        assert!(unpack(input, expected.len(), &mut output), "{input:x?}");
        assert_eq!(output, expected);
        for cut in 0..input.len() {
            let mut output = Vec::new();
            assert!(!unpack(&input[..cut], expected.len(), &mut output));
            assert!(expected.starts_with(&output));
        }
    }

    /// Flags that say `literals` bytes and then matches.
    fn flags(literals: u32) -> [u8; 4] {
        (u32::MAX >> literals).to_le_bytes()
    }

    fn packed(literals: &[u8], rest: &[u8]) -> Vec<u8> {
        let count = u32::try_from(literals.len()).unwrap();
        [&flags(count), literals, rest].concat()
    }

    #[test]
    fn bytes_and_short_matches() {
        check(&packed(b"abc", b""), b"abc");
        // Distance 3, length 6: two times what is there.
        check(&packed(b"abc", &[0x13, 0]), b"abcabcabc");
        check(&packed(b"a", &[0x06, 0]), b"aaaaaaaaaa");
    }

    #[test]
    fn long_matches_share_a_byte_for_their_nibbles() {
        // Nibble 2: 2 + 7 + 3 = 12 bytes, then nibble 1 from the same byte: 11 bytes.
        check(&packed(b"a", &[7, 0, 0x12, 7, 0]), &[b'a'; 24]);
        check(&packed(b"a", &[7, 0, 0x0F, 4]), &[b'a'; 1 + 4 + 15 + 7 + 3]);
        check(
            &packed(b"a", &[7, 0, 0x0F, 255, 0x2C, 1]),
            &[b'a'; 1 + 300 + 3],
        );
        let long = [7, 0, 0x0F, 255, 0, 0, 0x70, 0x11, 1, 0];
        check(&packed(b"a", &long), &vec![b'a'; 1 + 70_000 + 3]);
    }

    #[test]
    fn what_cannot_be_is_not_unpacked() {
        let refuse = |input: &[u8]| {
            let mut output = Vec::new();
            assert!(!unpack(input, 1000, &mut output));
            assert!(output.len() < 1000);
        };
        refuse(&packed(b"a", &[0x08, 0]));
        refuse(&packed(b"a", &[7, 0, 0x0F, 255, 5, 0]));
        refuse(&packed(b"", &[0, 0]));
        refuse(b"");
    }

    #[test]
    fn the_limit_holds_inside_a_match() {
        let mut output = Vec::new();
        assert!(unpack(&packed(b"a", &[7, 0, 0x0F, 250]), 5, &mut output));
        assert_eq!(output, b"aaaaa");
    }
}
