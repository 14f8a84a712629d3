//! What `docs/lifecycle.md` says should happen, with plain values and nothing of the crate's own lifecycle.

use std::collections::{BTreeMap, BTreeSet};

use session_core::{Origin, Refusal};

use crate::table::Cell;
use crate::wire;

pub(crate) const LIFETIME: u64 = 2 * 60 * 60;
pub(crate) const IDLE: u64 = 30 * 60;
pub(crate) const REFRESH: u64 = IDLE / 2;
pub(crate) const LEEWAY: u64 = 60;
pub(crate) const LATE: u64 = 30;

/// What a session holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Data {
    pub(crate) user: Option<u8>,
    pub(crate) count: u32,
    pub(crate) notes: Vec<String>,
    pub(crate) tags: BTreeMap<String, u8>,
    pub(crate) met: BTreeSet<u8>,
}

/// One thing that a handler does to a session.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Count,
    CountAndBack,
    Note,
    Tag(u8),
    Untag(u8),
    Meet(u8),
    Touch,
    User(Option<u8>),
    Renew,
    Persist(bool),
    TooMuch,
}

/// How it is done with it.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    Return,
    End,
    EndAndGoOn(Vec<Step>),
    Discard,
    Panic,
    Cancel,
}

impl Data {
    pub(crate) fn take(&mut self, step: &Step) {
        match step {
            Step::Count => self.count += 1,
            Step::Note => self.notes.push("note".to_owned()),
            Step::Tag(n) => drop(self.tags.insert(format!("tag{n}"), *n)),
            Step::Untag(n) => drop(self.tags.remove(&format!("tag{n}"))),
            Step::Meet(n) => drop(self.met.insert(*n)),
            Step::User(user) => self.user = *user,
            Step::TooMuch => self.notes.push("x".repeat(5000)),
            Step::CountAndBack | Step::Touch | Step::Renew | Step::Persist(_) => {}
        }
    }

    fn is_too_much(&self) -> bool {
        self.notes.iter().any(|note| note.len() > 4000)
    }
}

/// A token that was issued, as it ought to be.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) text: String,
    pub(crate) data: Data,
    pub(crate) began: u64,
    pub(crate) seen: u64,
    pub(crate) key: u8,
    pub(crate) sid: [u8; 16],
    pub(crate) persistent: bool,
}

/// The keys of one instance, by number.
#[derive(Clone, Debug)]
pub(crate) struct KeyRoles {
    pub(crate) current: u8,
    pub(crate) retired: Option<u8>,
    pub(crate) expected: Option<u8>,
}

impl KeyRoles {
    /// Why a token that somebody changed behind its key's name is refused.
    pub(crate) fn refuse_tampered(&self, token: &str) -> Refusal {
        let mut known = [Some(self.current), self.retired, self.expected].into_iter().flatten();
        let is_known = known.any(|number| wire::key_id(number) == wire::named_key(token));
        if is_known { Refusal::BadSignature } else { Refusal::UnknownKey }
    }
}

impl Issued {
    pub(crate) fn judge(&self, keys: &KeyRoles, now: u64) -> Result<(), Refusal> {
        if self.key != keys.current && Some(self.key) != keys.retired && Some(self.key) != keys.expected {
            Err(Refusal::UnknownKey)
        } else if self.began.max(self.seen) > now + LEEWAY {
            Err(Refusal::FromTheFuture)
        } else if now >= self.began + LIFETIME {
            Err(Refusal::Expired)
        } else if now >= self.seen + IDLE {
            Err(Refusal::Idle)
        } else {
            Ok(())
        }
    }
}

/// What a request is expected to do.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) origin: Origin,
    /// What the handler sees first.
    pub(crate) sees: Data,
    /// Where in the table it is; none if the context is dropped.
    pub(crate) cell: Option<Cell>,
    /// The data after the handler, and whether it fits.
    pub(crate) leaves: Data,
    pub(crate) fits: bool,
    pub(crate) persistent: bool,
}

/// The request's cookies, each an issued token or why it is none; what the handler does; when.
pub(crate) fn expect(
    came: &[Result<&Issued, Refusal>],
    keys: &KeyRoles,
    steps: &[Step],
    ending: &Ending,
    (opened, closed): (u64, u64),
) -> Expected {
    let judged = came.iter().map(|one| one.and_then(|issued| issued.judge(keys, opened).map(|()| issued)));
    let valid: Vec<&Issued> = judged.clone().filter_map(Result::ok).collect();
    // The latest beginning, then the latest seen, then the first.
    let winner = valid.iter().rev().max_by_key(|issued| (issued.began, issued.seen)).copied();
    let order = [
        Refusal::Malformed,
        Refusal::TooLong,
        Refusal::UnknownKey,
        Refusal::BadSignature,
        Refusal::FromTheFuture,
        Refusal::Expired,
        Refusal::Idle,
    ];
    let weight = |refusal: &Refusal| order.iter().position(|known| known == refusal);
    let refusal = judged.filter_map(Result::err).max_by_key(weight);
    let origin = match (winner, refusal) {
        (Some(_), _) => Origin::Resumed,
        (None, Some(refusal)) => Origin::Refused(refusal),
        (None, None) => Origin::Fresh,
    };

    let sees = winner.map_or_else(Data::default, |winner| winner.data.clone());
    let flag = winner.is_some_and(|winner| winner.persistent);
    let mut leaves = sees.clone();
    for step in steps {
        leaves.take(step);
    }
    let (goes_on, before, flag, steps) = match ending {
        Ending::EndAndGoOn(steps) => {
            leaves = Data::default();
            for step in steps {
                leaves.take(step);
            }
            (true, Data::default(), false, steps.as_slice())
        }
        _ => (false, sees.clone(), flag, steps),
    };
    let persistent = steps.iter().fold(flag, |flag, step| if let Step::Persist(wanted) = step { *wanted } else { flag });
    let renewed = leaves.user != before.user || steps.iter().any(|step| matches!(step, Step::Renew));
    let wrote = leaves != before || persistent != flag;
    let column = match ending {
        Ending::Panic | Ending::Cancel => None,
        Ending::Discard => Some("discarded"),
        Ending::End => Some("ended"),
        _ if renewed => Some("renewed"),
        _ if wrote => Some("wrote"),
        Ending::EndAndGoOn(_) => Some("ended"),
        Ending::Return => Some("only read"),
    };
    let due = |winner: &Issued| Some(winner.key) == keys.retired || closed.saturating_sub(winner.seen) >= REFRESH;
    let row = match winner {
        _ if came.is_empty() => "nothing",
        Some(_) if goes_on => "a cookie that is refused",
        Some(winner) if due(winner) => "a valid session that is due",
        Some(_) => "a valid session, not due",
        None => "a cookie that is refused",
    };
    let fits = !leaves.is_too_much();
    Expected { origin, sees, cell: column.map(|column| (row, column)), leaves, fits, persistent }
}
