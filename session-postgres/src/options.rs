//! The settings of a store.

use std::fmt;
use std::time::Duration;

use session_core::{Clock, SystemClock};

/// The settings of a [`PostgresStore`](crate::PostgresStore), made by
/// [`options`](crate::PostgresStore::options).
///
/// ```no_run
/// use std::time::Duration;
/// use session_postgres::PostgresStore;
///
/// # fn store(pool: sqlx::PgPool) -> PostgresStore {
/// let options = PostgresStore::options().schema("shop").table("visitors");
/// options.time_limit(Duration::from_millis(500)).with_pool(pool)
/// # }
/// ```
pub struct Options {
    pub(crate) schema: Option<String>,
    pub(crate) table: String,
    pub(crate) time_limit: Duration,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) sweeps: bool,
}

impl Options {
    pub(crate) fn new() -> Self {
        Self {
            schema: None,
            table: "sessions".to_owned(),
            time_limit: Duration::from_secs(2),
            clock: Box::new(SystemClock),
            sweeps: true,
        }
    }

    /// Sets the schema that the table is in, in its own letters. By default it is the first one of
    /// the connection's `search_path`.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// Sets the table's name, in its own letters, which is `sessions` by default.
    #[must_use]
    pub fn table(mut self, name: impl Into<String>) -> Self {
        self.table = name.into();
        self
    }

    /// Sets the time within which a call answers or fails, which is 2 seconds by default. It
    /// includes waiting for a connection, whatever the pool's own limit is.
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

    /// Says that no task deletes what has expired: a job of the application calls
    /// [`sweep`](crate::PostgresStore::sweep), say.
    #[must_use]
    pub fn without_sweeps(mut self) -> Self {
        self.sweeps = false;
        self
    }
}

/// Leaves out the clock, which has no name.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("schema", &self.schema)
            .field("table", &self.table)
            .field("time_limit", &self.time_limit)
            .field("sweeps", &self.sweeps)
            .finish_non_exhaustive()
    }
}
