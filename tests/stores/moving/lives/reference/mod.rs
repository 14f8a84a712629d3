//! What cookies and records have, and what becomes of them: written from the guides, and without
//! the library.

mod in_cookie;
mod in_store;
mod opened;

use std::collections::BTreeMap;

pub(super) use self::opened::{Action, Opened, Saw};
use super::site::{Data, IDLE, Kind, LIFETIME};

/// The number of seconds for which a former ticket shows what was before.
pub(super) const GRACE: u64 = 10;

/// The number of seconds for which a former ticket is remembered.
const REMEMBERED: u64 = 120;

/// The number of former tickets that are remembered.
const FORMER: usize = 5;

/// The number of seconds after which an answer that refreshes a session isn't sent any more.
const LATE: u64 = 30;

/// The number of seconds for which a store knows that a session was ended.
const TOMBSTONE: u64 = 60 * 60;

/// The number of seconds for which a session of nobody is kept whose cookie never came back.
const UNPRESENTED: u64 = 600;

/// A session with its times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) data: Data,
    pub(super) began: u64,
    pub(super) seen: u64,
}

impl Session {
    pub(super) fn expires(&self) -> u64 {
        (self.began + LIFETIME).min(self.seen + IDLE)
    }
}

/// What the text of a cookie says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    InCookie { session: Session, id: Option<usize>, persistent: bool },
    InStore { record: usize, epoch: usize, unborn: Option<u64>, persistent: bool },
}

/// What a store has under a name.
#[derive(Debug)]
pub(super) struct Record {
    /// The session's id in each epoch.
    ids: Vec<usize>,
    pub(super) entry: Entry,
}

#[derive(Debug)]
pub(super) enum Entry {
    Absent,
    Ended { until: u64 },
    Kept(Kept),
}

#[derive(Debug)]
pub(super) struct Kept {
    pub(super) session: Session,
    pub(super) epoch: usize,
    version: usize,
    expires: u64,
    /// Until when a cookie may lead here that had the session before the store had it.
    moved_until: u64,
    nobodys: bool,
    presented: bool,
    /// Whether the session has left for a cookie, so that nobody has the ticket.
    has_left: bool,
    before: Option<Data>,
    /// The epochs before the current one: when their tickets were replaced, and whether the session
    /// was nobody's.
    former: Vec<(usize, u64, bool)>,
}

impl Kept {
    /// Returns when the ticket of an earlier epoch was replaced, and whether the session was
    /// nobody's, if it is the last one before the current.
    fn last(&self, epoch: usize) -> Option<(u64, bool)> {
        let (last, replaced, nobodys) = *self.former.last()?;
        (last == epoch).then_some((replaced, nobodys))
    }

    fn is_in_grace(&self, epoch: usize, now: u64) -> bool {
        self.last(epoch).is_some_and(|(replaced, _)| now < replaced + GRACE)
    }

    fn is_remembered(&self, epoch: usize, now: u64) -> bool {
        let mut former = self.former.iter().rev().take(FORMER);
        former.any(|(former, replaced, _)| *former == epoch && now < replaced + REMEMBERED)
    }

    /// Begins this epoch.
    fn renew(&mut self, epoch: usize, now: u64, nobodys: bool, before: Option<Data>) {
        self.former.push((self.epoch, now, self.nobodys));
        self.epoch = epoch;
        (self.nobodys, self.presented, self.before) = (nobodys, false, before);
    }
}

/// What a response sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    Nothing,
    Deletion,
    Cookie(Text),
}

/// All cookies and records of a site.
#[derive(Debug, Default)]
pub(super) struct Reference {
    /// Whether a field says who the user is, so that each session has an id.
    has_id: bool,
    ids: usize,
    versions: usize,
    /// The texts that were sent.
    texts: Vec<(String, Text)>,
    pub(super) records: Vec<Record>,
    /// The records that sessions in cookies move to, by the session's id.
    of_id: BTreeMap<usize, usize>,
}

impl Reference {
    pub(super) fn new(has_id: bool) -> Self {
        Self { has_id, ..Self::default() }
    }

    /// Notes a text that was sent. Returns its number.
    pub(super) fn sent(&mut self, text: String, says: Text) -> usize {
        if let Some(known) = self.texts.iter().position(|(known, _)| *known == text) {
            assert_eq!(self.texts[known].1, says, "the same text says the same");
            return known;
        }
        self.texts.push((text, says));
        self.texts.len() - 1
    }

    pub(super) fn text(&self, text: usize) -> &(String, Text) {
        &self.texts[text]
    }

    /// Returns whether a text has a ticket that was replaced.
    pub(super) fn is_former(&self, text: usize) -> bool {
        let Text::InStore { record, epoch, .. } = &self.texts[text].1 else { return false };
        matches!(&self.records[*record].entry, Entry::Kept(kept) if kept.epoch != *epoch)
    }

    /// Returns what the store has under a name. It forgets what has expired.
    fn entry(&mut self, record: usize, now: u64) -> &mut Entry {
        let entry = &mut self.records[record].entry;
        let (Entry::Ended { until } | Entry::Kept(Kept { expires: until, .. })) = entry else { return entry };
        if now >= *until {
            *entry = Entry::Absent;
        }
        entry
    }

    fn draw_id(&mut self) -> usize {
        self.ids += 1;
        self.ids
    }

    fn draw_version(&mut self) -> usize {
        self.versions += 1;
        self.versions
    }

    /// Names a record that isn't there yet. The session has this id in its first epoch.
    fn name(&mut self, id: Option<usize>) -> usize {
        let id = id.unwrap_or_else(|| self.draw_id());
        self.records.push(Record { ids: vec![id], entry: Entry::Absent });
        self.records.len() - 1
    }

    /// Returns the record that the session of a cookie moves to. One without an id, which is
    /// nobody's, has a record of its own with each request.
    fn moves_to(&mut self, id: Option<usize>) -> usize {
        let Some(id) = id else { return self.name(None) };
        if let Some(record) = self.of_id.get(&id) {
            return *record;
        }
        let record = self.name(None);
        self.of_id.insert(id, record);
        record
    }

    /// Closes a request. Returns what its response sends, or why it fails.
    pub(super) fn close(&mut self, opened: &mut Opened, now: u64) -> Result<Sent, &'static str> {
        if let Some(why) = opened.failed.filter(|_| !opened.discarded) {
            return Err(why);
        }
        match opened.kind {
            Kind::Back if opened.at.is_some() => self.close_out_of_store(opened, now),
            Kind::Cookie | Kind::Back => self.close_in_cookie(opened, now),
            Kind::There | Kind::Store => {
                let action = opened.action();
                let sent = self.close_in_store(opened, action, now)?;
                let held = opened.held.take().filter(|_| sent == Sent::Nothing && action != Action::Ended);
                Ok(held.unwrap_or(sent))
            }
        }
    }
}
