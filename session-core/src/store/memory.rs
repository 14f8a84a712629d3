//! Sessions in the memory of one process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Entry, Expected, Name, Put, Store, StoreError};

/// A store in the memory of one process, for development, tests, and applications of one process
/// whose visitors may be signed out by a restart.
#[derive(Debug)]
pub struct MemoryStore {
    capacity: usize,
    entries: Mutex<HashMap<Name, Entry>>,
}

impl MemoryStore {
    /// Creates a store with room for so many sessions.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Name, Entry>> {
        // Nothing panics while the lock is held, and an entry is replaced in one step.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries().get(name).cloned())
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        let mut entries = self.entries();
        let there = entries.get(name);
        if !expected.fits(there.map(|entry| entry.version)) {
            return Ok(Put::Found(there.cloned()));
        }
        if there.is_none() && entries.len() >= self.capacity {
            return Err(StoreError::full());
        }
        let next = next.over(there);
        entries.insert(*name, next);
        Ok(Put::Done)
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        if let Some(entry) = self.entries().get_mut(name).filter(|entry| !entry.is_ended()) {
            entry.seen = entry.seen.max(seen);
            entry.expires = entry.expires.max(expires);
        }
        Ok(())
    }
}
