//! Faults: each is one decision that is made otherwise than the protocol makes it.

use crate::protocol::{self, Did, Entry, Epoch, Expected, Former, Kept, Mine, Outcome, Saw, Step, Why};
use crate::session::{Ticket, Value};

/// A decision that is made otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// A put overwrites whatever is there (tower-sessions' memory and SQL stores, connect-redis,
    /// Django's cache).
    LastWriteWins,
    /// A put that finds another version tries again with its own value: a compare-and-swap without
    /// a merge.
    RetryWithoutMerge,
    /// An end removes the record and leaves nothing (every peer).
    NoTombstone,
    /// A write that finds nothing creates the record (`axum_session`, cot, tower-sessions' upsert).
    CreateIfMissing,
    /// A renewal deletes the old record, and then creates the new one (tower-sessions, pavex).
    TwoStepRenewal,
    /// In its grace the old ticket shows the record as it is now.
    GraceShowsNow,
    /// A write with a ticket from before a change of privilege merges into what came after it.
    NoBarrier,
    /// A sign-in merges fields that don't say how.
    MergeAcrossSignIn,
    /// An end is a compare-and-swap that gives up when somebody else has written.
    EndGivesUp,
    /// A put that finds another version gives up without a word (tower-sessions-redis: `XX`).
    GiveUp,
    /// A refresh is an upsert of what was loaded.
    RefreshUpserts,
    /// A change of privilege keeps the old ticket good until the new one is presented.
    OldTicketWrites,
    /// A ticket is forgotten once the new one is presented.
    ForgetsWhenPresented,
    /// A ticket is forgotten when its grace is over.
    ForgetsAfterGrace,
    /// Only the last ticket is remembered.
    ForgetsOlder,
    /// A read sends its ticket again.
    ReissuesTicket,
    /// An end asks nobody whether its ticket is still good.
    EndAsksNobody,
    /// A version is the last one and one more, so that a put whose answer was lost takes place
    /// twice.
    VersionPlusOne,
    /// The session before a sign-out by a transition is shown in the grace.
    SignOutShowsBefore,
    /// A periodic renewal is a barrier.
    RotationIsABarrier,
    /// A sign-in that comes second is a conflict.
    SecondSignInIsRefused,
    /// A ticket counts as arrived when the request that drew it writes again.
    ArrivesByItself,
}

/// The faults that a record's model finds.
pub(crate) const RECORD_FAULTS: [Fault; 17] = [
    Fault::LastWriteWins,
    Fault::RetryWithoutMerge,
    Fault::NoTombstone,
    Fault::CreateIfMissing,
    Fault::TwoStepRenewal,
    Fault::GraceShowsNow,
    Fault::NoBarrier,
    Fault::MergeAcrossSignIn,
    Fault::EndGivesUp,
    Fault::GiveUp,
    Fault::RefreshUpserts,
    Fault::OldTicketWrites,
    Fault::ForgetsWhenPresented,
    Fault::EndAsksNobody,
    Fault::VersionPlusOne,
    Fault::SignOutShowsBefore,
    Fault::RotationIsABarrier,
];

/// The faults that only a browser's model finds.
pub(crate) const BROWSER_FAULTS: [Fault; 4] =
    [Fault::ForgetsAfterGrace, Fault::ForgetsOlder, Fault::ReissuesTicket, Fault::SecondSignInIsRefused];

/// The faults that only the model of handlers that commit finds.
pub(crate) const COMMIT_FAULTS: [Fault; 1] = [Fault::ArrivesByItself];

type KeptEntry = Entry<Ticket, Value>;

impl Fault {
    /// As [`protocol::open`].
    pub(crate) fn open(self, entry: Option<&KeptEntry>, ticket: Ticket, unborn: bool, now: u64) -> (Saw, Option<Value>) {
        let (saw, value) = protocol::open(entry, ticket, unborn, now);
        let value = value.cloned();
        let Some(Entry::Kept(kept)) = entry else { return (saw, value) };
        match (self, saw) {
            (Self::GraceShowsNow, Saw::AsBefore) => (saw, Some(kept.value.clone())),
            (Self::OldTicketWrites, Saw::AsBefore) => (Saw::Now { version: kept.version }, Some(kept.value.clone())),
            (Self::ForgetsAfterGrace, Saw::Nothing(Why::Replaced)) if now >= protocol::GRACE => {
                (Saw::Nothing(Why::Superseded), None)
            }
            _ => (saw, value),
        }
    }

    /// As [`protocol::step`].
    pub(crate) fn step(
        self,
        mine: &Mine<Ticket, Value>,
        base: &Value,
        known: Option<&KeptEntry>,
        now: u64,
        tries: u32,
    ) -> Step<Ticket, Value> {
        let mut mine = mine.clone();
        mine.came |= self == Self::ArrivesByItself;
        match (self, &mine.did, known) {
            (Self::NoBarrier | Self::OldTicketWrites, Did::Wrote { .. }, Some(Entry::Kept(kept))) => mine.ticket = kept.ticket,
            (Self::RotationIsABarrier, Did::Wrote { .. }, Some(Entry::Kept(kept))) if kept.ticket != mine.ticket => {
                mine.saw = Saw::Nothing(Why::Replaced);
            }
            (Self::EndGivesUp, Did::Ended, Some(Entry::Kept(kept))) if mine.saw != (Saw::Now { version: kept.version }) => {
                return Step::Done(Outcome::Committed);
            }
            (Self::EndAsksNobody, Did::Ended, Some(_)) => {
                return Step::Put { expected: Expected::Anything, next: Entry::Ended, then: Outcome::Committed };
            }
            (Self::CreateIfMissing | Self::LastWriteWins, Did::Wrote { .. }, None) => mine.saw = Saw::Unborn,
            (Self::RefreshUpserts, Did::Read { .. }, Some(known @ Entry::Kept(_))) if matches!(mine.saw, Saw::Now { .. }) => {
                return Step::Put { expected: Expected::Anything, next: known.clone(), then: Outcome::Unchanged };
            }
            _ => {}
        }
        if let (Self::SignOutShowsBefore, Did::Renewed { shows_before, .. }) = (self, &mut mine.did) {
            *shows_before = true;
        }
        let step = protocol::step(&mine, known, now, tries, |mine, theirs, across| {
            Some(match self {
                Self::RetryWithoutMerge | Self::LastWriteWins => mine.clone(),
                Self::MergeAcrossSignIn => Value::merged(base, mine, theirs, protocol::Across::Nothing),
                _ => Value::merged(base, mine, theirs, across),
            })
        });
        match step {
            Step::Done(Outcome::Anew) if self == Self::SecondSignInIsRefused => Step::Done(Outcome::Superseded),
            Step::Put { expected: Expected::Version(version), next: Entry::Kept(kept), then }
                if self == Self::VersionPlusOne =>
            {
                let next = Entry::Kept(Kept { version: version + 1, recent: Vec::new(), ..kept });
                Step::Put { expected: Expected::Version(version), next, then }
            }
            step => step,
        }
    }

    /// Puts as a store does: compares and writes in one step, or says what is there instead.
    pub(crate) fn put(self, entry: &mut Option<KeptEntry>, expected: Expected, next: KeptEntry) -> bool {
        let fits = match (expected, &*entry) {
            (Expected::Absent, None) | (Expected::Anything, _) => true,
            (Expected::Version(version), Some(Entry::Kept(kept))) => kept.version == version,
            _ => self == Self::LastWriteWins && expected != Expected::Absent,
        };
        if !fits {
            return false;
        }
        let forgets = matches!(self, Self::NoTombstone | Self::CreateIfMissing | Self::LastWriteWins);
        *entry = Some(next).filter(|next| !(forgets && *next == Entry::Ended));
        if let Some(Entry::Kept(kept)) = entry {
            self.forget(kept);
        }
        true
    }

    /// Forgets former tickets.
    fn forget(self, kept: &mut Kept<Ticket, Value>) {
        match self {
            Self::ForgetsWhenPresented if kept.presented => kept.former.clear(),
            Self::ForgetsOlder => {
                let is_last = |former: &Former<Ticket>| !matches!(former.epoch, Epoch::Earlier);
                kept.former.retain(is_last);
            }
            _ => {}
        }
    }
}
