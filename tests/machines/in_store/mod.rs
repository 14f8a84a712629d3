//! Sessions in a store: which of the records a request finds that its cookies name.

mod changes;
mod claims;
mod closing;
mod commits;
mod puts;
mod record;

use std::cmp::Reverse;
use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::{Arrival, Refusal};

use self::claims::Claim;
use self::commits::Commits;
use self::record::{Entry, GRACE, REMEMBERED, Record, Saw, look, stood};
use crate::events::Limit;
use crate::place::{Came, Committed, Found, Place, Reply, Response};
use crate::plan::Plan;
use crate::reference::Timeline;
use crate::run::{NotSent, Sent};
use crate::shelf::Noted;
use crate::tokens::{Flaw, KeyRoles, LEEWAY, furthest};

/// How many records a request loads.
const LOADED: usize = 2;

/// The rows that the first table doesn't have, which the walk counts: what a ticket shows that
/// isn't the current one of a session.
pub(crate) const ROWS: [&str; 6] = [
    "a ticket that was replaced, in its grace",
    "a ticket that was replaced, and is remembered",
    "a ticket that was replaced, and is forgotten",
    "a name without a record",
    "a session that was ended",
    "a session that expired",
];

/// The row of a ticket that was replaced by a periodic renewal, in its grace.
pub(crate) const RENEWED: &str = "a ticket that was renewed, in its grace";

/// The rows of these in which the session has no id.
pub(crate) const WITHOUT_ID: [&str; 3] = [ROWS[2], ROWS[4], ROWS[5]];

/// What stands under the names of all cookies that were issued.
#[derive(Default)]
pub(crate) struct InStore {
    pub(crate) issued: Vec<Claim>,
    pub(crate) entries: HashMap<[u8; 16], Entry>,
    /// The cookies of the request under way whose records were loaded, the best first.
    pub(crate) looks: Vec<Look>,
    /// The cookies whose records weren't loaded.
    pub(crate) unseen: Vec<Claim>,
    /// What the request under way has committed.
    pub(crate) commits: Commits,
    /// How many names and tickets were made that the model doesn't know yet.
    pub(crate) unknown: u64,
}

/// What a request sees by one of its cookies.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) claim: Claim,
    /// Whether the request carried the cookie. It didn't if it has made the ticket itself.
    pub(crate) came: bool,
    pub(crate) saw: Saw,
    /// What stands there all the same, for an end: a session that has expired, for example.
    pub(crate) stood: Saw,
    pub(crate) session: Result<Found, Refusal>,
    /// Whether the session that it shows is nobody's.
    pub(crate) nobodys: bool,
}

impl InStore {
    pub(crate) fn look(&self, plan: &Plan, claim: Claim, came: bool, keys: &KeyRoles, now: u64) -> Look {
        let entry = self.entries.get(&claim.name);
        let (saw, session) = look(plan, entry, &claim, keys, now);
        let shows = matches!(saw, Saw::Now | Saw::AsBefore);
        let record = entry.and_then(Entry::record).filter(|_| shows);
        let (stood, nobodys) = (self.stood(&claim, keys, now), record.is_none_or(|record| record.was_nobodys(claim.ticket)));
        Look { claim, came, saw, stood, session, nobodys }
    }

    /// Returns what stands under the name of a cookie, whatever the time says of it. What no key
    /// opens isn't there.
    pub(crate) fn stood(&self, ticket: &Claim, keys: &KeyRoles, now: u64) -> Saw {
        let entry = self.entries.get(&ticket.name);
        let stood = stood(entry, ticket, now);
        let record = entry.and_then(Entry::record).filter(|record| record.opens_with(ticket.ticket, now));
        if record.is_some_and(|record| !keys.knows(|key| key == record.now.key)) { Saw::Gone } else { stood }
    }

    /// Returns whether the request has the current ticket of its session, or of a name without one.
    pub(crate) fn is_current(&self, look: &Look) -> bool {
        let record = self.entries.get(&look.claim.name).and_then(Entry::record);
        record.is_none_or(|record| record.ticket == look.claim.ticket)
    }

    /// Returns whether the time for a periodic renewal has come when the request is closed.
    pub(crate) fn is_renewal_due(&self, reply: &Reply<'_>, look: &Look) -> bool {
        let record = self.entries.get(&look.claim.name).and_then(Entry::record);
        let is_due = |record: &Record| {
            reply.plan.renew_every.is_some_and(|every| reply.times.1 >= record.made + every) && !record.nobodys
        };
        look.saw == Saw::Now && self.is_current(look) && record.is_some_and(is_due)
    }

    /// Returns why a cookie is refused before its record is looked at.
    fn refuse(&self, number: usize, keys: &KeyRoles, now: u64) -> Result<usize, Refusal> {
        let ticket = &self.issued[number];
        if !keys.knows(|key| key == ticket.key) {
            Err(Refusal::UnknownKey)
        } else if ticket.written > now + LEEWAY {
            Err(Refusal::FromTheFuture)
        } else {
            Ok(number)
        }
    }
}

impl Place for InStore {
    fn issued(&self) -> usize {
        self.issued.len()
    }

    fn text(&self, number: usize) -> &str {
        &self.issued[number].text
    }

    fn is_persistent(&self, number: usize) -> bool {
        self.issued[number].persistent
    }

    fn limit(&self, plan: &Plan, number: usize, limit: Limit) -> Option<u64> {
        let ticket = &self.issued[number];
        let record = self.entries.get(&ticket.name)?.record()?;
        let replaced = || record.former.iter().find(|former| former.ticket == ticket.ticket).map(|former| former.replaced);
        match limit {
            Limit::Grace => replaced().map(|replaced| replaced + GRACE),
            Limit::Remembered => replaced().map(|replaced| replaced + REMEMBERED),
            Limit::Entry => Some(record.expires),
            Limit::Renewal => plan.renew_every.map(|every| record.made + every),
            _ => {
                let (part, seen) = (&record.now, record.seen);
                plan.limit(part.data.state, Timeline { began: part.began, entered: part.entered, seen }, limit)
            }
        }
    }

    /// Makes a cookie with the name of a session, and another ticket.
    fn forge(&mut self, plan: &Plan, number: usize, _: Flaw) -> bool {
        let mut forged = self.issued[number].clone();
        forged.ticket = [0xff; 16];
        forged.sign(plan);
        self.issued.push(forged);
        true
    }

    fn open(&mut self, plan: &Plan, cookies: &[Result<usize, Refusal>], keys: &KeyRoles, now: u64) -> Came {
        let cookies: Vec<_> = cookies.iter().map(|one| one.and_then(|number| self.refuse(number, keys, now))).collect();
        let mut claims: Vec<usize> = cookies.iter().filter_map(|one| one.ok()).collect();
        claims.sort_by_key(|number| Reverse(self.issued[*number].written));
        let mut claims: Vec<Claim> = claims.into_iter().map(|number| self.issued[number].clone()).collect();
        self.unseen = claims.split_off(claims.len().min(LOADED));
        self.looks = claims.into_iter().map(|claim| self.look(plan, claim, true, keys, now)).collect();
        self.commits = Commits::default();
        // One that can be written to wins, and of these one of a known user.
        let rank = |saw| if saw > Saw::Unborn { Saw::Gone } else { saw };
        self.looks.sort_by_key(|look| (rank(look.saw), look.nobodys));
        let best = self.looks.first();
        let session = best.and_then(|look| look.session.clone().ok());
        let of_records = self.looks.iter().filter_map(|look| look.session.as_ref().err().copied());
        let refusal = furthest(cookies.iter().filter_map(|one| one.err()).chain(of_records));
        Came {
            arrival: match refusal {
                _ if session.is_some() => Arrival::Resumed,
                Some(refusal) => Arrival::Refused(refusal),
                None => Arrival::Fresh,
            },
            session,
            has_id: best.is_some_and(|look| !look.saw.is_over()),
            token: None,
            // An end ends all of them.
            leaves_another: None,
            row: best.and_then(|look| match (look.saw, &look.session) {
                (Saw::Now, _) if !self.is_current(look) => Some(RENEWED),
                (Saw::AsBefore, _) => Some(ROWS[0]),
                (Saw::Replaced, _) => Some(ROWS[1]),
                (Saw::Superseded, _) => Some(ROWS[2]),
                (Saw::Unborn, _) => Some(ROWS[3]),
                (Saw::Ended, _) => Some(ROWS[4]),
                (Saw::Gone, Err(Refusal::Expired | Refusal::Idle)) => Some(ROWS[5]),
                _ => None,
            }),
        }
    }

    fn commit(&mut self, reply: &Reply<'_>) -> Committed {
        self.commit_now(reply)
    }

    fn give_up(&mut self, put: &[Noted]) -> Result<(), TestCaseError> {
        let rest = self.check_committed(put)?;
        prop_assert_eq!(rest, []);
        Ok(())
    }

    fn close(
        &mut self,
        reply: &Reply<'_>,
        sent: &Result<Sent, NotSent>,
        put: &[Noted],
    ) -> Result<Option<Response>, TestCaseError> {
        self.check(reply, sent, put)
    }
}
