//! Packs bytes as Windows packs the buffers of a trace: single bytes and short matches.

/// Farthest match and longest one that fits into two bytes.
const FAR: usize = 8192;
const LONG: usize = 9;

pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let flags_at = packed.len();
        packed.extend([0; 4]);
        let mut flags = 0u32;
        for bit in (0..32).rev() {
            match longest(bytes, at) {
                Some((distance, length)) => {
                    flags |= 1 << bit;
                    let word = u16::try_from((distance - 1) << 3 | (length - 3)).unwrap();
                    packed.extend(word.to_le_bytes());
                    at += length;
                }
                None if at < bytes.len() => {
                    packed.push(bytes[at]);
                    at += 1;
                }
                None => break,
            }
        }
        packed[flags_at..flags_at + 4].copy_from_slice(&flags.to_le_bytes());
    }
    packed
}

/// Distance and length of the longest match for what stands at `at`.
fn longest(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let length = |from: usize| {
        let pairs = bytes[from..].iter().zip(&bytes[at.min(bytes.len())..]);
        pairs
            .take(LONG)
            .take_while(|(one, other)| one == other)
            .count()
    };
    (at.saturating_sub(FAR)..at)
        .map(|from| (at - from, length(from)))
        .filter(|(_, length)| *length >= 3)
        .max_by_key(|(distance, length)| (*length, usize::MAX - distance))
}
