//! A session that moves from a store into a cookie.

use std::sync::Arc;

use super::closing::{Closing, Times};
use crate::error::CloseError;
use crate::event;
use crate::live::lifecycle::Action;
use crate::live::{RequestContext, Session};
use crate::observer::{Reporting as _, SessionEvent};
use crate::response::{NotClosed, ResponseHeaders};
use crate::store::protocol::{Across, Did, Saw, Why};
use crate::store::record::{Entry, Part};
use crate::store::vault::Found;
use crate::time::Timestamp;
use crate::token::{EpochKey, Slot, Ticket};

impl<S: Session> RequestContext<S> {
    /// Closes a session in a cookie that a store had so far.
    ///
    /// An end ends the session there. Otherwise it leaves a record there that nobody has a ticket
    /// of, so that a copy of the former cookie is worth nothing. If the session only moves, requests
    /// at once see it for the grace of the former ticket, and move it as well.
    ///
    /// The cookie goes out only if the record was left: so whoever changes the session there
    /// meanwhile isn't overruled. A record isn't left if no cookie is to go out.
    pub(in crate::request) async fn close_out_of_store(&mut self) -> Result<ResponseHeaders, NotClosed> {
        let headers = self.close_now()?;
        let (Some(visit), Some(outcome)) = (&self.visit, headers.outcome()) else { return Ok(headers) };
        if headers.set_cookie().is_none() {
            return Ok(headers);
        }
        let now = Timestamp::from(self.config.clock.now());
        let mut leaving = Closing { context: self, vault: &visit.vault, now, fields: None, put: None };
        let is_replaced = visit.found.saw == Saw::Nothing(Why::Replaced);
        let left = match outcome {
            // The browser has a newer cookie, or is about to get it: another one would replace it.
            SessionEvent::Began if is_replaced => match self.action_now()?.1 {
                Action::Drew => return Ok(headers.unsent()),
                Action::Renewed => Ok(()),
                _ => Err(CloseError::Superseded),
            },
            SessionEvent::Refreshed | SessionEvent::Continued => leaving.leave(&visit.found, true).await,
            SessionEvent::Renewed => match leaving.leave(&visit.found, false).await {
                // A sign-in form that is sent twice signs in.
                Err(CloseError::Superseded) if visit.found.is_nobodys() => Ok(()),
                left => left,
            },
            _ => leaving.end_all().await,
        };
        let why = match left {
            Ok(()) => return Ok(headers.moved()),
            Err(why) => why,
        };
        // The page that the visitor asked for doesn't need it, and the next request tries again.
        let is_needless = matches!(outcome, SessionEvent::Refreshed);
        let is_write = matches!(outcome, SessionEvent::Continued) || is_replaced;
        let action = if is_write { Action::Wrote } else { Action::Renewed };
        if !is_needless && !leaving.may_drop(&why, action) {
            return Err(why.into());
        }
        let (cookie, id) = (self.config.cookie.name(), self.config.log_id(self.came_id()));
        if is_needless {
            event::not_refreshed(cookie, id, &why);
        } else {
            event::dropped(cookie, id, &why);
        }
        Ok(headers.unsent())
    }
}

impl<S: Session> Closing<'_, S> {
    /// Replaces the ticket by one that nobody has. The former one shows the session for its grace if
    /// it `shows_before`.
    async fn leave(&mut self, found: &Found, shows_before: bool) -> Result<(), CloseError> {
        if found.saw == Saw::Unborn {
            return Ok(());
        }
        let Some(Entry::Kept(kept)) = &found.entry else { return Err(CloseError::Ended) };
        let content = match (found.saw, &kept.value) {
            (Saw::Now { .. }, Part::Open { content, .. }) => Arc::clone(content),
            // Another request with the same cookie has left it just now.
            (Saw::AsBefore, _) if kept.ticket == Slot::NOBODYS => return Ok(()),
            _ => return Err(CloseError::Superseded),
        };
        let epoch: EpochKey = Ticket::draw(&*self.context.config.random.rng)?.epoch_key();
        let value = Part::Open { content, epoch };
        let to = Slot::NOBODYS;
        let did = Did::Renewed { value, to, across: Across::Nothing, nobodys: found.is_nobodys(), shows_before };
        self.put(found, did, Times { seen: found.seen, expires: self.now }).await.map(drop)
    }
}
