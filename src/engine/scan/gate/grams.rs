//! Finding thousands of literals in text at a cost that does not depend on how many there are.
//!
//! Every literal is represented by one *window* of [`WINDOW`] bytes. Any occurrence of a window covers exactly one position
//! that is a multiple of [`STRIDE`], and from there [`GRAM`] bytes of the window can be read. So the text is probed at every
//! fifth byte only: four bytes are folded, hashed and looked up in a bitmap. A probe that hits asks a second table which
//! places within a window these four bytes can stand at, and only then whole windows are compared. All literals share the
//! one pass, letters of both cases included, because bytes are folded with `| 0x20`; the folding also makes a few other
//! bytes equal, which is harmless: a gate may let through too much, never too little.

use std::collections::HashMap;

/// Bytes of a window. Literals shorter than that cannot be searched for here.
pub(super) const WINDOW: usize = 8;
/// Bytes read at a probe.
const GRAM: usize = 4;
/// Distance of probes.
const STRIDE: usize = WINDOW - GRAM + 1;
/// Bits of the hash that selects a bit of the bitmap: 16 KB, half of a first-level cache. Twice that costs a third more
/// time, because the text streams through the same cache.
const FILTER_BITS: u32 = 17;
const FILTER_WORDS: usize = 1 << (FILTER_BITS - 6);
/// Slots of the table of places.
const PLACES: usize = 1 << 16;
/// Probes that share one branch.
const LANES: usize = 16;
const BLOCK: usize = STRIDE * LANES;

/// Folds letters of both cases to one.
const FOLD: u32 = 0x2020_2020;

/// A window of a literal, folded.
pub(super) type Window = [u8; WINDOW];

/// The first [`WINDOW`] bytes, folded.
pub(super) fn fold(bytes: &[u8]) -> Option<Window> {
    let window: Window = bytes.get(..WINDOW)?.try_into().ok()?;
    Some(window.map(|byte| byte | 0x20))
}

/// All windows to be found, each standing for a number of the caller's.
#[derive(Debug)]
pub(super) struct Grams {
    filter: Box<[u64; FILTER_WORDS]>,
    /// By another hash of four bytes, a mask of the places in a window at which they may stand.
    places: Box<[u8]>,
    windows: HashMap<u64, u32, MixHasher>,
}

impl Grams {
    /// An index of distinct windows; a window's number is its place in the list.
    pub(super) fn new(windows: &[Window]) -> Self {
        let mut grams = Self {
            filter: Box::new([0; FILTER_WORDS]),
            places: vec![0; PLACES].into_boxed_slice(),
            windows: HashMap::default(),
        };
        for (number, window) in windows.iter().enumerate() {
            grams.windows.insert(
                u64::from_le_bytes(*window),
                u32::try_from(number).unwrap_or(u32::MAX),
            );
            for place in 0..STRIDE {
                let gram = gram_at(window, place);
                if let Some(places) = grams.places.get_mut(place_slot(gram)) {
                    *places |= 1 << place;
                }
                let hash = hash(gram);
                if let Some(word) = grams.filter.get_mut((hash >> 6) as usize) {
                    *word |= 1 << (hash & 63);
                }
            }
        }
        grams
    }

    /// Whether there is nothing to find.
    pub(super) fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Calls `found` with the offset and number of every window in the text, offsets ascending.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let (blocks, _) = text.as_chunks::<BLOCK>();
        for (index, block) in blocks.iter().enumerate() {
            if self.may_hold(block) {
                for lane in (0..LANES).filter(|lane| self.is_gram(gram_at(block, lane * STRIDE))) {
                    self.verify(text, index * BLOCK + lane * STRIDE, &mut found);
                }
            }
        }
        for at in (blocks.len() * BLOCK..text.len()).step_by(STRIDE) {
            self.verify(text, at, &mut found);
        }
    }

    /// Whether any of the block's probes may be part of a window.
    #[inline]
    fn may_hold(&self, block: &[u8; BLOCK]) -> bool {
        let mut any = 0;
        for lane in 0..LANES {
            let hash = hash(gram_at(block, lane * STRIDE));
            any |= self
                .filter
                .get((hash >> 6) as usize)
                .map_or(0, |word| word >> (hash & 63));
        }
        any & 1 != 0
    }

    #[inline]
    fn is_gram(&self, gram: u32) -> bool {
        let hash = hash(gram);
        self.filter
            .get((hash >> 6) as usize)
            .is_some_and(|word| word >> (hash & 63) & 1 != 0)
    }

    /// Compares whole windows around a probe.
    fn verify(&self, text: &[u8], at: usize, found: &mut impl FnMut(usize, u32)) {
        let Some(probe) = text.get(at..at + GRAM) else {
            return;
        };
        let mut places = self
            .places
            .get(place_slot(gram_at(probe, 0)))
            .copied()
            .unwrap_or_default();
        while places != 0 {
            let place = places.ilog2() as usize;
            places ^= 1 << place;
            let window = at
                .checked_sub(place)
                .and_then(|start| Some((start, fold(text.get(start..)?)?)));
            if let Some((start, window)) = window
                && let Some(number) = self.windows.get(&u64::from_le_bytes(window))
            {
                found(start, *number);
            }
        }
    }
}

#[inline]
fn place_slot(gram: u32) -> usize {
    (gram.wrapping_mul(0x85EB_CA6B) >> 16) as usize
}

/// The folded four bytes at `at`; zeros past the end.
#[inline]
fn gram_at(bytes: &[u8], at: usize) -> u32 {
    let gram = bytes
        .get(at..at + GRAM)
        .and_then(|gram| gram.try_into().ok());
    gram.map_or(0, u32::from_le_bytes) | FOLD
}

#[inline]
fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9E37_79B1) >> (32 - FILTER_BITS)
}

/// A multiplicative hash of one integer: the keys are our own rules' bytes, so nobody can choose them to collide.
#[derive(Debug, Clone, Copy, Default)]
struct MixHasher;

#[derive(Debug, Default)]
struct Mix(u64);

impl std::hash::BuildHasher for MixHasher {
    type Hasher = Mix;

    fn build_hasher(&self) -> Mix {
        Mix(0)
    }
}

impl std::hash::Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte) ^ self.0);
        }
    }

    fn write_u64(&mut self, value: u64) {
        let product = value.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index(literals: &[&str]) -> Grams {
        let windows: Vec<Window> = literals
            .iter()
            .map(|literal| fold(literal.as_bytes()).unwrap())
            .collect();
        Grams::new(&windows)
    }

    fn found(grams: &Grams, text: &[u8]) -> Vec<(usize, u32)> {
        let mut all = Vec::new();
        grams.find(text, |at, number| all.push((at, number)));
        assert!(all.is_sorted_by_key(|(at, _)| *at));
        all.sort_unstable();
        all
    }

    #[test]
    fn a_window_is_found_at_every_offset_and_in_any_case() {
        let grams = index(&["80072ee7", "SendRequest"]);
        for offset in 0..100 {
            let text = format!("{}80072EE7{}", "x".repeat(offset), "y".repeat(50));
            assert_eq!(found(&grams, text.as_bytes()), [(offset, 0)]);
            let text = format!("{}sENDrEQUEST", "8007 ".repeat(offset));
            assert_eq!(found(&grams, text.as_bytes()), [(offset * 5, 1)]);
        }
    }

    #[test]
    fn overlapping_windows_are_all_found() {
        assert_eq!(
            found(&index(&["aaaaaaaa"]), b"aaaaaaaaaaa"),
            [(0, 0), (1, 0), (2, 0), (3, 0)]
        );
    }

    proptest! {
        #[test]
        fn nothing_is_missed_and_nothing_invented(text in "[abAB0_ ]{0,300}", literals in prop::collection::hash_set("[ab0_]{8}", 1..20)) {
            let windows: Vec<Window> = literals.iter().map(|literal| fold(literal.as_bytes()).unwrap()).collect();
            let folded: Vec<u8> = text.bytes().map(|byte| byte | 0x20).collect();
            let mut expected: Vec<(usize, u32)> = Vec::new();
            for (number, window) in (0..).zip(&windows) {
                for (at, piece) in folded.windows(WINDOW).enumerate() {
                    if piece == window {
                        expected.push((at, number));
                    }
                }
            }
            expected.sort_unstable();
            prop_assert_eq!(found(&Grams::new(&windows), text.as_bytes()), expected);
        }
    }
}
