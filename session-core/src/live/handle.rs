//! The handle: a session's data, its transitions, and its end.

use std::time::SystemTime;

use super::{CsrfToken, EnteredFrom, ReadView, RequestContext, Session, StateOf, View, WriteView};
use crate::error::Arrival;
use crate::response::SiteData;
use crate::rng::RngError;
use crate::schema::State;
use crate::schema::record::Record as _;

/// The session of the current request.
///
/// `'req` is the request. A `Live` is borrowed from its context, so it can't be kept, spawned,
/// sent away or returned. It reads like the session type itself and writes through `&mut`. What
/// was written is sent with the response when the handler is done, whatever the response's status.
/// A background job takes a clone of a field, never the session.
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
/// [`guide::req_lifetime`](crate::guide::req_lifetime) has the details: what the compiler says,
/// and what to write instead.
pub struct Live<'req, V: View> {
    pub(crate) context: &'req mut V::Context,
}

impl<'req, V: ReadView> Live<'req, V> {
    /// Returns the handle of the state `T`, or this handle if the session is in another state.
    ///
    /// ```
    /// use session_core::{Live, Session, SessionState};
    ///
    /// #[derive(Session)]
    /// enum Login {
    ///     #[session(start, to(LoggedIn resets_lifetime))]
    ///     Anonymous(Anonymous),
    ///     #[session(to(Anonymous))]
    ///     LoggedIn(LoggedIn),
    /// }
    ///
    /// #[derive(SessionState, Default)]
    /// struct Anonymous;
    ///
    /// #[derive(SessionState)]
    /// struct LoggedIn {
    ///     user: u64,
    /// }
    ///
    /// async fn greet(login: Live<'_, Login>) -> String {
    ///     match login.in_state::<LoggedIn>() {
    ///         Ok(login) => format!("Hello, number {}!", login.user),
    ///         Err(_) => "Hello, stranger!".to_owned(),
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// The same handle, if the session is in another state.
    pub fn in_state<T: StateOf<V::Session>>(self) -> Result<Live<'req, T>, Self> {
        match T::check(self.context) {
            Ok(()) => Ok(Live { context: self.context }),
            Err(_) => Err(self),
        }
    }

    /// Returns the handle of the whole session, in any state.
    pub fn whole(self) -> Live<'req, V::Session> {
        Live { context: self.context }
    }

    /// Makes a transition: from here on the session is in the state `T`, with the values of
    /// `next`.
    ///
    /// Only transitions that the state of this handle declares compile: `#[session(to(…))]` on its
    /// variant. The session's id is renewed, so that an attacker who knew the old id doesn't have
    /// the new session. If the new state has an id, a new one is drawn, and fields of other
    /// versions are dropped. The new state's lifetime counts from now. The session's own lifetime
    /// goes on counting, unless the transition is declared as `to(T resets_lifetime)`.
    ///
    /// ```
    /// # use session_core::{Live, Session, SessionState};
    /// # #[derive(Session)]
    /// # enum Login {
    /// #     #[session(start, to(LoggedIn resets_lifetime))]
    /// #     Anonymous(Anonymous),
    /// #     #[session(to(Anonymous))]
    /// #     LoggedIn(LoggedIn),
    /// # }
    /// # #[derive(SessionState, Default)]
    /// # struct Anonymous;
    /// # #[derive(SessionState)]
    /// # struct LoggedIn { user: u64 }
    /// async fn sign_in(login: Live<'_, Anonymous>) -> String {
    ///     let login = login.to(LoggedIn { user: 7 });
    ///     format!("Welcome, number {}!", login.user)
    /// }
    /// ```
    pub fn to<T: EnteredFrom<V>>(self, next: T) -> Live<'req, T> {
        self.context.enter(next.wrap(), T::RESETS_LIFETIME);
        Live { context: self.context }
    }

    /// Makes a transition to the state that `next` makes from the state that is left. Fields that
    /// both states have are moved and need no clone.
    ///
    /// ```
    /// # use session_core::{Live, Session, SessionState};
    /// #[derive(Session)]
    /// enum Login {
    ///     #[session(start, to(LoggedIn resets_lifetime))]
    ///     Anonymous(Anonymous),
    ///     LoggedIn(LoggedIn),
    /// }
    ///
    /// #[derive(SessionState, Default)]
    /// struct Anonymous {
    ///     basket: Vec<u32>,
    /// }
    ///
    /// #[derive(SessionState)]
    /// struct LoggedIn {
    ///     user: u64,
    ///     basket: Vec<u32>,
    /// }
    ///
    /// async fn sign_in(login: Live<'_, Anonymous>) {
    ///     login.to_with(|anonymous| LoggedIn { user: 7, basket: anonymous.basket });
    /// }
    /// ```
    pub fn to_with<T: EnteredFrom<V>>(self, next: impl FnOnce(V) -> T) -> Live<'req, T>
    where
        V: WriteView,
    {
        let next = |left| next(V::take(left).unwrap_or_else(|| unreachable_state())).wrap();
        self.context.enter_with(next, T::RESETS_LIFETIME);
        Live { context: self.context }
    }

    /// Ends the session and returns the handle of a fresh one. This is for middleware that passes
    /// a handle on, and for a handler that goes on as for a stranger.
    ///
    /// If nothing is written to the fresh session, the effect is that of [`end`](Self::end).
    /// Otherwise another session begins. A state's handle becomes the handle of the whole machine,
    /// which is in its start state.
    ///
    /// ```
    /// # use session_core::{Live, Session, SessionState};
    /// # #[derive(Session)]
    /// # enum Login {
    /// #     #[session(start, to(LoggedIn resets_lifetime))]
    /// #     Anonymous(Anonymous),
    /// #     #[session(to(Anonymous))]
    /// #     LoggedIn(LoggedIn),
    /// # }
    /// # #[derive(SessionState, Default)]
    /// # struct Anonymous;
    /// # #[derive(SessionState)]
    /// # struct LoggedIn { user: u64 }
    /// fn unless_disabled(login: Live<'_, Login>, is_disabled: impl Fn(u64) -> bool) -> Live<'_, Login> {
    ///     match login.in_state::<LoggedIn>() {
    ///         Ok(login) if is_disabled(login.user) => login.restart(),
    ///         Ok(login) => login.whole(),
    ///         Err(login) => login,
    ///     }
    /// }
    /// ```
    #[must_use = "use `end` if you don't need the handle"]
    pub fn restart(self) -> Live<'req, V::Session> {
        self.context.end();
        self.whole()
    }
}

impl<V: ReadView> Live<'_, V> {
    /// Renews the session's id without changing its data. If the type has an id (an `identity`
    /// field gives it one), a new one is drawn, and fields of other versions are dropped. The
    /// lifetime goes on counting.
    ///
    /// Call it when what the visitor may do changes, so that nobody who knew the old id has the
    /// new session (OWASP: "renew the session id after any privilege level change"). A change of
    /// an `identity` field renews the id by itself.
    pub fn renew_id(&mut self) {
        self.context.renew_id();
    }

    /// Sets whether the cookie of this session outlives the browser's window ("stay signed in"). A
    /// new session begins with the type's `persistent` setting.
    pub fn set_persistent(&mut self, persistent: bool) {
        self.context.progress.persistent.wanted = persistent;
    }

    /// Returns whether the cookie outlives the browser's window.
    pub fn is_persistent(&self) -> bool {
        self.context.progress.persistent.wanted
    }

    /// Makes this request not count as the visitor's activity: for a page that asks every minute
    /// whether there is news, say. Then the idle time ends although the page stays open (OWASP:
    /// the idle time is the user's).
    ///
    /// What the handler writes is sent all the same. The time when the session was last seen
    /// doesn't change.
    pub fn ignore_as_activity(&mut self) {
        self.context.progress.is_activity = false;
    }

    /// Makes a change of this request count although the request only asks for a page (GET).
    ///
    /// Two requests at once may change a session in a store. If this one comes late, because the
    /// visitor has signed in meanwhile, say, what it has written is dropped and its page is shown:
    /// a page that counts visits is no error page. After this call it is the answer of a conflict,
    /// as it is for a POST. With sessions in cookies there is no such conflict, and the later write
    /// wins.
    pub fn must_hold(&mut self) {
        self.context.progress.must_hold = true;
    }

    /// Ends the session: the visitor's cookie is deleted. What is written later in the same
    /// request begins another session.
    ///
    /// With sessions in cookies, this deletes no more than the cookie in the visitor's browser. A
    /// copy of the cookie stays valid until it expires. Where the browser has sent another valid
    /// cookie of the name, which a deletion would leave, a fresh session is sent that hides it.
    ///
    /// In a store every session ends that the request has carried, whoever has a copy of its
    /// cookie.
    pub fn end(self) {
        self.context.end();
    }

    /// Ends the session, and asks the browser to forget `what` of this site: cached pages, and
    /// what scripts have stored.
    ///
    /// This is for signing out on a shared computer (OWASP ASVS 14.3.1). Browsers follow it over
    /// https only, and some are slow about it.
    pub fn end_and_clear(self, what: SiteData) {
        self.context.progress.clears = what;
        self.context.end();
    }

    /// Discards what the handler does, as if it had not run. No cookie is sent, not even a
    /// refresh, whatever was written before or is written later.
    pub fn discard(self) {
        self.context.discard();
    }

    /// Makes a token for a form of the page that this request answers with. Put it into a hidden
    /// field called [`CsrfToken::FIELD`](crate::CsrfToken::FIELD).
    ///
    /// The token belongs to the session's id. A transition, a renewal of the id, or a change of an
    /// `identity` field makes earlier tokens worthless, in the same request and in later ones. So
    /// a handler that signs a visitor in asks for the token after that. If the page of the same
    /// request has a token from before, an event says so. A session that has no id yet gets one, so
    /// that a page with a form sets a cookie. If such a session is [discarded](Self::discard), its
    /// token is worthless too, and an event says so.
    ///
    /// Of several sessions in one handler, only the first one's tokens count: see `ProtectedForm`
    /// in session-axum.
    ///
    /// # Errors
    ///
    /// If there is no randomness.
    pub fn csrf_token(&mut self) -> Result<CsrfToken, RngError> {
        self.context.csrf_token()
    }

    /// Returns whether `token` was made for this visitor's session in an earlier request, in
    /// constant time. A fresh session has made none.
    ///
    /// In axum, the extractors of `session-axum` check this before the handler runs.
    pub fn is_csrf_token(&self, token: &str) -> bool {
        self.context.csrf_secret().is_some_and(|secret| secret.has_made(token))
    }

    /// Returns the declaration of the state that the session is in: its name, and where it leads.
    /// The state of a struct has an empty name.
    pub fn state(&self) -> &'static State {
        self.context.value.state()
    }

    /// Returns where the session came from.
    pub fn arrival(&self) -> Arrival {
        self.context.progress.arrival
    }

    /// Returns when the session entered its state, to the second. A struct is in its only state
    /// from the beginning.
    pub fn entered_at(&self) -> SystemTime {
        self.context.progress.timeline.entered.into()
    }

    /// Returns when the session began, to the second. A fresh session began with the request.
    pub fn began_at(&self) -> SystemTime {
        self.context.progress.timeline.began.into()
    }

    /// Returns the first second in which the session is refused if this request sends no cookie:
    /// the end of its lifetime or of its idle time, whichever comes first. A connection that stays
    /// open (a WebSocket) should close then.
    pub fn expires_at(&self) -> SystemTime {
        self.context.expires().into()
    }
}

impl<S: Session> RequestContext<S> {
    /// Returns the handle. There is one at a time.
    pub fn live(&mut self) -> Live<'_, S> {
        self.settle();
        Live { context: self }
    }
}

/// Panics because the session is in another state than its handle says. No program reaches this.
/// `ViewContext::live_as` and [`Live::in_state`] check the state before they make a state's handle,
/// and [`Live::to`] puts the session into that state. The handle borrows the context exclusively,
/// and nothing that can be done through it changes the state: there is no `DerefMut` for a whole
/// machine, and `to`, `whole` and `end` consume the handle. Without this function a state would
/// have to be moved out of its enum and back for every handler.
#[cold]
pub(super) fn unreachable_state() -> ! {
    unreachable!("the session is in another state than its handle")
}
