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

/// A state that a session can enter from the state `From`: the transition is declared. The derive implements it.
#[diagnostic::on_unimplemented(
    message = "a session in state `{From}` can't become `{Self}`",
    label = "`{From}` does not lead to `{Self}`",
    note = "declare the transition on the variant of `{From}`: `#[session(to({Self}))]`",
    note = "a handle of the whole session is in no known state: ask for one with `in_state` first"
)]
pub trait EnteredFrom<From: Look>: StateOf<From::Session> {
    /// Whether the session's lifetime begins anew.
    const RENEWS: bool;
}
