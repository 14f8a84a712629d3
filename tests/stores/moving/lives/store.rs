//! A store that forgets what has expired at once, as a store may.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};
use session_core::testing::ManualClock;

pub(super) struct Forgetful {
    clock: ManualClock,
    entries: Mutex<HashMap<Name, Entry>>,
}

impl Forgetful {
    pub(super) fn new(clock: ManualClock) -> Self {
        Self { clock, entries: Mutex::default() }
    }

    /// Returns what hasn't expired.
    fn entries(&self) -> MutexGuard<'_, HashMap<Name, Entry>> {
        let mut entries = self.entries.lock().expect("no thread has panicked");
        entries.retain(|_, entry| self.clock.seconds() < entry.expires);
        entries
    }
}

impl Store for Forgetful {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries().get(name).cloned())
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        let mut entries = self.entries();
        let there = entries.get(name);
        if !expected.fits(there.map(|entry| entry.version)) {
            return Ok(Put::Found(there.cloned()));
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
