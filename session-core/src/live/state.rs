//! The states of a session that is a state machine.

use super::{RequestContext, Session, WriteView, WrongState};
use crate::schema::State;
use crate::schema::sealed::Derived;

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

/// Checks that a session is in `state`. Generated code calls it before a handle of that state is
/// made.
#[doc(hidden)]
pub fn check_state<S: Session>(context: &RequestContext<S>, state: &'static State) -> Result<(), WrongState> {
    WrongState::check(S::SCHEMA.name(), state, context.value.state())
}
