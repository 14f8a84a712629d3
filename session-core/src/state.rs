//! Sessions that are state machines: what their states are, and which transitions there are.

use crate::schema::State;
use crate::session::{Look, Session, Touch};

/// A state of the session `M`. The derive implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state of `{M}`",
    label = "not a state of `{M}`",
    note = "its states are the structs in the variants of `{M}`"
)]
pub trait StateOf<M: Session>: Touch<Session = M> {
    /// What is declared of it.
    const STATE: &'static State;

    #[doc(hidden)]
    fn wrap(self) -> M;
}

/// A state that a session can enter from the state `From`: the transition is declared. The derive implements it; an implementation by
/// hand would be a transition that neither the declaration nor its picture shows.
#[diagnostic::on_unimplemented(
    message = "no transition from `{From}` to `{Self}` is declared",
    label = "`{From}` does not lead to `{Self}`",
    note = "`to` takes the struct of a state: `to(LoggedIn {{ … }})`, and not the variant around it",
    note = "if both are states of one session: write `#[session(to({Self}))]` on the variant of `{From}`",
    note = "if `{From}` is the whole session: ask which state it is in, `in_state::<…>()`, and make the transition from that"
)]
pub trait EnteredFrom<From: Look>: StateOf<From::Session> {
    /// Whether the session's lifetime begins anew.
    const RENEWS: bool;
}
