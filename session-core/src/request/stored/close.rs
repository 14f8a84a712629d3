//! Closing a session that is in a store: what is put there, and what the response carries.

use super::closing::{Closing, Put, Times};
use super::visitor::is_nobodys;
use crate::config::Place;
use crate::cookie::SetCookie;
use crate::error::CloseError;
use crate::event;
use crate::limits::{LATE_REFRESH, RECORD_SIZE};
use crate::live::lifecycle::{Action, Outcome};
use crate::live::{Closed, RequestContext, Session};
use crate::observer::Reporting as _;
use crate::response::{ResponseHeaders, Sending};
use crate::store::protocol::{self, Across, Did, Saw, Why};
use crate::store::record::{BEGUN, Entry};
use crate::store::vault::{Found, Vault, VaultError};
use crate::time::Timestamp;
use crate::token::{Claim, Encoded, Slot, Ticket, body};

/// What a request has written to its store.
pub(super) struct Written {
    pub(super) closed: Closed,
    pub(super) put: Option<Put>,
}

impl<S: Session> RequestContext<S> {
    /// Closes the session in its store.
    pub(in crate::request) async fn close_in_store(&mut self, vault: &Vault) -> Result<ResponseHeaders, CloseError> {
        self.failed_commit()?;
        let now = Timestamp::from(self.config.clock.now());
        let Written { closed, .. } = self.write_to_store(vault, now).await?;
        let closed = match self.held() {
            Some(held) => held.closed.clone().then(closed),
            None => closed,
        };
        self.headers(vault, closed, now)
    }

    /// Returns the fields as they are now, if the handler may have changed them, and what it did.
    pub(super) fn action_now(&self) -> Result<(Option<Encoded>, Action), CloseError> {
        let mut fields = None;
        if !self.is_untouched() {
            let encoded = Encoded::of(&self.value)?;
            self.check_lengths(&encoded)?;
            fields = Some(encoded);
        }
        let action = self.action(fields.as_ref())?;
        Ok((fields, action))
    }

    /// Writes to the store what the request did so far.
    pub(super) async fn write_to_store(&self, vault: &Vault, now: Timestamp) -> Result<Written, CloseError> {
        let (fields, action) = self.action_now()?;
        self.write_action(vault, now, fields, action).await
    }

    pub(super) async fn write_action(
        &self,
        vault: &Vault,
        now: Timestamp,
        fields: Option<Encoded>,
        action: Action,
    ) -> Result<Written, CloseError> {
        if let (true, Action::Wrote | Action::Renewed, Some(fields)) = (self.progress.ended, action, &fields) {
            // The session that the request carried ends only if the other one can begin.
            self.check_size(fields)?;
        }
        let mut closing = Closing { context: self, vault, now, fields, put: None };
        let closed = closing.close(action).await?;
        Ok(Written { closed, put: closing.put })
    }

    /// Returns what a response carries for a session that is closed.
    fn headers(&self, vault: &Vault, closed: Closed, now: Timestamp) -> Result<ResponseHeaders, CloseError> {
        let Closed { outcome, claim, ends } = closed;
        let ends = ends.unwrap_or_else(|| self.ends());
        let sending = match (&claim, outcome) {
            (Some(claim), _) => self.change(outcome, self.cookie_of(vault, claim, now, ends)?),
            (None, Outcome::Delete) if self.has_cookies() => self.change(outcome, SetCookie::deletion(&self.config.cookie)),
            (None, _) => Sending::Nothing,
        };
        let id = match (outcome, claim) {
            (Outcome::Begin | Outcome::Renew, Some(claim)) => Some(claim.ticket.epoch_key().session_id()),
            _ => self.came_id(),
        };
        let report = self.report(outcome, id.filter(|_| outcome != Outcome::Delete));
        let headers = ResponseHeaders::new(sending, Some(report), self.is_no_store()).committed();
        Ok(if self.is_discarded() { headers } else { headers.clearing(self.progress.clears) })
    }

    /// Returns what a response carries although the session couldn't be closed: the cookie of what
    /// was committed before. Where a sign-out didn't reach the store, the browser forgets the
    /// session all the same.
    pub(in crate::request) fn headers_without_close(&self, why: &CloseError) -> ResponseHeaders {
        if self.progress.ended && matches!(why, CloseError::Unavailable(_)) {
            if !self.has_cookies() {
                return ResponseHeaders::nothing();
            }
            let deletion = self.change(Outcome::Delete, SetCookie::deletion(&self.config.cookie));
            return ResponseHeaders::new(deletion, None, self.is_no_store()).clearing(self.progress.clears).committed();
        }
        let (Some(held), Place::Store(vault)) = (self.held(), &self.config.place) else { return ResponseHeaders::nothing() };
        let now = Timestamp::from(self.config.clock.now());
        self.headers(vault, held.closed.clone(), now).unwrap_or_else(|_| ResponseHeaders::nothing())
    }

    /// Checks what can be checked of closing the session before anything is committed.
    pub(in crate::request) fn check_close(&mut self) -> Result<(), CloseError> {
        self.settle();
        self.check_presence()?;
        self.failed_commit()?;
        if self.is_untouched() {
            return Ok(());
        }
        let fields = Encoded::of(&self.value)?;
        self.check_lengths(&fields)?;
        let action = self.action(Some(&fields))?;
        if action == Action::Read { Ok(()) } else { self.check_size(&fields) }
    }

    /// Checks that a record that begins with these fields isn't too large.
    fn check_size(&self, fields: &Encoded) -> Result<(), CloseError> {
        let map = body::map(&self.value, fields, &None, self.config.checked, S::SCHEMA)?;
        let size = BEGUN + map.map_or(fields.len(), |map| map.len());
        if size <= RECORD_SIZE { Ok(()) } else { Err(CloseError::RecordTooLarge { size, limit: RECORD_SIZE }) }
    }

    /// Returns when the session's lifetime ends. A cookie is kept until then: only the store knows
    /// when the visitor was last seen.
    pub(super) fn ends(&self) -> Timestamp {
        self.progress.timeline.ends(S::SCHEMA.timeouts().lifetime(), self.value.state().timeouts())
    }

    /// Returns the cookie that has a claim.
    fn cookie_of(&self, vault: &Vault, claim: &Claim, now: Timestamp, ends: Timestamp) -> Result<SetCookie, CloseError> {
        SetCookie::new(&self.config.cookie, now.into(), claim.persistent, |text| {
            vault.tokens.encode(claim, text);
            Ok(Some(ends.since(now)))
        })
    }
}

impl<S: Session> Closing<'_, S> {
    async fn close(&mut self, action: Action) -> Result<Closed, CloseError> {
        let found = self.context.visit.as_ref().map(|visit| &visit.found);
        let ends = self.context.progress.ended && action != Action::Discarded;
        if ends {
            self.end_all().await?;
        }
        let found = found.filter(|_| !ends);
        match (action, found) {
            (Action::Ended, _) if self.context.has_cookies() || self.context.held().is_some() => {
                Ok(Closed::new(Outcome::Delete, None))
            }
            (Action::Discarded | Action::Ended, _) | (Action::Read, None) => Ok(Closed::NOTHING),
            (Action::Read, Some(found)) => self.read(found).await,
            // The id was drawn for another visitor, who isn't there any more.
            (Action::Drew, Some(found)) if !matches!(found.saw, Saw::Nothing(Why::Gone | Why::Ended | Why::Superseded)) => {
                self.read(found).await
            }
            (Action::Drew, _) => self.draw(),
            (Action::Wrote | Action::Renewed, Some(found)) => self.write(found, action).await,
            (Action::Wrote | Action::Renewed, None) => self.begin(None).await,
        }
    }

    /// Ends the sessions that the request carried.
    pub(super) async fn end_all(&mut self) -> Result<(), CloseError> {
        let Some(visit) = &self.context.visit else { return Ok(()) };
        let mut unseen = Vec::new();
        for claim in &visit.unseen {
            match self.vault.load(claim.clone(), self.now).await {
                Ok(found) => unseen.push(found),
                Err(VaultError::Store(error)) => return Err(CloseError::Unavailable(error)),
                Err(VaultError::Unreadable) => {}
            }
        }
        for found in std::iter::once(&visit.found).chain(&visit.others).chain(&unseen) {
            if found.is_copied() {
                continue;
            }
            // Also one whose data this version can't read.
            let found = Found { saw: found.stood, ..found.clone() };
            let times = Times { seen: found.seen, expires: self.now };
            self.put(&found, Did::Ended, times).await?;
        }
        Ok(())
    }

    /// Notes in the store that the visitor's cookie has arrived, and that they were seen.
    async fn read(&mut self, found: &Found) -> Result<Closed, CloseError> {
        if found.is_moving() {
            return self.move_in(found).await;
        }
        let Saw::Now { .. } = found.saw else { return Ok(Closed::NOTHING) };
        let context = self.context;
        let times = self.times_of(found.is_nobodys());
        let is_due = context.token.as_ref().is_some_and(|token| {
            token.is_refresh_due(context.value.state().timeouts(), || self.now, context.progress.is_activity)
        });
        let rotated = self.rotated(found)?;
        let rotate = rotated.as_ref().map(|(_, slot)| *slot);
        let told = match self.put(found, Did::Read { rotate }, times).await {
            Ok(protocol::Outcome::Renewed) => {
                let claim = rotated.map(|(ticket, _)| self.claim(found.claim.name, ticket));
                return Ok(Closed::new(Outcome::Refresh, claim));
            }
            Ok(_) if is_due => {
                self.vault.touch(&found.claim.name, times.seen, times.expires).await.map_err(CloseError::Unavailable)
            }
            other => other.map(drop),
        };
        match told {
            Ok(()) => Ok(Closed::new(
                if is_due { Outcome::Refresh } else { Outcome::Nothing },
                self.claim_of_moved(found).filter(|_| rotated.is_none() && !self.is_late()),
            )),
            // The page that the visitor asked for doesn't need it.
            Err(why) => {
                event::not_refreshed(context.config.cookie.name(), context.config.log_id(context.came_id()), &why);
                Ok(Closed::NOTHING)
            }
        }
    }

    /// Moves a session from its cookie into the store, since a request has read it. It moves only
    /// if the store's cookie goes out: an instance of the version before goes on with the other
    /// one.
    async fn move_in(&mut self, found: &Found) -> Result<Closed, CloseError> {
        if self.is_late() {
            return Ok(Closed::NOTHING);
        }
        let context = self.context;
        let fields = self.fields_now()?;
        let nobodys = is_nobodys(&context.value, &fields)?;
        let value = self.part(&fields, &found.claim.ticket.epoch_key(), false)?;
        self.fields = Some(fields);
        match self.put(found, Did::Wrote { value, rotate: None, nobodys }, self.times_of(nobodys)).await {
            Ok(_) => Ok(Closed::new(Outcome::Refresh, self.claim_of_moved(found))),
            // The cookie has the session still.
            Err(why) => {
                event::not_refreshed(context.config.cookie.name(), context.config.log_id(context.came_id()), &why);
                Ok(Closed::NOTHING)
            }
        }
    }

    /// Returns the claim that replaces a cookie from before the store had the session.
    fn claim_of_moved(&self, found: &Found) -> Option<Claim> {
        // The browser has a newer ticket, or is about to get it.
        let is_former = matches!(&found.entry, Some(Entry::Kept(kept)) if kept.ticket != found.claim.slot());
        let is_sent = found.moved.is_some() && !is_former;
        is_sent.then(|| self.claim(found.claim.name, found.claim.ticket.clone()))
    }

    /// Returns whether the answer may arrive after a later one's, so that a request which only
    /// reads leaves the cookie to another one. A form that it shows needs the cookie.
    fn is_late(&self) -> bool {
        self.now.since(self.context.opened) > LATE_REFRESH && !self.context.has_form()
    }

    /// Returns the next ticket and its slot, if the time for a periodic renewal has come. A session
    /// that is nobody's isn't renewed: its visitor may sign in at the same time, and the later
    /// answer would bring a former ticket.
    fn rotated(&self, found: &Found) -> Result<Option<(Ticket, Slot)>, CloseError> {
        let (Some(every), Some(epoch), Some(made)) = (S::SCHEMA.renew_every(), &found.epoch, found.made()) else {
            return Ok(None);
        };
        if !self.context.progress.is_activity || self.now < made.after(every) {
            return Ok(None);
        }
        let ticket = Ticket::draw(&*self.context.config.random.rng)?;
        let slot = ticket.slot(&found.claim.name, epoch);
        Ok(Some((ticket, slot)))
    }

    /// Names a record that isn't there yet, for a form's token.
    fn draw(&mut self) -> Result<Closed, CloseError> {
        let ticket = self.context.next_ticket(&self.fields_now()?)?;
        let claim = Claim { unborn: true, ..self.claim(self.draw_name()?, ticket) };
        Ok(Closed::new(Outcome::Begin, Some(claim)))
    }

    /// Begins a session under a name of its own.
    async fn begin(&mut self, ticket: Option<Ticket>) -> Result<Closed, CloseError> {
        let fields = self.fields_now()?;
        let renews = ticket.is_some();
        let ticket = ticket.map_or_else(|| self.context.next_ticket(&fields), Ok)?;
        let (name, now) = (self.draw_name()?, self.now);
        let epoch = ticket.epoch_key();
        let value = self.part(&fields, &epoch, renews)?;
        let nobodys = is_nobodys(&self.context.value, &fields)?;
        let claim = self.claim(name, ticket);
        let found = Found::drawn(claim.clone(), now);
        self.fields = Some(fields);
        self.put(&found, Did::Wrote { value, rotate: None, nobodys }, self.times_of(nobodys)).await?;
        Ok(Closed::new(Outcome::Begin, Some(claim)))
    }

    /// Writes to the session that the request has found.
    async fn write(&mut self, found: &Found, action: Action) -> Result<Closed, CloseError> {
        let fields = self.fields_now()?;
        let nobodys = is_nobodys(&self.context.value, &fields)?;
        let context = self.context;
        let is_renewed = action == Action::Renewed;
        let ticket = if is_renewed { Some(context.next_ticket(&fields)?) } else { None };
        let rotated = if is_renewed { None } else { self.rotated(found)? };
        let did = if let Some(ticket) = &ticket {
            let epoch = ticket.epoch_key();
            let signs_in = found.is_nobodys() && !nobodys;
            Did::Renewed {
                value: self.part(&fields, &epoch, true)?,
                to: ticket.slot(&found.claim.name, &epoch),
                across: match (signs_in, self.context.is_privilege(found, &fields)) {
                    (true, _) => Across::SignIn,
                    (false, true) => Across::Privilege,
                    (false, false) => Across::Nothing,
                },
                nobodys,
                shows_before: self.context.shows_before(found, &fields),
            }
        } else {
            let epoch = found.epoch.clone().unwrap_or_else(|| found.claim.ticket.epoch_key());
            let rotate = rotated.as_ref().map(|(_, slot)| *slot);
            Did::Wrote { value: self.part(&fields, &epoch, false)?, rotate, nobodys }
        };
        self.fields = Some(fields);
        let outcome = match self.put(found, did, self.times_of(nobodys)).await {
            Err(why) if self.may_drop(&why, action) => {
                event::dropped(context.config.cookie.name(), context.config.log_id(context.came_id()), &why);
                return Ok(Closed::NOTHING);
            }
            other => other?,
        };
        let persistent = context.progress.persistent;
        let claim = match (outcome, ticket) {
            (protocol::Outcome::Anew, ticket) => return self.begin(ticket).await,
            (protocol::Outcome::Renewed, None) => rotated.map(|(ticket, _)| self.claim(found.claim.name, ticket)),
            (protocol::Outcome::Renewed, Some(ticket)) => Some(self.claim(found.claim.name, ticket)),
            // The browser has a newer ticket, or is about to get it.
            (protocol::Outcome::CommittedByFormer, _) => None,
            _ if persistent.came != persistent.wanted => Some(self.claim(found.claim.name, found.claim.ticket.clone())),
            _ => self.claim_of_moved(found),
        };
        let outcome = match (found.saw, is_renewed) {
            (Saw::Unborn, _) if !found.is_moving() => Outcome::Begin,
            (_, true) => Outcome::Renew,
            (_, false) => Outcome::Continue,
        };
        Ok(Closed::new(outcome, claim))
    }

    /// Returns whether a change that came too late may be dropped, so that the visitor gets the
    /// page that they asked for.
    pub(super) fn may_drop(&self, why: &CloseError, action: Action) -> bool {
        let is_late = matches!(why, CloseError::Superseded | CloseError::Ended | CloseError::Unmergeable { .. });
        let context = self.context;
        is_late && action == Action::Wrote && context.is_safe && !context.progress.must_hold
    }
}
