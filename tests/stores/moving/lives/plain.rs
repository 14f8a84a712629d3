//! What a visitor's session is, as a few lines that know nothing of cookies and stores.

use super::deeds::{Deed, large, theme};
use super::site::{Data, IDLE, Kind, LIFETIME};

/// The number of seconds after which an answer that refreshes a session isn't sent any more.
const LATE: u64 = 30;

/// The number of seconds for which a session of nobody is kept whose cookie never came back.
const UNPRESENTED: u64 = 600;

#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) data: Data,
    pub(super) persistent: bool,
    pub(super) began: u64,
    /// When the visitor was seen last: between these two.
    seen: (u64, u64),
    /// Until when the session is kept unless its cookie comes back.
    until: Option<u64>,
    /// Until when that is so of a session that has moved into the store and may have no id: then it
    /// is a copy of what its cookie has.
    copied_until: Option<u64>,
    /// Whether it has nothing but a form's token, in a store.
    pub(super) unborn: bool,
    /// When its cookie was sent for a form's token. It is good for as long as a session lasts that
    /// begins then, whatever becomes of what is written.
    drawn: Option<u64>,
    pub(super) is_in_store: bool,
    /// The token of the form that was shown last, if it is good still.
    pub(super) form: Option<String>,
}

/// What a request sees.
pub(super) struct Sees {
    pub(super) data: Data,
    pub(super) persistent: bool,
    pub(super) began: u64,
    pub(super) expires: u64,
}

impl Kept {
    /// Returns the earliest and the latest second in which the session may be refused first.
    pub(super) fn ends(&self) -> (u64, u64) {
        let ends = (self.began + LIFETIME).min(self.until.unwrap_or(u64::MAX));
        let idles = |seen: u64| if self.unborn { ends } else { ends.min(seen + IDLE) };
        (idles(self.seen.0).min(self.copied_until.unwrap_or(u64::MAX)), idles(self.seen.1))
    }

    /// Returns whether the session may be resumed, or may not be.
    pub(super) fn may_be(&self, is_resumed: bool, now: u64) -> bool {
        let (earliest, latest) = self.ends();
        if is_resumed { now < latest } else { now >= earliest }
    }

    /// Returns whether what was written may have expired, and the cookie is good still.
    pub(super) fn may_be_forgotten(&self, now: u64) -> bool {
        self.is_in_store && now >= self.ends().0 && self.drawn.is_some_and(|drawn| now < drawn + LIFETIME)
    }

    /// Forgets what was written.
    pub(super) fn forget(&mut self, now: u64) {
        (self.data, self.began) = (Data::default(), self.drawn.unwrap_or(self.began));
        (self.unborn, self.seen, self.until, self.copied_until) = (true, (now, now), None, None);
    }

    /// Checks what a request sees of it.
    pub(super) fn sees(&mut self, sees: &Sees, now: u64) {
        if self.unborn {
            self.seen = (now, now);
        }
        assert_eq!(sees.data, self.data);
        assert_eq!((sees.persistent, sees.began), (self.persistent, self.began));
        let ends = self.began + LIFETIME;
        let expires = |seen: u64| ends.min(seen + IDLE);
        let between = expires(self.seen.0)..=expires(self.seen.1);
        assert!(between.contains(&sees.expires), "{} isn't in {between:?}", sees.expires);
        if sees.expires < ends {
            self.seen = (sees.expires - IDLE, sees.expires - IDLE);
        }
    }
}

/// What a request does to a visitor's session.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(super) struct Doing {
    /// The session as it is if nothing more is done. After closing, as it is then.
    pub(super) kept: Option<Kept>,
    kind: Kind,
    has_id: bool,
    /// Whether a session came.
    has_session: bool,
    opened: u64,
    data: Data,
    persistent: bool,
    /// When a session begins that begins in this request.
    begins: u64,
    ended: bool,
    renewed: bool,
    drew: bool,
    /// Whether a form's token was drawn for another user, or for a session that follows this one.
    drew_for_another: bool,
    discarded: bool,
    is_activity: bool,
    failed: Option<String>,
    form: Option<String>,
    must_send: bool,
}

impl Doing {
    pub(super) fn new(kept: Option<Kept>, kind: Kind, has_id: bool, opened: u64) -> Self {
        let (data, persistent) = kept.as_ref().map_or_else(Default::default, |kept| (kept.data.clone(), kept.persistent));
        let has_session = kept.is_some();
        Self {
            kept,
            kind,
            has_id,
            has_session,
            opened,
            data,
            persistent,
            begins: opened,
            ended: false,
            renewed: false,
            drew: false,
            drew_for_another: false,
            discarded: false,
            is_activity: true,
            failed: None,
            form: None,
            must_send: false,
        }
    }

    /// Returns whether the session moves with this request.
    pub(super) fn moves(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.is_in_store != self.kind.is_in_store())
    }

    pub(super) fn apply(&mut self, deed: Deed, number: u32) {
        if matches!(deed, Deed::SignIn(_) | Deed::SignOut | Deed::End | Deed::RenewId) {
            self.form = None;
        }
        match deed {
            Deed::Count => drop(self.data.items.insert(number)),
            Deed::Paint(colour) => self.data.theme = theme(colour),
            Deed::Grow => self.data.theme = large(),
            Deed::SignIn(user) => self.data.user = Some(user),
            Deed::SignOut => self.data.user = None,
            Deed::End => {
                self.begins = self.opened.max(self.kept.as_ref().map_or(0, |kept| kept.began));
                (self.ended, self.renewed, self.drew) = (true, false, false);
                (self.data, self.persistent) = (Data::default(), false);
            }
            Deed::RenewId => (self.renewed, self.drew) = (true, false),
            Deed::Keep(persistent) => self.persistent = persistent,
            Deed::Discard => self.discarded = true,
            Deed::Ignore => self.is_activity = false,
            Deed::Draw | Deed::Commit => unreachable!("what comes of it is noted"),
        }
    }

    /// Notes a form that the page shows.
    pub(super) fn draw(&mut self, token: String) {
        (self.drew, self.form) = (true, Some(token));
        self.drew_for_another |= self.is_renewed();
    }

    /// Returns whether something is written.
    fn wrote(&self) -> bool {
        let before = self.kept.as_ref().filter(|_| !self.ended);
        let (data, persistent) = before.map_or_else(Default::default, |kept| (kept.data.clone(), kept.persistent));
        self.renewed || (data, persistent) != (self.data.clone(), self.persistent)
    }

    /// Returns whether the session gets another id.
    fn is_renewed(&self) -> bool {
        self.renewed || self.kept.as_ref().is_none_or(|kept| self.ended || self.has_id && kept.data.user != self.data.user)
    }

    pub(super) fn commit(&mut self, now: u64) -> Result<(), String> {
        if self.failed.is_none() && !self.kind.is_in_store() {
            self.failed = Some("NotInStore".to_owned());
        } else if self.failed.is_none() && self.discarded {
            self.failed = Some("Discarded".to_owned());
        }
        if let Some(why) = &self.failed {
            return Err(why.clone());
        }
        if self.wrote() {
            let has_another_ticket = self.is_renewed() || self.moves();
            self.write(now);
            (self.ended, self.renewed, self.drew) = (false, false, false);
            // It hasn't come yet.
            self.has_session &= !has_another_ticket;
        } else if self.ended {
            (self.kept, self.has_session) = (None, false);
        }
        Ok(())
    }

    pub(super) fn close(&mut self, now: u64) -> Result<(), String> {
        if let Some(why) = self.failed.take().filter(|_| !self.discarded) {
            return Err(why);
        }
        let is_cookie = !self.kind.is_in_store();
        if self.discarded {
            return Ok(());
        }
        if self.wrote() {
            if is_cookie && self.data.is_large() {
                return Err("TooLarge".to_owned());
            }
            self.must_send |= self.moves();
            self.write(now);
        } else if self.drew && (self.ended || self.kept.is_none()) {
            self.kept = None;
            self.write(now);
            if let Some(kept) = self.kept.as_mut().filter(|_| !is_cookie) {
                (kept.began, kept.seen, kept.unborn, kept.until) = (now, (now, now), true, None);
                kept.drawn = Some(now);
            }
        } else if self.ended {
            self.kept = None;
        } else if is_cookie && self.drew && self.drew_for_another && self.data.is_large() {
            // The id that was drawn is to be sent.
            return Err("TooLarge".to_owned());
        } else {
            self.read(now);
        }
        Ok(())
    }

    fn write(&mut self, now: u64) {
        // A copy that was committed hasn't come back.
        let is_copy = self.kept.as_ref().is_some_and(|kept| kept.copied_until.is_some() && !self.has_session);
        let copied_until = self.copied_until(now).or(is_copy.then_some(now + UNPRESENTED));
        let is_renewed = self.is_renewed() || self.kind.is_in_store() && self.moves();
        let before = self.kept.take().filter(|_| !self.ended);
        let began = before.as_ref().map_or(self.begins, |kept| kept.began);
        let seen = match &before {
            _ if self.is_activity => (now, now),
            Some(kept) => kept.seen,
            None => (began, began),
        };
        let drawn = before.as_ref().and_then(|kept| kept.drawn);
        let form = before.as_ref().filter(|_| !is_renewed).and_then(|kept| kept.form.clone());
        let is_kept = before.is_some_and(|kept| kept.until.is_none());
        let is_nobodys = !self.has_id || self.data.user.is_none();
        let is_unpresented = self.kind.is_in_store() && !self.has_session && is_nobodys && !is_kept;
        self.kept = Some(Kept {
            data: self.data.clone(),
            persistent: self.persistent,
            began,
            seen,
            until: is_unpresented.then_some(now + UNPRESENTED),
            copied_until: copied_until.filter(|_| is_nobodys),
            unborn: false,
            drawn,
            is_in_store: self.kind.is_in_store(),
            form: self.form.clone().or(form),
        });
    }

    /// Returns until when a session that moves into the store is kept, if it may have no id.
    fn copied_until(&self, now: u64) -> Option<u64> {
        (self.kind.is_in_store() && self.moves() && !self.has_id).then_some(now + UNPRESENTED)
    }

    fn read(&mut self, now: u64) {
        let copied_until = self.copied_until(now);
        let (moves, is_in_store) = (self.moves(), self.kind.is_in_store());
        // A form from before knows a session that moves into the store, which has another id there.
        let needs_move = self.drew && is_in_store && moves;
        let is_late = now - self.opened > LATE && !needs_move;
        let Some(kept) = &mut self.kept else { return };
        let is_sealed = !is_late && (is_in_store || !kept.data.is_large());
        self.must_send |= moves && is_sealed;
        if self.is_activity {
            let is_due = moves || now - kept.seen.1 >= IDLE / 2;
            kept.seen = (if is_due && is_sealed { now } else { kept.seen.0 }, now);
        }
        if is_in_store && moves && is_sealed {
            kept.form = None;
        }
        kept.form = self.form.take().or(kept.form.take());
        if is_in_store && self.has_session {
            (kept.until, kept.copied_until) = (None, copied_until.filter(|_| is_sealed));
        }
    }

    /// Notes whether the response has sent a cookie.
    pub(super) fn sent(&mut self, is_sent: bool, now: u64) {
        assert!(is_sent || !self.must_send, "a session that moves sends its cookie");
        let Some(kept) = self.kept.as_mut().filter(|_| is_sent && !self.discarded) else { return };
        kept.is_in_store = self.kind.is_in_store();
        kept.drawn = kept.drawn.filter(|_| kept.unborn && kept.is_in_store);
        if !kept.is_in_store {
            // An unborn session begins when it leaves the store.
            kept.seen = if kept.unborn { (self.opened, now) } else { kept.seen };
            (kept.unborn, kept.until) = (false, None);
        }
    }
}
