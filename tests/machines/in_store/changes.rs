//! What the end of a request does to the records of the model. Each returns what a real store has
//! to note.

use crate::in_store::claims::Claim;
use crate::in_store::closing::fits;
use crate::in_store::record::{Entry, Part, Record, Saw};
use crate::in_store::{InStore, Look};
use crate::place::Reply;
use crate::shelf::{Change, Noted};

/// For how many seconds a store remembers that a session was ended.
const TOMBSTONE: u64 = 60 * 60;

/// For how many seconds a session that is nobody's waits for its cookie to come back.
const UNPRESENTED: u64 = 10 * 60;

impl InStore {
    /// Ends the sessions of all cookies that came.
    pub(crate) fn end_all(&mut self, reply: &Reply<'_>) -> Vec<Noted> {
        let now = reply.times.1;
        let loaded = self.looks.iter().map(|look| (look.claim.clone(), look.stood));
        let unseen = self.unseen.iter().map(|claim| (claim.clone(), self.stood(claim, reply.keys, now)));
        let all: Vec<(Claim, Saw)> = loaded.chain(unseen).collect();
        all.into_iter().filter_map(|(claim, stood)| self.end(&claim, stood, now)).collect()
    }

    fn end(&mut self, &Claim { name, ticket, .. }: &Claim, stood: Saw, now: u64) -> Option<Noted> {
        let may_end = match self.entries.get(&name) {
            None => stood == Saw::Unborn,
            Some(Entry::Ended { .. }) => false,
            Some(Entry::Kept(record)) => !stood.is_over() && record.may_be_ended(ticket, now),
        };
        let expires = now + TOMBSTONE;
        may_end.then(|| {
            self.entries.insert(name, Entry::Ended { expires });
            Noted { name, change: Change::Ended { expires } }
        })
    }

    /// Notes once that the cookie has arrived.
    pub(crate) fn arrive(&mut self, reply: &Reply<'_>, look: &Look) -> Vec<Noted> {
        let times = self.times(reply);
        let is_current = self.is_current(look);
        let Some((name, record)) = self.record(look) else { return Vec::new() };
        if record.presented || !is_current || !look.came {
            return Vec::new();
        }
        record.now.key = reply.keys.current;
        record.present(reply.times.1);
        vec![noted(name, record, times)]
    }

    /// Notes when the visitor was last seen.
    pub(crate) fn see(&mut self, reply: &Reply<'_>, look: &Look) -> Vec<Noted> {
        let times = self.times(reply);
        let Some((name, record)) = self.record(look) else { return Vec::new() };
        let (seen, expires) = times;
        record.raise(seen, expires);
        vec![Noted { name, change: Change::Seen { seen, expires } }]
    }

    /// Notes that the cookie has arrived, or writes to the session, and replaces the ticket.
    pub(crate) fn rotate(&mut self, reply: &Reply<'_>, look: &Look, to: &Claim) -> Vec<Noted> {
        let times = self.times(reply);
        let Some((name, record)) = self.record(look) else { return Vec::new() };
        // If nothing was written, it is the same, sealed with the current key.
        record.now = part(reply);
        record.rotate(to.ticket, reply.times.1);
        vec![noted(name, record, times)]
    }

    /// Writes to the session that was found. If its name was only drawn, a record begins under it.
    pub(crate) fn write(&mut self, reply: &Reply<'_>, look: &Look) -> Noted {
        let times = self.times(reply);
        let is_current = self.is_current(look);
        let Some((name, record)) = self.record(look) else {
            let came = look.claim.clone();
            return self.put(&came, Record::of(reply, came.ticket, true), times);
        };
        record.now = part(reply);
        record.forget(reply.times.1);
        if is_current && look.came {
            record.present(reply.times.1);
        }
        noted(name, record, times)
    }

    pub(crate) fn renew(&mut self, reply: &Reply<'_>, look: &Look, to: &Claim) -> Noted {
        let times = self.times(reply);
        let (now, nobodys) = (reply.times.1, reply.course.is_nobodys());
        let shows_before = reply.course.shows_before(look.nobodys);
        let Some((name, record)) = self.record(look) else {
            // The ticket under which the name was drawn showed nobody's session, and shows nothing.
            let mut record = Record { nobodys: true, ..Record::of(reply, look.claim.ticket, true) };
            record.renew(to.ticket, now, nobodys, false);
            return self.put(to, record, times);
        };
        record.now.key = reply.keys.current;
        // Without what was before, if both together are too large.
        let has_room = fits(reply.plan, &reply.course.data, Some(&record.now.data));
        record.renew(to.ticket, now, nobodys, shows_before && has_room);
        record.now = part(reply);
        noted(name, record, times)
    }

    /// Begins a session under a new name.
    pub(crate) fn begin(&mut self, reply: &Reply<'_>, ticket: &Claim) -> Noted {
        self.put(ticket, Record::of(reply, ticket.ticket, false), self.times(reply))
    }

    fn put(&mut self, ticket: &Claim, mut record: Record, times: (u64, u64)) -> Noted {
        let noted = noted(ticket.name, &mut record, times);
        self.entries.insert(ticket.name, Entry::Kept(Box::new(record)));
        noted
    }

    /// Returns when the visitor was last seen, and when the session ends. If the request has
    /// brought no valid cookie and the session is nobody's, that is soon, unless its cookie comes
    /// back.
    fn times(&self, reply: &Reply<'_>) -> (u64, u64) {
        let timeline = reply.timeline();
        let ends = reply.plan.end(reply.course.data.state, timeline);
        let is_bots = reply.course.is_nobodys() && !self.has_valid_cookie();
        (timeline.seen, if is_bots { ends.min(reply.times.1 + UNPRESENTED) } else { ends })
    }

    /// Returns whether a cookie of a session came.
    fn has_valid_cookie(&self) -> bool {
        let is_valid = |look: &Look| look.came && matches!(look.saw, Saw::Now | Saw::AsBefore | Saw::Unborn);
        self.looks.first().is_some_and(is_valid)
    }

    /// Returns the record that a request with its current ticket found.
    fn record(&mut self, look: &Look) -> Option<([u8; 16], &mut Record)> {
        let name = look.claim.name;
        match self.entries.get_mut(&name)? {
            Entry::Kept(record) if look.saw == Saw::Now => Some((name, record)),
            _ => None,
        }
    }
}

impl Record {
    /// Returns a record that begins in a request.
    fn of(reply: &Reply<'_>, ticket: [u8; 16], presented: bool) -> Self {
        let (nobodys, before, former) = (reply.course.is_nobodys(), None, Vec::new());
        Self { now: part(reply), ticket, made: reply.times.1, presented, nobodys, before, former, seen: 0, expires: 0 }
    }
}

fn part(reply: &Reply<'_>) -> Part {
    let timeline = reply.course.timeline;
    Part { data: reply.course.data.clone(), began: timeline.began, entered: timeline.entered, key: reply.keys.current }
}

/// Raises the times of a record that was changed.
fn noted(name: [u8; 16], record: &mut Record, (seen, expires): (u64, u64)) -> Noted {
    record.raise(seen, expires);
    Noted { name, change: Change::Record { presented: record.presented, nobodys: record.nobodys, seen, expires } }
}
