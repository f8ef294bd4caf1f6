//! How often four bytes occur in the logs at hand, so that each literal is represented by its rarest part.
//!
//! In a CBS log `package` stands on every second line and `_invalid` on none. The counts come from a sample of the
//! sources themselves; they steer speed alone, never what is found.

use super::grams::{self, WINDOW, Window};
use crate::engine::scan::codes::PERCENTS;

/// Slots of the table of counts.
const SLOTS: usize = 1 << 16;

/// Counts of four-byte groups, letters folded.
#[derive(Debug)]
pub(in crate::engine) struct Rarity {
    counts: Vec<u32>,
}

impl Rarity {
    /// Counts from samples of text.
    pub(in crate::engine) fn of<'a>(samples: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut rarity = Self {
            counts: vec![0; SLOTS],
        };
        for sample in samples {
            for gram in sample.array_windows() {
                if let Some(count) = rarity.counts.get_mut(slot(*gram)) {
                    *count = count.saturating_add(1);
                }
            }
        }
        rarity
    }

    /// How many probes a window costs for the length of the sample.
    fn cost(&self, window: Window) -> u64 {
        window
            .array_windows()
            .map(|gram| u64::from(self.counts.get(slot(*gram)).copied().unwrap_or_default()))
            .sum()
    }

    /// The window of the folded literal that occurs least; `None` when the literal is too short to have one.
    pub(super) fn rarest_window(&self, literal: &[u8]) -> Option<Window> {
        literal
            .windows(WINDOW)
            .filter_map(grams::fold)
            .min_by_key(|window| (self.cost(*window), *window))
    }

    /// The cost of the literal's rarest window, plus one for being there at all; what has no window costs as much as
    /// a pass of its own, but for the one short literal that is searched for anyway.
    pub(super) fn cost_of(&self, literal: &[u8]) -> u64 {
        const PASS: u64 = 1 << 40;
        let short = if literal == PERCENTS { 1 } else { PASS };
        self.rarest_window(literal)
            .map_or(short, |window| 1 + self.cost(window))
    }
}

fn slot(gram: [u8; 4]) -> usize {
    let hash = (u32::from_le_bytes(gram) | 0x2020_2020).wrapping_mul(0x9E37_79B1);
    (hash >> 16) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_part_of_a_literal_represents_it() {
        let rarity = Rarity::of([&b"Package Package Package state=Installed Package"[..]]);
        assert_eq!(
            rarity.rarest_window(b"package hydrate"),
            grams::fold(b" hydrate")
        );
        assert_eq!(rarity.rarest_window(b"short"), None);
    }

    #[test]
    fn what_is_common_or_short_costs_more() {
        let rarity = Rarity::of([&b"common12 common12"[..]]);
        assert!(rarity.cost_of(b"common12") > rarity.cost_of(b"uncommon"));
        assert!(rarity.cost_of(b"short") > rarity.cost_of(b"common12"));
    }
}
