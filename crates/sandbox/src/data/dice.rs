//! Chance that is the same every time.

/// A small generator (SplitMix64) of our own: the rows must stay the same whatever a library does, and nothing
/// here is secret.
pub(super) struct Dice(u64);

impl Dice {
    /// A generator for one purpose: the `index`-th thing called `name`.
    pub(super) fn new(name: &str, index: usize) -> Dice {
        // FNV-1a, so that neighbours in name or index have nothing in common.
        let bytes = name.bytes().chain((index as u64).to_le_bytes());
        Dice(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` - 1; 0 when `limit` is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, which are not empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// `count` different numbers below `limit`, in ascending order; all of them when there are not so many.
    pub(super) fn sample(&mut self, limit: usize, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..limit).collect();
        for index in 0..count.min(limit) {
            let other = self.between(index, limit - 1);
            all.swap(index, other);
        }
        all.truncate(count);
        all.sort_unstable();
        all
    }
}
