//! Sessions that are state machines: their states and transitions.
//!
//! Every transition renews the session's id, because it changes what the visitor may do. An
//! attacker who knew the old id must not have the new session (OWASP: "renew the session id after
//! any privilege level change").

use super::{ReadView, RequestContext, Session, WriteView, WrongState};
use crate::schema::State;
use crate::schema::derived::Derived;

/// A state of the session `M`. The derive implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state of `{M}`",
    label = "not a state of `{M}`",
    note = "its states are the structs in the variants of `{M}`"
)]
pub trait StateOf<M: Session>: WriteView<Session = M> {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// The state's declaration.
    const STATE: &'static State;

    #[doc(hidden)]
    fn wrap(self) -> M;
}

/// A state that a session can enter from the state `From`, because the transition is declared.
/// Only the derive can implement it, so that every transition stands in the declaration and in its
/// diagram.
#[diagnostic::on_unimplemented(
    message = "no transition from `{From}` to `{Self}` is declared",
    label = "`{From}` does not lead to `{Self}`",
    note = "`to` takes the struct of a state: `to(LoggedIn {{ … }})`, and not the variant around it",
    note = "if both are states of one session: write `#[session(to({Self}))]` on the variant of `{From}`",
    note = "if `{From}` is the whole session: ask which state it is in, `in_state::<…>()`, and make the transition from that"
)]
pub trait EnteredFrom<From: ReadView>: StateOf<From::Session> {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// Whether the session's lifetime begins again.
    const RESETS_LIFETIME: bool;
}

/// Checks that a session is in `state`. Generated code calls it before a handle of that state is
/// made.
#[doc(hidden)]
pub fn check_state<S: Session>(context: &RequestContext<S>, state: &'static State) -> Result<(), WrongState> {
    WrongState::check(S::SCHEMA.name(), state, context.value.state())
}
