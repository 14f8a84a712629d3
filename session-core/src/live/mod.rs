//! The session of one request in a handler's hand.

pub(crate) mod change;
mod context;
mod csrf;
mod flash;
pub(crate) mod lifecycle;
mod session_id;
pub(crate) mod state;
mod transition;
pub(crate) mod view;
mod wrong_state;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::SystemTime;

use crate::error::Arrival;
use crate::response::SiteData;
use crate::rng::RngError;
use crate::schema::State;
use crate::schema::record::Record as _;

pub use context::RequestContext;
pub use csrf::{CsrfSecret, CsrfToken};
pub use flash::{Flash, FlashMessage};
pub use state::{EnteredFrom, StateOf};
pub use view::{InCookie, ReadView, Session, View, WriteView};
pub use wrong_state::WrongState;

pub(crate) use context::Cookies;

/// The session of the current request.
///
/// `'req` is the request: a `Live` is borrowed from its context, so it can't be kept, spawned,
/// sent away or returned. It reads like the session type itself and writes through `&mut`; what
/// was written is sent with the response, when the handler is done and whatever the response's
/// status. A background job takes a clone of a field, never the session.
///
/// ```
/// use session_core::{Live, Session};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// async fn count(mut visits: Live<'_, Visits>) -> String {
///     visits.count += 1;
///     format!("Visit number: {}", visits.count)
/// }
/// ```
///
/// A task that outlives the request doesn't compile:
///
/// ```compile_fail,E0521
/// # use session_core::{Live, Session};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// async fn count(mut visits: Live<'_, Visits>) {
///     std::thread::spawn(move || visits.count += 1);
/// }
/// ```
///
/// The whole story, with what the compiler says and what to write instead, is in
/// [`guide::req_lifetime`](crate::guide::req_lifetime).
pub struct Live<'req, V: View> {
    pub(crate) context: &'req mut V::Context,
}

/// A request that has a session. Nothing implements it: it is what the compiler misses where
/// somebody wants to make a session without a request.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "there is no session outside of a request",
    label = "a `Live` is borrowed from its request, and can't be made",
    note = "a handler takes it as its first argument: `async fn index(session: Live<'_, S>)`, mounted by `with_session(index)`",
    note = "a script makes a request of its own with `Sessions::scope`, a test with `testing::Browser`"
)]
pub trait InRequest: Sized {
    const LIVE: Self;
}

impl<V: View> Live<'_, V> {
    /// Can't be called. It is here for what the compiler says to whoever tries.
    #[doc(hidden)]
    pub const fn new() -> Self
    where
        Self: InRequest,
    {
        Self::LIVE
    }
}

impl<'req, V: View> Live<'req, V> {
    /// The handle of an open request, for an integration to lend to a handler.
    ///
    /// # Errors
    ///
    /// If the view is a state and the session is in another one.
    pub fn of(context: &'req mut V::Context) -> Result<Self, WrongState> {
        V::check(context)?;
        Ok(Self { context })
    }
}

impl<V: ReadView> Live<'_, V> {
    /// Renews the session's id without changing its data: a new id, where the type has one (an
    /// `identity` field gives it one), and no more fields of other versions. The lifetime goes on
    /// counting.
    ///
    /// Call it when what the visitor may do changes, so that nobody who knew the old id has the
    /// new session (OWASP: "renew the session id after any privilege level change"). A change of
    /// an `identity` field does it by itself.
    pub fn renew_id(&mut self) {
        self.context.renew_id();
    }

    /// Sets whether the visitor's cookie outlives the browser's window, for this session: "stay
    /// signed in". The type's `persistent` says what a new session begins with.
    pub fn set_persistent(&mut self, persistent: bool) {
        self.context.persistent.wanted = persistent;
    }

    /// Whether the cookie outlives the browser's window.
    pub fn is_persistent(&self) -> bool {
        self.context.persistent.wanted
    }

    /// Ignores this request as activity of the visitor: it is the page's, which asks every minute
    /// whether there is news. The idle time ends although the page stays open (OWASP: the idle
    /// time is the user's).
    ///
    /// What is written is sent all the same, with the time at which the session was last seen.
    pub fn ignore_as_activity(&mut self) {
        self.context.is_activity = false;
    }

    /// Ends the session: the visitor's cookie is deleted. What is written later in the same
    /// request begins another one.
    ///
    /// In a cookie this can't reach further than the visitor's browser: whoever has kept a copy of
    /// the cookie can present it until it expires.
    pub fn end(self) {
        self.context.end();
    }

    /// Ends the session, and asks the browser to forget `what` of this site: cached pages, and
    /// what scripts have stored.
    ///
    /// For signing out on a shared computer (OWASP ASVS 14.3.1). Browsers follow it over https
    /// only, and some slowly.
    pub fn end_and_clear(self, what: SiteData) {
        self.context.clears = what;
        self.context.end();
    }

    /// Discards what the handler does, as if it had not run: nothing is sent, not even a refresh,
    /// whatever was written before or is written later.
    pub fn discard(self) {
        self.context.discard();
    }

    /// Makes a token for a form of the page that this request answers: put it into a hidden field
    /// called [`CsrfToken::FIELD`](crate::CsrfToken::FIELD).
    ///
    /// It belongs to whoever the session is when it is asked for, so a handler that signs somebody
    /// in asks for it after that: after the transition, the renewal, or the change of an
    /// `identity` field. The next of these makes it worth nothing, in the same request or a later
    /// one. A session that has no id yet gets one, so that a page with a form sets a cookie.
    ///
    /// Of several sessions in one handler the first one's tokens are those that count: see
    /// `ProtectedForm` in session-axum.
    ///
    /// # Errors
    ///
    /// If there is no randomness.
    pub fn csrf_token(&mut self) -> Result<CsrfToken, RngError> {
        self.context.csrf_token()
    }

    /// Whether `token` was made for this visitor's session, in an earlier request; in constant
    /// time. A fresh session has made none.
    ///
    /// In axum the extractors of `session-axum` ask this, before the handler runs.
    pub fn is_csrf_token(&self, token: &str) -> bool {
        self.context.csrf_secret().is_some_and(|secret| secret.has_made(token))
    }

    /// The state that the session is in, as declared: its name, and where it leads. A struct's has
    /// no name.
    pub fn state(&self) -> &'static State {
        self.context.value.state()
    }

    /// Where the session came from.
    pub fn arrival(&self) -> Arrival {
        self.context.arrival
    }

    /// When the session entered the state that it is in, to the second. A struct is in its only
    /// state from the beginning.
    pub fn entered_at(&self) -> SystemTime {
        self.context.timeline.entered.into()
    }

    /// When the session began, to the second. A fresh one began with the request.
    pub fn began_at(&self) -> SystemTime {
        self.context.timeline.began.into()
    }

    /// The first second in which the session is refused if this request sends no cookie: the end
    /// of its lifetime or of its idle time, whichever comes first. A connection that stays open (a
    /// WebSocket) closes then.
    pub fn expires_at(&self) -> SystemTime {
        self.context.expires().into()
    }
}

impl<V: ReadView> Deref for Live<'_, V> {
    type Target = V;

    fn deref(&self) -> &V {
        V::get(&self.context.value).unwrap_or_else(|| unreachable_state())
    }
}

impl<V: WriteView> DerefMut for Live<'_, V> {
    fn deref_mut(&mut self) -> &mut V {
        V::get_mut(self.context.touch()).unwrap_or_else(|| unreachable_state())
    }
}

/// The session is in another state than its handle says, which no program gets to: a handle of a
/// state is made by [`Live::of`] and [`Live::in_state`], which look first, and by [`Live::to`],
/// which puts the state there. It holds the context exclusively, and what can be done through it
/// leaves the state as it is: there is no `DerefMut` for a whole machine, and `to`, `any` and
/// `end` consume it. Without this function a state would have to be moved out of its enum and back
/// for every handler.
#[cold]
fn unreachable_state() -> ! {
    unreachable!("a handle of a state, and the session is in another one")
}

/// Prints the session's state and where it came from, never what is in it.
impl<V: ReadView> fmt::Debug for Live<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut live = f.debug_struct("Live");
        live.field("session", &V::Session::SCHEMA.name());
        if V::Session::SCHEMA.is_machine() {
            live.field("state", &self.state().name());
        }
        live.field("arrival", &self.arrival()).finish_non_exhaustive()
    }
}
