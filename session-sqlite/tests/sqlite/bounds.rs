//! Calls end, whatever else has the file or happens to the thread.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use session_core::Clock;
use session_core::store::{Entry, Expected, Put, Store as _, StoreError};
use session_core::testing::block_on;
use session_sqlite::SqliteStore;

use crate::folder::Folder;
use crate::{entry, name, patient};

const SHORT: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(600);

/// Opens a file whose lock another connection has.
fn locked(folder: &Folder, time_limit: Duration) -> (SqliteStore, Connection) {
    let before = patient().open(folder.file()).unwrap();
    block_on(before.put(&name(1), Expected::Absent, &entry(1))).unwrap();
    before.close();
    let store = SqliteStore::options().time_limit(time_limit).open(folder.file()).unwrap();
    let other = Connection::open(folder.file()).unwrap();
    other.busy_timeout(Duration::from_secs(60)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    (store, other)
}

fn unlock(store: SqliteStore, other: Connection) {
    other.execute_batch("rollback").unwrap();
    drop(other);
    store.close();
}

#[test]
fn a_write_fails_while_another_handle_has_the_lock() {
    let folder = Folder::new();
    let (store, other) = locked(&folder, SHORT);
    assert!(block_on(store.put(&name(1), Expected::Version(1), &entry(2))).is_err());
    assert!(block_on(store.touch(&name(1), 7, 7)).is_err());
    other.execute_batch("rollback").unwrap();
    // On a slow machine some are late.
    let put = |_| matches!(block_on(store.put(&name(1), Expected::Version(1), &entry(2))), Ok(Put::Done));
    assert!((0..1000).any(put));
    other.execute_batch("begin").unwrap();
    unlock(store, other);
}

#[test]
fn a_load_needs_no_lock() {
    let folder = Folder::new();
    let (store, other) = locked(&folder, LONG);
    assert_eq!(block_on(store.load(&name(1))).unwrap(), Some(entry(1)));
    block_on(store.check()).unwrap();
    unlock(store, other);
}

type Pending<'a> = Pin<Box<dyn Future<Output = Result<Option<Entry>, StoreError>> + 'a>>;

/// Polls once, which puts the call into the queue.
fn begin(call: &mut Pending<'_>) -> Option<Result<Option<Entry>, StoreError>> {
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

#[test]
fn a_full_queue_refuses_calls_at_once() {
    let folder = Folder::new();
    let (store, other) = locked(&folder, LONG);
    let (name, next) = (name(1), entry(2));
    // The thread waits for the lock with the put, and with what else it took out of the queue.
    let mut put = Box::pin(store.put(&name, Expected::Version(1), &next));
    assert!(put.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let mut loads: Vec<Pending<'_>> = (0..6000).map(|_| Box::pin(store.load(&name)) as Pending<'_>).collect();
    let answered: Vec<_> = loads.iter_mut().map(begin).collect();
    let refused = answered.iter().filter(|answer| matches!(answer, Some(Err(_)))).count();
    // The put may still have one of the places.
    assert!((1..=6000 - 4095).contains(&refused), "{refused}");
    other.execute_batch("rollback").unwrap();
    assert_eq!(block_on(put).unwrap(), Put::Done);
    for (load, answer) in loads.into_iter().zip(answered) {
        if answer.is_none() {
            assert!(block_on(load).is_ok());
        }
    }
    other.execute_batch("begin").unwrap();
    unlock(store, other);
}

#[test]
fn what_waited_for_too_long_is_refused() {
    let store = SqliteStore::options().time_limit(Duration::ZERO).open_in_memory().unwrap();
    let error = block_on(store.load(&name(1))).unwrap_err();
    assert_eq!(error.to_string(), StoreError::too_slow().to_string());
    store.close();
}

/// A clock that panics, in the thread of the store.
struct Broken;

impl Clock for Broken {
    fn now(&self) -> SystemTime {
        panic!("a clock that is broken")
    }
}

#[test]
fn a_panic_of_the_thread_hangs_nobody() {
    let store = patient().clock(Broken).open_in_memory().unwrap();
    // It panics as soon as nothing waits, so that the first may have their answers.
    assert!((0..1_000_000).any(|_| block_on(store.load(&name(1))).is_err()));
    assert!((0..10).all(|_| block_on(store.load(&name(1))).is_err()));
    store.close();
}

#[test]
fn what_waits_is_done_when_the_last_handle_goes() {
    let folder = Folder::new();
    let store = patient().open(folder.file()).unwrap();
    for number in 0..200 {
        let (name, next) = (name(number), entry(1));
        let mut put = Box::pin(store.put(&name, Expected::Absent, &next));
        let _ = put.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        // A future that is dropped cancels nothing.
    }
    store.close();
    let store = patient().open(folder.file()).unwrap();
    assert!((0..200).all(|number| block_on(store.load(&name(number))).unwrap() == Some(entry(1))));
    store.close();
}
