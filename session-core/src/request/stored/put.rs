//! What is put into a store for a request's session, and how it is merged with what another
//! request has put there.

use std::sync::Arc;

use super::closing::{Closing, Put, Times};
use crate::error::CloseError;
use crate::event;
use crate::id::Name;
use crate::limits::{RECORD_SIZE, UNPRESENTED};
use crate::live::Session;
use crate::observer::Reporting as _;
use crate::schema::Field;
use crate::store::commit::{Commit, CommitError, Mine};
use crate::store::protocol::{Across, Did, Outcome};
use crate::store::record::{Content, Part};
use crate::store::vault::Found;
use crate::token::{Claim, Encoded, EpochKey, Merged, Slot, Stored, Ticket, body, merge};

impl<S: Session> Closing<'_, S> {
    /// Puts what a request did to its session. The outcome may be that another session has to
    /// begin.
    pub(super) async fn put(&mut self, found: &Found, did: Did<Slot, Part>, times: Times) -> Result<Outcome, CloseError> {
        let random = &self.context.config.random;
        let ticket = &found.claim.ticket;
        // A record that begins has a slot for the ticket that begins it.
        let epoch = found.epoch.clone().unwrap_or_else(|| ticket.epoch_key());
        let slot = ticket.slot(&found.claim.name, &epoch);
        let version = random.version()?;
        let moved = found.moving_part();
        let mine = Mine { ticket: slot, came: found.came, moved, saw: found.saw, version, did };
        let commit = Commit {
            vault: self.vault,
            random,
            name: found.claim.name,
            ticket: ticket.clone(),
            mine,
            known: found.entry.clone(),
            now: self.now,
            seen: times.seen,
            expires: times.expires,
            limit: RECORD_SIZE,
        };
        let (mut is_merged, mut unmergeable) = (false, None);
        let merge = |mine: &_, theirs: &_, across| {
            is_merged = true;
            self.merge(found, mine, theirs, across).map_err(|field| unmergeable = field).ok()
        };
        let outcome = commit.run(merge).await.map(|(outcome, put)| {
            self.put = put.map(|entry| Put { entry, is_merged, seen: times.seen });
            outcome
        });
        match outcome {
            Ok(Outcome::Superseded) => Err(CloseError::Superseded),
            Ok(Outcome::Ended) => Err(CloseError::Ended),
            Ok(Outcome::Unmergeable) => Err(CloseError::Unmergeable { field: unmergeable }),
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
    pub(super) fn fields_now(&mut self) -> Result<Encoded, CloseError> {
        self.fields.take().map_or_else(|| Encoded::of(&self.context.value), Ok)
    }

    /// Returns the session's data for the record.
    pub(super) fn part(&self, fields: &Encoded, epoch: &EpochKey, renews: bool) -> Result<Part, CloseError> {
        let context = self.context;
        let (value, version) = (&context.value, S::SCHEMA.version());
        let kept = context.token.as_ref().filter(|_| !renews && !context.progress.ended).map_or(&None, |token| &token.kept);
        let map = body::map(value, fields, kept, context.config.checked, S::SCHEMA)?;
        let Some(map) = map else { return Err(CloseError::RecordTooLarge { size: fields.len(), limit: RECORD_SIZE }) };
        let timeline = context.progress.timeline;
        let made = Content { began: timeline.began, entered: timeline.entered, version, map };
        Ok(Part::Open { content: Arc::new(made), epoch: epoch.clone() })
    }

    /// Returns the times of the session as it is now.
    pub(super) fn times(&self) -> Times {
        let progress = &self.context.progress;
        let timeline = if progress.is_activity { progress.timeline.seen_at(self.now) } else { progress.timeline };
        let expires = self.context.config.place.expires(timeline, self.context.value.state());
        Times { seen: timeline.seen, expires }
    }

    /// Returns the times of a session that is written. One that is `nobodys` goes soon, unless its
    /// cookie comes back, if the request has brought no valid cookie; and so does a copy of what a
    /// cookie has.
    pub(super) fn times_of(&self, nobodys: bool) -> Times {
        let times = self.times();
        let found = self.context.visit.as_ref().map(|visit| &visit.found);
        if found.is_some_and(Found::is_of_cookie) || !nobodys && !found.is_some_and(Found::is_copied) {
            return times;
        }
        Times { expires: times.expires.min(self.now.after(UNPRESENTED)), ..times }
    }

    pub(super) fn claim(&self, name: Name, ticket: Ticket) -> Claim {
        let persistent = self.context.progress.persistent.wanted;
        Claim { name, ticket, unborn: false, persistent, written: self.now, moved_until: None }
    }

    pub(super) fn draw_name(&self) -> Result<Name, CloseError> {
        Ok(self.context.config.random.name()?)
    }
}
