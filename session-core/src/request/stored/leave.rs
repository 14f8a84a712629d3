//! A session that moves from a store into a cookie.

use std::sync::Arc;

use super::closing::{Closing, Times};
use super::visitor::is_nobodys;
use crate::error::CloseError;
use crate::event;
use crate::live::lifecycle::Action;
use crate::live::{RequestContext, Session};
use crate::observer::{Reporting as _, SessionEvent};
use crate::response::{NotClosed, ResponseHeaders};
use crate::store::protocol::{Across, Did, Saw, Why};
use crate::store::record::{Entry, Part};
use crate::store::vault::{Found, VaultError};
use crate::time::Timestamp;
use crate::token::{EpochKey, Slot, Ticket};

impl<S: Session> RequestContext<S> {
    /// Closes a session in a cookie that a store had so far.
    ///
    /// An end ends the session there. Otherwise it leaves a record there that nobody has a ticket
    /// of, so that a copy of the former cookie is worth nothing. If the session only moves,
    /// requests at once see it for the grace of the former ticket, and move it as well.
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
        let (fields, action) = self.action_now()?;
        // What follows an end begins by itself.
        let is_replaced = visit.found.saw == Saw::Nothing(Why::Replaced) && !self.progress.ended;
        let left = match outcome {
            // The browser has a newer cookie, or is about to get it: another one would replace it.
            SessionEvent::Began if is_replaced && action == Action::Drew => return Ok(headers.unsent()),
            SessionEvent::Began if is_replaced => Err(CloseError::Superseded),
            SessionEvent::Refreshed | SessionEvent::Continued => leaving.leave(&visit.found, true).await,
            SessionEvent::Renewed => leaving.leave(&visit.found, false).await,
            _ => leaving.end_all().await,
        };
        let left = match (left, fields) {
            // A sign-in form that is sent twice signs in.
            (Err(CloseError::Superseded), Some(fields)) if visit.found.is_nobodys() && !is_nobodys(&self.value, &fields)? => {
                Ok(())
            }
            (left, _) => left,
        };
        let why = match left {
            Ok(()) => return Ok(headers.moved()),
            Err(why) => why,
        };
        // The page that the visitor asked for doesn't need it, and the next request tries again.
        let is_needless = matches!(outcome, SessionEvent::Refreshed);
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
    /// Replaces the ticket by one that nobody has. The former one shows the session for its grace
    /// if it `shows_before`.
    async fn leave(&mut self, found: &Found, shows_before: bool) -> Result<(), CloseError> {
        match self.try_to_leave(found, shows_before).await {
            // A request that only reads may have noted that the cookie has arrived, or have left.
            Err(why @ (CloseError::Superseded | CloseError::Unmergeable { .. })) => {
                match self.vault.load(found.claim.clone(), self.now).await {
                    Ok(now) if now.content() == found.content() => self.try_to_leave(&now, shows_before).await,
                    _ => Err(why),
                }
            }
            left => left,
        }
    }

    async fn try_to_leave(&mut self, found: &Found, shows_before: bool) -> Result<(), CloseError> {
        let content = match (found.saw, &found.entry) {
            (Saw::Unborn, _) => return self.is_unborn(found).await,
            (Saw::Now { .. }, Some(Entry::Kept(kept))) => match &kept.value {
                Part::Open { content, .. } => Arc::clone(content),
                Part::Sealed(_) => return Err(CloseError::Superseded),
            },
            (Saw::AsBefore, Some(Entry::Kept(kept))) if kept.ticket == Slot::NOBODYS => return self.has_left(found).await,
            (_, Some(Entry::Kept(_))) => return Err(CloseError::Superseded),
            _ => return Err(CloseError::Ended),
        };
        let epoch: EpochKey = Ticket::draw(&*self.context.config.random.rng)?.epoch_key();
        let value = Part::Open { content, epoch };
        let to = Slot::NOBODYS;
        let did = Did::Renewed { value, to, across: Across::Nothing, nobodys: found.is_nobodys(), shows_before };
        self.put(found, did, Times { seen: found.seen, expires: self.now }).await.map(drop)
    }

    /// Checks that nothing was written meanwhile under a name that was drawn for a form's token.
    async fn is_unborn(&self, found: &Found) -> Result<(), CloseError> {
        match self.vault.load(found.claim.clone(), self.now).await {
            Ok(Found { entry: None, .. }) => Ok(()),
            Ok(Found { entry: Some(Entry::Ended), .. }) => Err(CloseError::Ended),
            Ok(_) | Err(VaultError::Unreadable) => Err(CloseError::Superseded),
            Err(VaultError::Store(error)) => Err(CloseError::Unavailable(error)),
        }
    }

    /// Checks that a session which another request with the same cookie has left hasn't ended
    /// since.
    async fn has_left(&self, found: &Found) -> Result<(), CloseError> {
        match self.vault.load(found.claim.clone(), self.now).await {
            Ok(Found { entry: Some(Entry::Kept(_)), .. }) => Ok(()),
            Ok(_) | Err(VaultError::Unreadable) => Err(CloseError::Ended),
            Err(VaultError::Store(error)) => Err(CloseError::Unavailable(error)),
        }
    }
}
