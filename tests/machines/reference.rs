//! What the rules of machines and `docs/lifecycle.md` say should happen, with plain values and nothing of the crate's own
//! lifecycle or clocks.

use crate::plan::{Plan, Slot};
use crate::table::Cell;
use crate::tokens::{Issued, KeyRoles};

pub(crate) const LATE: u64 = 30;

/// What a session holds. A field that its state hasn't got is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Data {
    pub(crate) state: usize,
    pub(crate) user: u8,
    pub(crate) count: u32,
    pub(crate) basket: Vec<u8>,
    pub(crate) flag: bool,
}

/// A write into a field, where the state has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    User(u8),
    Count,
    CountAndBack,
    Basket(u8),
    Flag(bool),
}

/// One thing that a handler does to a session. A transition says where it leads from and to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Write(Write),
    To { from: usize, to: usize, user: u8 },
    Ask(usize),
    Renew,
    Persist(bool),
    End,
    Discard,
}

impl Data {
    pub(crate) fn fresh(plan: &Plan) -> Self {
        Self { state: plan.start, ..Self::default() }
    }

    /// What the walk enters a state with.
    fn entering(plan: &Plan, state: usize, user: u8) -> Self {
        let mut data = Self { state, ..Self::default() };
        data.write(plan, Write::User(user));
        data.write(plan, Write::Basket(user));
        data
    }

    fn write(&mut self, plan: &Plan, write: Write) {
        let has = |wanted: Slot| plan.state[self.state].fields.iter().any(|(slot, _)| *slot == wanted);
        match write {
            Write::User(user) if has(Slot::User) => self.user = user,
            Write::Count if has(Slot::Count) => self.count += 1,
            Write::Basket(item) if has(Slot::Basket) => self.basket.push(item),
            Write::Flag(flag) if has(Slot::Flag) => self.flag = flag,
            _ => {}
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clocks {
    pub(crate) began: u64,
    pub(crate) entered: u64,
    pub(crate) seen: u64,
}

impl Plan {
    pub(crate) fn idle_of(&self, state: usize) -> Option<u64> {
        self.state[state].limits.idle.or(self.idle)
    }

    /// Half of the idle time unless it is said; a state that says one of the two has nothing of the session's.
    pub(crate) fn refresh_of(&self, state: usize) -> Option<u64> {
        let own = self.state[state].limits;
        let said = if own.idle.is_some() || own.refresh.is_some() { own.refresh } else { self.refresh };
        said.or(self.idle_of(state).map(|idle| idle.div_ceil(2)))
    }

    pub(crate) fn has_id(&self, state: usize) -> bool {
        state != self.start || self.state[state].identity
    }

    /// The ends of the session's lifetime, the state's, and the idle time.
    pub(crate) fn ends(&self, state: usize, clocks: Clocks) -> [Option<u64>; 3] {
        let lifetime = self.state[state].limits.lifetime;
        [
            Some(clocks.began + self.lifetime),
            lifetime.map(|lifetime| clocks.entered + lifetime),
            self.idle_of(state).map(|idle| clocks.seen + idle),
        ]
    }

    pub(crate) fn end(&self, state: usize, clocks: Clocks) -> u64 {
        self.ends(state, clocks).into_iter().flatten().min().expect("every session ends")
    }
}

/// A request's session while its handler runs.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Course<'p> {
    plan: &'p Plan,
    opened: u64,
    pub(crate) data: Data,
    pub(crate) clocks: Clocks,
    pub(crate) persistent: bool,
    /// What a change is measured by.
    before: (Data, bool),
    renewed: bool,
    /// Whether there was a transition, and one that renews.
    transitions: [bool; 2],
    ended: bool,
    discarded: bool,
    /// Whether a state that it was in may not be stored.
    pub(crate) no_store: bool,
}

impl<'p> Course<'p> {
    pub(crate) fn new(plan: &'p Plan, winner: Option<&Issued>, opened: u64) -> Self {
        let starting = Clocks { began: opened, entered: opened, seen: opened };
        let clocks = winner.map_or(starting, |winner| winner.clocks);
        let data = winner.map_or_else(|| Data::fresh(plan), |winner| winner.data.clone());
        let persistent = winner.map_or(plan.persistent, |winner| winner.persistent);
        let before = (data.clone(), persistent);
        let transitions = [false; 2];
        let no_store = plan.state[data.state].no_store;
        Self {
            plan,
            opened,
            data,
            clocks,
            persistent,
            before,
            renewed: false,
            transitions,
            ended: false,
            discarded: false,
            no_store,
        }
    }

    pub(crate) fn take(&mut self, deed: Deed) {
        match deed {
            Deed::Write(write) => self.data.write(self.plan, write),
            Deed::To { from, to, user } => self.enter(from, to, user),
            Deed::Ask(_) => {}
            Deed::Renew => self.renewed = true,
            Deed::Persist(persistent) => self.persistent = persistent,
            Deed::End => {
                let fresh = Self::new(self.plan, None, self.opened);
                let no_store = self.no_store || fresh.no_store;
                *self = Self { ended: true, discarded: self.discarded, no_store, ..fresh };
            }
            Deed::Discard => self.discarded = true,
        }
    }

    fn enter(&mut self, from: usize, to: usize, user: u8) {
        let renews = self.plan.state[from].leads[to].expect("a declared transition");
        self.data = Data::entering(self.plan, to, user);
        self.no_store |= self.plan.state[to].no_store;
        self.clocks.entered = self.opened.max(self.clocks.entered);
        if renews {
            self.clocks.began = self.clocks.entered;
        }
        self.clocks.seen = self.clocks.seen.max(self.clocks.entered);
        self.transitions = [true, self.transitions[1] || renews];
    }

    /// What the handler did, the weightiest thing of it.
    pub(crate) fn column(&self) -> &'static str {
        let (before, persistent) = &self.before;
        let another_user = self.data.user != before.user && self.plan.state[self.data.state].identity;
        match self.transitions {
            _ if self.discarded => "discarded",
            [_, true] => "renewing transition",
            [true, _] => "transition",
            _ if self.renewed || another_user => "renewed",
            _ if self.data != *before || self.persistent != *persistent => "wrote",
            _ if self.ended => "ended",
            _ => "only read",
        }
    }

    /// Where in the table it is.
    pub(crate) fn cell(&self, winner: Option<&Issued>, keys: &KeyRoles, closed: u64, cookies: usize) -> Cell {
        let is_due = |winner: &Issued| {
            let refresh = self.plan.refresh_of(winner.data.state);
            let is_old = refresh.is_some_and(|refresh| closed.saturating_sub(winner.clocks.seen) >= refresh);
            Some(winner.key) == keys.retired || is_old
        };
        let column = self.column();
        // What is written after an end is another session, as if the one that came in had been refused.
        let is_another = self.ended && !["ended", "discarded"].contains(&column);
        let row = match winner.filter(|_| !is_another) {
            _ if cookies == 0 => "nothing",
            Some(winner) if is_due(winner) => "a valid session that is due",
            Some(_) => "a valid session, not due",
            None => "a cookie that is refused",
        };
        (row, column)
    }
}
