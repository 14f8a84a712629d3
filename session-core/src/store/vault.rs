//! A store with the keys of one type's sessions: reads and writes entries.

use std::fmt;
use std::sync::Arc;

use super::protocol::{self, Saw, Why};
use super::record::{self, Content, Entry, Opened, Part};
use super::under_way::Requests;
use super::{AnyStore, Expected, Name, Put, StoreError};
use crate::id::SessionId;
use crate::rng::RngError;
use crate::time::Timestamp;
use crate::token::{Claim, EpochKey, Random, Slot, StoredTokens, Ticket};

/// A store with the keys of one type's sessions.
#[derive(Clone)]
pub(crate) struct Vault {
    store: Arc<dyn AnyStore>,
    pub(crate) tokens: StoredTokens,
    pub(crate) requests: Requests,
}

/// A session that a cookie had, which moves into a store.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    pub(crate) content: Arc<Content>,
    pub(crate) seen: Timestamp,
    pub(crate) nobodys: bool,
    /// The session's id in the cookie, by which forms know it.
    pub(crate) id: Option<SessionId>,
}

/// What a request has found under the name in its cookie.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) claim: Claim,
    /// The session that a cookie had, if this is the record that it moves to.
    pub(crate) moved: Option<Moved>,
    /// Whether a cookie carried the claim. Otherwise it was drawn in this request.
    pub(crate) came: bool,
    /// What the request sees. A session that has expired, or that this version can't read, is gone.
    pub(crate) saw: Saw,
    /// What stands there all the same, for an end.
    pub(crate) stood: Saw,
    pub(crate) entry: Option<Entry>,
    /// Whether there is an entry that no key opens, or that somebody altered.
    pub(crate) is_unreadable: bool,
    /// When the visitor was last seen.
    pub(crate) seen: Timestamp,
    /// The key of the ticket's epoch, if the record knows the ticket or isn't there yet.
    pub(crate) epoch: Option<EpochKey>,
}

impl Found {
    /// Returns what a request has found that begins a record under a name of its own.
    pub(crate) fn drawn(claim: Claim, now: Timestamp) -> Self {
        let epoch = Some(claim.ticket.epoch_key());
        Self {
            claim,
            moved: None,
            came: false,
            saw: Saw::Unborn,
            stood: Saw::Unborn,
            entry: None,
            is_unreadable: false,
            seen: now,
            epoch,
        }
    }

    /// Returns what a request has found that can't read the record.
    pub(crate) fn unreadable(claim: Claim, now: Timestamp) -> Self {
        let gone = Saw::Nothing(Why::Gone);
        Self {
            claim,
            moved: None,
            came: true,
            saw: gone,
            stood: gone,
            entry: None,
            is_unreadable: true,
            seen: now,
            epoch: None,
        }
    }

    /// Returns what a request has found that has put this entry itself, with this claim.
    pub(crate) fn put(claim: Claim, came: bool, entry: Entry, seen: Timestamp) -> Option<Self> {
        let Entry::Kept(kept) = &entry else { return None };
        let Part::Open { epoch, .. } = &kept.value else { return None };
        let (saw, epoch) = (Saw::Now { version: kept.version }, Some(epoch.clone()));
        Some(Self { claim, moved: None, came, saw, stood: saw, entry: Some(entry), is_unreadable: false, seen, epoch })
    }

    /// Returns the session's data, if the ticket may read it: as the store has it, or else as the
    /// cookie has it.
    pub(crate) fn content(&self) -> Option<&Content> {
        if let (Saw::Unborn, Some(moved)) = (self.saw, &self.moved) {
            return Some(&moved.content);
        }
        let Some(Entry::Kept(kept)) = &self.entry else { return None };
        match self.saw {
            Saw::Now { .. } => kept.value.content(),
            Saw::AsBefore => kept.before.as_ref().and_then(Part::content),
            Saw::Unborn | Saw::Nothing(_) => None,
        }
    }

    /// Adds the session that the cookie had.
    pub(crate) fn moves(&mut self, moved: Moved) {
        if self.saw == Saw::Unborn {
            self.seen = moved.seen;
        }
        // Nobody has a ticket that was drawn for this request.
        self.came = self.claim.moved_until.is_some();
        self.moved = Some(moved);
    }

    /// Returns the session that a cookie has, as the protocol knows it. One that isn't read, since
    /// another cookie was better, is nobody's: it can only be ended.
    pub(crate) fn moving_part(&self) -> Option<protocol::Moved<Part>> {
        let until = self.claim.moved_until?.secs();
        let epoch = self.claim.ticket.epoch_key();
        let (content, nobodys) = match &self.moved {
            Some(moved) => (Arc::clone(&moved.content), moved.nobodys),
            None => (Arc::new(Content::unknown()), true),
        };
        Some(protocol::Moved { until, nobodys, value: Part::Open { content, epoch } })
    }

    /// Returns whether the session is still where its cookie has it.
    pub(crate) fn is_moving(&self) -> bool {
        self.saw == Saw::Unborn && self.moved.is_some()
    }

    /// Returns whether a cookie of this session came.
    pub(crate) fn is_of_cookie(&self) -> bool {
        self.came && !matches!(self.saw, Saw::Nothing(_))
    }

    /// Returns whether it moves as a copy, which its cookie doesn't lead to.
    pub(crate) fn is_copied(&self) -> bool {
        self.is_moving() && !self.came
    }

    /// Returns when the ticket was made, if it is the current one of a session that is somebody's.
    pub(crate) fn made(&self) -> Option<Timestamp> {
        let Some(Entry::Kept(kept)) = &self.entry else { return None };
        let is_current = matches!(self.saw, Saw::Now { .. }) && kept.ticket == self.claim.slot();
        (is_current && !kept.nobodys).then(|| Timestamp::from_secs(kept.made))
    }

    /// Returns whether the session that the ticket shows is nobody's.
    pub(crate) fn is_nobodys(&self) -> bool {
        let Some(Entry::Kept(kept)) = &self.entry else {
            return self.moved.as_ref().is_none_or(|moved| moved.nobodys);
        };
        match self.saw {
            Saw::Now { .. } => kept.nobodys,
            Saw::AsBefore => kept.was_nobodys(self.claim.slot()),
            Saw::Unborn | Saw::Nothing(_) => true,
        }
    }
}

/// What became of a put.
pub(super) enum Answer {
    Done,
    /// Nothing was written, and this is there.
    Found(Box<Option<Entry>>),
}

/// Why an entry can't be used.
#[derive(Debug)]
pub(crate) enum VaultError {
    Store(StoreError),
    /// No key opens the record, or somebody altered it.
    Unreadable,
}

impl From<StoreError> for VaultError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Vault {
    pub(crate) fn new(store: Arc<dyn AnyStore>, tokens: StoredTokens) -> Self {
        Self { store, tokens, requests: Requests::default() }
    }

    pub(crate) fn for_cookie(&self, cookie: &str) -> Self {
        Self { tokens: self.tokens.for_cookie(cookie), ..self.clone() }
    }

    /// Loads the entry that a cookie names. An entry that has expired is gone.
    pub(crate) async fn load(&self, claim: Claim, now: Timestamp) -> Result<Found, VaultError> {
        let Some(entry) = self.store.load(&claim.name).await? else {
            let (saw, _) = protocol::open::<Slot, Part>(None, claim.slot(), claim.unborn, now.secs());
            let epoch = claim.unborn.then(|| claim.ticket.epoch_key());
            return Ok(Found {
                claim,
                moved: None,
                came: true,
                saw,
                stood: saw,
                entry: None,
                is_unreadable: false,
                seen: now,
                epoch,
            });
        };
        let [seen, expires] = [entry.seen, entry.expires].map(Timestamp::from_secs);
        let (entry, epoch) = self.read(&claim.name, &claim.ticket, &entry, now).ok_or(VaultError::Unreadable)?;
        let (stood, _) = protocol::open(Some(&entry), claim.slot(), claim.unborn, now.secs());
        let mut found =
            Found { claim, moved: None, came: true, saw: stood, stood, entry: Some(entry), is_unreadable: false, seen, epoch };
        if now >= expires {
            (found.saw, found.epoch) = (Saw::Nothing(Why::Gone), None);
        }
        Ok(found)
    }

    /// Reads an entry, and opens the part that `ticket` may read.
    fn read(&self, name: &Name, ticket: &Ticket, entry: &super::Entry, now: Timestamp) -> Option<(Entry, Option<EpochKey>)> {
        if entry.is_ended() {
            return Some((Entry::Ended, None));
        }
        let Opened { kept, epoch } = record::read(self.tokens.seals(), name, entry.version, &entry.body, ticket, now)?;
        Some((Entry::Kept(kept), epoch))
    }

    /// Returns the entry as a store has it.
    pub(super) fn write(
        &self,
        name: &Name,
        next: &Entry,
        seen: Timestamp,
        expires: Timestamp,
        random: &Random,
    ) -> Result<super::Entry, RngError> {
        let (version, body) = match next {
            Entry::Ended => (super::Entry::ENDED, Vec::new()),
            Entry::Kept(kept) => {
                let nonces = [random.nonce()?, random.nonce()?];
                (kept.version, record::write(self.tokens.seals(), name, kept, nonces))
            }
        };
        Ok(super::Entry { version, seen: seen.secs(), expires: expires.secs(), body })
    }

    /// Puts an entry. Returns what is there instead, if the put didn't take place, as far as
    /// `ticket` may read it.
    ///
    /// A put that gives no answer is sent again. If it has taken place, what is there says so.
    pub(super) async fn put(
        &self,
        name: &Name,
        ticket: &Ticket,
        expected: Expected,
        next: &super::Entry,
        now: Timestamp,
    ) -> Result<Answer, VaultError> {
        let (answer, unanswered) = match self.store.put(name, expected, next).await {
            Ok(answer) => (answer, None),
            Err(error) => (self.store.put(name, expected, next).await?, Some(error)),
        };
        let there = match answer {
            Put::Done => return Ok(Answer::Done),
            Put::Found(None) => None,
            Put::Found(Some(entry)) => Some(self.read(name, ticket, &entry, now).ok_or(VaultError::Unreadable)?.0),
        };
        match unanswered {
            Some(error) if !protocol::is_decided(there.as_ref(), expected) => Err(error.into()),
            _ => Ok(Answer::Found(Box::new(there))),
        }
    }

    /// Returns whether the store answers.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        self.store.check().await
    }

    /// Raises the times of an entry.
    pub(crate) async fn touch(&self, name: &Name, seen: Timestamp, expires: Timestamp) -> Result<(), StoreError> {
        self.store.touch(name, seen.secs(), expires.secs()).await
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("session", &self.tokens.schema().name()).finish_non_exhaustive()
    }
}
