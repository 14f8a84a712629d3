//! The sessions of one type in an application, and the settings that they are made with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::former::FormerSource;
use crate::config::{Config, Former, Place};
use crate::cookie::Cookie;
use crate::event;
use crate::live::{InCookie, Session};
use crate::observer::{Observer, Observing};
use crate::rng::{OsRng, Rng};
use crate::time::{Clock, SystemClock};
#[cfg(feature = "unstable-format")]
use crate::token::Format;
use crate::token::{CborToken, IntoKeys, Random, TokenKind};

/// The sessions of one type in an application: keys, clock, and where the data is kept.
///
/// Make one when the application starts, and put it where the framework keeps the application's
/// state. Clones are cheap and mean the same sessions. Settings are made before that, on
/// [`Options`].
///
/// ```
/// use session_core::{Key, Session, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// // Key::from_env("SESSION_KEY")? in an application.
/// let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// # let _ = sessions;
/// ```
pub struct Sessions<S> {
    pub(crate) config: Arc<Config<S>>,
}

impl<S> Sessions<S> {
    /// Makes sessions whose data is in the visitor's cookie, signed or encrypted with the current
    /// key of `keys`.
    ///
    /// The visitor can read a cookie that is only signed. A copy of either kind of cookie is valid
    /// until it expires: see [`guide::threats`](crate::guide::threats) for what that means.
    pub fn in_cookie(keys: impl IntoKeys) -> Self
    where
        S: InCookie,
    {
        Self::options().in_cookie(keys)
    }

    /// Returns options with their defaults, for sessions that need other settings.
    pub fn options() -> Options<S> {
        Options::default()
    }
}

impl<S> Clone for Sessions<S> {
    fn clone(&self) -> Self {
        Self { config: Arc::clone(&self.config) }
    }
}

/// Prints the names of the session and the cookie.
impl<S: Session> fmt::Debug for Sessions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("session", &S::SCHEMA.name())
            .field("cookie", &self.config.cookie.name())
            .finish_non_exhaustive()
    }
}

/// The settings of an application's sessions, in any order. [`in_cookie`](Self::in_cookie) or
/// [`in_store`](Self::in_store) makes the sessions.
///
/// ```
/// use std::time::Duration;
///
/// use session_core::{Key, Session, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// // Key::from_env("SESSION_KEY")? in an application.
/// let sessions = Sessions::<Visits>::options().leeway(Duration::from_secs(5)).in_cookie(Key::generate());
/// # let _ = sessions;
/// ```
///
/// [`Sessions`] has no such setters. A clone with other settings would be a second set of sessions
/// in the same cookie, and a request can't have both.
#[must_use = "options have no effect until `in_cookie` or `in_store` makes sessions of them"]
pub struct Options<S> {
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    leeway: Option<Duration>,
    allows_http: bool,
    observer: Option<Arc<dyn Observer>>,
    pub(super) former: Vec<FormerSource<S>>,
}

impl<S> Default for Options<S> {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            rng: Arc::new(OsRng),
            leeway: None,
            allows_http: false,
            observer: None,
            former: Vec::new(),
        }
    }
}

impl<S> Options<S> {
    /// Reads the time from `clock`. The default is [`SystemClock`].
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Draws session ids, form tokens and the seed of nonces from `rng`. The default is [`OsRng`].
    pub fn rng(self, rng: impl Rng) -> Self {
        Self { rng: Arc::new(rng), ..self }
    }

    /// Accepts times that are ahead of our clock by at most `leeway`. The default is 60 seconds:
    /// the clocks of two instances differ, and a visitor who signs in at one instance and is
    /// redirected to the other must not be refused as being from the future.
    pub fn leeway(self, leeway: Duration) -> Self {
        Self { leeway: Some(leeway), ..self }
    }

    /// Tells `observer` what happens to these sessions, for counters and alarms. An
    /// [`Arc`] of an observer is one, so that several types of session can share it.
    pub fn observer(self, observer: impl Observer) -> Self {
        Self { observer: Some(Arc::new(observer)), ..self }
    }

    /// Lets the cookie travel over plain http: without `Secure`, and so without the `__Host-` or
    /// `__Secure-` prefix.
    ///
    /// This is for development only, when the browser isn't on `http://localhost` (a phone in the
    /// same network) or is Safari, which wants https even there. Anyone on the network path can
    /// then read the session and take it over, and any subdomain can plant one.
    pub fn danger_allow_http(self) -> Self {
        Self { allows_http: true, ..self }
    }

    /// Makes sessions whose data is in the visitor's cookie, signed or encrypted with the current
    /// key of `keys`.
    ///
    /// # Panics
    ///
    /// If the sessions are to be [side by side](Self::side_by_side) with others in the same
    /// cookie.
    #[track_caller]
    pub fn in_cookie(self, keys: impl IntoKeys) -> Sessions<S>
    where
        S: InCookie,
    {
        let kind = TokenKind::of(S::SCHEMA.encryption);
        let policy = *S::SCHEMA.cookie();
        let format = CborToken::new(keys.into_keys(), kind, policy.name, S::SCHEMA);
        self.build(policy.into(), Place::Cookie(Arc::new(format)))
    }

    /// Makes sessions whose data is in the visitor's cookie in another format than our own, as
    /// `session-flask` does for Flask's.
    ///
    /// The cookie is `cookie` and not the one that the type declares.
    ///
    /// # Panics
    ///
    /// If the sessions are to be [side by side](Self::side_by_side) with others in the same
    /// cookie.
    #[cfg(feature = "unstable-format")]
    #[track_caller]
    pub fn in_format(self, cookie: Cookie, format: impl Format<S>) -> Sessions<S>
    where
        S: InCookie,
    {
        self.build(cookie, Place::Cookie(Arc::new(format)))
    }

    #[track_caller]
    pub(super) fn build(self, cookie: Cookie, place: Place<S>) -> Sessions<S>
    where
        S: Session,
    {
        let declared = S::SCHEMA.former_cookies().iter().map(|former| Former { cookie: (*former).into(), read: None });
        let mut config = Config {
            former: declared.collect(),
            clock: self.clock,
            random: Random::new(self.rng),
            leeway: self.leeway.unwrap_or(place.leeway()),
            observer: Observing::new(S::SCHEMA.name(), self.observer),
            log_key: place.log_key(),
            checked: cfg!(debug_assertions),
            cookie,
            place,
        };
        for source in self.former {
            let former = source.cookies(&config.cookie);
            config.former.extend(former);
        }
        if self.allows_http {
            config.allow_http();
            event::http_allowed(config.cookie.name());
        }
        Sessions { config: Arc::new(config) }
    }
}

/// Prints the settings that can be printed.
impl<S> fmt::Debug for Options<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("leeway", &self.leeway).field("allows_http", &self.allows_http).finish_non_exhaustive()
    }
}
