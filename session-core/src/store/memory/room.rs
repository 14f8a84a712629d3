//! Which entries make room for others.

use std::collections::BinaryHeap;
use std::sync::atomic::Ordering;

use super::{Entry, MemoryStore, Name, lock};
use crate::time::Timestamp;

/// The part of a store that one search finds at most, so that a full store isn't searched for each
/// new session. What expires after a search is found by the next one.
const PART: usize = 16;

/// How much an entry is needed that may be dropped, the least first. Of a kind, the entry is needed
/// least that was seen first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    Expired { seen: u64 },
    Ended { seen: u64 },
    NeverPresented { seen: u64 },
    Nobodys { seen: u64 },
}

impl Need {
    /// Returns `None` for an entry that may not be dropped.
    fn of(entry: &Entry, now: u64) -> Option<Self> {
        let seen = entry.seen;
        if entry.expires <= now {
            Some(Self::Expired { seen })
        } else if entry.is_ended() {
            // What has moved here from a cookie would begin anew.
            (!entry.has_moved()).then_some(Self::Ended { seen })
        } else if !entry.is_nobodys() || entry.has_moved() {
            None
        } else if !entry.is_presented() {
            Some(Self::NeverPresented { seen })
        } else {
            Some(Self::Nobodys { seen })
        }
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

    /// Drops the entry that is needed least, or returns `false` if all of them are needed.
    pub(super) fn make_room(&self) -> bool {
        let mut droppable = lock(&self.droppable);
        // Another thread may have made room, and the place may not be taken yet.
        if self.len.load(Ordering::Relaxed) < self.capacity {
            return true;
        }
        let now = Timestamp::from(self.clock.now()).secs();
        loop {
            while let Some((was, name)) = droppable.pop() {
                let mut shard = self.shard(&name);
                // It may have been written since it was found.
                if shard.get(&name).and_then(|entry| Need::of(entry, now)).is_some_and(|need| need <= was) {
                    shard.remove(&name);
                    self.len.fetch_sub(1, Ordering::Relaxed);
                    return true;
                }
            }
            // Nothing has expired since a search in the same second. What is written meanwhile sets
            // this to zero.
            if self.full_until.swap(now + 1, Ordering::Relaxed) == now + 1 {
                return false;
            }
            *droppable = self.find(now);
            if droppable.is_empty() {
                return false;
            }
            self.full_until.store(0, Ordering::Relaxed);
        }
    }

    /// Returns the entries of a part of the store that are needed least, the least last.
    fn find(&self, now: u64) -> Vec<(Need, Name)> {
        let most = (self.capacity / PART).max(1);
        let mut found = BinaryHeap::new();
        for shard in &self.shards {
            for (name, entry) in lock(shard).iter() {
                if let Some(need) = Need::of(entry, now) {
                    found.push((need, *name));
                    if found.len() > most {
                        found.pop();
                    }
                }
            }
        }
        let mut found = found.into_sorted_vec();
        found.reverse();
        found
    }
}
