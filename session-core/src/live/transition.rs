//! From one state of a session to another.
//!
//! Every transition renews the session's id. It changes what the visitor may do, and whoever knew
//! the id of before must not have the session of after (OWASP: "renew the session id after any
//! privilege level change").

use std::mem;

use super::{EnteredFrom, Live, ReadView, StateOf, WriteView, unreachable_state};
use crate::schema::record::Record as _;

impl<'req, V: ReadView> Live<'req, V> {
    /// The session in the state `T`, or the handle back if it is in another one.
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

    /// The handle of the whole session, whatever state it is in.
    pub fn whole(self) -> Live<'req, V::Session> {
        Live { context: self.context }
    }

    /// Makes a transition: the session is in the state `T` from here on, with the values of
    /// `next`.
    ///
    /// Only transitions that the state of this handle declares compile: `#[session(to(…))]` on its
    /// variant. The session is renewed, so that nobody who knew it before has it now: a new
    /// session id where the new state has one, and no more fields of other versions. The new
    /// state's lifetime counts from now; the session's own goes on counting, unless the transition
    /// is declared as `to(T resets_lifetime)`.
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

    /// Makes a transition to the state that `next` makes of the one that is left: what both have
    /// is moved, and needs no clone.
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
        let whole = mem::replace(&mut self.context.value, V::Session::fresh());
        let left = V::take(whole).unwrap_or_else(|| unreachable_state());
        self.to(next(left))
    }

    /// Ends the session, and goes on with a fresh one: for middleware that hands a handle on, and
    /// for whoever answers as to a stranger.
    ///
    /// It is as [`end`](Self::end) if nothing is written to the fresh session, and otherwise
    /// another session begins. A state's handle becomes that of the whole machine, which is at its
    /// start.
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
    #[must_use = "without the handle, say `end`"]
    pub fn restart(self) -> Live<'req, V::Session> {
        self.context.end();
        self.whole()
    }
}
