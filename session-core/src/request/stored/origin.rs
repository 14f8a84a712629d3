//! Where a session comes from that moves from a cookie into a store.
//!
//! The name and the ticket of its record are derived from the cookie. So two requests at once with
//! the same cookie meet in one record and merge, and after an `end` the same cookie leads to the
//! tombstone. A session that has an id has one record, whichever of its cookies comes.
//!
//! A session that has no id and no known user may be in the same cookie as another visitor's: both
//! began in the same second, and have chosen the same. So each request that moves it makes a copy,
//! under a name that it draws.

use std::sync::Arc;

use super::visitor::{is_nobodys, is_of_known_user};
use crate::config::Source;
use crate::error::CloseError;
use crate::live::Session;
use crate::store::record::Content;
use crate::store::vault::Moved;
use crate::token::{Claim, Decoded, Encoded, Random, Ticket, body};

/// The record that a session moves to.
pub(in crate::request) struct Origin(Claim);

impl Origin {
    /// Returns the record of the session that was decoded from this cookie.
    pub(in crate::request) fn of<S: Session>(source: &Source<S>, text: &[u8], decoded: &Decoded<S>) -> Self {
        let token = &decoded.token;
        let (name, ticket) = Ticket::of_moved(token.session_id.as_ref(), text);
        let state = decoded.value.state();
        // Another cookie of the same session may have been seen later.
        let ends = token.timeline.ends(S::SCHEMA.timeouts().lifetime(), state.timeouts());
        let until = source.place.expires(token.timeline, state).max(ends).min(source.until);
        let (persistent, written) = (token.persistent, token.written);
        Self(Claim { name, ticket, unborn: true, persistent, written, moved_until: Some(until) })
    }

    /// Returns the claim to the record, which may not be there yet.
    fn claim(&self) -> Claim {
        self.0.clone()
    }

    /// Returns whether this is the claim that comes from the cookie. The store's own cookie may
    /// name the same record.
    fn is_of(&self, claim: &Claim) -> bool {
        self.0.name == claim.name && self.0.moved_until == claim.moved_until
    }

    /// Returns what moves.
    fn moved<S: Session>(decoded: &Decoded<S>, checked: bool) -> Result<Moved, CloseError> {
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
            id: token.session_id,
        })
    }
}

/// The sessions of a request that move from their cookies into a store.
#[derive(Default)]
pub(in crate::request) struct Moves {
    /// The record that the best session moves to.
    best: Option<Origin>,
    /// Those that the others would move to, for an end.
    others: Vec<Origin>,
    moved: Option<Moved>,
}

impl Moves {
    /// Notes a session that is better than those before it.
    pub(in crate::request) fn found_better(&mut self, origin: Origin) {
        self.others.extend(self.best.replace(origin));
    }

    pub(in crate::request) fn found(&mut self, origin: Origin) {
        self.others.push(origin);
    }

    /// Takes the best session out of its cookie, and returns the claim to its record. Returns
    /// `None` if it can't be written.
    pub(in crate::request) fn begin<S: Session>(&mut self, best: &Decoded<S>, checked: bool, random: &Random) -> Option<Claim> {
        let Origin(claim) = self.best.as_mut()?;
        let moved = Origin::moved(best, checked).ok()?;
        if moved.id.is_none() && !is_of_known_user(&best.value, moved.nobodys) {
            (claim.name, claim.ticket) = (random.name().ok()?, Ticket::draw(&*random.rng).ok()?);
            // The cookie doesn't lead there again.
            claim.moved_until = None;
        }
        self.moved = Some(moved);
        Some(claim.clone())
    }

    /// Returns the session that moves to the record of this claim.
    pub(super) fn take(&mut self, claim: &Claim) -> Option<Moved> {
        if self.best.as_ref()?.is_of(claim) { self.moved.take() } else { None }
    }

    /// Returns the claims to the records of the other sessions.
    pub(super) fn others(&self) -> impl Iterator<Item = Claim> {
        self.others.iter().map(Origin::claim)
    }
}
