//! A session that moves from a store into a cookie.

use std::sync::Arc;

use super::closing::{Closing, Times};
use crate::error::CloseError;
use crate::event;
use crate::live::{RequestContext, Session};
use crate::observer::{Reporting as _, SessionEvent};
use crate::response::ResponseHeaders;
use crate::store::protocol::{Across, Did, Saw};
use crate::store::record::{Entry, Part};
use crate::time::Timestamp;
use crate::token::Ticket;

impl<S: Session> RequestContext<S> {
    /// Closes a session in a cookie that a store had so far.
    ///
    /// An end ends the session there as well. A session that only moves leaves a record there that
    /// nobody has the ticket of, so that a copy of the former cookie is worth nothing. For its grace,
    /// requests at once with that cookie see the session and move it as well.
    pub(in crate::request) async fn close_out_of_store(&mut self) -> Result<ResponseHeaders, CloseError> {
        let headers = self.close_now()?;
        let Some(visit) = &self.visit else { return Ok(headers) };
        let now = Timestamp::from(self.config.clock.now());
        let mut leaving = Closing { context: self, vault: &visit.vault, now, fields: None, version: None };
        let left = match headers.outcome() {
            None | Some(SessionEvent::Unchanged) => return Ok(headers),
            Some(SessionEvent::Refreshed | SessionEvent::Continued) => leaving.leave().await,
            // The visitor may do something else from now on, or is gone.
            Some(_) => leaving.end_all().await,
        };
        match left {
            Err(CloseError::Unavailable(why)) if !matches!(headers.outcome(), Some(SessionEvent::Refreshed)) => {
                Err(CloseError::Unavailable(why))
            }
            // The page that the visitor asked for doesn't need it, and the next request tries again.
            Err(why @ CloseError::Unavailable(_)) => {
                event::not_refreshed(self.config.cookie.name(), self.config.log_id(self.came_id()), &why);
                Ok(headers.unchanged())
            }
            // Another request has moved it, or has ended it.
            Ok(()) | Err(_) => Ok(headers),
        }
    }
}

impl<S: Session> Closing<'_, S> {
    /// Replaces the ticket by one that nobody has.
    async fn leave(&mut self) -> Result<(), CloseError> {
        let Some(found) = self.context.visit.as_ref().map(|visit| visit.found.clone()) else { return Ok(()) };
        let (Saw::Now { .. }, Some(Entry::Kept(kept))) = (found.saw, &found.entry) else { return Ok(()) };
        let Part::Open { content, .. } = &kept.value else { return Ok(()) };
        let ticket = Ticket::draw(&*self.context.config.random.rng)?;
        let epoch = ticket.epoch_key();
        let to = ticket.slot(&found.claim.name, &epoch);
        let value = Part::Open { content: Arc::clone(content), epoch };
        let did = Did::Renewed { value, to, across: Across::Nothing, nobodys: found.is_nobodys(), shows_before: true };
        let times = Times { seen: found.seen, expires: self.now };
        self.put(&found, did, times).await.map(drop)
    }
}
