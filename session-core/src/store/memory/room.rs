//! Which entries make room for others.

use std::collections::BinaryHeap;
use std::sync::atomic::Ordering;

use super::{Entry, MemoryStore, Name, lock};
use crate::time::Timestamp;

/// The part of a store that one search drops at most, so that a full store isn't searched for each
/// new session.
const PART: usize = 16;

/// Why an entry may be dropped, the best reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Expired,
    Ended,
    NeverPresented,
    Nobodys,
}

impl Reason {
    /// Returns why this entry may be dropped, and when it was last seen.
    fn of(entry: &Entry, now: u64) -> Option<(Self, u64)> {
        let reason = if entry.expires <= now {
            Self::Expired
        } else if entry.is_ended() {
            Self::Ended
        } else if !entry.is_nobodys() {
            return None;
        } else if !entry.is_presented() {
            Self::NeverPresented
        } else {
            Self::Nobodys
        };
        Some((reason, entry.seen))
    }
}

impl MemoryStore {
    /// Takes a place for a new entry, or returns `false` if all of them are taken.
    pub(super) fn take_place(&self) -> bool {
        let another = |len| (len < self.capacity).then_some(len + 1);
        self.len.fetch_update(Ordering::Relaxed, Ordering::Relaxed, another).is_ok()
    }

    /// Notes that an entry is written, which may be the first one that can make room.
    pub(super) fn note_written(&self, entry: &Entry) {
        if entry.is_ended() || entry.is_nobodys() {
            self.full_until.store(0, Ordering::Relaxed);
        }
    }

    /// Drops entries of the first kind that there is, or returns `false` if there are none.
    pub(super) fn make_room(&self) -> bool {
        let _one_at_a_time = lock(&self.making_room);
        if self.len.load(Ordering::Relaxed) < self.capacity {
            return true;
        }
        let now = Timestamp::from(self.clock.now()).secs();
        // Nothing has expired since the last search. What is written meanwhile sets this to zero.
        if self.full_until.swap(now + 1, Ordering::Relaxed) == now + 1 {
            return false;
        }
        let found = self.find(now);
        if found.is_empty() {
            return false;
        }
        self.full_until.store(0, Ordering::Relaxed);
        for (what, name) in found {
            let mut shard = self.shard(&name);
            // It may have been written meanwhile.
            if shard.get(&name).and_then(|entry| Reason::of(entry, now)) == Some(what) {
                shard.remove(&name);
                self.len.fetch_sub(1, Ordering::Relaxed);
            }
        }
        true
    }

    /// Returns the entries of the first kind that there is, those that were seen first, and no more
    /// than a part of the store.
    fn find(&self, now: u64) -> Vec<((Reason, u64), Name)> {
        let most = (self.capacity / PART).max(1);
        let mut found = BinaryHeap::new();
        for shard in &self.shards {
            for (name, entry) in lock(shard).iter() {
                if let Some(what) = Reason::of(entry, now) {
                    found.push((what, *name));
                    if found.len() > most {
                        found.pop();
                    }
                }
            }
        }
        let mut found = found.into_sorted_vec();
        let first = found.first().map(|&((reason, _), _)| reason);
        found.retain(|&((reason, _), _)| Some(reason) == first);
        found
    }
}
