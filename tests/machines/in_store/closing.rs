//! What the end of a request puts into a store and sends, by the second table of
//! `docs/lifecycle.md`.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::CloseError;

use crate::in_store::claims::Claim;
use crate::in_store::puts::{self, DRAWN, Puts, Sends};
use crate::in_store::record::Saw;
use crate::in_store::{InStore, Look};
use crate::place::{Reply, Response};
use crate::plan::Plan;
use crate::reference::Data;
use crate::run::Sent;
use crate::shelf::Noted;
use crate::table::{FORM, RESETTING_TRANSITION, TRANSITION};
use crate::wire::{self, Oddity};

/// The largest size of a record in bytes.
const RECORD_SIZE: usize = 64 * 1024;

/// The most that a record has besides its fields. No life has a session whose size is closer than
/// this to the limit.
const OVERHEAD: usize = 1024;

impl InStore {
    /// Checks the end of the request that was opened last.
    pub(crate) fn check(
        &mut self,
        reply: &Reply<'_>,
        sent: &Result<Sent, CloseError>,
        put: &[Noted],
    ) -> Result<Option<Response>, TestCaseError> {
        let (_, column) = reply.cell;
        let is_ended = reply.course.ended && column != "discarded";
        let best = self.looks.first().filter(|_| !is_ended).cloned();
        // The grace may pass while the handler runs.
        let is_late = |look: &Look| look.saw == Saw::Now && self.stood(look.number, reply.keys, reply.times.1) != Saw::Now;
        let is_late = best.as_ref().is_some_and(is_late);
        let Some(outcome) = outcome(reply, best.as_ref(), is_late) else {
            prop_assert!(matches!(sent, Err(CloseError::Superseded)), "a conflict is expected, and not {:?}", sent);
            prop_assert_eq!(put, []);
            return Ok(None);
        };
        let (puts, mut sends) = puts::of(outcome);
        if [Puts::Begins, Puts::Writes, Puts::Renews].contains(&puts) && !fits(reply.plan, &reply.course.data, None) {
            prop_assert!(matches!(sent, Err(CloseError::RecordTooLarge { limit: RECORD_SIZE, .. })), "{:?}", sent);
            // Not even an end: the session ends only if the one that begins after it can be stored.
            prop_assert_eq!(put, []);
            return Ok(None);
        }
        let mut expected = if is_ended { self.end_all(reply) } else { Vec::new() };
        let sent = sent.as_ref().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let may_send = best.as_ref().is_some_and(|look| self.is_current(look));
        if puts == Puts::Writes && reply.course.asks_for_another_cookie() && may_send {
            sends = Sends::Ticket;
        }
        let reads = matches!(puts, Puts::Arrival | Puts::Seen) && column != "discarded";
        let is_due = best.as_ref().is_some_and(|look| self.is_renewal_due(reply, look));
        let rotates = is_due && (reads || puts == Puts::Writes);
        let (puts, sends) = if rotates { (Puts::Rotates, Sends::Ticket) } else { (puts, sends) };
        reply.check_headers(sent, !(rotates && reads))?;
        let ticket = check_cookie(reply, sends, sent)?;
        if let Some(ticket) = &ticket {
            self.check_ticket(ticket, puts, best.as_ref())?;
        }
        expected.extend(match (puts, &best, &ticket) {
            _ if column == "discarded" => Vec::new(),
            (Puts::Arrival, Some(look), _) => self.arrive(reply, look),
            (Puts::Seen, Some(look), _) => [self.arrive(reply, look), self.see(reply, look)].concat(),
            (Puts::Writes, Some(look), _) => vec![self.write(reply, look)],
            (Puts::Rotates, Some(look), Some(to)) => self.rotate(reply, look, to),
            (Puts::Renews, Some(look), Some(to)) => vec![self.renew(reply, look, to)],
            (Puts::Begins, _, Some(ticket)) => vec![self.begin(reply, ticket)],
            _ => Vec::new(),
        });
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
    fn check_ticket(&self, sent: &Claim, puts: Puts, best: Option<&Look>) -> Result<(), TestCaseError> {
        let came = best.map(|look| &self.issued[look.number]);
        let is_new = |of: fn(&Claim) -> [u8; 16]| self.issued.iter().all(|issued| of(issued) != of(sent));
        let has_same_name = came.is_some_and(|came| came.name == sent.name);
        match puts {
            Puts::Writes => prop_assert_eq!(Some((sent.name, sent.ticket)), came.map(|came| (came.name, came.ticket))),
            Puts::Renews | Puts::Rotates => {
                prop_assert!(has_same_name && is_new(|ticket| ticket.ticket), "another ticket of the same record");
            }
            _ => prop_assert!(is_new(|ticket| ticket.name) && is_new(|ticket| ticket.ticket), "another record"),
        }
        Ok(())
    }
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
