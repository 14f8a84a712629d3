//! Closing a session into a cookie.

use super::{Action, Entry, LATE, Opened, Reference, Saw, Sent, Session, Text};
use crate::moving::lives::site::IDLE;

/// What is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Begin,
    Continue,
    Renew,
    Refresh,
    Delete,
    Nothing,
}

impl Opened {
    fn outcome(&self, now: u64) -> Outcome {
        let is_valid = self.is_resumed() && !self.ended;
        let is_due = self.at.is_some() || self.is_activity && now.saturating_sub(self.now.seen) >= IDLE / 2;
        match self.action() {
            Action::Ended if self.has_cookie => Outcome::Delete,
            Action::Read if is_valid && is_due && now - self.since <= LATE => Outcome::Refresh,
            Action::Discarded | Action::Ended | Action::Read => Outcome::Nothing,
            _ if !is_valid => Outcome::Begin,
            Action::Renewed => Outcome::Renew,
            Action::Wrote | Action::Drew => Outcome::Continue,
        }
    }

    /// Returns whether a conflict is dropped without a word.
    pub(super) fn drops(&self, action: Action) -> bool {
        self.is_safe && action == Action::Wrote
    }
}

impl Reference {
    pub(super) fn close_in_cookie(&mut self, opened: &Opened, now: u64) -> Result<Sent, &'static str> {
        let outcome = opened.outcome(now);
        match outcome {
            Outcome::Nothing => return Ok(Sent::Nothing),
            Outcome::Delete => return Ok(Sent::Deletion),
            Outcome::Refresh if opened.now.data.is_large() => return Ok(Sent::Nothing),
            _ if opened.now.data.is_large() => return Err("TooLarge"),
            _ => {}
        }
        let goes_on = matches!(outcome, Outcome::Continue | Outcome::Refresh);
        let id = match opened.id.filter(|_| goes_on).or_else(|| opened.drawn()) {
            Some(id) => Some(id),
            None if self.has_id || outcome == Outcome::Renew && opened.id.is_some() => Some(self.draw_id()),
            None => None,
        };
        Ok(Sent::Cookie(Text::InCookie { session: opened.written(now), id, persistent: opened.persistent.1 }))
    }

    /// Closes a session that was in the store. It leaves the store if its cookie goes out.
    pub(super) fn close_out_of_store(&mut self, opened: &Opened, now: u64) -> Result<Sent, &'static str> {
        let sent = self.close_in_cookie(opened, now)?;
        if sent == Sent::Nothing {
            return Ok(sent);
        }
        let (outcome, action) = (opened.outcome(now), opened.action());
        let is_replaced = opened.saw == Saw::Replaced && !opened.ended;
        let signs_in = opened.nobodys && !opened.is_nobodys();
        let left = match (outcome, action) {
            (Outcome::Begin, Action::Drew) if is_replaced => return Ok(Sent::Nothing),
            (Outcome::Begin, _) if is_replaced && !signs_in => Err("Superseded"),
            (Outcome::Begin, _) if is_replaced => Ok(()),
            (Outcome::Refresh | Outcome::Continue, _) => self.leave(opened, now, true),
            (Outcome::Renew, _) => match self.leave(opened, now, false) {
                Err("Superseded") if signs_in => Ok(()),
                left => left,
            },
            _ => {
                self.end(opened, now);
                Ok(())
            }
        };
        match left {
            Ok(()) => Ok(sent),
            Err(_) if outcome == Outcome::Refresh || opened.drops(action) => Ok(Sent::Nothing),
            Err(why) => Err(why),
        }
    }

    fn leave(&mut self, opened: &Opened, now: u64, shows_before: bool) -> Result<(), &'static str> {
        let Some((record, epoch)) = opened.at else { return Ok(()) };
        let version = self.draw_version();
        let (id, next) = (self.draw_id(), self.records[record].ids.len());
        let kept = match (self.entry(record, now), opened.saw) {
            (Entry::Absent, Saw::Unborn) => return Ok(()),
            (Entry::Ended { .. }, Saw::Unborn) => return Err("Ended"),
            // Another request has written, or has changed whose session it is.
            (_, Saw::Unborn | Saw::Before { has_left: false }) => return Err("Superseded"),
            (Entry::Kept(kept), _) => kept,
            _ => return Err("Ended"),
        };
        let is_same = |session: &Session| session.data == opened.base.data && session.began == opened.base.began;
        match opened.saw {
            Saw::Now { version: saw } if kept.version == saw => {}
            // A request that only reads has noted that the cookie has arrived.
            Saw::Now { .. } if kept.epoch == epoch && is_same(&kept.session) => {}
            Saw::Now { .. } if kept.epoch == epoch => return Err("Unmergeable"),
            // A request that only reads has left it meanwhile.
            Saw::Now { .. }
                if kept.has_left && kept.is_in_grace(epoch, now) && kept.before.as_ref() == Some(&opened.base.data) =>
            {
                return Ok(());
            }
            // Another request with the same cookie has left it.
            Saw::Before { has_left: true } => return Ok(()),
            _ => return Err("Superseded"),
        }
        let before = shows_before.then(|| kept.session.data.clone());
        kept.renew(next, now, kept.nobodys, before);
        (kept.has_left, kept.version) = (true, version);
        self.records[record].ids.push(id);
        Ok(())
    }
}
