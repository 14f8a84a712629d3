//! A clock that is turned by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::time::Clock;

/// A clock that moves only when it is told to. Clones show the same time.
///
/// ```
/// use std::time::Duration;
/// use session_core::Clock as _;
/// use session_core::testing::ManualClock;
///
/// let clock = ManualClock::default();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().duration_since(before).unwrap().as_secs(), 60);
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// Creates a clock that shows `seconds` since 1970.
    pub fn at(seconds: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seconds)))
    }

    /// Turns the clock forward, by whole seconds.
    pub fn advance(&self, by: Duration) {
        self.set(self.seconds().saturating_add(by.as_secs()));
    }

    /// Turns the clock to `seconds` since 1970, forward or back.
    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    /// Returns the seconds since 1970.
    pub fn seconds(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Creates a clock that shows a day in November 2023: second 1,700,000,000.
impl Default for ManualClock {
    fn default() -> Self {
        Self::at(1_700_000_000)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.seconds())
    }
}
