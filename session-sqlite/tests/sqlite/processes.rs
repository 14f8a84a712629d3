//! Several processes have one file open, and some of them stop or die.
#![cfg(unix)]

use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use session_core::store::{Entry, Expected, Put, Store as _, StoreError};
use session_core::testing::block_on;
use session_sqlite::SqliteStore;

use crate::folder::Folder;
use crate::{LATER, name, patient};

/// The file of a process that counts for another test, and how far.
const FILE: &str = "SESSION_SQLITE_FILE";
const STEPS: &str = "SESSION_SQLITE_STEPS";

/// Who counts: each has its own part of the entry's body, and raises no other.
const PARENT: usize = 0;
const CHILD: usize = 1;

/// How far each of two processes counts.
const MANY: u64 = 500;

/// How often a test looks whether a process has come far enough.
const LOOKS: usize = 10_000_000;

fn counts(body: &[u8]) -> [u64; 2] {
    [PARENT, CHILD].map(|who| u64::from_be_bytes(body[who * 8..][..8].try_into().unwrap()))
}

/// Returns the version that is there, and what both have counted.
fn load(store: &SqliteStore) -> Result<(Expected, [u64; 2]), StoreError> {
    let there = block_on(store.load(&name(1)))?;
    Ok(there.map_or((Expected::Absent, [0, 0]), |there| (Expected::Version(there.version), counts(&there.body))))
}

/// Tries to count one step, by comparing and swapping. Returns whether it took place; if no answer
/// said so, the next try shows it.
fn step(store: &SqliteStore, who: usize, steps: u64) -> bool {
    let Ok((expected, mut both)) = load(store) else { return false };
    if both[who] == steps {
        return true;
    }
    assert_eq!(both[who] + 1, steps, "a step was lost");
    both[who] += 1;
    // No other put has this version.
    let version = 1 + steps * 2 + who as u64;
    let next = Entry { version, seen: 1, expires: LATER, body: both.map(u64::to_be_bytes).concat() };
    matches!(block_on(store.put(&name(1), expected, &next)), Ok(Put::Done))
}

/// Counts in a process of its own. It does nothing in a run of the tests.
#[test]
fn child() {
    let (Ok(file), Ok(steps)) = (env::var(FILE), env::var(STEPS)) else { return };
    let store = patient().open(file).unwrap();
    let (_, counts) = load(&store).unwrap();
    for steps in counts[CHILD] + 1..=steps.parse().unwrap() {
        while !step(&store, CHILD, steps) {}
    }
    store.close();
}

/// A process that counts. It is killed when this is dropped, if it hasn't ended by itself.
struct Counter(Child);

impl Counter {
    fn start(file: &Path, steps: u64) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "processes::child"]).env(FILE, file).env(STEPS, steps.to_string());
        Self(command.stdout(Stdio::null()).spawn().unwrap())
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    fn wait(mut self) {
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until the child has counted so far.
fn wait_for(store: &SqliteStore, steps: u64) {
    let is_far = |_| load(store).is_ok_and(|(_, counts)| counts[CHILD] >= steps);
    assert!((0..LOOKS).any(is_far), "the other process counts");
}

#[test]
fn two_processes_lose_no_step() {
    let folder = Folder::new();
    let store = patient().open(folder.file()).unwrap();
    let counter = Counter::start(&folder.file(), MANY);
    for steps in 1..=MANY {
        while !step(&store, PARENT, steps) {}
    }
    counter.wait();
    assert_eq!(load(&store).unwrap().1, [MANY; 2]);
    store.close();
}

#[test]
fn a_process_that_is_stopped_for_a_while_loses_no_step() {
    let folder = Folder::new();
    patient().open(folder.file()).unwrap().close();
    let store = SqliteStore::options().time_limit(Duration::from_millis(200)).open(folder.file()).unwrap();
    let counter = Counter::start(&folder.file(), MANY);
    let mut steps = 1;
    for round in 1..=4 {
        wait_for(&store, round * 20);
        counter.signal("-STOP");
        // It may have been stopped with the lock in its hand, so that these fail.
        for _ in 0..10 {
            steps += u64::from(step(&store, PARENT, steps));
        }
        counter.signal("-CONT");
    }
    for steps in steps..=MANY {
        while !step(&store, PARENT, steps) {}
    }
    counter.wait();
    assert!((0..LOOKS).any(|_| load(&store).is_ok_and(|(_, counts)| counts == [MANY; 2])));
    store.close();
}

#[test]
fn a_process_that_is_killed_leaves_a_good_file() {
    let folder = Folder::new();
    let store = patient().open(folder.file()).unwrap();
    for round in 1..=3 {
        let counter = Counter::start(&folder.file(), u64::MAX >> 8);
        wait_for(&store, round * 30);
        let (_, before) = load(&store).unwrap();
        counter.signal("-KILL");
        drop(counter);
        let (_, after) = load(&store).unwrap();
        assert!(after[CHILD] >= before[CHILD], "{after:?} {before:?}");
        let next = after[PARENT] + 1;
        while !step(&store, PARENT, next) {}
    }
    store.close();
    let connection = Connection::open(folder.file()).unwrap();
    let state: String = connection.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(state, "ok");
}
