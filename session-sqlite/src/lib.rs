//! Sessions in a SQLite file: a [store](session_core::store::Store) for applications of one
//! machine, on any async runtime.
//!
//! ```
//! use session_core::store::{Entry, Expected, Name, Put, Store as _};
//! use session_sqlite::SqliteStore;
//! # use session_core::testing::block_on;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join(format!("session-sqlite-doc-{}", std::process::id()));
//! # std::fs::create_dir(&folder)?;
//! let store = SqliteStore::open(folder.join("sessions.db"))?;
//! # block_on(async {
//! let name = Name::from_bytes([7; 16]);
//! let entry = Entry { version: 1, seen: 0, expires: 4_000_000_000, body: vec![1, 0, 42] };
//! assert_eq!(store.put(&name, Expected::Absent, &entry).await?, Put::Done);
//! assert_eq!(store.load(&name).await?, Some(entry));
//! # Ok::<_, session_core::store::StoreError>(())
//! # })?;
//! store.close();
//! # std::fs::remove_dir_all(folder)?;
//! # Ok(())
//! # }
//! ```
//!
//! # How it works
//!
//! One thread has the connection, and calls wait for it in a queue. Whatever waits is written in
//! one transaction and answered after its commit, so that many visitors share one write to the
//! disk. Of the calls that wait, loads are answered first, in a transaction that takes no lock. A
//! load that arrives while others are being written waits for these.
//!
//! Several handles may have one file open, in one process or in several on the same machine. The
//! file is SQLite's, in WAL mode: two more files stand beside it, `-wal` and `-shm`. It can't be on
//! a network's file system.
//!
//! # What survives
//!
//! What was answered survives the death of the process. If the machine itself loses power, the last
//! writes before it may be lost, and the file stays good: the disk isn't waited for (SQLite's
//! `synchronous = normal`). With an end it is (`synchronous = full`), so that no session that was
//! ended comes back. A change of privilege isn't told apart from other writes.
//!
//! # How long a call takes
//!
//! A call answers or fails within the [time limit](Options::time_limit), 2 seconds by default:
//!
//! * A write that waits in the queue for half of the limit is refused when its turn comes, and a
//!   load that waits for all of it.
//! * A write waits for the lock of another handle or process for the other half at most, also if
//!   that process is stopped.
//! * When 4096 calls wait, further ones are refused at once.
//!
//! What isn't limited is a disk that doesn't answer. A future that is dropped cancels nothing: its
//! call is in the queue.
//!
//! # What is dropped
//!
//! When no call waits, once a minute, the thread deletes entries that expired more than an hour
//! ago, 1000 at a time. The file doesn't shrink: SQLite writes what comes next into the room.
//!
//! # Features
//!
//! * `bundled`, on by default, compiles SQLite. Without it the system's library is linked.

mod batch;
mod error;
mod file;
mod job;
mod options;
mod query;
mod store;
mod sweep;
mod worker;

pub use error::OpenError;
pub use options::Options;
pub use store::SqliteStore;
