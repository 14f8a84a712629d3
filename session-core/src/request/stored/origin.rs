//! Where a session comes from that moves from a cookie into a store.
//!
//! The name and the ticket of its record are derived from the cookie. So two requests at once with
//! the same cookie meet in one record and merge, and after an `end` the same cookie leads to the
//! tombstone. A session that has an id has one record, whichever of its cookies comes.

use std::sync::Arc;

use super::visitor::is_nobodys;
use crate::config::Source;
use crate::error::CloseError;
use crate::id::Name;
use crate::live::Session;
use crate::store::record::Content;
use crate::store::vault::Moved;
use crate::time::Timestamp;
use crate::token::{Claim, Decoded, Encoded, Ticket, TokenState, body};

/// The record that a session moves to.
#[derive(Clone)]
pub(in crate::request) struct Origin {
    name: Name,
    ticket: Ticket,
    /// The first second in which no cookie of the session is accepted any more.
    until: Timestamp,
}

impl Origin {
    /// Returns the record of the session that was decoded from this cookie.
    pub(in crate::request) fn of<S: Session>(source: &Source<S>, text: &[u8], decoded: &Decoded<S>) -> Self {
        let token = &decoded.token;
        let (name, ticket) = Ticket::of_moved(token.session_id.as_ref(), text);
        let state = decoded.value.state();
        // Another cookie of the same session may have been seen later.
        let ends = token.timeline.ends(S::SCHEMA.timeouts().lifetime(), state.timeouts());
        Self { name, ticket, until: source.place.expires(token.timeline, state).max(ends).min(source.until) }
    }

    /// Returns the claim to the record. It may not be there yet.
    pub(in crate::request) fn claim(&self, token: &TokenState) -> Claim {
        let Self { name, ticket, .. } = self.clone();
        Claim { name, ticket, unborn: true, persistent: token.persistent, written: token.written }
    }

    pub(in crate::request) fn is_of(&self, claim: &Claim) -> bool {
        self.name == claim.name
    }

    /// Returns what moves.
    pub(in crate::request) fn moved<S: Session>(&self, decoded: &Decoded<S>, checked: bool) -> Result<Moved, CloseError> {
        let Decoded { value, token } = decoded;
        let fields = Encoded::of(value)?;
        let map = body::map(value, &fields, &token.kept, checked, S::SCHEMA)?;
        let timeline = token.timeline;
        let content = Content {
            began: timeline.began,
            entered: timeline.entered,
            version: S::SCHEMA.version(),
            map: map.ok_or(CloseError::Unstorable { field: None, why: "it is too large" })?,
        };
        Ok(Moved {
            content: Arc::new(content),
            seen: timeline.seen,
            nobodys: is_nobodys(value, &fields)?,
            until: self.until,
            id: token.session_id,
        })
    }
}
