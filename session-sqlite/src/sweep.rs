//! Entries that nobody needs any more are deleted.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use session_core::Clock;
use session_core::store::StoreError;

use crate::error::{is_busy, store_error};
use crate::query;

/// The time for which every store keeps what has expired, in seconds.
const KEPT: u64 = 60 * 60;

/// The time between two sweeps, in seconds.
const PAUSE: u64 = 60;

/// The number of entries that are deleted at once, so that no call waits for long.
const MOST: usize = 1000;

/// The error of the latest sweep, if it failed.
pub(crate) type SweepError = Arc<Mutex<Option<StoreError>>>;

pub(crate) struct Sweep {
    clock: Box<dyn Clock>,
    /// When the next sweep is due, in seconds since 1970.
    next: u64,
    error: SweepError,
}

impl Sweep {
    pub(crate) fn new(clock: Box<dyn Clock>, error: SweepError) -> Self {
        Self { clock, next: 0, error }
    }

    /// Sweeps if it is due, and returns the time until it is due again. Another handle's lock isn't
    /// waited for: that handle may sweep as well.
    pub(crate) fn step(&mut self, connection: &Connection, busy_timeout: Duration) -> Duration {
        let now = self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        // The clock may have been set back.
        if now >= self.next || self.next - now > PAUSE {
            let is_more = self.sweep(connection, busy_timeout, now.saturating_sub(KEPT));
            self.next = if is_more { now } else { now.saturating_add(PAUSE) };
        }
        Duration::from_secs(self.next - now)
    }

    /// Deletes what expired before a time, and returns whether there is more.
    fn sweep(&self, connection: &Connection, busy_timeout: Duration, before: u64) -> bool {
        let _ = connection.busy_timeout(Duration::ZERO);
        let swept = query::sweep(connection, before, MOST);
        let _ = connection.busy_timeout(busy_timeout);
        let (is_more, error) = match swept {
            Ok(deleted) => (deleted == MOST, None),
            Err(error) if is_busy(&error) => (false, None),
            Err(error) => (false, Some(store_error(error))),
        };
        *self.error.lock().unwrap_or_else(PoisonError::into_inner) = error;
        is_more
    }
}
