//! Checks that no map has a key twice: RFC 8949 §5.6 leaves it open which entry would count.

use std::ops::Range;

use super::{CodecError, CodecResult};

/// How many keys are noted without allocating memory.
const NEAR: usize = 16;

/// The positions of one map's keys in the encoded bytes.
pub(super) struct MapKeys {
    near: [(u32, u32); NEAR],
    count: usize,
    far: Vec<(u32, u32)>,
}

impl MapKeys {
    pub(super) fn new() -> Self {
        Self { near: [(0, 0); NEAR], count: 0, far: Vec::new() }
    }

    /// Notes a key. An offset past 4 GiB is clamped, so it matches nothing; such a session is too
    /// large anyway.
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
    pub(super) fn check(mut self, bytes: &[u8]) -> CodecResult<()> {
        let text = |(start, end): (u32, u32)| bytes.get(start as usize..end as usize);
        let distinct = |keys: &mut [(u32, u32)]| {
            keys.sort_unstable_by_key(|key| text(*key));
            keys.windows(2).all(|pair| text(pair[0]).is_none() || text(pair[0]) != text(pair[1]))
        };
        let ok = if self.far.is_empty() {
            let count = self.count;
            distinct(&mut self.near[..count])
        } else {
            self.far.extend_from_slice(&self.near);
            distinct(&mut self.far)
        };
        if ok { Ok(()) } else { Err(CodecError::DUPLICATE_KEY) }
    }
}
