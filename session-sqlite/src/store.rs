//! The handle that applications have.

use std::fmt;
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};

use crate::job::{Call, Job};
use crate::query::{Load, PutOver, Query, Touch};
use crate::sweep::{Sweep, SweepError};
use crate::worker::{QUEUE, Worker};
use crate::{OpenError, Options, file};

/// Sessions in a SQLite file. A clone is another handle of the same thread.
///
/// The thread ends when its last handle is dropped and no call waits any more.
/// [`close`](Self::close) waits for that.
#[derive(Clone)]
pub struct SqliteStore(Arc<Handle>);

struct Handle {
    jobs: SyncSender<Box<dyn Job>>,
    thread: JoinHandle<()>,
    sweep_error: SweepError,
}

impl SqliteStore {
    /// Opens a file, or creates it, with the default settings.
    ///
    /// # Errors
    ///
    /// If the file can't be created or written, isn't a good SQLite database, or is of a newer
    /// version of this crate.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::options().open(path)
    }

    /// Opens a database in memory, with the default settings, for tests.
    ///
    /// # Errors
    ///
    /// If there is no memory, or no thread.
    ///
    /// ```
    /// # use session_core::{store::Store as _, testing::block_on};
    /// let store = session_sqlite::SqliteStore::open_in_memory()?;
    /// assert!(block_on(store.check()).is_ok());
    /// # Ok::<_, session_sqlite::OpenError>(())
    /// ```
    pub fn open_in_memory() -> Result<Self, OpenError> {
        Self::options().open_in_memory()
    }

    /// Returns settings to open a store with.
    pub fn options() -> Options {
        Options::new()
    }

    /// Gives up this handle. If it is the last one, this waits until the calls that wait are
    /// answered and the file is closed. Dropping a handle waits for nothing.
    pub fn close(self) {
        if let Some(Handle { jobs, thread, .. }) = Arc::into_inner(self.0) {
            drop(jobs);
            // A panic has been printed, and its callers have their errors.
            let _ = thread.join();
        }
    }

    /// Returns the error of the latest sweep for entries that have expired, if it failed. The next
    /// sweep tries again.
    pub fn sweep_error(&self) -> Option<StoreError> {
        self.0.sweep_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn ask<Q: Query>(&self, query: Q) -> Result<Q::Answer, StoreError> {
        let (call, answer) = Call::new(query);
        self.0.jobs.try_send(call).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::new("too many calls wait for SQLite"),
            TrySendError::Disconnected(_) => thread_ended(),
        })?;
        answer.await.unwrap_or_else(|_| Err(thread_ended()))
    }
}

impl Options {
    /// Opens a file, or creates it. Where there are permissions as on Unix, a new file can be read
    /// by its owner only.
    ///
    /// This waits for the disk, and for up to the time limit for another process that opens the
    /// same file.
    ///
    /// # Errors
    ///
    /// If the file can't be created or written, isn't a good SQLite database, or is of a newer
    /// version of this crate.
    pub fn open(self, path: impl AsRef<Path>) -> Result<SqliteStore, OpenError> {
        let connection = file::open(path.as_ref(), self.time_limit)?;
        self.start(connection)
    }

    /// Opens a database in memory, which goes with its last handle. It is for tests:
    /// [`MemoryStore`](session_core::store::MemoryStore) is faster, and has a limit.
    ///
    /// # Errors
    ///
    /// If there is no memory, or no thread.
    pub fn open_in_memory(self) -> Result<SqliteStore, OpenError> {
        self.start(file::in_memory()?)
    }

    /// Starts the thread.
    fn start(self, connection: Connection) -> Result<SqliteStore, OpenError> {
        let (sender, jobs) = sync_channel(QUEUE);
        let sweep_error = SweepError::default();
        let sweep = Sweep::new(self.clock, Arc::clone(&sweep_error));
        let worker = Worker { connection, jobs, time_limit: self.time_limit, sweep };
        let thread = thread::Builder::new().name("session-sqlite".to_owned()).spawn(move || worker.run());
        let thread = thread.map_err(|error| OpenError::Other(error.into()))?;
        Ok(SqliteStore(Arc::new(Handle { jobs: sender, thread, sweep_error })))
    }
}

fn thread_ended() -> StoreError {
    StoreError::new("the thread of SQLite has panicked")
}

impl Store for SqliteStore {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.ask(Load(*name)).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.ask(PutOver { name: *name, expected, next: next.clone() }).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.ask(Touch { name: *name, seen, expires }).await
    }
}

/// Says only what it is.
impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}
