//! What concurrent requests of one visitor do to one record: pure, total functions, and nothing
//! else.
//!
//! A *record* stands under a *name* that its visitor keeps for the session's whole life. What a
//! renewal replaces is the *ticket*: the part of the cookie that proves that its holder may have
//! the session. So everything that happens to a session is one compare-and-swap of one record, on
//! any store, and no renewal can be cut in half.
//!
//! A record belongs to one *epoch*. A change of privilege (a transition, another `identity`,
//! `renew_id`) begins another epoch: tickets from before it can write nothing any more. A periodic
//! renewal replaces the ticket only, and the former ticket goes on writing until its grace is over.
//!
//! [`open`] says what a request sees. [`step`] says what its end does to the record, as the record
//! was last seen:
//!
//! ```text
//! known = load(name)
//! saw   = open(known, ticket, now)             the handler runs
//! loop: match step(mine, known, now) {
//!     Done(outcome)          => stop
//!     Put { expected, next } => put(name, expected, next): done => stop; found => known = found
//! }
//! ```
//!
//! `tests/store_model/` compiles these very files, and explores every interleaving of some
//! requests.

mod expected;
mod record;
mod step;

pub use expected::Expected;

pub(crate) use record::{Entry, Epoch, Former, Kept};
pub(crate) use step::{Across, Did, Mine, Moved, Outcome, Step, is_decided, step};

/// The number of seconds for which a replaced ticket shows something, may end the session and, if
/// the renewal was a periodic one, writes.
pub(crate) const GRACE: u64 = 10;

/// The number of seconds for which a replaced ticket is remembered. A request that carries one is
/// a late one of a browser that has the new cookie: a cookie of another session would replace it.
pub(crate) const REMEMBERED: u64 = 120;

/// The number of replaced tickets that a record remembers.
pub(crate) const FORMER: usize = 5;

/// The number of earlier puts whose versions a record remembers.
pub(crate) const RECENT: usize = 4;

/// The number of times that an end gives way to other writes.
pub(crate) const POLITE_ENDS: u32 = 8;

/// The version of every session that was ended. No put draws it.
pub(crate) const ENDED: u64 = i64::MAX as u64;

/// What a request sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Saw {
    /// The session, as the put of this version left it.
    Now { version: u64 },
    /// The session as it was before a change of privilege. It can be read.
    AsBefore,
    /// No record yet: the cookie says that its name was drawn, and that a record may begin.
    Unborn,
    /// No session. If something is written, another one begins under another name.
    Nothing(Why),
}

/// Why a request sees no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Why {
    /// There is no record: it expired, or the store has lost it.
    Gone,
    Ended,
    /// The ticket was replaced, and is remembered: what is written now is a conflict.
    Replaced,
    /// The ticket was replaced some time ago.
    Superseded,
}

/// Returns what a request with this ticket sees of what a store has under its name, with the data
/// that it may read.
pub(crate) fn open<K: Copy + Eq, V: Clone>(
    entry: Option<&Entry<K, V>>,
    ticket: K,
    unborn: bool,
    now: u64,
) -> (Saw, Option<&V>) {
    let kept = match entry {
        None if unborn => return (Saw::Unborn, None),
        None => return (Saw::Nothing(Why::Gone), None),
        Some(Entry::Ended) => return (Saw::Nothing(Why::Ended), None),
        Some(Entry::Kept(kept)) => kept,
    };
    if kept.is_good(ticket, now) {
        return (Saw::Now { version: kept.version }, Some(&kept.value));
    }
    match (kept.former(ticket, now), &kept.before) {
        (Some(former), Some(before)) if matches!(former.epoch, Epoch::Last { .. }) && former.is_in_grace(now) => {
            (Saw::AsBefore, Some(before))
        }
        (Some(_), _) => (Saw::Nothing(Why::Replaced), None),
        (None, _) => (Saw::Nothing(Why::Superseded), None),
    }
}

impl Saw {
    /// Returns whether what came in can't be written to.
    fn is_nothing(self) -> bool {
        matches!(self, Self::AsBefore | Self::Nothing(_))
    }

    /// Returns whether there was nothing left to end.
    fn is_over(self) -> bool {
        matches!(self, Self::Nothing(Why::Gone | Why::Ended | Why::Superseded))
    }
}
