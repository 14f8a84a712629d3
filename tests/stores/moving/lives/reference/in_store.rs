//! Closing a session into a store.

use super::{Action, Entry, IDLE, Kept, LATE, Opened, Reference, Saw, Sent, Session, TOMBSTONE, Text, UNPRESENTED};
use crate::moving::lives::site::{Data, Kind};

impl Opened {
    /// Returns whether the answer leaves the cookie to another one.
    fn is_late(&self, now: u64) -> bool {
        now - self.since > LATE && !self.has_form
    }

    /// Returns the store's cookie, if one from before came.
    fn of_moved(&self, record: usize) -> Sent {
        if self.moved { self.cookie(record, 0) } else { Sent::Nothing }
    }

    fn cookie(&self, record: usize, epoch: usize) -> Sent {
        Sent::Cookie(Text::InStore { record, epoch, unborn: None, persistent: self.persistent.1 })
    }

    /// Returns until when the store keeps a session that is written.
    fn kept_until(&self, session: &Session, now: u64) -> u64 {
        let is_unpresented = self.is_nobodys() && !self.is_valid;
        session.expires().min(if is_unpresented { now + UNPRESENTED } else { u64::MAX })
    }

    /// Returns whether a cookie of a session came that isn't a copy.
    fn has_valid_cookie(&self) -> bool {
        match self.saw {
            // It was ended and committed.
            _ if self.stood.is_none() && self.held.is_some() => false,
            Saw::Moving | Saw::Unborn | Saw::Now { .. } | Saw::Before { .. } => self.came,
            Saw::Nothing | Saw::InCookie | Saw::Replaced => false,
        }
    }

    /// Returns this request's changes together with those of others.
    fn merged(&self, theirs: &Data, is_privilege: bool) -> Data {
        let (mine, base) = (&self.now.data, &self.base.data);
        let added = mine.items.difference(&base.items);
        let is_mine = is_privilege || mine.theme != base.theme;
        let is_my_user = is_privilege || mine.user != base.user;
        Data {
            user: if is_my_user { mine.user } else { theirs.user },
            items: theirs.items.iter().chain(added).copied().collect(),
            theme: if is_mine { mine.theme.clone() } else { theirs.theme.clone() },
        }
    }
}

impl Reference {
    /// Ends the sessions that came, if their tickets may.
    pub(super) fn end(&mut self, opened: &Opened, now: u64) {
        for (record, epoch) in opened.stood.iter().chain(&opened.others) {
            // A session that moves has a cookie that may lead here as long as it is valid.
            let moving = if opened.moved { opened.moved_until } else { 0 };
            let entry = self.entry(*record, now);
            let (may_end, until) = match &*entry {
                Entry::Absent => (true, 0),
                Entry::Ended { .. } => (false, 0),
                Entry::Kept(kept) => {
                    let was_somebodys =
                        || kept.is_in_grace(*epoch, now) && kept.last(*epoch).is_some_and(|(_, nobodys)| !nobodys);
                    (*epoch == kept.epoch || was_somebodys(), kept.moved_until)
                }
            };
            if may_end {
                *entry = Entry::Ended { until: (now + TOMBSTONE).max(until).max(moving) };
            }
        }
    }

    pub(super) fn close_in_store(&mut self, opened: &mut Opened, action: Action, now: u64) -> Result<Sent, &'static str> {
        opened.is_valid = opened.has_valid_cookie();
        if opened.ended && action != Action::Discarded {
            self.end(opened, now);
            (opened.at, opened.saw) = (None, Saw::Nothing);
        }
        match (action, opened.saw) {
            (Action::Ended, _) if opened.has_cookie => Ok(Sent::Deletion),
            (Action::Ended | Action::Discarded, _) => Ok(Sent::Nothing),
            (Action::Drew, Saw::Nothing) => {
                let (record, unborn) = (self.name(opened.drawn()), Some(now));
                Ok(Sent::Cookie(Text::InStore { record, epoch: 0, unborn, persistent: opened.persistent.1 }))
            }
            (Action::Read | Action::Drew, _) => Ok(self.read(opened, now)),
            (Action::Wrote | Action::Renewed, Saw::Nothing) => Ok(self.begin(opened, now)),
            (Action::Wrote | Action::Renewed, _) => self.write(opened, action, now),
        }
    }

    fn read(&mut self, opened: &Opened, now: u64) -> Sent {
        let (Some((record, epoch)), Saw::Moving | Saw::Now { .. }) = (opened.at, opened.saw) else { return Sent::Nothing };
        let (written, next) = (opened.written(now), self.draw_version());
        let is_late = opened.is_late(now);
        match (self.entry(record, now), opened.saw) {
            (_, Saw::Moving) if is_late => return Sent::Nothing,
            (entry @ Entry::Absent, Saw::Moving) => *entry = Entry::Kept(Kept::begun(written, next, opened, now)),
            (Entry::Kept(kept), Saw::Moving) if kept.epoch == epoch => {
                kept.is_seen(&written);
                (kept.version, kept.presented) = (next, true);
            }
            (_, Saw::Moving) => return Sent::Nothing,
            (Entry::Kept(kept), Saw::Now { version }) => {
                let is_due = opened.moved || opened.is_activity && now.saturating_sub(opened.now.seen) >= IDLE / 2;
                let arrives = opened.came && !kept.presented && kept.version == version;
                if arrives {
                    (kept.version, kept.presented, kept.before) = (next, true, None);
                }
                if arrives || is_due {
                    kept.is_seen(&written);
                }
            }
            _ => {}
        }
        if is_late { Sent::Nothing } else { opened.of_moved(record) }
    }

    /// Begins a session under a name of its own.
    fn begin(&mut self, opened: &mut Opened, now: u64) -> Sent {
        let (record, version) = (self.name(opened.drawn()), self.draw_version());
        let written = opened.written(now);
        opened.came = false;
        let mut kept = Kept::begun(written.clone(), version, opened, now);
        (kept.expires, kept.moved_until) = (opened.kept_until(&written, now), 0);
        self.records[record].entry = Entry::Kept(kept);
        opened.goes_on(record, 0, version, written);
        opened.cookie(record, 0)
    }

    fn write(&mut self, opened: &mut Opened, action: Action, now: u64) -> Result<Sent, &'static str> {
        let Some((record, epoch)) = opened.at else { unreachable!("something was found") };
        let (version, mut written) = (self.draw_version(), opened.written(now));
        let is_renewed = action == Action::Renewed;
        let signs_in = is_renewed && opened.nobodys && !opened.is_nobodys();
        let shows_before = opened.nobodys || !opened.renews_identity();
        let is_privilege = is_renewed && opened.renews_identity();
        let lost = match (&*self.entry(record, now), opened.saw) {
            (_, Saw::Before { .. } | Saw::Replaced) => Some("Superseded"),
            (Entry::Ended { .. }, _) | (Entry::Absent, Saw::Now { .. }) => Some("Ended"),
            (Entry::Kept(kept), _) if kept.epoch != epoch => Some("Superseded"),
            _ => None,
        };
        match lost {
            Some("Superseded") if signs_in => return Ok(self.begin(opened, now)),
            Some(_) if opened.drops(action) => return Ok(Sent::Nothing),
            Some(why) => return Err(why),
            None => {}
        }
        let (id, next) = (opened.drawn(), self.records[record].ids.len());
        let entry = &mut self.records[record].entry;
        let mut before = Some(opened.base.data.clone()).filter(|_| opened.saw == Saw::Moving);
        if matches!(entry, Entry::Absent) {
            let mut kept = Kept::begun(written.clone(), version, opened, now);
            kept.nobodys = if is_renewed { opened.nobodys } else { kept.nobodys };
            *entry = Entry::Kept(kept);
        } else if let Entry::Kept(kept) = entry {
            before = Some(kept.session.data.clone());
            written.data = opened.merged(&kept.session.data, is_privilege);
            let until = opened.kept_until(&written, now);
            let seen = kept.session.seen.max(written.seen);
            kept.session = Session { seen, ..written.clone() };
            (kept.version, kept.expires) = (version, kept.expires.max(until));
            kept.presented |= opened.came;
            kept.before = kept.before.take().filter(|_| !opened.came);
        }
        let Entry::Kept(kept) = entry else { unreachable!("it was put") };
        if !is_renewed {
            opened.goes_on(record, epoch, version, written);
            let is_asked = opened.persistent.0 != opened.persistent.1;
            return Ok(if is_asked { opened.cookie(record, epoch) } else { opened.of_moved(record) });
        }
        kept.renew(next, now, opened.is_nobodys(), before.filter(|_| shows_before));
        let id = id.unwrap_or_else(|| self.draw_id());
        self.records[record].ids.push(id);
        opened.goes_on(record, next, version, written);
        Ok(opened.cookie(record, next))
    }

    /// Commits what was done so far.
    pub(in crate::moving::lives) fn commit(&mut self, opened: &mut Opened, now: u64) -> Result<(), &'static str> {
        if let Some(why) = opened.failed {
            return Err(why);
        }
        let action = match opened.action() {
            Action::Drew if opened.ended => Action::Ended,
            action => action,
        };
        let (found, has_ended) = (opened.stood, opened.ended);
        let is_safe = std::mem::replace(&mut opened.is_safe, false);
        let done = match (opened.kind, action) {
            (Kind::Cookie | Kind::Back, _) => Err("NotInStore"),
            (_, Action::Discarded) => Err("Discarded"),
            (_, Action::Read | Action::Drew) => Ok(Sent::Nothing),
            (_, Action::Ended) => self.close_in_store(opened, action, now),
            (_, Action::Wrote | Action::Renewed) => self.close_in_store(opened, action, now).inspect(|sent| {
                // The ticket of a cookie that is sent now hasn't come yet.
                opened.came &= *sent == Sent::Nothing;
                let (record, epoch) = opened.at.expect("it was put");
                opened.others.extend(found.filter(|found| found.0 != record));
                opened.others.retain(|_| !has_ended);
                let id = Some(self.records[record].ids[epoch]);
                (opened.base, opened.id) = (opened.now.clone(), id);
                (opened.nobodys, opened.drawn, opened.moved) = (opened.is_nobodys(), None, false);
                (opened.ended, opened.renewed, opened.persistent.0) = (false, false, opened.persistent.1);
            }),
        };
        opened.is_safe = is_safe;
        match done {
            // The request has taken so long that what it has put has expired.
            Ok(_) if matches!(action, Action::Wrote | Action::Renewed) && now >= opened.now.expires() => {
                opened.failed = Some("Ended");
            }
            Err(why) => opened.failed = Some(why),
            Ok(sent) if matches!(action, Action::Read | Action::Drew) => drop(sent),
            Ok(Sent::Nothing) if action == Action::Ended => opened.held = opened.held.take().map(|_| Sent::Nothing),
            Ok(Sent::Nothing) => opened.held = opened.held.take().or(Some(Sent::Nothing)),
            Ok(sent) => {
                opened.held = Some(sent);
                if action == Action::Ended {
                    opened.stood = None;
                    opened.others.clear();
                }
            }
        }
        opened.failed.map_or(Ok(()), Err)
    }
}

impl Opened {
    /// Goes on from what the store has.
    fn goes_on(&mut self, record: usize, epoch: usize, version: usize, written: Session) {
        (self.at, self.stood, self.saw) = (Some((record, epoch)), Some((record, epoch)), Saw::Now { version });
        self.now = written;
    }
}

impl Kept {
    /// Returns a record that begins.
    fn begun(session: Session, version: usize, opened: &Opened, now: u64) -> Self {
        let moved_until = if opened.moved { opened.moved_until } else { 0 };
        let expires = opened.kept_until(&session, now).max(moved_until);
        let (nobodys, presented) = (opened.is_nobodys(), opened.came);
        Self {
            session,
            epoch: 0,
            version,
            expires,
            moved_until,
            nobodys,
            presented,
            has_left: false,
            before: None,
            former: Vec::new(),
        }
    }

    fn is_seen(&mut self, written: &Session) {
        self.session.seen = self.session.seen.max(written.seen);
        self.expires = self.expires.max(written.expires());
    }
}
