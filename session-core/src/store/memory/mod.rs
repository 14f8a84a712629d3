//! Sessions in the memory of one process.

mod room;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use self::room::Need;
use super::{Entry, Expected, Name, Put, Store, StoreError};
use crate::time::{Clock, SystemClock};

const SHARDS: usize = 16;

/// A store in the memory of one process, for development, tests, and applications of one process
/// whose visitors may be signed out by a restart.
///
/// It has room for a fixed number of sessions and needs no async runtime. When it is full, an entry
/// makes room for a new one: first one that has expired, then one that was ended, then a session
/// that is nobody's and whose cookie never came back, then any session that is nobody's. Of each
/// kind, the one that was seen first goes first. A session of a user that hasn't expired never
/// goes: if only such are left, a new one is refused as [`StoreError::full`].
///
/// ```
/// use session_core::store::{Entry, Expected, MemoryStore, Name, Put, Store as _};
/// # use session_core::testing::block_on;
///
/// let store = MemoryStore::new(10_000);
/// let name = Name::from_bytes([7; 16]);
/// let entry = Entry { version: 1, seen: 0, expires: 60, body: vec![1, 0, 42] };
/// # block_on(async {
/// assert_eq!(store.put(&name, Expected::Absent, &entry).await?, Put::Done);
/// assert_eq!(store.load(&name).await?, Some(entry));
/// # Ok::<_, session_core::store::StoreError>(())
/// # }).unwrap();
/// ```
pub struct MemoryStore {
    capacity: usize,
    clock: Box<dyn Clock>,
    /// How many entries there are, in all shards.
    len: AtomicUsize,
    shards: [Mutex<Shard>; SHARDS],
    /// The first second in which a full store looks again for an entry to drop; zero if it does.
    full_until: AtomicU64,
    /// What the last search found and is still there, the entry that is needed least last. The one
    /// thread that makes room holds it.
    droppable: Mutex<Vec<(Need, Name)>>,
}

/// The entries whose names begin with a byte of the same remainder.
type Shard = HashMap<Name, Entry>;

impl MemoryStore {
    /// Creates a store with room for so many sessions. The operating system's clock says which of
    /// them have expired.
    pub fn new(capacity: usize) -> Self {
        Self::with_clock(capacity, SystemClock)
    }

    /// Creates a store with room for so many sessions, and with another clock.
    pub fn with_clock(capacity: usize, clock: impl Clock) -> Self {
        Self {
            capacity,
            clock: Box::new(clock),
            len: AtomicUsize::new(0),
            shards: Default::default(),
            full_until: AtomicU64::new(0),
            droppable: Mutex::default(),
        }
    }

    fn shard(&self, name: &Name) -> MutexGuard<'_, Shard> {
        lock(&self.shards[usize::from(name.as_bytes()[0]) % SHARDS])
    }

    /// Puts `next`, or returns `None` if there is no room for it.
    fn try_put(&self, name: &Name, expected: Expected, next: &Entry) -> Option<Put> {
        let mut shard = self.shard(name);
        let there = shard.get(name);
        if !expected.fits(there.map(|entry| entry.version)) {
            return Some(Put::Found(there.cloned()));
        }
        if there.is_none() && !self.take_place() {
            return None;
        }
        let next = next.over(there);
        self.note_written(&next);
        shard.insert(*name, next);
        Some(Put::Done)
    }
}

impl Store for MemoryStore {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        Ok(self.shard(name).get(name).cloned())
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        loop {
            // No shard is locked while room is made, which looks through all of them.
            match self.try_put(name, expected, next) {
                Some(answer) => return Ok(answer),
                None if self.make_room() => {}
                None => return Err(StoreError::full()),
            }
        }
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        if let Some(entry) = self.shard(name).get_mut(name).filter(|entry| !entry.is_ended()) {
            entry.seen = entry.seen.max(seen);
            entry.expires = entry.expires.max(expires);
        }
        Ok(())
    }
}

/// Shows how many sessions there are, and none of them.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("MemoryStore");
        shown.field("capacity", &self.capacity).field("len", &self.len.load(Ordering::Relaxed)).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // An entry is replaced in one step, so that a panic leaves no half of one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
