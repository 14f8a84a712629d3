//! Transitions from a state of a session to another.
//!
//! Every transition renews the session's id, because it changes what the visitor may do. An
//! attacker who knew the old id must not have the new session (OWASP: "renew the session id after
//! any privilege level change").

use std::mem;

use super::change::Before;
use super::context::Presence;
use super::{ReadView, RequestContext, StateOf};
use crate::schema::record::Record;
use crate::schema::sealed::Derived;

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

impl<S: Record> RequestContext<S> {
    /// Makes a transition to what `next` makes of the session. If `next` panics, the session is
    /// lost with it, and can't be closed, unless code around this undoes what was done here.
    pub(crate) fn enter_with(&mut self, next: impl FnOnce(S) -> S, resets_lifetime: bool) {
        let left = self.take_value();
        let presence = mem::replace(&mut self.presence, Presence::Lost);
        let value = next(left);
        self.presence = presence;
        self.enter(value, resets_lifetime);
    }

    /// Makes a transition: the session gets another state and another id. The lifetime begins
    /// again if the transition resets it.
    pub(crate) fn enter(&mut self, value: S, resets_lifetime: bool) {
        self.replace_value(value);
        self.progress.before = Before::Incomparable;
        self.progress.timeline = self.progress.timeline.entering(self.opened, resets_lifetime);
        self.renew_id();
    }
}
