//! What the derive implements: the traits that make a struct a session, and something that a handler can ask for.

use crate::current::Current;
use crate::field::Record;
use crate::schema::Schema;

/// A type whose value is remembered for each visitor: `#[derive(Session)]` on a struct.
///
/// [The derive's page](macro@crate::Session) has the attributes. The type owns its data: it has no lifetime parameters and
/// no type parameters.
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
    note = "write `#[derive(session_core::Session)]` on the struct"
)]
pub trait Session: Record + Look<Session = Self> {
    /// What the type declares, as data.
    const SCHEMA: &'static Schema;
}

/// A session type that may be kept in the visitor's cookie: one where nothing is `server_only`.
///
/// A signed cookie can be read by whoever holds it, and an old one can be presented again until its lifetime ends. What must
/// not be is marked `#[session(server_only)]`, and then [`Sessions::in_cookie`](crate::Sessions::in_cookie) doesn't compile.
/// The derive implements this trait; never implement it yourself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be kept in a cookie",
    label = "something in it is `server_only`, or it isn't a session",
    note = "a cookie can be read by its visitor, and an old one presented again until its lifetime ends",
    note = "keep what is `#[session(server_only)]` on the server and not in the session, or take the mark off",
    note = "a session is a struct with `#[derive(session_core::Session)]`"
)]
pub trait InCookie: Session {}

/// What a [`Live`](crate::Live) shows: a session type. The derive implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session",
    label = "not something that `Live` can show",
    note = "write `#[derive(session_core::Session)]` on the struct"
)]
pub trait View: Sized + 'static {
    /// What the handle borrows.
    type Context;
}

/// A view of one session.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a session", label = "not something that `Live` can show")]
pub trait Look: View<Context = Current<Self::Session>> {
    /// The session it is a view of.
    type Session: Session;
    #[doc(hidden)]
    fn look(session: &Self::Session) -> &Self;
}

/// A view that can be changed in place.
pub trait Touch: Look {
    #[doc(hidden)]
    fn touch(session: &mut Self::Session) -> &mut Self;
}
