//! What a session type declares, as data: its name, its cookie, its times.

use std::time::Duration;

use crate::cookie::CookiePolicy;

/// What a session type declares, as data that can be read at run time.
#[derive(Debug)]
pub struct Schema {
    name: &'static str,
    cookie: CookiePolicy,
    times: Times,
    persistent: bool,
    no_store: bool,
    removed: &'static [&'static str],
}

impl Schema {
    #[doc(hidden)]
    pub const fn new(name: &'static str, cookie: CookiePolicy, times: Times) -> Self {
        Self { name, cookie, times, persistent: false, no_store: false, removed: &[] }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_persistent(mut self) -> Self {
        self.persistent = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_no_store(mut self) -> Self {
        self.no_store = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_removed(mut self, removed: &'static [&'static str]) -> Self {
        self.removed = removed;
        self
    }

    /// The name that every token is bound to: the package's and the type's, or what `name` says.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The cookie's name and attributes.
    pub const fn cookie(&self) -> &CookiePolicy {
        &self.cookie
    }

    /// How long a session lives.
    pub const fn times(&self) -> &Times {
        &self.times
    }

    /// Whether a new session's cookie outlives the browser's window.
    pub const fn is_persistent(&self) -> bool {
        self.persistent
    }

    /// Whether no response of this session may be stored, not even by the visitor's own browser.
    pub const fn is_no_store(&self) -> bool {
        self.no_store
    }

    /// Names of fields that the type had once.
    pub const fn removed(&self) -> &'static [&'static str] {
        self.removed
    }
}

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
