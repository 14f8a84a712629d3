//! A session in a store, as the model knows it: the rules of the section "In a store" of
//! `docs/lifecycle.md` and of `docs/stores.md`, with plain values.

use session_core::Refusal;

use crate::in_store::claims::Claim;
use crate::place::Found;
use crate::plan::Plan;
use crate::reference::{Data, Timeline};
use crate::tokens::{KeyRoles, LEEWAY};

/// For how many seconds a ticket that was replaced shows what was before.
pub(crate) const GRACE: u64 = 10;

/// For how many seconds a ticket that was replaced is remembered.
pub(crate) const REMEMBERED: u64 = 120;

/// How many tickets that were replaced a record remembers.
const FORMER: usize = 5;

/// What a store has under a name.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Kept(Box<Record>),
    Ended { expires: u64 },
}

/// A session's data, with the times that belong to it.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) data: Data,
    pub(crate) began: u64,
    pub(crate) entered: u64,
    /// The number of the key that sealed it.
    pub(crate) key: u8,
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) now: Part,
    /// The current ticket.
    pub(crate) ticket: [u8; 16],
    /// When the current ticket was made.
    pub(crate) made: u64,
    /// Whether a request has carried the current ticket.
    pub(crate) presented: bool,
    /// Whether no user is known.
    pub(crate) nobodys: bool,
    /// What the ticket before shows in its grace.
    pub(crate) before: Option<Part>,
    /// The tickets that were replaced, the latest first.
    pub(crate) former: Vec<Former>,
    pub(crate) seen: u64,
    pub(crate) expires: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Former {
    pub(crate) ticket: [u8; 16],
    pub(crate) replaced: u64,
    pub(crate) epoch: Epoch,
}

/// What has happened since a ticket was replaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Epoch {
    /// Only periodic renewals.
    Current,
    /// The latest change of privilege. The session may have been nobody's until then.
    Last {
        nobodys: bool,
    },
    Earlier,
}

/// What a request finds under the name that its cookie has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Saw {
    Now,
    /// The session as it was before the ticket was replaced.
    AsBefore,
    Replaced,
    /// A name that was drawn for a form's token, without a record.
    Unborn,
    Gone,
    Ended,
    /// The ticket was replaced, and isn't remembered any more.
    Superseded,
}

impl Saw {
    /// Returns whether a request that writes begins another session.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Gone | Self::Ended | Self::Superseded)
    }
}

impl Entry {
    pub(crate) fn expires(&self) -> u64 {
        match self {
            Self::Kept(record) => record.expires,
            Self::Ended { expires } => *expires,
        }
    }

    /// Returns the record, if the session wasn't ended.
    pub(crate) fn record(&self) -> Option<&Record> {
        if let Self::Kept(record) = self { Some(record) } else { None }
    }
}

/// Returns what stands under a ticket's name, whatever the time and the keys say of it.
pub(crate) fn stood(entry: Option<&Entry>, ticket: &Claim, now: u64) -> Saw {
    let record = match entry {
        None if ticket.unborn => return Saw::Unborn,
        None => return Saw::Gone,
        Some(Entry::Ended { .. }) => return Saw::Ended,
        Some(Entry::Kept(record)) => record,
    };
    match record.former(ticket.ticket, now) {
        _ if record.ticket == ticket.ticket => Saw::Now,
        Some(former) if former.epoch == Epoch::Current && former.is_in_grace(now) => Saw::Now,
        Some(former) if former.is_of_last() && record.before.is_some() && former.is_in_grace(now) => Saw::AsBefore,
        Some(_) => Saw::Replaced,
        None => Saw::Superseded,
    }
}

/// Returns what a request sees under a ticket's name, and the session or why there is none.
pub(crate) fn look(
    plan: &Plan,
    entry: Option<&Entry>,
    ticket: &Claim,
    keys: &KeyRoles,
    now: u64,
) -> (Saw, Result<Found, Refusal>) {
    let stood = stood(entry, ticket, now);
    let record = entry.and_then(Entry::record);
    let knows = |part: &Part| keys.knows(|number| number == part.key);
    let part = |part: &Part| {
        let seen = record.map_or(now, |record| record.seen).min(now + LEEWAY).max(part.entered);
        let timeline = Timeline { began: part.began, entered: part.entered, seen };
        let [session, state, idle] = plan.ends(part.data.state, timeline);
        let has_passed = |end: Option<u64>| end.is_some_and(|end| now >= end);
        match (has_passed(session) || has_passed(state), has_passed(idle)) {
            (true, _) => Err(Refusal::Expired),
            (_, true) => Err(Refusal::Idle),
            _ => Ok(Found { data: part.data.clone(), timeline, persistent: ticket.persistent, moves: false }),
        }
    };
    let gone = |why| (Saw::Gone, Err(why));
    match (stood, record) {
        (_, Some(record)) if record.opens_with(ticket.ticket, now) && !knows(&record.now) => gone(Refusal::Unreadable),
        _ if entry.is_some_and(|entry| now >= entry.expires()) => gone(Refusal::Expired),
        (Saw::Now, Some(record)) => match part(&record.now) {
            Err(why) => gone(why),
            found => (Saw::Now, found),
        },
        // What has expired in the grace is only hidden: the browser has a newer ticket.
        (Saw::AsBefore, Some(record)) => match record.before.as_ref().filter(|before| knows(before)).map(part) {
            Some(Ok(found)) => (Saw::AsBefore, Ok(found)),
            _ => (Saw::Replaced, Err(Refusal::Replaced)),
        },
        (Saw::Unborn, _) if now < ticket.written + plan.state[plan.start].limits.lifetime.unwrap_or(plan.lifetime) => {
            let began = ticket.written.min(now);
            let timeline = Timeline { began, entered: began, seen: now };
            (Saw::Unborn, Ok(Found { data: Data::fresh(plan), timeline, persistent: ticket.persistent, moves: false }))
        }
        (Saw::Unborn, _) => gone(Refusal::Expired),
        (Saw::Ended, _) => (Saw::Ended, Err(Refusal::Ended)),
        (Saw::Replaced | Saw::Superseded, _) => (stood, Err(Refusal::Replaced)),
        _ => gone(Refusal::Gone),
    }
}

impl Former {
    fn is_in_grace(&self, now: u64) -> bool {
        now < self.replaced + GRACE
    }

    fn is_of_last(&self) -> bool {
        matches!(self.epoch, Epoch::Last { .. })
    }
}

impl Record {
    /// Returns whether the ticket has the key of the session as it is now.
    pub(crate) fn opens_with(&self, ticket: [u8; 16], now: u64) -> bool {
        self.ticket == ticket || self.former(ticket, now).is_some_and(|former| former.epoch == Epoch::Current)
    }

    /// Returns a ticket that was replaced, as long as it is remembered.
    fn former(&self, ticket: [u8; 16], now: u64) -> Option<&Former> {
        self.former.iter().find(|former| former.ticket == ticket && now < former.replaced + REMEMBERED)
    }

    /// Returns whether the session that this ticket shows is nobody's.
    pub(crate) fn was_nobodys(&self, ticket: [u8; 16]) -> bool {
        match self.former.iter().find(|former| former.ticket == ticket).map(|former| former.epoch) {
            Some(Epoch::Last { nobodys }) => nobodys,
            Some(Epoch::Earlier) => false,
            Some(Epoch::Current) | None => self.nobodys,
        }
    }

    /// Returns whether this ticket may end the session: the current one may, and in its grace the
    /// one before, unless it may have been anybody's.
    pub(crate) fn may_be_ended(&self, ticket: [u8; 16], now: u64) -> bool {
        let may_end = |former: &Former| {
            matches!(former.epoch, Epoch::Current | Epoch::Last { nobodys: false }) && former.is_in_grace(now)
        };
        self.ticket == ticket || self.former(ticket, now).is_some_and(may_end)
    }

    /// Notes that a request carried the current ticket. So the one before shows nothing any more.
    pub(crate) fn present(&mut self, now: u64) {
        self.forget(now);
        (self.presented, self.before) = (true, None);
    }

    /// Forgets tickets that were replaced some time ago, and what was before, after its grace.
    pub(crate) fn forget(&mut self, now: u64) {
        self.former.retain(|former| now < former.replaced + REMEMBERED);
        self.before.take_if(|_| !self.former.iter().any(|former| former.is_of_last() && former.is_in_grace(now)));
    }

    /// Replaces the ticket by a periodic renewal.
    pub(crate) fn rotate(&mut self, to: [u8; 16], now: u64) {
        self.present(now);
        self.former.insert(0, Former { ticket: self.ticket, replaced: now, epoch: Epoch::Current });
        self.former.truncate(FORMER);
        (self.ticket, self.made, self.presented) = (to, now, false);
    }

    /// Replaces the ticket by a change of privilege.
    pub(crate) fn renew(&mut self, to: [u8; 16], now: u64, nobodys: bool, shows_before: bool) {
        self.rotate(to, now);
        let last = Epoch::Last { nobodys: self.nobodys };
        for former in &mut self.former {
            former.epoch = if former.epoch == Epoch::Current { last } else { Epoch::Earlier };
        }
        self.before = shows_before.then(|| self.now.clone());
        self.nobodys = nobodys;
    }

    pub(crate) fn raise(&mut self, seen: u64, expires: u64) {
        (self.seen, self.expires) = (self.seen.max(seen), self.expires.max(expires));
    }
}
