//! What a handler commits in the middle of its request. The cookie of it goes out with the
//! response.
//!
//! Until then the model doesn't know the names and tickets that were made. It has others in their
//! places, which it exchanges once they are seen: a name in what is put, and a ticket in a cookie.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::in_store::claims::Claim;
use crate::in_store::closing::Judged;
use crate::in_store::puts::{Puts, Sends};
use crate::in_store::record::{Entry, Saw};
use crate::in_store::{InStore, Look};
use crate::place::{Committed, Failure, Reply, Response};
use crate::run::Sent;
use crate::shelf::Noted;
use crate::table::FORM;

/// What a request has committed.
#[derive(Default)]
pub(crate) struct Commits {
    /// What the real store has to note, before what it notes at the end.
    noted: Vec<Noted>,
    /// What the response sends, unless something later is sent.
    sends: Option<Held>,
}

/// What a commit has left for the response.
enum Held {
    Ticket {
        claim: Claim,
        /// When the lifetime of what was committed ends.
        ends: u64,
    },
    Deletion,
}

/// The first bytes of names and tickets that the model has made itself.
const UNKNOWN: [u8; 8] = [0xdd; 8];

impl Commits {
    /// Notes that the session has ended, so that no ticket of it is sent.
    pub(crate) fn end(&mut self) {
        self.sends = None;
    }

    pub(crate) fn is_any(&self) -> bool {
        !self.noted.is_empty() || self.are_sent()
    }

    pub(crate) fn are_sent(&self) -> bool {
        self.sends.is_some()
    }
}

impl InStore {
    pub(crate) fn commit_now(&mut self, reply: &Reply<'_>) -> Committed {
        match reply.cell.1 {
            "discarded" => return Committed::Failed(Failure::Discarded),
            FORM if reply.course.ended => return self.commit_end(reply),
            "ended" => return self.commit_end(reply),
            "only read" | FORM => return Committed::Nothing,
            _ => {}
        }
        let best = self.best(reply);
        let Judged { puts, sends, .. } = match self.judge(reply, best.as_ref()) {
            Ok(judged) => judged,
            Err(failure) => return Committed::Failed(failure),
        };
        let came = best.as_ref().map(|look| look.claim.clone());
        let ticket = (sends == Sends::Ticket).then(|| self.claim(reply, puts, came.as_ref()));
        let noted = self.put_all(reply, puts, best.as_ref(), ticket.as_ref());
        self.commits.noted.extend(noted);
        if let Some(claim) = &ticket {
            let [session, state, _] = reply.plan.ends(reply.course.data.state, reply.course.timeline);
            let ends = session.into_iter().chain(state).min().expect("every session ends");
            self.commits.sends = Some(Held::Ticket { claim: claim.clone(), ends });
        }
        let is_same = ticket.is_none();
        let Some(claim) = ticket.or(came) else { unreachable!("a session that begins has a ticket") };
        let was_carried = is_same && best.is_some_and(|look| look.came);
        self.go_on(reply, Claim { unborn: false, ..claim }, was_carried)
    }

    fn commit_end(&mut self, reply: &Reply<'_>) -> Committed {
        if reply.cookies == 0 && !self.commits.is_any() {
            return Committed::Nothing;
        }
        let noted = self.end_all(reply);
        self.commits.noted.extend(noted);
        self.commits.sends = Some(Held::Deletion);
        self.looks.clear();
        self.unseen.clear();
        Committed::Ended
    }

    /// Goes on from what a commit has put.
    fn go_on(&mut self, reply: &Reply<'_>, claim: Claim, came: bool) -> Committed {
        let look = self.look(reply.plan, claim, came, reply.keys, reply.times.1);
        let Ok(found) = look.session.clone() else { return Committed::Failed(Failure::Ended) };
        assert_eq!(look.saw, Saw::Now);
        if reply.course.ended {
            self.looks.clear();
            self.unseen.clear();
        }
        // A session that couldn't be read, in the place of which this one begins, is the last.
        let before = self.looks.len().min(1);
        self.looks.rotate_left(before);
        self.looks.retain(|other| other.claim.name != look.claim.name);
        self.looks.insert(0, look);
        Committed::Session(found)
    }

    /// Returns the claim to what a commit puts.
    fn claim(&mut self, reply: &Reply<'_>, puts: Puts, came: Option<&Claim>) -> Claim {
        let (is_another, has_name) = (puts != Puts::Writes, puts != Puts::Begins);
        let name = came.filter(|_| has_name).map(|came| came.name);
        let ticket = came.filter(|_| !is_another).map(|came| came.ticket);
        Claim {
            text: String::new(),
            name: name.unwrap_or_else(|| self.unknown()),
            ticket: ticket.unwrap_or_else(|| self.unknown()),
            unborn: false,
            persistent: reply.course.persistent,
            written: reply.times.1,
            key: reply.keys.current,
        }
    }

    fn unknown(&mut self) -> [u8; 16] {
        self.unknown += 1;
        let mut made = [0; 16];
        made[..8].copy_from_slice(&UNKNOWN);
        made[8..].copy_from_slice(&self.unknown.to_be_bytes());
        made
    }

    /// Checks what commits have put. Returns what was put after them.
    pub(crate) fn check_committed<'n>(&mut self, put: &'n [Noted]) -> Result<&'n [Noted], TestCaseError> {
        let mut expected = std::mem::take(&mut self.commits.noted);
        prop_assert!(put.len() >= expected.len(), "{:?} is put, but {:?} was committed", put, expected);
        let (committed, rest) = put.split_at(expected.len());
        for place in 0..expected.len() {
            let (name, real) = (expected[place].name, committed[place].name);
            if is_unknown(name) && !self.entries.contains_key(&real) {
                self.know_name(name, real);
                expected.iter_mut().filter(|noted| noted.name == name).for_each(|noted| noted.name = real);
            }
        }
        prop_assert_eq!(committed, &expected[..], "what is committed");
        self.commits.noted = expected;
        Ok(rest)
    }

    /// Checks that the response sends what was committed.
    pub(crate) fn check_held(&mut self, reply: &Reply<'_>, sent: &Sent) -> Result<Option<Response>, TestCaseError> {
        match (self.commits.sends.take(), &sent.cookie) {
            (None, None) => Ok(None),
            (Some(Held::Deletion), None) if reply.cookies == 0 => Ok(None),
            (Some(Held::Deletion), Some((value, text))) if reply.cookies > 0 => {
                prop_assert!(value.is_empty() && text.contains("Max-Age=0"), "{}", text);
                Ok(Some(Response::Delete))
            }
            (Some(Held::Ticket { claim, ends }), Some((value, text))) if !value.is_empty() => {
                let read = Claim::read(value, reply.keys.current);
                prop_assert_eq!((read.unborn, read.persistent, read.written), (false, claim.persistent, claim.written));
                prop_assert!(read.name == claim.name && self.is_ticket(&claim, &read), "what was committed");
                reply.check_max_age(text, claim.persistent, ends)?;
                self.issued.push(read);
                Ok(Some(Response::Set(self.issued.len() - 1)))
            }
            (_, cookie) => Err(TestCaseError::fail(format!("the response sends {cookie:?}, which isn't what was committed"))),
        }
    }

    /// Returns whether the ticket that was sent is that of a claim. From now on the model knows it.
    pub(crate) fn is_ticket(&mut self, claim: &Claim, sent: &Claim) -> bool {
        if !is_unknown(claim.ticket) {
            return claim.ticket == sent.ticket;
        }
        let is_new = self.is_new(sent, |claim| claim.ticket);
        let exchange = |ticket: &mut [u8; 16]| {
            if *ticket == claim.ticket {
                *ticket = sent.ticket;
            }
        };
        if let Some(Entry::Kept(record)) = self.entries.get_mut(&sent.name) {
            exchange(&mut record.ticket);
            record.former.iter_mut().for_each(|former| exchange(&mut former.ticket));
        }
        is_new
    }

    fn know_name(&mut self, made: [u8; 16], real: [u8; 16]) {
        let exchange = |claim: &mut Claim| {
            if claim.name == made {
                claim.name = real;
            }
        };
        self.looks.iter_mut().for_each(|Look { claim, .. }| exchange(claim));
        if let Some(Held::Ticket { claim, .. }) = &mut self.commits.sends {
            exchange(claim);
        }
        if let Some(entry) = self.entries.remove(&made) {
            self.entries.insert(real, entry);
        }
    }
}

fn is_unknown(made: [u8; 16]) -> bool {
    made[..8] == UNKNOWN
}
