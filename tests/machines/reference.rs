//! The rules of `docs/lifecycle.md`, with plain values. They use nothing of the crate's own
//! lifecycle or times.

use std::collections::{BTreeMap, BTreeSet};

use crate::events::Limit;
use crate::plan::{FieldKind, Plan};
use crate::writes::Write;

/// How many seconds a request may take and still send a refresh.
pub(crate) const LATE: u64 = 30;

/// What a session holds. A field that its state doesn't have is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Data {
    pub(crate) state: usize,
    /// The user's number. In a field that may be empty, 0 stands for nobody.
    pub(crate) user: u8,
    pub(crate) count: u32,
    pub(crate) basket: Vec<u8>,
    pub(crate) flag: bool,
    pub(crate) tags: BTreeMap<String, u8>,
    pub(crate) met: BTreeSet<u8>,
}

/// One thing that a handler does to a session.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Write(Write),
    To {
        from: usize,
        to: usize,
        user: u8,
    },
    Ask(usize),
    Renew,
    /// A form's token is asked for.
    Form,
    Persist(bool),
    End,
    Discard,
    /// The handler has to know now that what it did holds. If it doesn't, it may discard it.
    Commit {
        discards: bool,
    },
    /// Middleware lends the session to code inside, which is tried so many times.
    Lend(Vec<Try>),
}

/// How a handler ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ending {
    Return,
    Panic,
    Cancel,
}

/// What code inside of middleware does to a session, and how it ends.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub(crate) deeds: Vec<Deed>,
    pub(crate) ending: Ending,
}

impl Deed {
    /// Calls `see` with each deed that holds, in their order. What code did that was given up
    /// doesn't hold.
    pub(crate) fn each(deeds: &[Self], see: &mut dyn FnMut(&Self)) {
        for deed in deeds {
            match deed {
                Self::Lend(tries) => {
                    let done = tries.iter().filter(|done| done.ending == Ending::Return);
                    done.for_each(|done| Self::each(&done.deeds, see));
                }
                deed => see(deed),
            }
        }
    }

    /// Returns whether one of the deeds that hold is `wanted`.
    pub(crate) fn any(deeds: &[Self], wanted: impl Fn(&Self) -> bool) -> bool {
        let mut is_there = false;
        Self::each(deeds, &mut |deed| is_there |= wanted(deed));
        is_there
    }
}

impl Data {
    pub(crate) fn fresh(plan: &Plan) -> Self {
        Self { state: plan.start, ..Self::default() }
    }

    /// Returns the data that the walk enters a state with.
    pub(crate) fn entering(plan: &Plan, state: usize, user: u8) -> Self {
        let mut data = Self { state, ..Self::default() };
        data.write(plan, Write::User(user));
        data.write(plan, Write::Basket(user));
        data
    }

    pub(crate) fn write(&mut self, plan: &Plan, write: Write) {
        for (kind, _) in plan.state[self.state].fields {
            match kind {
                FieldKind::User | FieldKind::MaybeUser => write.user(&mut self.user),
                FieldKind::Count => write.count(&mut self.count),
                FieldKind::Basket => write.basket(&mut self.basket),
                FieldKind::Flag => write.flag(&mut self.flag),
                FieldKind::Tags => write.tags(&mut self.tags),
                FieldKind::Met => {
                    if let Write::Meet(number) = write {
                        self.met.insert(number);
                    }
                }
            }
        }
    }

    /// Sets the state's last field to its default, as reading a token does in which it is missing.
    pub(crate) fn forget_last_field(&mut self, plan: &Plan) {
        match plan.state[self.state].fields.last() {
            Some((FieldKind::User | FieldKind::MaybeUser, _)) => self.user = 0,
            Some((FieldKind::Count, _)) => self.count = 0,
            Some((FieldKind::Basket, _)) => self.basket.clear(),
            Some((FieldKind::Flag, _)) => self.flag = false,
            Some((FieldKind::Tags, _)) => self.tags.clear(),
            Some((FieldKind::Met, _)) => self.met.clear(),
            None => {}
        }
    }
}

/// When the session began, entered its state and was last seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Timeline {
    pub(crate) began: u64,
    pub(crate) entered: u64,
    pub(crate) seen: u64,
}

impl Plan {
    pub(crate) fn idle_of(&self, state: usize) -> Option<u64> {
        self.state[state].limits.idle.or(self.idle)
    }

    /// Returns the time after which a refresh is due. Unless it is declared, it is half of the idle
    /// time. A state that declares an idle time or a refresh doesn't use the session's refresh.
    pub(crate) fn refresh_of(&self, state: usize) -> Option<u64> {
        let own = self.state[state].limits;
        let declared = if own.idle.is_some() || own.refresh.is_some() { own.refresh } else { self.refresh };
        declared.or(self.idle_of(state).map(|idle| idle.div_ceil(2)))
    }

    /// Returns whether a cookie has room for a token of so many characters.
    pub(crate) fn has_room(&self, characters: usize) -> bool {
        self.cookie.len() + characters <= 4096
    }

    pub(crate) fn has_id(&self, state: usize) -> bool {
        state != self.start || self.state[state].identity
    }

    /// Returns the ends of the session's lifetime, of the state's lifetime and of the idle time.
    pub(crate) fn ends(&self, state: usize, timeline: Timeline) -> [Option<u64>; 3] {
        let lifetime = self.state[state].limits.lifetime;
        [
            Some(timeline.began + self.lifetime),
            lifetime.map(|lifetime| timeline.entered + lifetime),
            self.idle_of(state).map(|idle| timeline.seen + idle),
        ]
    }

    /// Returns the first second after a limit of a session.
    pub(crate) fn limit(&self, state: usize, timeline: Timeline, limit: Limit) -> Option<u64> {
        let [session, of_state, idle] = self.ends(state, timeline);
        match limit {
            Limit::Session => session,
            Limit::State => of_state,
            Limit::Idle => idle,
            Limit::Refresh => self.refresh_of(state).map(|refresh| timeline.seen + refresh),
            // A session in a cookie has none of these.
            Limit::Grace | Limit::Remembered | Limit::Entry | Limit::Renewal => None,
        }
    }

    pub(crate) fn end(&self, state: usize, timeline: Timeline) -> u64 {
        self.ends(state, timeline).into_iter().flatten().min().expect("every session ends")
    }
}
