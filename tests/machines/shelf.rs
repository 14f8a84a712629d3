//! The real stores of the walks. Each notes what is put there, and may have a fault.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use session_core::store::{Entry, Expected, MemoryStore, Name, Put, Store, StoreError};
use session_core::testing::ManualClock;
use session_sqlite::SqliteStore;

use crate::cookies::InCookies;
use crate::faults::Fault;
use crate::in_store::InStore;
use crate::place::Place;

/// Where the sessions of a walk are kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kept {
    Cookie,
    Memory,
    Sqlite,
}

impl Kept {
    /// Returns an empty place, as the model knows it, and the store if it is one.
    pub(crate) fn open(self, fault: Fault) -> (Box<dyn Place>, Option<Arc<Shelf>>) {
        // The clock of a store says what it may forget. It stands, so that nothing is forgotten.
        let clock = ManualClock::default();
        let store = match self {
            Self::Cookie => return (Box::new(InCookies::default()), None),
            Self::Memory => Real::Memory(Box::new(MemoryStore::with_clock(1000, clock))),
            Self::Sqlite => {
                // No call is late, however slow the machine.
                let options = SqliteStore::options().time_limit(Duration::from_mins(10)).clock(clock);
                Real::Sqlite(options.open_in_memory().expect("there is memory"))
            }
        };
        let real = Shelf { store, fault, notes: Mutex::default(), former: Mutex::default(), only_reads: AtomicBool::default() };
        (Box::new(InStore::default()), Some(Arc::new(real)))
    }
}

enum Real {
    Memory(Box<MemoryStore>),
    Sqlite(SqliteStore),
}

/// A change of an entry that took place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Noted {
    pub(crate) name: [u8; 16],
    pub(crate) change: Change,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// The session was ended.
    Ended {
        expires: u64,
    },
    Record {
        presented: bool,
        nobodys: bool,
        seen: u64,
        expires: u64,
    },
    /// Only the times were raised.
    Seen {
        seen: u64,
        expires: u64,
    },
}

/// A real store.
pub(crate) struct Shelf {
    store: Real,
    fault: Fault,
    notes: Mutex<Vec<Noted>>,
    /// The entries as they were before they were last put, for a store that gives old answers.
    former: Mutex<HashMap<Name, Option<Entry>>>,
    /// Whether the handler of the request does nothing.
    only_reads: AtomicBool,
}

impl Shelf {
    pub(crate) fn begin(&self, only_reads: bool) {
        self.only_reads.store(only_reads, Ordering::Relaxed);
    }

    /// Returns what has taken place since this was called last.
    pub(crate) fn take_notes(&self) -> Vec<Noted> {
        std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, name: &Name, change: Change) {
        let noted = Noted { name: *name.as_bytes(), change };
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(noted);
    }

    async fn real_load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        match &self.store {
            Real::Memory(store) => store.load(name).await,
            Real::Sqlite(store) => store.load(name).await,
        }
    }

    async fn real_put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        match &self.store {
            Real::Memory(store) => store.put(name, expected, next).await,
            Real::Sqlite(store) => store.put(name, expected, next).await,
        }
    }

    /// Returns whether a put is left out, although the answer is that it took place.
    fn leaves_out(&self, expected: Expected, next: &Entry) -> bool {
        match self.fault {
            Fault::EndIsNotPut => next.is_ended(),
            Fault::WriteIsNotPut => matches!(expected, Expected::Version(_)) && !next.is_ended(),
            Fault::ArrivalIsNotPut => self.only_reads.load(Ordering::Relaxed),
            _ => false,
        }
    }
}

impl Store for Shelf {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        let there = self.real_load(name).await?;
        Ok(match self.fault {
            Fault::EndIsForgotten => there.filter(|there| !there.is_ended()),
            Fault::AnswersAreOld => {
                let former = self.former.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
                former.unwrap_or(there)
            }
            _ => there,
        })
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        if self.leaves_out(expected, next) {
            return Ok(Put::Done);
        }
        let mut next = next.clone();
        if self.fault == Fault::UnpresentedIsKept && expected == Expected::Absent {
            next.expires += 3600;
        }
        let before = if self.fault == Fault::AnswersAreOld { self.real_load(name).await? } else { None };
        let answer = self.real_put(name, expected, &next).await?;
        if answer == Put::Done {
            self.former.lock().unwrap_or_else(PoisonError::into_inner).insert(*name, before);
            let (presented, nobodys) = (next.is_presented(), next.is_nobodys());
            let (seen, expires) = (next.seen, next.expires);
            let record = Change::Record { presented, nobodys, seen, expires };
            self.note(name, if next.is_ended() { Change::Ended { expires } } else { record });
        }
        Ok(answer)
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        if self.fault == Fault::SeenIsNotPut {
            return Ok(());
        }
        self.note(name, Change::Seen { seen, expires });
        match &self.store {
            Real::Memory(store) => store.touch(name, seen, expires).await,
            Real::Sqlite(store) => store.touch(name, seen, expires).await,
        }
    }
}
