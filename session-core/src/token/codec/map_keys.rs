//! Checks that no map has a key twice: RFC 8949 §5.6 leaves it open which entry would count.

use std::cmp::Ordering;
use std::ops::Range;

use super::{CodecError, CodecResult};

/// How many keys are noted without allocating memory.
const NEAR: usize = 16;

/// The positions of one map's keys in the encoded bytes.
#[derive(Clone)]
pub(super) struct MapKeys {
    near: [(u32, u32); NEAR],
    count: usize,
    far: Vec<(u32, u32)>,
}

impl MapKeys {
    pub(super) fn new() -> Self {
        Self { near: [(0, 0); NEAR], count: 0, far: Vec::new() }
    }

    /// Notes a key. An offset past 4 GiB is clamped; such a session is too large anyway.
    pub(super) fn note(&mut self, key: Range<usize>) {
        let place = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        let key = (place(key.start), place(key.end));
        match self.near.get_mut(self.count) {
            Some(free) => *free = key,
            None => self.far.push(key),
        }
        self.count += 1;
    }

    /// Checks that no two keys have the same bytes.
    pub(super) fn check(self, bytes: &[u8]) -> CodecResult<()> {
        let text = |key: &(u32, u32)| bytes.get(key.0 as usize..key.1 as usize);
        if self.are_distinct(|one, other| text(one).cmp(&text(other))) { Ok(()) } else { Err(CodecError::DUPLICATE_KEY) }
    }

    /// Returns whether no two keys are equal. They are sorted, so that a map of many keys costs
    /// little more for each of them.
    fn are_distinct(mut self, mut compare: impl FnMut(&(u32, u32), &(u32, u32)) -> Ordering) -> bool {
        let keys = if self.far.is_empty() {
            &mut self.near[..self.count]
        } else {
            self.far.extend_from_slice(&self.near);
            &mut self.far
        };
        keys.sort_unstable_by(&mut compare);
        keys.windows(2).all(|pair| compare(&pair[0], &pair[1]).is_ne())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks `count` keys of one byte, of which the `twins` are equal.
    fn check(count: usize, twins: Option<(usize, usize)>) -> CodecResult<()> {
        let mut bytes: Vec<u8> = (0..count).map(|key| u8::try_from(key).expect("few keys")).collect();
        if let Some((one, other)) = twins {
            bytes[other] = bytes[one];
        }
        let mut keys = MapKeys::new();
        (0..count).for_each(|key| keys.note(key..key + 1));
        keys.check(&bytes)
    }

    #[test]
    fn every_key_is_compared_with_every_other() {
        for count in [2, NEAR - 1, NEAR, NEAR + 1, NEAR + 2, 2 * NEAR + 1] {
            assert_eq!(check(count, None), Ok(()));
            for other in 0..count {
                for one in 0..other {
                    assert_eq!(
                        check(count, Some((one, other))),
                        Err(CodecError::DUPLICATE_KEY),
                        "{one} and {other} of {count}"
                    );
                }
            }
        }
    }

    #[test]
    fn many_keys_are_not_compared_pairwise() {
        for count in [10, 100, 1_000, 10_000] {
            let mut keys = MapKeys::new();
            (0..count).for_each(|key| keys.note(key..key + 1));
            let mut compared = 0;
            let are_distinct = keys.are_distinct(|one, other| {
                compared += 1;
                (one.0 % 7, one.0).cmp(&(other.0 % 7, other.0))
            });
            assert!(are_distinct && compared <= 40 * count, "{compared} comparisons of {count} keys");
        }
    }
}
