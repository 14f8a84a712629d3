//! Whose a session in a store is: nobody's, the same visitor's as before, or another one's.

use crate::error::CloseError;
use crate::live::{RequestContext, Session};
use crate::store::vault::Found;
use crate::token::{Encoded, body};

/// Returns whether no user is known in a session, whose encoded fields these are.
pub(super) fn is_nobodys<S: Session>(value: &S, fields: &Encoded) -> Result<bool, CloseError> {
    let state = value.state();
    if !state.name().is_empty() && !state.is_start() {
        return Ok(false);
    }
    let fresh = Encoded::of(&S::fresh())?;
    let (Some(now), Some(fresh)) = (fields.bytes(), fresh.bytes()) else { return Ok(false) };
    Ok(!body::has_changed_identity(state, fresh, now))
}

/// Returns whether a field says whose a session is, which isn't `nobodys`.
pub(super) fn is_of_known_user<S: Session>(value: &S, nobodys: bool) -> bool {
    !nobodys && value.state().fields().iter().any(|field| field.is_identity())
}

impl<S: Session> RequestContext<S> {
    /// Returns whether the visitor may do something else from now on: after a transition, or as
    /// another user. A handler that only renews the id changes nothing of that.
    pub(super) fn is_privilege(&self, found: &Found, fields: &Encoded) -> bool {
        self.has_moved() || !self.is_same_visitor(found, fields)
    }

    /// Returns whether the ticket from before a change of privilege goes on showing the session for
    /// its grace. It doesn't if the session is signed out, or becomes another user's.
    pub(super) fn shows_before(&self, found: &Found, fields: &Encoded) -> bool {
        let state = self.value.state();
        let is_signed_out = !state.name().is_empty() && state.is_start();
        !state.has_no_grace() && (found.is_nobodys() || !is_signed_out && self.is_same_visitor(found, fields))
    }

    /// Returns whether the session still belongs to the visitor that it belonged to when it was
    /// opened. If no field says who that is, a transition to another state doesn't change it.
    fn is_same_visitor(&self, found: &Found, fields: &Encoded) -> bool {
        let Some(now) = fields.bytes() else { return false };
        // One that isn't there yet was nobody's.
        let Some(content) = found.content() else { return is_nobodys(&self.value, fields).unwrap_or(false) };
        let state = self.value.state();
        let mut identities = state.fields().iter().filter(|field| field.is_identity()).peekable();
        if identities.peek().is_some() {
            return identities.all(|field| body::is_same_field(field, &content.map, now));
        }
        let was = body::state_of(&content.map, S::SCHEMA);
        let had_identity = was.is_none_or(|was| was.fields().iter().any(|field| field.is_identity()));
        let was_elsewhere = was.is_none_or(|was| was.name() != state.name());
        !had_identity && (was_elsewhere || !self.has_moved())
    }
}
