//! What an application configures once.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::context::RequestContext;
use crate::cookie::Effective;
use crate::error::SessionError;
use crate::event;
use crate::rng::{OsRng, Rng};
use crate::seal::{IntoKeys, Keys, Kind, Ring};
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
    pub(crate) config: Arc<Config>,
    session: PhantomData<fn() -> S>,
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
        let keys = keys.into_keys();
        let cookie = Effective::new(*S::SCHEMA.cookie(), false);
        let former = S::SCHEMA.former_cookies().iter().map(|former| Effective::new(*former, false)).collect();
        let config = Config {
            ring: ring::<S>(&keys, &cookie),
            keys,
            cookie,
            former,
            clock: Arc::new(SystemClock),
            rng: Arc::new(OsRng),
            nonces: Arc::default(),
            leeway: Duration::from_mins(1),
            checked: cfg!(debug_assertions),
        };
        Self { config: Arc::new(config), session: PhantomData }
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
        self.with(|config| {
            config.rng = Arc::new(rng);
            config.nonces = Arc::default();
        })
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
            config.cookie = Effective::new(*S::SCHEMA.cookie(), true);
            config.former = S::SCHEMA.former_cookies().iter().map(|former| Effective::new(*former, true)).collect();
            config.ring = ring::<S>(&config.keys, &config.cookie);
            event::http_allowed(config.cookie.name());
        })
    }

    /// The sessions that have opened `context`.
    #[doc(hidden)]
    pub fn of(context: &RequestContext<S>) -> Self {
        Self { config: Arc::clone(&context.config), session: PhantomData }
    }

    /// Whether these are clones of one another.
    #[doc(hidden)]
    pub fn is_clone_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
    }

    /// Why a session can't be had a second time in one request.
    #[doc(hidden)]
    pub fn in_use(&self) -> SessionError {
        event::failed(self.config.cookie.name(), &SessionError::InUse);
        SessionError::InUse
    }

    /// Checks every request as under `debug_assertions`.
    pub(crate) fn checked(self) -> Self {
        self.with(|config| config.checked = true)
    }

    fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(Arc::make_mut(&mut self.config));
        self
    }
}

/// Tokens are bound to their kind, their cookie's name and their session's name.
fn ring<S: Session>(keys: &Keys, cookie: &Effective) -> Ring {
    let kind = if S::SCHEMA.is_encrypted() { Kind::Encrypted } else { Kind::Signed };
    Ring::new(keys, kind, cookie.name(), S::SCHEMA.name())
}

impl<S> Clone for Sessions<S> {
    fn clone(&self) -> Self {
        Self { config: Arc::clone(&self.config), session: PhantomData }
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
