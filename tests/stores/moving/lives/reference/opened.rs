//! A request: what it finds, and what its handler does.

use super::{Entry, Reference, Sent, Session, Text};
use crate::moving::lives::deeds::{Deed, large, theme};
use crate::moving::lives::site::{Data, Kind, LIFETIME};

/// What a request finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::moving::lives) enum Saw {
    /// No session. What is written begins one.
    Nothing,
    InCookie,
    /// The session that a cookie has, and that the store hasn't yet.
    Moving,
    /// A session with nothing but a form's token.
    Unborn,
    Now {
        version: usize,
    },
    /// What was before a change of privilege, or before the session has left for a cookie.
    Before {
        has_left: bool,
    },
    /// A ticket that was replaced a short time ago.
    Replaced,
}

/// The most significant thing that a handler did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::moving::lives) enum Action {
    Discarded,
    Renewed,
    Wrote,
    Drew,
    Ended,
    Read,
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(in crate::moving::lives) struct Opened {
    pub(in crate::moving::lives) kind: Kind,
    /// When it was opened.
    pub(super) since: u64,
    pub(in crate::moving::lives) has_cookie: bool,
    pub(in crate::moving::lives) saw: Saw,
    /// The record that was found, and the epoch of the ticket.
    pub(in crate::moving::lives) at: Option<(usize, usize)>,
    /// The same, also of a session that has expired: for an end.
    pub(super) stood: Option<(usize, usize)>,
    /// Other records that the request has found, in the place of which it began one by a commit.
    pub(super) others: Vec<(usize, usize)>,
    /// Whether a cookie from before led to the record.
    pub(in crate::moving::lives) moved: bool,
    /// Until when that cookie would have been valid.
    pub(super) moved_until: u64,
    /// Whether a cookie carried the ticket, and not this request drew it.
    pub(super) came: bool,
    /// Whether a cookie of a session came that isn't a copy, as it was when the request was closed
    /// or has committed last.
    pub(super) is_valid: bool,
    /// The session as it was found, and as it is now.
    pub(in crate::moving::lives) base: Session,
    pub(in crate::moving::lives) now: Session,
    pub(super) nobodys: bool,
    pub(in crate::moving::lives) persistent: (bool, bool),
    /// The id of the session that came.
    pub(super) id: Option<usize>,
    /// The id by which forms know it.
    pub(in crate::moving::lives) form: Option<usize>,
    /// The id that was drawn for a form, and the user that it was drawn for.
    pub(super) drawn: Option<(usize, Option<u32>)>,
    pub(super) has_form: bool,
    pub(super) has_id: bool,
    pub(in crate::moving::lives) ended: bool,
    pub(super) renewed: bool,
    pub(in crate::moving::lives) discarded: bool,
    pub(super) is_activity: bool,
    /// Whether the request only asks for something, so that what it writes too late is dropped.
    pub(in crate::moving::lives) is_safe: bool,
    pub(in crate::moving::lives) failed: Option<&'static str>,
    /// What was committed sends this.
    pub(in crate::moving::lives) held: Option<Sent>,
}

impl Opened {
    pub(in crate::moving::lives) fn is_resumed(&self) -> bool {
        !matches!(self.saw, Saw::Nothing | Saw::Replaced)
    }

    pub(super) fn renews_identity(&self) -> bool {
        self.has_id && self.now.data.user != self.base.data.user
    }

    pub(in crate::moving::lives) fn action(&self) -> Action {
        match () {
            () if self.discarded => Action::Discarded,
            () if self.renewed || self.renews_identity() => Action::Renewed,
            () if self.now.data != self.base.data || self.persistent.0 != self.persistent.1 => Action::Wrote,
            () if self.drawn.is_some() => Action::Drew,
            () if self.ended => Action::Ended,
            () => Action::Read,
        }
    }

    /// Returns the id that was drawn for a form, unless it was drawn for somebody else.
    pub(super) fn drawn(&self) -> Option<usize> {
        self.drawn.filter(|(_, user)| !self.has_id || *user == self.now.data.user).map(|(id, _)| id)
    }

    /// Returns the session as it is written now.
    pub(super) fn written(&self, now: u64) -> Session {
        let seen = if self.is_activity { self.now.seen.max(now) } else { self.now.seen };
        Session { seen, ..self.now.clone() }
    }

    pub(super) fn is_nobodys(&self) -> bool {
        !self.has_id || self.now.data.user.is_none()
    }

    pub(in crate::moving::lives) fn apply(&mut self, deed: Deed, number: u32) {
        let data = &mut self.now.data;
        match deed {
            Deed::Count => drop(data.items.insert(number)),
            Deed::Paint(colour) => data.theme = theme(colour),
            Deed::Grow => data.theme = large(),
            Deed::SignIn(user) => data.user = Some(user),
            Deed::SignOut => data.user = None,
            Deed::End => {
                let began = if self.is_resumed() { self.since.max(self.base.began) } else { self.since };
                self.now = Session { data: Data::default(), began, seen: began };
                self.base = self.now.clone();
                (self.ended, self.renewed, self.drawn, self.persistent) = (true, false, None, (false, false));
            }
            Deed::RenewId => (self.renewed, self.drawn) = (!self.discarded, None),
            Deed::Keep(persistent) => self.persistent.1 = persistent,
            Deed::Discard => (self.discarded, self.renewed) = (true, false),
            Deed::Ignore => self.is_activity = false,
            Deed::Draw | Deed::Commit => unreachable!("what comes of it is noted"),
        }
    }
}

impl Reference {
    /// Draws a form's token. Returns the id that it belongs to.
    pub(in crate::moving::lives) fn draw(&mut self, opened: &mut Opened) -> usize {
        opened.has_form = true;
        let is_renewed = opened.ended || opened.renewed || opened.renews_identity();
        if let Some(id) = opened.id.filter(|_| !is_renewed).or_else(|| opened.drawn()) {
            return id;
        }
        let id = self.draw_id();
        opened.drawn = Some((id, opened.now.data.user));
        id
    }

    /// Opens a request with the cookie of this number.
    pub(in crate::moving::lives) fn open(&mut self, kind: Kind, text: Option<usize>, is_safe: bool, now: u64) -> Opened {
        let fresh = Session { data: Data::default(), began: now, seen: now };
        let mut opened = Opened {
            kind,
            since: now,
            has_cookie: text.is_some(),
            saw: Saw::Nothing,
            at: None,
            stood: None,
            others: Vec::new(),
            moved: false,
            moved_until: 0,
            came: true,
            is_valid: false,
            base: fresh.clone(),
            now: fresh,
            nobodys: true,
            persistent: (false, false),
            id: None,
            form: None,
            drawn: None,
            has_form: false,
            has_id: self.has_id,
            ended: false,
            renewed: false,
            discarded: false,
            is_activity: true,
            is_safe,
            failed: None,
            held: None,
        };
        let Some(text) = text else { return opened };
        let (session, persistent) = match (kind, self.texts[text].1.clone()) {
            (Kind::Cookie, Text::InStore { .. }) | (Kind::Store, Text::InCookie { .. }) => return opened,
            (_, Text::InCookie { session, .. }) if now >= session.expires() => return opened,
            (Kind::Cookie | Kind::Back, Text::InCookie { session, id, persistent }) => {
                (opened.saw, opened.id, opened.form) = (Saw::InCookie, id, id);
                (session, persistent)
            }
            (_, Text::InCookie { session, id, persistent }) => {
                let record = self.moves_to(id);
                // Of one without an id this is a copy, whose name nothing leads to.
                (opened.moved, opened.came) = (true, id.is_some());
                opened.moved_until = if id.is_some() { session.began + LIFETIME } else { 0 };
                match self.find(&mut opened, (record, 0), now) {
                    Some(stored) => (stored, persistent),
                    None if matches!(self.records[record].entry, Entry::Absent) => {
                        (opened.saw, opened.form) = (Saw::Moving, id);
                        opened.nobodys = !self.has_id || session.data.user.is_none();
                        (session, persistent)
                    }
                    None => return opened,
                }
            }
            (_, Text::InStore { record, epoch, unborn, persistent }) => match self.find(&mut opened, (record, epoch), now) {
                Some(stored) => (stored, persistent),
                None => match (&self.records[record].entry, unborn) {
                    (Entry::Absent, Some(written)) if now < written + LIFETIME => {
                        opened.saw = Saw::Unborn;
                        (Session { data: Data::default(), began: written, seen: now }, persistent)
                    }
                    _ if opened.saw == Saw::Replaced => return opened,
                    (entry, _) => {
                        let is_there = !matches!(entry, Entry::Absent) || unborn.is_some();
                        opened.forget_gone();
                        opened.stood = opened.stood.filter(|_| is_there);
                        return opened;
                    }
                },
            },
        };
        opened.base = session.clone();
        (opened.now, opened.persistent) = (session, (persistent, persistent));
        opened
    }

    /// Looks for a record. Returns the session that its ticket shows.
    fn find(&mut self, opened: &mut Opened, at: (usize, usize), now: u64) -> Option<Session> {
        self.entry(at.0, now);
        let (epoch, record) = (at.1, &self.records[at.0]);
        (opened.at, opened.stood) = (Some(at), Some(at));
        (opened.id, opened.form) = (Some(record.ids[epoch]), Some(record.ids[epoch]));
        let kept = match &record.entry {
            Entry::Absent => return None,
            Entry::Ended { .. } => {
                opened.forget_gone();
                opened.stood = None;
                return None;
            }
            Entry::Kept(kept) => kept,
        };
        let is_current = kept.epoch == epoch;
        let is_over = !is_current && !kept.is_remembered(epoch, now);
        let is_expired = is_current && now >= kept.session.expires();
        if is_over || is_expired {
            opened.forget_gone();
            opened.stood = opened.stood.filter(|_| !is_over);
            return None;
        }
        let data = if is_current {
            opened.saw = Saw::Now { version: kept.version };
            opened.nobodys = kept.nobodys;
            kept.session.data.clone()
        } else {
            opened.saw = Saw::Replaced;
            let before = kept.before.clone().filter(|_| kept.is_in_grace(epoch, now) && now < kept.session.expires())?;
            opened.saw = Saw::Before { has_left: kept.has_left };
            opened.nobodys = kept.last(epoch).is_none_or(|(_, nobodys)| nobodys);
            before
        };
        Some(Session { data, ..kept.session.clone() })
    }
}

impl Opened {
    /// Forgets the record that was found: a write begins another one.
    fn forget_gone(&mut self) {
        (self.at, self.id, self.form, self.saw) = (None, None, None, Saw::Nothing);
        if self.kind == Kind::Back {
            self.stood = None;
        }
    }
}
