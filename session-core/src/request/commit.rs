//! Closing a session that is in a store: what is put there, and what the response carries.

use std::sync::Arc;

use crate::cookie::SetCookie;
use crate::error::CloseError;
use crate::event;
use crate::id::Name;
use crate::limits::{RECORD_SIZE, UNPRESENTED};
use crate::live::lifecycle::{Action, Outcome};
use crate::live::{RequestContext, Session};
use crate::observer::Reporting as _;
use crate::response::{NotClosed, ResponseHeaders, Sending, SiteData};
use crate::schema::Field;
use crate::store::commit::{Commit, CommitError, Mine};
use crate::store::protocol::{self, Across, Did, Saw, Why};
use crate::store::record::{Content, Part};
use crate::store::vault::{Found, Vault, VaultError};
use crate::time::Timestamp;
use crate::token::{Claim, Encoded, EpochKey, Merged, Slot, Stored, Ticket, body, merge};

/// What becomes of a request's session in its store.
struct Closing<'c, S> {
    context: &'c RequestContext<S>,
    vault: &'c Vault,
    now: Timestamp,
    /// The fields as they are now. A request that only reads has none.
    fields: Option<Encoded>,
}

/// What is sent, and what is told of it.
struct Closed {
    outcome: Outcome,
    /// The claim that the visitor has from now on, if a cookie is to be sent.
    claim: Option<Claim>,
}

impl<S: Session> RequestContext<S> {
    /// Closes the session in its store.
    pub(super) async fn close_in_store(&mut self, vault: &Vault) -> Result<ResponseHeaders, NotClosed> {
        let mut fields = None;
        if !self.is_untouched() {
            let encoded = Encoded::of(&self.value)?;
            self.check_lengths(&encoded)?;
            fields = Some(encoded);
        }
        let action = self.action(fields.as_ref())?;
        let now = Timestamp::from(self.config.clock.now());
        let closing = Closing { context: self, vault, now, fields };
        let Closed { outcome, claim } = closing.close(action).await?;
        let sending = match (&claim, outcome) {
            (Some(claim), _) => self.change(outcome, self.cookie_of(vault, claim, now)?),
            (None, Outcome::Delete) => self.change(outcome, SetCookie::deletion(&self.config.cookie)),
            (None, _) => Sending::Nothing,
        };
        let id = match (outcome, claim) {
            (Outcome::Begin | Outcome::Renew, Some(claim)) => Some(claim.ticket.epoch_key().session_id()),
            _ => self.came_id(),
        };
        let clears = if action == Action::Discarded { SiteData::NOTHING } else { self.progress.clears };
        let report = self.report(outcome, id.filter(|_| outcome != Outcome::Delete));
        Ok(ResponseHeaders::new(sending, Some(report), self.is_no_store()).clearing(clears).committed())
    }

    /// Checks what can be checked of closing the session before anything is committed.
    pub(super) fn check_close(&mut self) -> Result<(), CloseError> {
        self.settle();
        self.check_presence()?;
        if self.is_untouched() {
            return Ok(());
        }
        let fields = Encoded::of(&self.value)?;
        self.check_lengths(&fields)?;
        let action = self.action(Some(&fields))?;
        let map =
            if action == Action::Read { None } else { body::map(&self.value, &fields, &None, self.config.checked, S::SCHEMA)? };
        match map {
            None if action != Action::Read => Err(CloseError::RecordTooLarge { size: fields.len(), limit: RECORD_SIZE }),
            Some(map) if map.len() > RECORD_SIZE => Err(CloseError::RecordTooLarge { size: map.len(), limit: RECORD_SIZE }),
            _ => Ok(()),
        }
    }

    /// Returns the cookie that has a claim. It is kept until the session's lifetime ends: only the
    /// store knows when the visitor was last seen.
    fn cookie_of(&self, vault: &Vault, claim: &Claim, now: Timestamp) -> Result<SetCookie, CloseError> {
        let timeouts = (S::SCHEMA.timeouts().lifetime(), self.value.state().timeouts());
        let ends = self.progress.timeline.ends(timeouts.0, timeouts.1);
        SetCookie::new(&self.config.cookie, now.into(), claim.persistent, |text| {
            vault.tokens.encode(claim, text);
            Ok(Some(ends.since(now)))
        })
    }
}

impl<S: Session> Closing<'_, S> {
    async fn close(mut self, action: Action) -> Result<Closed, CloseError> {
        let found = self.context.visit.as_ref().map(|visit| &visit.found);
        let ends = self.context.progress.ended && action != Action::Discarded;
        if ends {
            self.end_all().await?;
        }
        let found = found.filter(|_| !ends);
        match (action, found) {
            (Action::Ended, _) if self.context.has_cookies() => Ok(Closed { outcome: Outcome::Delete, claim: None }),
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
    async fn end_all(&self) -> Result<(), CloseError> {
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
            // Also one whose data this version can't read.
            let found = Found { saw: found.stood, ..found.clone() };
            self.commit(&found, Did::Ended, found.seen, self.now).await?;
        }
        Ok(())
    }

    /// Notes in the store that the visitor's cookie has arrived, and that they were seen.
    async fn read(&self, found: &Found) -> Result<Closed, CloseError> {
        let Saw::Now { .. } = found.saw else { return Ok(Closed::NOTHING) };
        let context = self.context;
        let (seen, expires) = self.times();
        let is_due = context.token.as_ref().is_some_and(|token| {
            token.is_refresh_due(context.value.state().timeouts(), || self.now, context.progress.is_activity)
        });
        let rotated = self.rotated(found)?;
        let rotate = rotated.as_ref().map(|(_, slot)| *slot);
        let told = match self.commit(found, Did::Read { rotate }, seen, expires).await {
            Ok(protocol::Outcome::Renewed) => {
                let claim = rotated.map(|(ticket, _)| self.claim(found.claim.name, ticket));
                return Ok(Closed { outcome: Outcome::Refresh, claim });
            }
            Ok(_) if is_due => self.vault.touch(&found.claim.name, seen, expires).await.map_err(CloseError::Unavailable),
            other => other.map(drop),
        };
        match told {
            Ok(()) => Ok(Closed { outcome: if is_due { Outcome::Refresh } else { Outcome::Nothing }, claim: None }),
            // The page that the visitor asked for doesn't need it.
            Err(why) => {
                event::not_refreshed(context.config.cookie.name(), context.config.log_id(context.came_id()), &why);
                Ok(Closed::NOTHING)
            }
        }
    }

    /// Returns the next ticket and its slot, if the time for a periodic renewal has come. A session
    /// that is nobody's isn't renewed: its visitor may sign in at the same time, and the later answer
    /// would bring a former ticket.
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
        Ok(Closed { outcome: Outcome::Begin, claim: Some(claim) })
    }

    /// Begins a session under a name of its own.
    async fn begin(&mut self, ticket: Option<Ticket>) -> Result<Closed, CloseError> {
        let fields = self.fields_now()?;
        let renews = ticket.is_some();
        let ticket = ticket.map_or_else(|| self.context.next_ticket(&fields), Ok)?;
        let (name, now) = (self.draw_name()?, self.now);
        let epoch = ticket.epoch_key();
        let value = self.part(&fields, &epoch, renews)?;
        let nobodys = self.context.is_nobodys(&fields)?;
        let claim = self.claim(name, ticket);
        let found = Found::unborn(claim.clone(), now);
        let (seen, mut expires) = self.times();
        if nobodys && !self.context.has_cookies() {
            expires = expires.min(now.after(UNPRESENTED));
        }
        self.fields = Some(fields);
        self.put(&found, Did::Wrote { value, rotate: None, nobodys }, (seen, expires), false).await?;
        Ok(Closed { outcome: Outcome::Begin, claim: Some(claim) })
    }

    /// Writes to the session that the request has found.
    async fn write(&mut self, found: &Found, action: Action) -> Result<Closed, CloseError> {
        let fields = self.fields_now()?;
        let nobodys = self.context.is_nobodys(&fields)?;
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
        let outcome = match self.put(found, did, self.times(), true).await {
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
            _ if persistent.came != persistent.wanted => Some(self.claim(found.claim.name, found.claim.ticket.clone())),
            _ => None,
        };
        let outcome = match (found.saw, is_renewed) {
            (Saw::Unborn, _) => Outcome::Begin,
            (_, true) => Outcome::Renew,
            (_, false) => Outcome::Continue,
        };
        Ok(Closed { outcome, claim })
    }

    /// Returns whether a change that came too late may be dropped, so that the visitor gets the
    /// page that they asked for.
    fn may_drop(&self, why: &CloseError, action: Action) -> bool {
        let is_late = matches!(why, CloseError::Superseded | CloseError::Ended | CloseError::Unmergeable { .. });
        let context = self.context;
        is_late && action == Action::Wrote && context.is_safe && !context.progress.must_hold
    }

    /// Puts a change, or returns that another session has to begin.
    async fn put(
        &self,
        found: &Found,
        did: Did<Slot, Part>,
        (seen, expires): (Timestamp, Timestamp),
        came: bool,
    ) -> Result<protocol::Outcome, CloseError> {
        match self.commit_as(found, did, seen, expires, came).await? {
            protocol::Outcome::Superseded => Err(CloseError::Superseded),
            protocol::Outcome::Ended => Err(CloseError::Ended),
            outcome => Ok(outcome),
        }
    }

    async fn commit(
        &self,
        found: &Found,
        did: Did<Slot, Part>,
        seen: Timestamp,
        expires: Timestamp,
    ) -> Result<protocol::Outcome, CloseError> {
        self.commit_as(found, did, seen, expires, true).await
    }

    async fn commit_as(
        &self,
        found: &Found,
        did: Did<Slot, Part>,
        seen: Timestamp,
        expires: Timestamp,
        came: bool,
    ) -> Result<protocol::Outcome, CloseError> {
        let random = &self.context.config.random;
        let ticket = &found.claim.ticket;
        // A record that begins has a slot for the ticket that begins it.
        let epoch = found.epoch.clone().unwrap_or_else(|| ticket.epoch_key());
        let slot = ticket.slot(&found.claim.name, &epoch);
        let mine = Mine { ticket: slot, came, saw: found.saw, version: random.version()?, did };
        let mut unmergeable = None;
        let commit = Commit {
            vault: self.vault,
            random,
            name: found.claim.name,
            ticket: ticket.clone(),
            mine,
            known: found.entry.clone(),
            now: self.now,
            seen,
            expires,
            limit: RECORD_SIZE,
        };
        let merge =
            |mine: &_, theirs: &_, across| self.merge(found, mine, theirs, across).map_err(|field| unmergeable = field).ok();
        let outcome = commit.run(merge).await;
        match outcome {
            Ok(protocol::Outcome::Unmergeable) => Err(CloseError::Unmergeable { field: unmergeable }),
            Ok(outcome) => Ok(outcome),
            Err(CommitError::Store(error)) => Err(CloseError::Unavailable(error)),
            Err(CommitError::Unreadable) => Err(CloseError::Unmergeable { field: None }),
            Err(CommitError::Busy) => Err(CloseError::Busy),
            Err(CommitError::TooLarge(size)) => Err(CloseError::RecordTooLarge { size, limit: RECORD_SIZE }),
            Err(CommitError::NoRandomness(error)) => Err(error.into()),
        }
    }

    /// Merges this request's change with that of another one. The error has the name of the field
    /// that can't be merged.
    fn merge(&self, found: &Found, mine: &Content, theirs: &Content, across: Across) -> Result<Content, Option<&'static str>> {
        let context = self.context;
        let fields = self.fields.as_ref().and_then(Encoded::bytes).ok_or(None)?;
        let base = found.content().map(|base| Stored { version: base.version, map: &base.map });
        let stored = Stored { version: theirs.version, map: &theirs.map };
        let has_changed = |field: &Field| context.has_changed(field, fields);
        let merged = merge(base, &context.value, fields, has_changed, stored, across != Across::Nothing);
        let Merged { value, unknown, overwritten } = merged.map_err(|unmergeable| unmergeable.field)?;
        for field in overwritten {
            event::overwritten(context.config.cookie.name(), context.config.log_id(context.came_id()), field);
        }
        let encoded = Encoded::of(&value).map_err(|_| None)?;
        if let Some((field, _)) = encoded.too_long().iter().find(|(field, _)| has_changed(field)) {
            return Err(Some(field.rust_name()));
        }
        let map = body::map(&value, &encoded, &body::keep(unknown), context.config.checked, S::SCHEMA);
        let map = map.map_err(|_| None)?.ok_or(None)?;
        Ok(Content { began: mine.began, entered: mine.entered, version: S::SCHEMA.version(), map })
    }

    /// Returns the encoded fields.
    fn fields_now(&mut self) -> Result<Encoded, CloseError> {
        self.fields.take().map_or_else(|| Encoded::of(&self.context.value), Ok)
    }

    /// Returns the session's data for the record.
    fn part(&self, fields: &Encoded, epoch: &EpochKey, renews: bool) -> Result<Part, CloseError> {
        let context = self.context;
        let (value, version) = (&context.value, S::SCHEMA.version());
        let kept = context.token.as_ref().filter(|_| !renews && !context.progress.ended).map_or(&None, |token| &token.kept);
        let map = body::map(value, fields, kept, context.config.checked, S::SCHEMA)?;
        let Some(map) = map else { return Err(CloseError::RecordTooLarge { size: fields.len(), limit: RECORD_SIZE }) };
        let timeline = context.progress.timeline;
        let made = Content { began: timeline.began, entered: timeline.entered, version, map };
        Ok(Part::Open { content: Arc::new(made), epoch: epoch.clone() })
    }

    /// Returns when the visitor was last seen, and when the session as it is now expires.
    fn times(&self) -> (Timestamp, Timestamp) {
        let progress = &self.context.progress;
        let seen = if progress.is_activity { progress.timeline.seen_at(self.now) } else { progress.timeline };
        (seen.seen, self.context.config.place.expires(seen, self.context.value.state()))
    }

    fn claim(&self, name: Name, ticket: Ticket) -> Claim {
        let persistent = self.context.progress.persistent.wanted;
        Claim { name, ticket, unborn: false, persistent, written: self.now }
    }

    fn draw_name(&self) -> Result<Name, CloseError> {
        Ok(self.context.config.random.name()?)
    }
}

impl Closed {
    const NOTHING: Self = Self { outcome: Outcome::Nothing, claim: None };
}
