//! The whole seconds that tokens count in.

use std::fmt;
use std::time::{Duration, SystemTime};

/// A time in whole seconds since 1970. A token has 40 bits for it, which are enough until the year
/// 36812.
///
/// A time outside of that range becomes the nearest end of it, so that it can't wrap around.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u64);

impl Timestamp {
    const LAST: u64 = (1 << 40) - 1;

    /// Creates a timestamp from seconds since 1970.
    pub fn from_secs(seconds: u64) -> Self {
        Self(seconds.min(Self::LAST))
    }

    /// Returns the seconds since 1970.
    pub fn secs(self) -> u64 {
        self.0
    }

    /// Returns the time `duration` after this one, in whole seconds.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self::from_secs(self.0.saturating_add(duration.as_secs()))
    }

    /// Returns how long ago `earlier` was, or zero if it is still to come.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let since_1970 = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self::from_secs(since_1970.as_secs())
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        SystemTime::UNIX_EPOCH + Duration::from_secs(time.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_outside_of_the_range_read_as_its_ends() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(Timestamp::from(before).secs(), 0);
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 41);
        assert_eq!(Timestamp::from(late).secs(), Timestamp::LAST);
        assert_eq!(Timestamp::from_secs(5).after(Duration::MAX).secs(), Timestamp::LAST);
    }
}
