//! Times that standards recommend, by name.

use std::time::Duration;

/// An absolute lifetime and an idle time that belong together, for the attribute `lifetimes = …`.
///
/// ```
/// use std::time::Duration;
///
/// use session_core::{Lifetimes, Session};
///
/// #[derive(Session)]
/// #[session(lifetimes = Lifetimes::NIST_AAL2)]
/// struct Account {
///     user: Option<u64>,
/// }
///
/// assert_eq!(Account::SCHEMA.times().lifetime(), Duration::from_hours(24));
/// assert_eq!(Account::SCHEMA.times().idle(), Some(Duration::from_hours(1)));
/// ```
///
/// What stands beside it counts instead: `lifetimes = Lifetimes::NIST_AAL2, idle = "20m"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    lifetime: Duration,
    idle: Option<Duration>,
}

impl Lifetimes {
    /// NIST SP 800-63B-4 §2.1.3: at most 30 days, no limit of inactivity.
    pub const NIST_AAL1: Self = Self::new(Duration::from_hours(30 * 24), None);
    /// NIST SP 800-63B-4 §2.2.3: at most 24 hours, and at most 1 hour of inactivity.
    pub const NIST_AAL2: Self = Self::new(Duration::from_hours(24), Some(Duration::from_hours(1)));
    /// NIST SP 800-63B-4 §2.3.3: at most 12 hours, and at most 15 minutes of inactivity.
    pub const NIST_AAL3: Self = Self::new(Duration::from_hours(12), Some(Duration::from_mins(15)));
    /// OWASP Session Management Cheat Sheet, high-value applications: 2 to 5 minutes of inactivity, 4 to 8 hours of an office day.
    pub const OWASP_HIGH_VALUE: Self = Self::new(Duration::from_hours(4), Some(Duration::from_mins(5)));
    /// OWASP Session Management Cheat Sheet, low-risk applications: 15 to 30 minutes of inactivity, 4 to 8 hours of an office day.
    pub const OWASP_LOW_RISK: Self = Self::new(Duration::from_hours(8), Some(Duration::from_mins(30)));

    /// Times of your own, to be given a name.
    pub const fn new(lifetime: Duration, idle: Option<Duration>) -> Self {
        Self { lifetime, idle }
    }

    /// The absolute lifetime.
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// The idle time, if there is one.
    pub const fn idle(&self) -> Option<Duration> {
        self.idle
    }
}
