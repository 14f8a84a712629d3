//! How long sessions live, as their types declare it.

use std::time::Duration;

use crate::limits::{DEFAULT_LIFETIME, LONGEST_LIFETIME};

/// How long a session lives, in whole seconds: the values that `lifetime`, `idle` and `refresh`
/// declare, or a named set of them.
///
/// A session is valid while `now < began + lifetime` and `now < seen + idle`. The limits of the
/// running code count, so a shorter limit takes effect at once for sessions that exist already.
///
/// Standards recommend sets of times. A type takes a set by name, with the attribute
/// `timeouts = …`:
///
/// ```
/// use std::time::Duration;
///
/// use session_core::{Session, Timeouts};
///
/// #[derive(Session)]
/// #[session(timeouts = Timeouts::NIST_AAL2)]
/// struct Account {
///     user: Option<u64>,
/// }
///
/// assert_eq!(Account::SCHEMA.timeouts().lifetime(), Duration::from_secs(24 * 60 * 60));
/// assert_eq!(Account::SCHEMA.timeouts().idle(), Some(Duration::from_secs(60 * 60)));
/// ```
///
/// A setting beside it takes precedence: `timeouts = Timeouts::NIST_AAL2, idle = "20m"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    lifetime: Duration,
    idle: Option<Duration>,
    refresh: Option<Duration>,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Timeouts {
    /// NIST SP 800-63B-4 §2.1.3: at most 30 days, and no limit of inactivity.
    pub const NIST_AAL1: Self = Self::new(Duration::from_secs(30 * DAY), None);
    /// NIST SP 800-63B-4 §2.2.3: at most 24 hours, and at most 1 hour of inactivity.
    pub const NIST_AAL2: Self = Self::new(Duration::from_secs(DAY), Some(Duration::from_secs(HOUR)));
    /// NIST SP 800-63B-4 §2.3.3: at most 12 hours, and at most 15 minutes of inactivity.
    pub const NIST_AAL3: Self = Self::new(Duration::from_secs(12 * HOUR), Some(Duration::from_secs(15 * MINUTE)));
    /// OWASP Session Management Cheat Sheet, high-value applications. It recommends 2 to 5 minutes
    /// of inactivity and an absolute limit of 4 to 8 hours for an office day; these are 5 minutes
    /// and 4 hours.
    pub const OWASP_HIGH_VALUE: Self = Self::new(Duration::from_secs(4 * HOUR), Some(Duration::from_secs(5 * MINUTE)));
    /// OWASP Session Management Cheat Sheet, low-risk applications. It recommends 15 to 30 minutes
    /// of inactivity and an absolute limit of 4 to 8 hours for an office day; these are 30 minutes
    /// and 8 hours.
    pub const OWASP_LOW_RISK: Self = Self::new(Duration::from_secs(8 * HOUR), Some(Duration::from_secs(30 * MINUTE)));

    /// The lifetime of a type that doesn't declare one: 30 days.
    pub const DEFAULT_LIFETIME: Duration = DEFAULT_LIFETIME;

    /// Creates timeouts from a lifetime and an idle time. A refresh is due after half of the idle
    /// time.
    pub const fn new(lifetime: Duration, idle: Option<Duration>) -> Self {
        let refresh = match idle {
            Some(idle) => Some(Duration::from_secs(idle.as_secs().div_ceil(2))),
            None => None,
        };
        Self { lifetime, idle, refresh }
    }

    /// Returns the same timeouts with another refresh time.
    #[must_use]
    pub const fn with_refresh(self, refresh: Duration) -> Self {
        Self { refresh: Some(refresh), ..self }
    }

    /// Returns the absolute lifetime: how long after its beginning a session ends, whatever its
    /// visitor does.
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// Returns how long a session lives without being seen, or `None` if that isn't limited.
    pub const fn idle(&self) -> Option<Duration> {
        self.idle
    }

    /// Returns how old a token may be before a request that only reads refreshes it. A visitor's
    /// idle time counts from the last refresh, so a session ends after between `idle − refresh`
    /// and `idle` of inactivity.
    pub const fn refresh(&self) -> Option<Duration> {
        self.refresh
    }
}

/// The rules for timeouts. The compiler checks them: the derive evaluates each rule in a `const`
/// at the place where the user wrote the time.
#[doc(hidden)]
#[derive(Debug)]
pub struct TimeoutRules;

#[doc(hidden)]
impl TimeoutRules {
    #[track_caller]
    pub const fn lifetime(lifetime: Duration) {
        assert!(
            lifetime.as_secs() > 0,
            "a session lives for at least one second; write \"30d\", say, or drop `lifetime` for 30 days"
        );
        assert!(
            lifetime.as_secs() <= LONGEST_LIFETIME.as_secs(),
            "browsers keep a cookie for 400 days at most; write \"400d\" or less"
        );
    }

    #[track_caller]
    pub const fn idle(lifetime: Duration, idle: Option<Duration>) {
        let Some(idle) = idle else { return };
        assert!(
            idle.as_secs() > 0,
            "a session may be idle for at least one second; write \"30m\", say, or drop `idle` for no idle time"
        );
        assert!(
            idle.as_secs() <= lifetime.as_secs(),
            "`idle` is longer than `lifetime` (30 days unless it is given), so that it would never be reached; shorten it, or set a longer `lifetime`"
        );
    }

    #[track_caller]
    pub const fn refresh(lifetime: Duration, idle: Option<Duration>, refresh: Duration) {
        assert!(refresh.as_secs() > 0, "a refresh comes after at least one second; write a longer time, or drop `refresh`");
        match idle {
            Some(idle) => assert!(
                refresh.as_secs() < idle.as_secs(),
                "`refresh` is not shorter than `idle`, so that it would come too late; shorten it, or drop it for half of `idle`"
            ),
            None => assert!(
                refresh.as_secs() < lifetime.as_secs(),
                "`refresh` is not shorter than `lifetime` (30 days unless it is given), so that it would come too late; shorten it, or drop it"
            ),
        }
    }

    #[track_caller]
    pub const fn renew_every(every: Duration) {
        assert!(
            every.as_secs() >= 60,
            "a ticket is renewed once a minute at most, since requests that are under way go on with the former one for 10 seconds; write \"15m\", say"
        );
    }

    #[track_caller]
    pub const fn lifetime_of_state(session: Duration, state: Duration) {
        Self::lifetime(state);
        assert!(
            state.as_secs() <= session.as_secs(),
            "a state can't outlive its session, and this is longer than the session's `lifetime` (30 days unless it is given); shorten it, or set a longer one on the enum"
        );
    }

    #[track_caller]
    pub const fn idle_of_state(session: Option<Duration>, lifetime: Duration, state: Option<Duration>) {
        Self::idle(lifetime, state);
        if let (Some(session), Some(state)) = (session, state) {
            assert!(
                state.as_secs() <= session.as_secs(),
                "a state can't outlive its session, and this is longer than the session's `idle`; shorten it, or set a longer one on the enum"
            );
        }
    }

    /// Returns the idle time of a state: its own, or else its session's.
    pub const fn idle_or(own: Option<Duration>, session: Option<Duration>) -> Option<Duration> {
        if own.is_some() { own } else { session }
    }
}

/// Formats a time as the derive's attributes write it, in the largest unit that divides it.
#[cfg(feature = "testing")]
pub(crate) fn format_duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s")];
    // One day is written as 24 hours, as people write it.
    let fits = |unit: u64, letter: &str| seconds.is_multiple_of(unit) && (letter != "d" || seconds > unit);
    let fitting = units.into_iter().find(|(unit, letter)| fits(*unit, letter));
    fitting.map_or_else(|| "0s".to_owned(), |(unit, letter)| format!("{}{letter}", seconds / unit))
}
