//! The model of a session during one request, by the rules of `docs/lifecycle.md`.

use session_core::Arrival;

use crate::place::{Came, Failure, Found};
use crate::plan::Plan;
use crate::reference::{Data, Deed, Timeline};
use crate::table::{Cell, FORM, RESETTING_TRANSITION, TRANSITION};

/// The session of a request while the handler runs.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone)]
pub(crate) struct Course<'p> {
    plan: &'p Plan,
    opened: u64,
    /// When the session that came in entered its state.
    came_in: u64,
    pub(crate) arrival: Arrival,
    pub(crate) data: Data,
    pub(crate) timeline: Timeline,
    pub(crate) persistent: bool,
    /// The data and the kind of cookie at the start. The session has changed if either differs.
    before: (Data, bool),
    /// Whether the handler asked for a new id.
    renewed: bool,
    /// Whether the session that came in has an id.
    has_id: bool,
    /// The user at the time when an id was drawn for a form's token.
    drawn: Option<u8>,
    /// Whether there was a transition, and whether there was one that resets the lifetime.
    transitions: [bool; 2],
    pub(crate) ended: bool,
    /// Whether the session that is sent after an end only hides another valid one.
    hides: bool,
    pub(crate) discarded: bool,
    /// Why a commit failed, after which nothing is written.
    failed: Option<Failure>,
    /// Whether the session was in a state whose responses may not be stored.
    pub(crate) no_store: bool,
}

impl<'p> Course<'p> {
    pub(crate) fn new(plan: &'p Plan, came: &Came, opened: u64) -> Self {
        Self { has_id: came.has_id, ..Self::of(plan, came.session.as_ref(), came.arrival, opened) }
    }

    /// Returns the course of a request that finds this session, or has a fresh one.
    fn of(plan: &'p Plan, winner: Option<&Found>, arrival: Arrival, opened: u64) -> Self {
        let starting = Timeline { began: opened, entered: opened, seen: opened };
        let timeline = winner.map_or(starting, |winner| winner.timeline);
        let data = winner.map_or_else(|| Data::fresh(plan), |winner| winner.data.clone());
        let persistent = winner.map_or(plan.persistent, |winner| winner.persistent);
        let before = (data.clone(), persistent);
        let transitions = [false; 2];
        let no_store = plan.state[data.state].no_store;
        Self {
            plan,
            opened,
            came_in: timeline.entered,
            arrival,
            data,
            timeline,
            persistent,
            before,
            renewed: false,
            has_id: false,
            drawn: None,
            transitions,
            ended: false,
            hides: false,
            discarded: false,
            failed: None,
            no_store,
        }
    }

    /// Does one thing to the session. What code inside of middleware does is applied deed by deed.
    pub(crate) fn apply(&mut self, deed: &Deed) {
        match *deed {
            Deed::Write(write) => self.data.write(self.plan, write),
            Deed::To { from, to, user } => self.enter(from, to, user),
            Deed::Ask(_) | Deed::Lend(_) | Deed::Commit { .. } => {}
            Deed::Renew => (self.renewed, self.drawn) = (true, None),
            Deed::Form => self.draw(),
            Deed::Persist(persistent) => self.persistent = persistent,
            Deed::End => {
                let fresh = Self::of(self.plan, None, Arrival::Fresh, self.opened.max(self.came_in));
                let no_store = self.no_store || fresh.no_store;
                let (opened, came_in) = (self.opened, self.came_in);
                let (discarded, failed) = (self.discarded, self.failed);
                *self = Self { ended: true, discarded, failed, no_store, opened, came_in, ..fresh };
            }
            Deed::Discard => self.discarded = true,
        }
    }

    /// Notes that a commit failed.
    pub(crate) fn fail(&mut self, failure: Failure, discards: bool) {
        self.failed = Some(failure);
        self.discarded |= discards;
    }

    /// Returns whether a commit has failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Returns why a commit failed, unless what was done is discarded.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.failed.filter(|_| !self.discarded)
    }

    /// Goes on from what was committed, as if this session had come in.
    pub(crate) fn go_on_from(&mut self, found: &Found) {
        let (opened, no_store) = (self.opened, self.no_store);
        let from = Self::of(self.plan, Some(found), self.arrival, opened);
        *self = Self { has_id: true, persistent: self.persistent, no_store: no_store || from.no_store, ..from };
        self.before.1 = self.persistent;
    }

    /// Begins a session where the request ends one of these and does nothing else, since another of
    /// them would be resumed. It is kept as long as any of them.
    pub(crate) fn hide_another(&mut self, persistent: bool) {
        if self.column() == "ended" {
            self.hides = true;
            self.persistent |= persistent;
        }
    }

    fn enter(&mut self, from: usize, to: usize, user: u8) {
        let resets = self.plan.state[from].leads[to].expect("a declared transition");
        self.data = Data::entering(self.plan, to, user);
        self.no_store |= self.plan.state[to].no_store;
        self.timeline.entered = self.opened.max(self.timeline.entered);
        if resets {
            self.timeline.began = self.timeline.entered;
        }
        self.timeline.seen = self.timeline.seen.max(self.timeline.entered);
        self.transitions = [true, self.transitions[1] || resets];
        self.drawn = None;
    }

    /// Draws an id for a form's token, unless the session has one that it keeps.
    fn draw(&mut self) {
        let is_renewed = self.ended || self.renewed || self.transitions[0] || self.has_another_user();
        if !self.has_drawn() && (is_renewed || !self.has_id) {
            self.drawn = Some(self.data.user);
        }
    }

    /// Returns whether an id was drawn for a form's token, for the user that the session has.
    pub(crate) fn has_drawn(&self) -> bool {
        let has_identity = self.plan.state[self.data.state].identity;
        self.drawn.is_some_and(|user| !has_identity || user == self.data.user)
    }

    fn has_another_user(&self) -> bool {
        self.data.user != self.before.0.user && self.plan.state[self.data.state].identity
    }

    /// Returns whether the handler asked for another kind of cookie than came in.
    pub(crate) fn asks_for_another_cookie(&self) -> bool {
        self.persistent != self.before.1
    }

    /// Returns the most significant thing that the handler did, as a column of the table.
    /// Transitions have two columns of their own.
    pub(crate) fn column(&self) -> &'static str {
        match self.transitions {
            _ if self.discarded => "discarded",
            [_, true] => RESETTING_TRANSITION,
            [true, _] => TRANSITION,
            _ if self.renewed || self.has_another_user() => "renewed",
            _ if self.data != self.before.0 || self.asks_for_another_cookie() => "wrote",
            _ if self.drawn.is_some() => FORM,
            _ if self.hides => "wrote",
            _ if self.ended => "ended",
            _ => "only read",
        }
    }

    /// Returns whether no user is known in the session as it is now.
    pub(crate) fn is_nobodys(&self) -> bool {
        let state = &self.plan.state[self.data.state];
        let is_start = !self.plan.is_machine() || self.data.state == self.plan.start;
        is_start && (!state.identity || self.data.user == 0)
    }

    /// Returns whether the ticket from before a renewal shows the session as it was: if that was
    /// nobody's or the same visitor's.
    pub(crate) fn shows_before(&self, was_nobodys: bool) -> bool {
        let is_signed_out = self.plan.is_machine() && self.data.state == self.plan.start;
        was_nobodys || !is_signed_out && self.is_same_visitor()
    }

    /// Returns whether the session belongs to the visitor that it belonged to when it was opened.
    /// If no field says who that is, a transition to another state doesn't change it.
    fn is_same_visitor(&self) -> bool {
        let (now, before) = (&self.data, &self.before.0);
        let (state, was) = (&self.plan.state[now.state], &self.plan.state[before.state]);
        if state.identity {
            return was.has_user() && now.user == before.user;
        }
        !was.identity && (now.state != before.state || !self.transitions[0])
    }

    /// Returns the row and the column of the request.
    pub(crate) fn cell(&self, winner: Option<&Found>, closed: u64, cookies: usize) -> Cell {
        let is_refresh_due = |winner: &Found| {
            let refresh = self.plan.refresh_of(winner.data.state);
            let is_old = refresh.is_some_and(|refresh| closed.saturating_sub(winner.timeline.seen) >= refresh);
            winner.moves || is_old
        };
        let column = self.column();
        // What the handler writes after an end is a new session. The row is that of a refused
        // cookie.
        let is_new_session = self.ended && !["ended", "discarded"].contains(&column);
        let row = match winner.filter(|_| !is_new_session) {
            _ if cookies == 0 => "nothing",
            Some(winner) if is_refresh_due(winner) => "a valid session, refresh due",
            Some(_) => "a valid session, no refresh due",
            None => "a cookie that is refused",
        };
        (row, column)
    }
}
