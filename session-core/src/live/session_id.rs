//! When a session has an id, and when a new one is drawn.
//!
//! A session has an id where a user is known, and where a form's token needed one. A new id is
//! drawn when a session with an id begins and when the id is renewed.

use super::change::{Before, encoding, has_identity};
use super::lifecycle::Outcome;
use super::progress::{DrawnId, FormTokens};
use super::{CsrfSecret, CsrfToken, RequestContext};
use crate::config::Drawn;
use crate::id::SessionId;
use crate::rng::RngError;
use crate::schema::record::Record;
use crate::token::{Encoded, EpochKey, Ticket};

impl<S: Record> RequestContext<S> {
    /// Makes a token for a form. It belongs to the session's id; a session without an id gets one.
    pub(crate) fn csrf_token(&mut self) -> Result<CsrfToken, RngError> {
        let id = self.id_now()?;
        self.progress.form_tokens = match self.progress.form_tokens {
            FormTokens::None => FormTokens::OfOneId(id),
            earlier if earlier == FormTokens::OfOneId(id) => earlier,
            _ => FormTokens::OfSeveralIds,
        };
        CsrfSecret::of(&id, self.schema.name()).token(&*self.config.random.rng)
    }

    /// Returns the secret of the tokens in this visitor's forms, or `None` for a fresh session.
    pub(crate) fn csrf_secret(&self) -> Option<CsrfSecret> {
        // The forms of a page that is still open know a session that moves by the id that it had.
        let moved = self.visit.as_ref().filter(|visit| visit.found.is_moving()).and_then(|visit| visit.found.moved.as_ref());
        let came = moved.map_or_else(|| self.came_id(), |moved| moved.id);
        let id = came.filter(|_| !self.progress.ended)?;
        Some(CsrfSecret::of(&id, self.schema.name()))
    }

    /// Returns whether a token was made in this request for a form.
    pub(crate) fn has_form(&self) -> bool {
        self.progress.form_tokens != FormTokens::None
    }

    /// Returns the id that the session has if it is closed as it is now. It is drawn at most once.
    fn id_now(&mut self) -> Result<SessionId, RngError> {
        let has_identity = has_identity(&self.value);
        let now = if has_identity { encoding(&self.value) } else { None };
        let is_renewed = self.is_renewed() || self.progress.before.is_somebody_else(&self.value, now.as_deref());
        let came = self.came_id().filter(|_| !is_renewed);
        if let Some(id) = came.or_else(|| self.drawn(now.as_deref()).map(|drawn| drawn.id)) {
            return Ok(id);
        }
        let unknown = if has_identity { Before::Incomparable } else { Before::Untouched(None) };
        let at = now.map_or(unknown, Before::Touched);
        let drawn = self.config.place.draw(&self.config.random)?;
        Ok(self.progress.drawn.insert(DrawnId { drawn, at }).drawn.id)
    }

    /// Returns the id that was drawn for a form's token, unless the visitor's identity has changed
    /// since. `now` is the encoding of the fields.
    fn drawn(&self, now: Option<&[u8]>) -> Option<&Drawn> {
        let drawn = self.progress.drawn.as_ref().filter(|drawn| !drawn.at.is_somebody_else(&self.value, now))?;
        Some(&drawn.drawn)
    }

    /// Returns the id of the session that the request carried. A session in a store has one also
    /// where its ticket was replaced: the forms of a page that is still open were made with it.
    pub(crate) fn came_id(&self) -> Option<SessionId> {
        match &self.visit {
            None => self.token.as_ref().and_then(|token| token.session_id),
            Some(visit) => visit.found.epoch.as_ref().map(EpochKey::session_id),
        }
    }

    /// Returns the ticket that the session has from now on, given the encoding of its fields: the
    /// one that was drawn for a form's token, or another one.
    pub(crate) fn next_ticket(&self, fields: &Encoded) -> Result<Ticket, RngError> {
        let drawn = self.drawn(fields.bytes()).and_then(|drawn| drawn.ticket.clone());
        drawn.map_or_else(|| Ticket::draw(&*self.config.random.rng), Ok)
    }

    /// Returns the id that the session is sealed with.
    pub(crate) fn id_at_close(&self, outcome: Outcome, fields: &Encoded) -> Result<Option<SessionId>, RngError> {
        let came = self.came_id();
        let is_somebody_known = self.value.state().has_id() && self.config.place.has_ids();
        match (outcome, came, self.drawn(fields.bytes()).map(|drawn| drawn.id)) {
            (Outcome::Continue | Outcome::Refresh, Some(came), _) => Ok(Some(came)),
            (.., Some(drawn)) => Ok(Some(drawn)),
            (Outcome::Renew, Some(_), None) if !self.schema.is_machine() => self.config.random.session_id().map(Some),
            _ if is_somebody_known => self.config.random.session_id().map(Some),
            _ => Ok(None),
        }
    }
}
