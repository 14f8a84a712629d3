//! How a store is opened.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use session_core::{Clock, SystemClock};

use crate::store::SqliteStore;
use crate::{OpenError, file};

/// The settings of a [`SqliteStore`], made by [`SqliteStore::options`].
///
/// ```
/// use std::time::Duration;
/// use session_sqlite::SqliteStore;
///
/// let store = SqliteStore::options().time_limit(Duration::from_millis(500)).open_in_memory()?;
/// # store.close();
/// # Ok::<_, session_sqlite::OpenError>(())
/// ```
pub struct Options {
    time_limit: Duration,
    clock: Box<dyn Clock>,
}

impl Options {
    pub(crate) fn new() -> Self {
        Self { time_limit: Duration::from_secs(2), clock: Box::new(SystemClock) }
    }

    /// Sets the time within which a call answers or fails, which is 2 seconds by default. The
    /// [crate](crate#how-long-a-call-takes) says what it covers. One of a few milliseconds refuses
    /// calls that a slow disk would answer.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Sets the clock that says which entries have expired and are deleted. The default is the
    /// operating system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

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
        SqliteStore::start(connection, self.time_limit, self.clock)
    }

    /// Opens a database in memory, which goes with its last handle. It is for tests:
    /// [`MemoryStore`](session_core::store::MemoryStore) is faster, and has a limit.
    ///
    /// # Errors
    ///
    /// If there is no memory, or no thread.
    pub fn open_in_memory(self) -> Result<SqliteStore, OpenError> {
        SqliteStore::start(file::in_memory()?, self.time_limit, self.clock)
    }
}

/// Leaves out the clock, which has no name.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("time_limit", &self.time_limit).finish_non_exhaustive()
    }
}
