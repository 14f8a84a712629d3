//! Commits a request's changes: one step of the protocol after the other, until one holds.

use std::sync::Arc;

use super::protocol::{Across, Did, Outcome, Step, step};
use super::record::{Content, Entry, Part};
use super::vault::{Answer, Vault, VaultError};
use super::{Entry as StoredEntry, Name, StoreError};
use crate::limits::{PUTS, TOMBSTONE};
use crate::rng::RngError;
use crate::time::Timestamp;
use crate::token::{Random, Slot, Ticket};

pub(crate) type Mine = super::protocol::Mine<Slot, Part>;

/// A request whose changes are to be committed.
pub(crate) struct Commit<'c> {
    pub(crate) vault: &'c Vault,
    pub(crate) random: &'c Random,
    pub(crate) name: Name,
    /// The ticket that the request holds.
    pub(crate) ticket: Ticket,
    pub(crate) mine: Mine,
    pub(crate) known: Option<Entry>,
    pub(crate) now: Timestamp,
    /// When the visitor was last seen, and when the session expires, once it is committed.
    pub(crate) seen: Timestamp,
    pub(crate) expires: Timestamp,
    /// The largest size of a record in bytes.
    pub(crate) limit: usize,
}

/// Why a commit failed. Whether it took place isn't known only if the store gave no answer.
#[derive(Debug)]
pub(crate) enum CommitError {
    Store(StoreError),
    /// No key opens the record, or somebody altered it.
    Unreadable,
    /// Other requests were faster each time.
    Busy,
    /// The record has this size in bytes.
    TooLarge(usize),
    NoRandomness(RngError),
}

impl From<VaultError> for CommitError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Store(error) => Self::Store(error),
            VaultError::Unreadable => Self::Unreadable,
        }
    }
}

impl From<RngError> for CommitError {
    fn from(error: RngError) -> Self {
        Self::NoRandomness(error)
    }
}

impl Commit<'_> {
    /// Commits the changes, and returns what was put. `merge` merges this request's content with
    /// that of the record, or returns `None` if it can't.
    ///
    /// A put that finds something else means that another request's put took place. So there is no
    /// pause between two tries.
    pub(crate) async fn run(
        mut self,
        mut merge: impl FnMut(&Content, &Content, Across) -> Option<Content>,
    ) -> Result<(Outcome, Option<Entry>), CommitError> {
        for tries in 0..PUTS {
            let merge =
                |mine: &Part, theirs: &Part, across| merge_parts(mine, theirs, |mine, theirs| merge(mine, theirs, across));
            let (expected, mut next, then) = match step(&self.mine, self.known.as_ref(), self.now.secs(), tries, merge) {
                Step::Done(outcome) => return Ok((outcome, None)),
                Step::Put { expected, next, then } => (expected, next, then),
            };
            // A cookie from before the store had the session mustn't begin it anew.
            let (least, moved_until) = match &next {
                Entry::Kept(kept) => (self.expires, kept.moved_until),
                Entry::Ended => (self.now.after(TOMBSTONE), self.moved_until()),
            };
            let expires = moved_until.map_or(least, |until| least.max(Timestamp::from_secs(until)));
            let mut entry = self.vault.write(&self.name, &next, self.seen, expires, self.random)?;
            if let (Entry::Ended, Some(_)) = (&next, moved_until) {
                entry.body = StoredEntry::MOVED_AND_ENDED.to_vec();
            }
            if let (true, Entry::Kept(kept)) = (entry.body.len() > self.limit, &mut next) {
                // Without what was before, a former ticket shows nothing, which is safe.
                kept.before = None;
                entry = self.vault.write(&self.name, &next, self.seen, expires, self.random)?;
            }
            match entry.body.len() {
                size if size <= self.limit => {}
                size if tries == 0 => return Err(CommitError::TooLarge(size)),
                _ => return Ok((Outcome::Unmergeable, None)),
            }
            match self.vault.put(&self.name, &self.ticket, expected, &entry, self.now).await? {
                Answer::Done => return Ok((then, Some(next))),
                // Whatever has happened says that the cookie has arrived.
                Answer::Found(_) if matches!(self.mine.did, Did::Read { rotate: None }) => {
                    return Ok((Outcome::Unchanged, None));
                }
                Answer::Found(there) => self.known = *there,
            }
        }
        Err(CommitError::Busy)
    }

    /// Returns until when a cookie may lead here that had the session before.
    fn moved_until(&self) -> Option<u64> {
        let kept = self.known.as_ref().and_then(|known| if let Entry::Kept(kept) = known { kept.moved_until } else { None });
        kept.max(self.mine.moved.as_ref().map(|moved| moved.until))
    }
}

/// Merges two parts of one epoch.
fn merge_parts(mine: &Part, theirs: &Part, merge: impl FnOnce(&Content, &Content) -> Option<Content>) -> Option<Part> {
    let (Part::Open { content, epoch }, Some(theirs)) = (mine, theirs.content()) else { return None };
    Some(Part::Open { content: Arc::new(merge(content, theirs)?), epoch: epoch.clone() })
}
