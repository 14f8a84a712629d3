//! How long sessions live, as their types declare it.

use std::time::Duration;

/// How long a session lives, in whole seconds.
///
/// A session is valid while `now < began + lifetime` and `now < seen + idle`. The limits are those of the code that runs: to
/// shorten one takes effect at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    lifetime: Duration,
    idle: Option<Duration>,
    refresh: Option<Duration>,
}

impl Times {
    /// The lifetime of a type that doesn't say one: 30 days.
    pub const DEFAULT_LIFETIME: Duration = Duration::from_hours(30 * 24);

    /// What browsers keep a cookie at most (RFC 6265bis §5.5).
    const LONGEST: Duration = Duration::from_hours(400 * 24);

    /// Checked when the user's crate compiles: the derive evaluates it in a `const`, at the place of the value that breaks it.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_lifetime(lifetime: Duration) {
        assert!(lifetime.as_secs() > 0, "a session lives for at least one second: set a longer `lifetime`");
        assert!(
            lifetime.as_secs() <= Self::LONGEST.as_secs(),
            "browsers keep a cookie for 400 days at most: set a shorter `lifetime`"
        );
    }

    #[doc(hidden)]
    #[track_caller]
    pub const fn check_idle(lifetime: Duration, idle: Option<Duration>) {
        let Some(idle) = idle else { return };
        assert!(idle.as_secs() > 0, "a session may be idle for at least one second: set a longer `idle` time");
        assert!(
            idle.as_secs() <= lifetime.as_secs(),
            "`idle` is longer than `lifetime`, so that it would never be reached: shorten it, or set a longer `lifetime`"
        );
    }

    #[doc(hidden)]
    #[track_caller]
    pub const fn check_refresh(lifetime: Duration, idle: Option<Duration>, refresh: Option<Duration>) {
        let Some(refresh) = refresh else { return };
        let limit = match idle {
            Some(idle) => idle,
            None => lifetime,
        };
        assert!(refresh.as_secs() > 0, "a refresh comes after at least one second: set a longer `refresh`");
        assert!(
            refresh.as_secs() < limit.as_secs(),
            "`refresh` is not shorter than `idle`, or `lifetime` where there is none, so that it would come too late: shorten it"
        );
    }

    #[doc(hidden)]
    #[track_caller]
    pub const fn check_lifetime_of_state(session: Duration, state: Duration) {
        Self::check_lifetime(state);
        assert!(
            state.as_secs() <= session.as_secs(),
            "a state can't outlive its session, and this is longer than the session's `lifetime`: shorten it"
        );
    }

    #[doc(hidden)]
    #[track_caller]
    pub const fn check_idle_of_state(session: Option<Duration>, lifetime: Duration, state: Option<Duration>) {
        Self::check_idle(lifetime, state);
        if let (Some(session), Some(state)) = (session, state) {
            assert!(
                state.as_secs() <= session.as_secs(),
                "a state can't outlive its session, and this is longer than the session's `idle`: shorten it"
            );
        }
    }

    #[doc(hidden)]
    pub const fn idle_or(own: Option<Duration>, session: Option<Duration>) -> Option<Duration> {
        if own.is_some() { own } else { session }
    }

    /// `refresh` is half of `idle` unless it is given.
    #[doc(hidden)]
    pub const fn new(lifetime: Duration, idle: Option<Duration>, refresh: Option<Duration>) -> Self {
        let refresh = match (refresh, idle) {
            (None, Some(idle)) => Some(Duration::from_secs(idle.as_secs().div_ceil(2))),
            (refresh, _) => refresh,
        };
        Self { lifetime, idle, refresh }
    }

    /// The absolute lifetime: how long after its beginning a session ends, whatever its visitor does.
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// How long a session lives without being seen, if that is limited.
    pub const fn idle(&self) -> Option<Duration> {
        self.idle
    }

    /// How old a token may be before a mere read issues it anew. A visitor's idle time therefore counts from a request between
    /// now and this long ago: it lies between `idle − refresh` and `idle`.
    pub const fn refresh(&self) -> Option<Duration> {
        self.refresh
    }
}

/// A time as the derive's attributes have it, in the largest unit that has no rest.
pub(crate) fn written(time: Duration) -> String {
    let seconds = time.as_secs();
    let units = [(24 * 60 * 60, "d"), (60 * 60, "h"), (60, "m"), (1, "s")];
    // One day is 24 hours, as people write it.
    let fitting = units.into_iter().find(|(unit, letter)| seconds.is_multiple_of(*unit) && (*letter != "d" || seconds > *unit));
    fitting.map_or_else(|| "0s".to_owned(), |(unit, letter)| format!("{}{letter}", seconds / unit))
}
