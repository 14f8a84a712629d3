//! What an application configures once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::config::{Config, Former};
use crate::context::RequestContext;
use crate::cookie::Cookie;
use crate::error::SessionError;
use crate::event;
use crate::format::{Format, Random};
use crate::native::Native;
use crate::rng::{OsRng, Rng};
use crate::seal::{IntoKeys, Kind};
use crate::session::{InCookie, Session};
use crate::time::{Clock, SystemClock};

/// The sessions of one type in an application: keys, clock, and where the data is kept.
///
/// Make one when the application starts and put it where the framework keeps the application's state; clones are cheap and
/// mean the same sessions.
///
/// ```
/// use session_core::{Key, Keys, Session, Sessions};
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
    /// Sessions whose data is in the visitor's cookie, signed or encrypted with the current one of `keys`.
    ///
    /// The visitor can read a cookie that is merely signed, and a copy of either kind is valid until it expires: see
    /// `docs/threats.md` for what that means.
    pub fn in_cookie(keys: impl IntoKeys) -> Self
    where
        S: InCookie,
    {
        let kind = if S::SCHEMA.is_encrypted() { Kind::Encrypted } else { Kind::Signed };
        let policy = *S::SCHEMA.cookie();
        Self::in_format(policy.into(), Native::new(keys.into_keys(), kind, policy.name, S::SCHEMA))
    }

    /// Sessions whose data is in the visitor's cookie in another format than our own: `session-flask` offers Flask's by this.
    ///
    /// The cookie's policy is `cookie`, and not what the type declares.
    pub fn in_format(cookie: Cookie, format: impl Format<S>) -> Self
    where
        S: InCookie,
    {
        let former = S::SCHEMA.former_cookies().iter().map(|former| Former { cookie: (*former).into(), read: None });
        let config = Config {
            cookie,
            format: Arc::new(format),
            former: former.collect(),
            clock: Arc::new(SystemClock),
            random: Random::new(OsRng),
            leeway: Duration::from_mins(1),
            checked: cfg!(debug_assertions),
        };
        Self { config: Arc::new(config) }
    }
}

impl<S: Session> Sessions<S> {
    /// Reads the time from `clock`. The default is [`SystemClock`].
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        self.with(|config| config.clock = Arc::new(clock))
    }

    /// Takes session ids, and the seed of nonces, from `rng`. The default is [`OsRng`].
    #[must_use]
    pub fn with_rng(self, rng: impl Rng) -> Self {
        self.with(|config| config.random = Random::new(rng))
    }

    /// Takes a time that is ahead of ours by at most `leeway` for now. The default is 60 seconds: the clocks of two instances
    /// differ, and a visitor who signs in at one and is redirected to the other must not come from the future.
    #[must_use]
    pub fn with_leeway(self, leeway: Duration) -> Self {
        self.with(|config| config.leeway = leeway)
    }

    /// Lets the cookie travel over plain http: without `Secure`, and so without the `__Host-` or `__Secure-` prefix.
    ///
    /// For development only, when the browser isn't on `http://localhost` (a phone in the same network) or is Safari, which
    /// wants https even there. Anybody on the way can then read the session and take it over, and any subdomain can plant one.
    #[must_use]
    pub fn danger_allow_http(self) -> Self {
        self.with(|config| {
            config.cookie = config.cookie.clone().over_http();
            config.format = config.format.for_cookie(config.cookie.name());
            for former in &mut config.former {
                former.cookie = former.cookie.clone().over_http();
                if let Some(source) = &mut former.read {
                    source.format = source.format.for_cookie(former.cookie.name());
                }
            }
            event::http_allowed(config.cookie.name());
        })
    }

    /// The sessions that have opened `context`.
    #[doc(hidden)]
    pub fn of(context: &RequestContext<S>) -> Self {
        Self { config: Arc::clone(&context.config) }
    }

    /// Whether these are clones of one another.
    #[doc(hidden)]
    pub fn is_clone_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
    }

    /// The name of the cookie: the type's, or that of another format, and without a prefix where plain http is allowed.
    #[doc(hidden)]
    pub fn cookie_name(&self) -> &str {
        self.config.cookie.name()
    }

    /// Says that a request can't have its session, and why.
    #[doc(hidden)]
    #[must_use]
    pub fn unavailable(&self, why: SessionError) -> SessionError {
        event::unavailable(self.config.cookie.name(), &why);
        why
    }

    /// Checks every request as under `debug_assertions`.
    pub(crate) fn checked(self) -> Self {
        self.with(|config| config.checked = true)
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Config<S>)) -> Self {
        change(Arc::make_mut(&mut self.config));
        self
    }
}

impl<S> Clone for Sessions<S> {
    fn clone(&self) -> Self {
        Self { config: Arc::clone(&self.config) }
    }
}

/// Shows the session's and the cookie's name.
impl<S: Session> fmt::Debug for Sessions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("session", &S::SCHEMA.name())
            .field("cookie", &self.config.cookie.name())
            .finish_non_exhaustive()
    }
}
