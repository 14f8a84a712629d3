use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_channel::oneshot;
use session_core::store::{Entry, Expected, Name, Put};

use super::*;
use crate::file;
use crate::job::Call;
use crate::query::{Load, PutOver, Query};

type Answer<T> = oneshot::Receiver<Result<T, StoreError>>;

/// Jobs, and who waits for the puts among them.
#[derive(Default)]
struct Batch {
    jobs: Vec<Box<dyn Job>>,
    puts: Vec<Answer<Put>>,
}

impl Batch {
    fn put(&mut self, number: u8, entry: Entry) {
        let query = PutOver { name: Name::from_bytes([number; 16]), expected: Expected::Absent, next: entry };
        let (job, answer) = Call::new(query);
        self.jobs.push(job);
        self.puts.push(answer);
    }

    /// Runs the batch, and returns what became of the puts.
    fn run(self, connection: &Connection) -> Vec<Result<Put, StoreError>> {
        run(connection, self.jobs);
        self.puts.into_iter().map(answer).collect()
    }
}

fn answer<T>(mut answer: Answer<T>) -> Result<T, StoreError> {
    answer.try_recv().expect("the job was answered").expect("there is an answer by now")
}

fn entry(version: u64, body: Vec<u8>) -> Entry {
    Entry { version, seen: 1, expires: 2, body }
}

fn load(connection: &Connection, number: u8) -> Option<Entry> {
    Load(Name::from_bytes([number; 16])).run(connection).unwrap()
}

#[test]
fn a_batch_is_one_commit() {
    let mut connection = file::in_memory().unwrap();
    let commits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&commits);
    let count = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    connection.commit_hook(Some(count)).unwrap();
    let mut batch = Batch::default();
    for number in 0..100 {
        batch.put(number, entry(1, vec![number]));
    }
    assert!(batch.run(&connection).into_iter().all(|put| matches!(put, Ok(Put::Done))));
    assert_eq!(commits.load(Ordering::Relaxed), 1);
    assert_eq!(load(&connection, 99), Some(entry(1, vec![99])));
}

#[test]
fn only_an_end_waits_for_the_disk() {
    let connection = file::in_memory().unwrap();
    let synchronous = || connection.query_row("pragma synchronous", [], |row| row.get::<_, i64>(0)).unwrap();
    for (number, version, expected) in [(1, 1, 1), (2, Entry::ENDED, 2), (3, 1, 1)] {
        let mut batch = Batch::default();
        batch.put(number, entry(version, Vec::new()));
        batch.put(number + 100, entry(1, Vec::new()));
        assert!(batch.run(&connection).into_iter().all(|put| matches!(put, Ok(Put::Done))));
        assert_eq!(synchronous(), expected);
    }
}

#[test]
fn a_full_disk_fails_the_whole_batch_and_nothing_else() {
    let connection = file::in_memory().unwrap();
    connection.execute_batch("pragma max_page_count = 20").unwrap();
    let mut batch = Batch::default();
    batch.put(1, entry(1, Vec::new()));
    batch.put(2, entry(1, vec![0; 262_144]));
    // Without the transaction, this would be written.
    batch.put(3, entry(1, Vec::new()));
    for put in batch.run(&connection) {
        assert_eq!(put.unwrap_err().to_string(), StoreError::full().to_string());
    }
    assert!([1, 2, 3].into_iter().all(|number| load(&connection, number).is_none()));

    let mut batch = Batch::default();
    batch.put(1, entry(1, Vec::new()));
    assert_eq!(batch.run(&connection).pop().unwrap().unwrap(), Put::Done);
}

#[test]
fn a_number_that_does_not_fit_fails_one_job() {
    let connection = file::in_memory().unwrap();
    let mut batch = Batch::default();
    batch.put(1, entry(1, Vec::new()));
    batch.put(2, Entry { seen: u64::MAX, ..entry(1, Vec::new()) });
    batch.put(3, entry(1, Vec::new()));
    let done: Vec<_> = batch.run(&connection).iter().map(Result::is_ok).collect();
    assert_eq!(done, [true, false, true]);
    assert!(load(&connection, 1).is_some() && load(&connection, 2).is_none() && load(&connection, 3).is_some());
}

#[test]
fn a_transaction_that_was_left_open_is_rolled_back() {
    let connection = file::in_memory().unwrap();
    connection.execute_batch("begin immediate").unwrap();
    let mut batch = Batch::default();
    batch.put(1, entry(1, Vec::new()));
    assert_eq!(batch.run(&connection).pop().unwrap().unwrap(), Put::Done);
    assert!(connection.is_autocommit());
}

#[test]
fn a_caller_that_went_away_stops_nobody() {
    let connection = file::in_memory().unwrap();
    let mut batch = Batch::default();
    batch.put(1, entry(1, Vec::new()));
    batch.put(2, entry(1, Vec::new()));
    drop(batch.puts.remove(0));
    assert!(matches!(batch.run(&connection)[..], [Ok(Put::Done)]));
    assert!(load(&connection, 1).is_some());
}
