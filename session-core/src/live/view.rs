//! What the derives implement: the traits that make a type a session, and something that a handle
//! can show.

use super::{RequestContext, WrongState};
use crate::schema::Schema;
use crate::schema::derived::Derived;
use crate::schema::record::Record;

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

    /// What the type declares, as data.
    const SCHEMA: &'static Schema;

    /// The type, or its states: what [`InCookie`] asks about.
    #[doc(hidden)]
    type Parts;
}

/// A session type that may be kept in the visitor's cookie: one where nothing is `server_only`.
///
/// A signed cookie can be read by whoever holds it, and an old one can be presented again until
/// its lifetime ends: in a cookie, a visitor can go back to any earlier state. What must not be is
/// marked `#[session(server_only)]`, and then [`Sessions::in_cookie`](crate::Sessions::in_cookie)
/// doesn't compile. Every such type implements this trait by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be kept in a cookie",
    label = "something in it is `server_only`, or it isn't a session",
    note = "a cookie can be read by its visitor, and an old one presented again until its lifetime ends",
    note = "keep what is `#[session(server_only)]` on the server and not in the session, or take the mark off",
    note = "a session is a struct or an enum with `#[derive(session_core::Session)]`; a state is kept with its enum: `Sessions::<Login>`"
)]
pub trait InCookie: Session {}

#[diagnostic::do_not_recommend]
impl<S: Session<Parts: Visible>> InCookie for S {}

/// A part of a session that a visitor may see and present again. The derives implement it where
/// nothing is `server_only`.
#[doc(hidden)]
pub trait Visible {}

impl Visible for () {}

impl<A: Visible, B: Visible> Visible for (A, B) {}

/// Not [`Visible`].
#[doc(hidden)]
#[derive(Debug)]
pub enum ServerOnly {}

/// What a [`Live`](crate::Live) shows: a session type, one of its states, or up to four of these
/// in a tuple. The derives implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session",
    label = "not something that `Live` can show",
    note = "write `#[derive(session_core::Session)]` on the struct or enum",
    note = "a state is a struct with `#[derive(session_core::SessionState)]` in a variant of a session enum"
)]
pub trait View: Sized + 'static {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// What the handle borrows: a [`RequestContext`], or a tuple of them.
    type Context;

    /// The view of the same sessions in whatever state.
    type Whole: View<Context = Self::Context>;

    /// Whether the session is in the state that is asked for.
    #[doc(hidden)]
    fn check(context: &Self::Context) -> Result<(), WrongState>;
}

/// A view of one session: the session type itself, or one of its states.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a session", label = "not something that `Live` can show")]
pub trait ReadView: View<Context = RequestContext<Self::Session>> {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// The session it is a view of.
    type Session: Session;

    /// None if the session is in another state.
    #[doc(hidden)]
    fn get(session: &Self::Session) -> Option<&Self>;
}

/// A view that can be changed in place: a session that is a struct, or a state. A whole machine
/// isn't: its state changes by a transition.
pub trait WriteView: ReadView {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    #[doc(hidden)]
    fn get_mut(session: &mut Self::Session) -> Option<&mut Self>;
    #[doc(hidden)]
    fn take(session: Self::Session) -> Option<Self>;
}
