//! What an application sets once, before it has sessions.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Sessions;
use super::migrating::Reading;
use crate::config::{Config, Former};
use crate::cookie::Cookie;
use crate::event;
use crate::live::{InCookie, Session};
use crate::rng::{OsRng, Rng};
use crate::time::{Clock, SystemClock};
use crate::token::{CborToken, Format, IntoKeys, Random, TokenKind};

/// What can be set of an application's sessions, in any order; [`in_cookie`](Self::in_cookie) ends
/// it.
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
/// There is no such setter on [`Sessions`], since two clones of one cookie that differ would take
/// each other's place in a request.
#[must_use = "options become sessions by `in_cookie`"]
pub struct Options<S> {
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    leeway: Option<Duration>,
    allows_http: bool,
    pub(super) reading: Vec<Reading<S>>,
}

impl<S> Default for Options<S> {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), rng: Arc::new(OsRng), leeway: None, allows_http: false, reading: Vec::new() }
    }
}

impl<S> Options<S> {
    /// Reads the time from `clock`. The default is [`SystemClock`].
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Takes session ids, form tokens, and the seed of nonces from `rng`. The default is
    /// [`OsRng`].
    pub fn rng(self, rng: impl Rng) -> Self {
        Self { rng: Arc::new(rng), ..self }
    }

    /// Takes a time that is ahead of ours by at most `leeway` for now. The default is 60 seconds:
    /// the clocks of two instances differ, and a visitor who signs in at one and is redirected to
    /// the other must not come from the future.
    pub fn leeway(self, leeway: Duration) -> Self {
        Self { leeway: Some(leeway), ..self }
    }

    /// Lets the cookie travel over plain http: without `Secure`, and so without the `__Host-` or
    /// `__Secure-` prefix.
    ///
    /// For development only, when the browser isn't on `http://localhost` (a phone in the same
    /// network) or is Safari, which wants https even there. Anybody on the way can then read the
    /// session and take it over, and any subdomain can plant one.
    pub fn danger_allow_http(self) -> Self {
        Self { allows_http: true, ..self }
    }

    /// Makes sessions whose data is in the visitor's cookie, signed or encrypted with the current
    /// one of `keys`.
    ///
    /// # Panics
    ///
    /// If they are to be [side by side](Self::side_by_side) with others in the same cookie.
    #[track_caller]
    pub fn in_cookie(self, keys: impl IntoKeys) -> Sessions<S>
    where
        S: InCookie,
    {
        let kind = if S::SCHEMA.is_encrypted() { TokenKind::Encrypted } else { TokenKind::Signed };
        let policy = *S::SCHEMA.cookie();
        let format = CborToken::new(keys.into_keys(), kind, policy.name, S::SCHEMA);
        self.build(policy.into(), Arc::new(format))
    }

    /// Makes sessions whose data is in the visitor's cookie in another format than our own:
    /// `session-flask` offers Flask's by this.
    ///
    /// The cookie is `cookie`, and not what the type declares.
    ///
    /// # Panics
    ///
    /// If they are to be [side by side](Self::side_by_side) with others in the same cookie.
    #[cfg(feature = "unstable-format")]
    #[track_caller]
    pub fn in_format(self, cookie: Cookie, format: impl Format<S>) -> Sessions<S>
    where
        S: InCookie,
    {
        self.build(cookie, Arc::new(format))
    }

    #[track_caller]
    fn build(self, cookie: Cookie, format: Arc<dyn Format<S>>) -> Sessions<S>
    where
        S: Session,
    {
        let declared = S::SCHEMA.former_cookies().iter().map(|former| Former { cookie: (*former).into(), read: None });
        let mut config = Config {
            former: declared.collect(),
            clock: self.clock,
            random: Random::new(self.rng),
            leeway: self.leeway.unwrap_or(format.leeway()),
            checked: cfg!(debug_assertions),
            cookie,
            format,
        };
        for reading in self.reading {
            let former = reading.former(&config.cookie);
            config.former.extend(former);
        }
        if self.allows_http {
            config.allow_http();
            event::http_allowed(config.cookie.name());
        }
        Sessions { config: Arc::new(config) }
    }
}

/// Prints what is set, of what can be printed.
impl<S> fmt::Debug for Options<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("leeway", &self.leeway).field("allows_http", &self.allows_http).finish_non_exhaustive()
    }
}
