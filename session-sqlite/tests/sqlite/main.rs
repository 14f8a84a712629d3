//! A store in a file: the laws of all stores, several handles and processes, and what fails.

mod bounds;
mod folder;
mod laws;
mod open;
mod processes;
mod sweep;

use std::time::Duration;

use session_core::store::{Entry, Name};
use session_sqlite::{Options, SqliteStore};

/// A time that is long past the end of these tests.
const LATER: u64 = 4_000_000_000;

/// Returns settings with which no call is late, however slow the machine.
fn patient() -> Options {
    SqliteStore::options().time_limit(Duration::from_secs(600))
}

fn name(number: u64) -> Name {
    Name::from_bytes(u128::from(number).to_be_bytes())
}

fn entry(version: u64) -> Entry {
    Entry { version, seen: 1, expires: LATER, body: vec![1, 0, 42] }
}
