//! The laws hold for a store that keeps them, and each one finds a store that doesn't.

mod faulty;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use faulty::{Fault, Faulty};

use crate::store::{Entry, Expected, MemoryStore, Name, Put, Store, StoreError};
use crate::testing::{block_on, store_laws};

mod memory {
    use super::*;

    crate::testing::store_laws!(|| MemoryStore::new(10_000));
}

mod shared {
    use super::*;

    crate::testing::store_laws!(|| Arc::new(MemoryStore::new(10_000)), run = |future| block_on(future));
}

/// The stores below differ from this one by their fault.
mod without_a_fault {
    use super::*;

    crate::testing::store_laws!(|| Faulty::new(Fault::None));
}

/// A law, by its name.
type Law = (&'static str, fn(&Faulty));

macro_rules! laws {
    (() in_turn: $($law:ident)*; at_once: $($of_threads:ident)*) => {
        [
            $((stringify!($law), |store| store_laws::check(|work| block_on(work), store_laws::$law(store))),)*
            $((stringify!($of_threads), |store| store_laws::$of_threads(store, |work| block_on(work))),)*
        ]
    };
}

#[test]
fn each_law_finds_a_fault_and_each_fault_is_found() {
    let laws: [Law; 22] = crate::__each_store_law!(laws, ());
    let mut unfound: Vec<_> = laws.iter().map(|(name, _)| *name).collect();
    for (fault, expected) in faulty::FAULTS {
        let (name, law) = laws.iter().find(|(name, _)| name == expected).expect("the name of a law");
        let store = Faulty::new(*fault);
        let found = catch_unwind(AssertUnwindSafe(|| law(&store))).is_err();
        assert!(found, "{name} doesn't find {fault:?}");
        unfound.retain(|law| law != name);
    }
    assert!(unfound.is_empty(), "no fault shows what these are for: {unfound:?}");
}

/// A store whose answer to a put is lost once.
struct LosesAnAnswer {
    store: MemoryStore,
    loses: AtomicBool,
}

impl Store for LosesAnAnswer {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.store.load(name).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        let answer = self.store.put(name, expected, next).await;
        if self.loses.swap(false, Ordering::Relaxed) { Err(StoreError::too_slow()) } else { answer }
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.store.touch(name, seen, expires).await
    }
}

#[test]
fn a_put_whose_answer_was_lost_is_recognised_by_its_version() {
    let store = LosesAnAnswer { store: MemoryStore::new(1), loses: AtomicBool::new(true) };
    let (name, entry) = (Name::from_bytes([1; 16]), Entry { version: 7, seen: 1, expires: u64::MAX >> 1, body: vec![1] });
    assert!(block_on(store.put(&name, Expected::Absent, &entry)).is_err());
    assert_eq!(block_on(store.put(&name, Expected::Absent, &entry)).unwrap(), Put::Found(Some(entry)));
}
