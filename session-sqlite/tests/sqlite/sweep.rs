//! What expired long ago is deleted, and nothing else.

use std::time::Duration;

use rusqlite::Connection;
use session_core::store::{Entry, Expected, Store as _};
use session_core::testing::{ManualClock, block_on};
use session_sqlite::SqliteStore;

use crate::folder::Folder;
use crate::{entry, name, patient};

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 60 * 60;

/// How often a test looks whether the thread has swept, which it does when nothing waits.
const LOOKS: usize = 1_000_000;

fn expiring(at: u64) -> Entry {
    Entry { expires: at, ..entry(1) }
}

fn is_there(store: &SqliteStore, number: u64) -> bool {
    block_on(store.load(&name(number))).unwrap().is_some()
}

#[test]
fn what_expired_more_than_an_hour_ago_is_deleted() {
    let clock = ManualClock::at(NOW);
    let store = patient().clock(clock.clone()).open_in_memory().unwrap();
    // More than are deleted at once.
    for number in 0..2500 {
        block_on(store.put(&name(number), Expected::Absent, &expiring(NOW))).unwrap();
    }
    block_on(store.put(&name(3000), Expected::Absent, &expiring(NOW + 1))).unwrap();
    block_on(store.put(&name(3001), Expected::Absent, &Entry { version: Entry::ENDED, ..expiring(NOW) })).unwrap();
    assert!((0..2500).all(|number| is_there(&store, number)));
    clock.set(NOW + HOUR + 1);
    let gone = |number| (0..LOOKS).any(|_| !is_there(&store, number));
    assert!((0..2500).all(gone));
    assert!(gone(3001));
    assert!(is_there(&store, 3000));
    assert!(store.sweep_error().is_none());
    store.close();
}

#[test]
fn a_clock_that_is_set_back_sweeps_on() {
    let clock = ManualClock::at(NOW + 1000 * HOUR);
    let store = patient().clock(clock.clone()).open_in_memory().unwrap();
    block_on(store.check()).unwrap();
    clock.set(NOW);
    block_on(store.put(&name(1), Expected::Absent, &expiring(NOW - HOUR - 1))).unwrap();
    clock.advance(Duration::from_secs(120));
    assert!((0..LOOKS).any(|_| !is_there(&store, 1)));
    store.close();
}

#[test]
fn an_error_of_a_sweep_is_remembered_and_stops_nothing() {
    let folder = Folder::new();
    let clock = ManualClock::at(NOW);
    let store = patient().clock(clock.clone()).open(folder.file()).unwrap();
    block_on(store.put(&name(1), Expected::Absent, &expiring(NOW))).unwrap();
    let other = Connection::open(folder.file()).unwrap();
    let broken = "create trigger broken before delete on session begin select raise(abort, 'no'); end";
    other.execute_batch(broken).unwrap();
    clock.advance(Duration::from_secs(2 * HOUR));
    assert!((0..LOOKS).any(|_| is_there(&store, 1) && store.sweep_error().is_some()));
    other.execute_batch("drop trigger broken").unwrap();
    clock.advance(Duration::from_secs(HOUR));
    assert!((0..LOOKS).any(|_| !is_there(&store, 1)));
    assert!((0..LOOKS).any(|_| store.sweep_error().is_none()));
    drop(other);
    store.close();
}
