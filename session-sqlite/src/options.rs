//! The settings of a store.

use std::fmt;
use std::time::Duration;

use session_core::{Clock, SystemClock};

/// The settings of a [`SqliteStore`](crate::SqliteStore), made by
/// [`options`](crate::SqliteStore::options).
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
    pub(crate) time_limit: Duration,
    pub(crate) clock: Box<dyn Clock>,
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
}

/// Leaves out the clock, which has no name.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("time_limit", &self.time_limit).finish_non_exhaustive()
    }
}
