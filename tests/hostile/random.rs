//! Random inputs, the same for the same seed.

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Returns a number less than `limit`, or 0 if `limit` is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("64 bits");
        usize::try_from(self.next() % limit).expect("less than a usize")
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    /// Returns `true` once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub(crate) fn bytes(&mut self, at_most: usize) -> Vec<u8> {
        (0..self.below(at_most + 1)).map(|_| self.byte()).collect()
    }

    /// Makes one to four edits behind the first `kept` bytes.
    pub(crate) fn edit(&mut self, bytes: &mut Vec<u8>, kept: usize, words: &[&[u8]]) {
        for _ in 0..=self.below(4) {
            self.edit_once(bytes, kept, words);
        }
    }

    /// Makes one edit behind the first `kept` bytes.
    pub(crate) fn edit_once(&mut self, bytes: &mut Vec<u8>, kept: usize, words: &[&[u8]]) {
        let kept = kept.min(bytes.len());
        let start = kept + self.below(bytes.len() - kept);
        let end = (start + 1 + self.below(12)).min(bytes.len());
        if start == bytes.len() {
            return bytes.extend(self.bytes(12));
        }
        match self.below(8) {
            0 => bytes[start] ^= 1 << self.below(8),
            1 => bytes[start] = self.byte(),
            2 => drop(bytes.drain(start..end)),
            3 => drop(bytes.splice(start..start, self.bytes(4))),
            4 => bytes.extend_from_within(start..end),
            5 => bytes.swap(start, end - 1),
            6 => drop(bytes.splice(start..start, self.one_of(words).iter().copied())),
            _ if self.once_in(4) => bytes.truncate(start),
            _ => drop(bytes.splice(start..end, self.one_of(words).iter().copied())),
        }
    }
}
