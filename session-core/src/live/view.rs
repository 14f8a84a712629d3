//! The traits that make a type a session, or something that a handle can show. The derives
//! implement them.

use super::{RequestContext, WrongState};
use crate::schema::Schema;
use crate::schema::record::Record;
use crate::schema::sealed::Derived;

/// A type whose value is remembered for each visitor: `#[derive(Session)]` on a struct, or on an
/// enum of states.
///
/// [The derive's page](macro@crate::Session) has the attributes. The type owns its data: it has no
/// lifetime parameters and no type parameters.
///
/// ```
/// use session_core::Session;
///
/// #[derive(Session)]
/// #[session(idle = "30m", lifetime = "12h")]
/// struct Account {
///     #[session(identity)]
///     user: Option<u64>,
///     basket: Vec<u32>,
/// }
///
/// assert_eq!(Account::SCHEMA.cookie().name, "__Host-account");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session",
    label = "not a session type",
    note = "write `#[derive(session_core::Session)]` on the struct or enum"
)]
pub trait Session: Record + ReadView<Session = Self> {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// The type's declaration, as data.
    const SCHEMA: &'static Schema;
}

/// A session type that may be kept in the visitor's cookie: nothing in it is `server_only`.
///
/// Anyone who holds a signed cookie can read it, and can present an old one again until its
/// lifetime ends: in a cookie, a visitor can go back to any earlier state. Data for which that
/// must not happen is marked `#[session(server_only)]`, and then
/// [`Sessions::in_cookie`](crate::Sessions::in_cookie) doesn't compile: the session is kept
/// [in a store](crate::Sessions::in_store). Every other session type implements this trait by
/// itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be kept in a cookie",
    label = "something in it is `server_only`, or it isn't a session",
    note = "a cookie can be read by its visitor, who can also present an old one again until its lifetime ends",
    note = "keep the session in a store, `Sessions::in_store(keys, store)`, or remove `server_only`",
    note = "a session is a struct or an enum with `#[derive(session_core::Session)]`; a state is kept with its enum: `Sessions::<Login>`"
)]
pub trait InCookie: Session {}

#[diagnostic::do_not_recommend]
impl<S: Session + Visible> InCookie for S {}

/// A session or a state that a visitor may see and present again. The derives implement it where
/// nothing is `server_only`, and for a machine if its states implement it.
#[doc(hidden)]
pub trait Visible {}

/// A type that a [`Live`](crate::Live) can show: a session type, one of its states, or a tuple of
/// up to four of these. The derives implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session",
    label = "not something that `Live` can show",
    note = "write `#[derive(session_core::Session)]` on the struct or enum",
    note = "a state is a struct with `#[derive(session_core::SessionState)]` in a variant of a session enum"
)]
pub trait View: Sized + 'static {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// The context that the handle borrows: a [`RequestContext`], or a tuple of them.
    type Context;

    /// The view of the same sessions in any state.
    type Whole: View<Context = Self::Context>;

    /// Checks that the session is in the state that this view shows.
    #[doc(hidden)]
    fn check(context: &Self::Context) -> Result<(), WrongState>;
}

/// A view of one session: the session type itself, or one of its states.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a session", label = "not something that `Live` can show")]
pub trait ReadView: View<Context = RequestContext<Self::Session>> {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// The session type that this is a view of.
    type Session: Session;

    /// Returns the view of the session, or `None` if the session is in another state.
    #[doc(hidden)]
    fn get(session: &Self::Session) -> Option<&Self>;
}

/// A view that can be changed in place: a session that is a struct, or a state. A whole machine
/// can't be, since only a transition changes its state.
pub trait WriteView: ReadView {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    #[doc(hidden)]
    fn get_mut(session: &mut Self::Session) -> Option<&mut Self>;
    #[doc(hidden)]
    fn take(session: Self::Session) -> Option<Self>;
}
