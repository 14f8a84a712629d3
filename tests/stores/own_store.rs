use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};

#[derive(Default)]
struct Shelf(Mutex<HashMap<Name, Entry>>);

impl Shelf {
    fn entries(&self) -> Result<MutexGuard<'_, HashMap<Name, Entry>>, StoreError> {
        self.0.lock().map_err(|_| StoreError::new("a thread has panicked"))
    }
}

impl Store for Shelf {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries()?.get(name).cloned())
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        let mut entries = self.entries()?;
        let there = entries.get(name);
        if !expected.fits(there.map(|entry| entry.version)) {
            return Ok(Put::Found(there.cloned()));
        }
        let next = next.over(there);
        entries.insert(*name, next);
        Ok(Put::Done)
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        if let Some(entry) = self.entries()?.get_mut(name).filter(|entry| !entry.is_ended()) {
            entry.seen = entry.seen.max(seen);
            entry.expires = entry.expires.max(expires);
        }
        Ok(())
    }
}

#[cfg(test)]
mod laws {
    session_core::testing::store_laws!(super::Shelf::default);
}
