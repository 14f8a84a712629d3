//! Clocks that are passed in.

use std::sync::Arc;
use std::time::SystemTime;

/// The clock that an application's sessions read.
///
/// An application sets one with [`Options::clock`](crate::Options::clock); the default is
/// [`SystemClock`]. Tests set a `testing::ManualClock` by hand.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// /// A clock that stands still.
/// struct Noon;
///
/// impl session_core::Clock for Noon {
///     fn now(&self) -> SystemTime {
///         SystemTime::UNIX_EPOCH + Duration::from_secs(12 * 60 * 60)
///     }
/// }
/// ```
pub trait Clock: Send + Sync + 'static {
    /// Returns the current time. Sessions count in whole seconds; fractions are cut off.
    fn now(&self) -> SystemTime;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> SystemTime {
        C::now(self)
    }
}

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
