//! What the end of a request puts into a store and sends, by the second table of
//! `docs/lifecycle.md`.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::in_store::claims::Claim;
use crate::in_store::puts::{self, DRAWN, Puts, Sends};
use crate::in_store::record::Saw;
use crate::in_store::{InStore, Look};
use crate::place::{Failure, Reply, Response};
use crate::plan::Plan;
use crate::reference::Data;
use crate::run::{NotSent, Sent};
use crate::shelf::Noted;
use crate::table::{FORM, RESETTING_TRANSITION, TRANSITION};
use crate::wire::{self, Oddity};

/// The largest size of a record in bytes.
const RECORD_SIZE: usize = 64 * 1024;

/// The most that a record has besides its fields. No life has a session whose size is closer than
/// this to the limit.
const OVERHEAD: usize = 1024;

/// What a request does to a store, and what it sends.
pub(crate) struct Judged<'r> {
    /// The row of the second table.
    outcome: &'r str,
    pub(crate) puts: Puts,
    pub(crate) sends: Sends,
    /// Whether that is only a refresh.
    is_refresh: bool,
}

impl InStore {
    /// Returns the session that the request writes to: none after an end.
    pub(crate) fn best(&self, reply: &Reply<'_>) -> Option<Look> {
        self.looks.first().filter(|_| !is_ended(reply)).cloned()
    }

    /// Judges a request by the second table.
    pub(crate) fn judge<'r>(&self, reply: &Reply<'r>, best: Option<&Look>) -> Result<Judged<'r>, Failure> {
        // The grace may pass while the handler runs.
        let is_late = |look: &Look| look.saw == Saw::Now && self.stood(&look.claim, reply.keys, reply.times.1) != Saw::Now;
        let outcome = outcome(reply, best, best.is_some_and(is_late)).ok_or(Failure::Superseded)?;
        let (puts, mut sends) = puts::of(outcome);
        // Not even an end takes place: the session ends only if the one that begins after it can be
        // stored.
        if [Puts::Begins, Puts::Writes, Puts::Renews].contains(&puts) && !fits(reply.plan, &reply.course.data, None) {
            return Err(Failure::TooLarge);
        }
        let may_send = best.is_some_and(|look| self.is_current(look));
        if puts == Puts::Writes && reply.course.asks_for_another_cookie() && may_send {
            sends = Sends::Ticket;
        }
        if sends == Sends::Deletion && reply.cookies == 0 {
            // The browser has never got what was committed.
            sends = Sends::Nothing;
        }
        let reads = matches!(puts, Puts::Arrival | Puts::Seen) && reply.cell.1 != "discarded";
        let is_due = best.is_some_and(|look| self.is_renewal_due(reply, look));
        let rotates = is_due && (reads || puts == Puts::Writes);
        let (puts, sends) = if rotates { (Puts::Rotates, Sends::Ticket) } else { (puts, sends) };
        Ok(Judged { outcome, puts, sends, is_refresh: rotates && reads })
    }

    /// Does what was judged. Returns what a real store has to note.
    pub(crate) fn put_all(&mut self, reply: &Reply<'_>, puts: Puts, best: Option<&Look>, ticket: Option<&Claim>) -> Vec<Noted> {
        let mut noted = if is_ended(reply) { self.end_all(reply) } else { Vec::new() };
        noted.extend(match (puts, best, ticket) {
            _ if reply.cell.1 == "discarded" => Vec::new(),
            (Puts::Arrival, Some(look), _) => self.arrive(reply, look),
            (Puts::Seen, Some(look), _) => [self.arrive(reply, look), self.see(reply, look)].concat(),
            (Puts::Writes, Some(look), _) => vec![self.write(reply, look)],
            (Puts::Rotates, Some(look), Some(to)) => self.rotate(reply, look, to),
            (Puts::Renews, Some(look), Some(to)) => vec![self.renew(reply, look, to)],
            (Puts::Begins, _, Some(ticket)) => vec![self.begin(reply, ticket)],
            _ => Vec::new(),
        });
        noted
    }

    /// Checks the end of the request that was opened last.
    pub(crate) fn check(
        &mut self,
        reply: &Reply<'_>,
        sent: &Result<Sent, NotSent>,
        put: &[Noted],
    ) -> Result<Option<Response>, TestCaseError> {
        let put = self.check_committed(put)?;
        let best = self.best(reply);
        let judged = reply.course.failure().map_or_else(|| self.judge(reply, best.as_ref()), Err);
        let Judged { outcome, puts, sends, is_refresh } = match judged {
            Ok(judged) => judged,
            Err(failure) => {
                prop_assert_eq!(put, []);
                let sent = failure.check(sent)?;
                return self.check_held(reply, sent);
            }
        };
        let sent = sent.as_ref().map_err(|failed| TestCaseError::fail(failed.why.to_string()))?;
        if outcome == "delete" {
            self.commits.end();
        }
        let has_committed = self.commits.is_any();
        reply.check_headers(sent, has_committed || !is_refresh)?;
        if sends == Sends::Nothing && self.commits.are_sent() {
            let expected = self.put_all(reply, puts, best.as_ref(), None);
            prop_assert_eq!(put, expected, "{}", outcome);
            return self.check_held(reply, sent);
        }
        let ticket = check_cookie(reply, sends, sent)?;
        if let Some(ticket) = &ticket {
            self.check_ticket(ticket, puts, best.as_ref())?;
        }
        let expected = self.put_all(reply, puts, best.as_ref(), ticket.as_ref());
        prop_assert_eq!(put, expected, "{}", outcome);
        Ok(match sends {
            Sends::Nothing => None,
            Sends::Deletion => Some(Response::Delete),
            Sends::Ticket | Sends::Unborn => {
                self.issued.extend(ticket);
                Some(Response::Set(self.issued.len() - 1))
            }
        })
    }

    /// Checks whose name a cookie has, and whether its ticket is a new one.
    fn check_ticket(&mut self, sent: &Claim, puts: Puts, best: Option<&Look>) -> Result<(), TestCaseError> {
        let came = best.map(|look| look.claim.clone());
        let has_same_name = came.as_ref().is_some_and(|came| came.name == sent.name);
        match (puts, came) {
            (Puts::Writes, Some(came)) => {
                prop_assert!(has_same_name && self.is_ticket(&came, sent), "the same ticket of the same record");
            }
            (Puts::Renews | Puts::Rotates, _) => {
                prop_assert!(has_same_name && self.is_new(sent, |claim| claim.ticket), "another ticket of the same record");
            }
            _ => {
                let is_new = self.is_new(sent, |claim| claim.name) && self.is_new(sent, |claim| claim.ticket);
                prop_assert!(is_new, "another record");
            }
        }
        Ok(())
    }

    /// Returns whether no cookie had this part of one before.
    pub(crate) fn is_new(&self, sent: &Claim, part: fn(&Claim) -> [u8; 16]) -> bool {
        self.issued.iter().all(|issued| part(issued) != part(sent))
    }
}

fn is_ended(reply: &Reply<'_>) -> bool {
    reply.course.ended && reply.cell.1 != "discarded"
}

/// Returns whether a record has room for a session, and for what it was before a renewal.
pub(crate) fn fits(plan: &Plan, now: &Data, before: Option<&Data>) -> bool {
    let sizes = [Some(now), before].into_iter().flatten().map(|data| wire::body(plan, data, Oddity::None).len());
    sizes.sum::<usize>() <= RECORD_SIZE - OVERHEAD
}

/// Returns the row of the second table, or `None` if a conflict is the answer.
fn outcome<'r>(reply: &Reply<'r>, best: Option<&Look>, is_late: bool) -> Option<&'r str> {
    let saw = best.map_or(Saw::Gone, |look| look.saw);
    match (reply.cell, saw) {
        ((_, FORM), saw) if saw.is_over() => Some(DRAWN),
        // The session has a name, from which tokens are made.
        (("a valid session, refresh due", FORM), Saw::Now) => Some("refresh"),
        ((_, FORM), _) => Some("nothing"),
        // A ticket that was replaced writes nothing, but may sign in.
        ((_, "renewed" | TRANSITION | RESETTING_TRANSITION), Saw::AsBefore | Saw::Replaced)
            if best.is_some_and(|look| look.nobodys) && !reply.course.is_nobodys() =>
        {
            Some("begin")
        }
        ((_, "wrote" | "renewed" | TRANSITION | RESETTING_TRANSITION), Saw::AsBefore | Saw::Replaced) => None,
        ((_, "wrote" | "renewed" | TRANSITION | RESETTING_TRANSITION), _) if is_late => None,
        _ => Some(reply.expected),
    }
}

/// Checks the cookie that a response sets. Returns it if it has a ticket.
fn check_cookie(reply: &Reply<'_>, sends: Sends, sent: &Sent) -> Result<Option<Claim>, TestCaseError> {
    match (sends, &sent.cookie) {
        (Sends::Nothing, None) => Ok(None),
        (Sends::Deletion, Some((value, text))) => {
            prop_assert!(value.is_empty() && text.contains("Max-Age=0"), "{}", text);
            Ok(None)
        }
        (Sends::Ticket | Sends::Unborn, Some((value, text))) if !value.is_empty() => {
            let ticket = Claim::read(value, reply.keys.current);
            let expected = (sends == Sends::Unborn, reply.course.persistent, reply.times.1);
            prop_assert_eq!((ticket.unborn, ticket.persistent, ticket.written), expected);
            // It is kept until the session's lifetime ends: only the store knows when it was seen.
            let [session, state, _] = reply.plan.ends(reply.course.data.state, reply.course.timeline);
            let ends = session.into_iter().chain(state).min().expect("every session ends");
            reply.check_max_age(text, ticket.persistent, ends)?;
            Ok(Some(ticket))
        }
        (_, cookie) => Err(TestCaseError::fail(format!("{sends:?} is expected, but the response sends {cookie:?}"))),
    }
}
