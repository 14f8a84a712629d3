//! The model of a session during one request, by the rules of `docs/lifecycle.md`.

use session_core::Arrival;

use crate::plan::Plan;
use crate::reference::{Data, Deed, Timeline};
use crate::table::{Cell, RESETTING_TRANSITION, TRANSITION};
use crate::tokens::{Issued, KeyRoles};

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
    /// Whether there was a transition, and whether there was one that resets the lifetime.
    transitions: [bool; 2],
    ended: bool,
    /// Whether the session that is sent after an end only hides another valid one.
    hides: bool,
    discarded: bool,
    /// Whether the session was in a state whose responses may not be stored.
    pub(crate) no_store: bool,
}

impl<'p> Course<'p> {
    pub(crate) fn new(plan: &'p Plan, winner: Option<&Issued>, arrival: Arrival, opened: u64) -> Self {
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
            transitions,
            ended: false,
            hides: false,
            discarded: false,
            no_store,
        }
    }

    /// Does one thing to the session. What code inside of middleware does is applied deed by deed.
    pub(crate) fn apply(&mut self, deed: &Deed) {
        match *deed {
            Deed::Write(write) => self.data.write(self.plan, write),
            Deed::To { from, to, user } => self.enter(from, to, user),
            Deed::Ask(_) | Deed::Lend(_) => {}
            Deed::Renew => self.renewed = true,
            Deed::Persist(persistent) => self.persistent = persistent,
            Deed::End => {
                let fresh = Self::new(self.plan, None, Arrival::Fresh, self.opened.max(self.came_in));
                let no_store = self.no_store || fresh.no_store;
                let (opened, came_in) = (self.opened, self.came_in);
                *self = Self { ended: true, discarded: self.discarded, no_store, opened, came_in, ..fresh };
            }
            Deed::Discard => self.discarded = true,
        }
    }

    /// Begins a session where the request ends one of these and does nothing else, since another of
    /// them would be resumed. It is kept as long as any of them.
    pub(crate) fn hide_another(&mut self, valid: &[&Issued]) {
        if self.column() == "ended" {
            self.hides = true;
            self.persistent |= valid.iter().any(|issued| issued.persistent);
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
    }

    /// Returns the most significant thing that the handler did, as a column of the table.
    /// Transitions have two columns of their own.
    pub(crate) fn column(&self) -> &'static str {
        let (before, persistent) = &self.before;
        let another_user = self.data.user != before.user && self.plan.state[self.data.state].identity;
        match self.transitions {
            _ if self.discarded => "discarded",
            [_, true] => RESETTING_TRANSITION,
            [true, _] => TRANSITION,
            _ if self.renewed || another_user => "renewed",
            _ if self.data != *before || self.persistent != *persistent => "wrote",
            _ if self.hides => "wrote",
            _ if self.ended => "ended",
            _ => "only read",
        }
    }

    /// Returns the row and the column of the request.
    pub(crate) fn cell(&self, winner: Option<&Issued>, keys: &KeyRoles, closed: u64, cookies: usize) -> Cell {
        let is_refresh_due = |winner: &Issued| {
            let refresh = self.plan.refresh_of(winner.data.state);
            let is_old = refresh.is_some_and(|refresh| closed.saturating_sub(winner.timeline.seen) >= refresh);
            Some(winner.key) == keys.retired || is_old
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
