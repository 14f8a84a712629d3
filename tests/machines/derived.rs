//! A machine that the derive made, and the plan that says the same as plain values.
//!
//! The machine has what the example's lacks: a name, a cookie and a lifetime of its own, and a
//! transition from a state to itself.

use session_core::{Live, Session, SessionState};

use crate::plan::{FieldKind, Plan, PlanTimeouts, StatePlan, UNUSED};
use crate::reference::Data;
use crate::subject::{Shape, Walked, ask_for, go_from, write_in};
use crate::writes::Write;

#[derive(Session, Debug)]
#[session(name = "derived", cookie = "__Host-derived", lifetime = "24h")]
pub(crate) enum Derived {
    #[session(start, to(AwaitingCode))]
    Anonymous(Anonymous),
    #[session(to(LoggedIn resets_lifetime, AwaitingCode, Anonymous), lifetime = "5m")]
    AwaitingCode(AwaitingCode),
    #[session(to(Anonymous), idle = "30m", lifetime = "12h", no_store)]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Debug, Default)]
pub(crate) struct Anonymous {
    #[session(merge = append)]
    pub(crate) basket: Vec<u8>,
}

#[derive(SessionState, Debug)]
pub(crate) struct AwaitingCode {
    #[session(merge = last)]
    pub(crate) user: u8,
    #[session(merge = add)]
    pub(crate) attempt: u32,
}

#[derive(SessionState, Debug)]
pub(crate) struct LoggedIn {
    #[session(identity)]
    pub(crate) user: u8,
    #[session(merge = append)]
    pub(crate) basket: Vec<u8>,
}

const DAY: u64 = 24 * 60 * 60;

pub(crate) const DERIVED: Plan = Plan {
    name: "derived",
    cookie: "__Host-derived",
    persistent: false,
    encrypted: false,
    renew_every: None,
    states: 3,
    start: 0,
    lifetime: DAY,
    idle: None,
    refresh: None,
    state: [
        StatePlan {
            name: "Anonymous",
            fields: &[(FieldKind::Basket, "basket")],
            has_defaults: true,
            leads: [None, Some(false), None, None, None, None],
            ..UNUSED
        },
        StatePlan {
            name: "AwaitingCode",
            fields: &[(FieldKind::User, "user"), (FieldKind::Count, "attempt")],
            limits: PlanTimeouts { lifetime: Some(5 * 60), ..PlanTimeouts::NONE },
            leads: [Some(false), Some(false), Some(true), None, None, None],
            ..UNUSED
        },
        StatePlan {
            name: "LoggedIn",
            fields: &[(FieldKind::User, "user"), (FieldKind::Basket, "basket")],
            identity: true,
            no_store: true,
            limits: PlanTimeouts { lifetime: Some(DAY / 2), idle: Some(30 * 60), refresh: None },
            leads: [Some(false), None, None, None, None, None],
            ..UNUSED
        },
        UNUSED,
        UNUSED,
        UNUSED,
    ],
};

impl Shape for Anonymous {
    fn shown(&self) -> Data {
        Data { state: 0, basket: self.basket.clone(), ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.basket(&mut self.basket);
    }

    fn entering(user: u8) -> Self {
        Self { basket: vec![user] }
    }
}

impl Shape for AwaitingCode {
    fn shown(&self) -> Data {
        Data { state: 1, user: self.user, count: self.attempt, ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.user(&mut self.user);
        write.count(&mut self.attempt);
    }

    fn entering(user: u8) -> Self {
        Self { user, attempt: 0 }
    }
}

impl Shape for LoggedIn {
    fn shown(&self) -> Data {
        Data { state: 2, user: self.user, basket: self.basket.clone(), ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.user(&mut self.user);
        write.basket(&mut self.basket);
    }

    fn entering(user: u8) -> Self {
        Self { user, basket: vec![user] }
    }
}

impl Walked for Derived {
    fn shown(&self) -> Data {
        match self {
            Self::Anonymous(state) => state.shown(),
            Self::AwaitingCode(state) => state.shown(),
            Self::LoggedIn(state) => state.shown(),
        }
    }

    fn ask(live: Live<'_, Self>, state: usize) -> Option<Data> {
        match state {
            0 => ask_for::<_, Anonymous>(live),
            1 => ask_for::<_, AwaitingCode>(live),
            2 => ask_for::<_, LoggedIn>(live),
            _ => None,
        }
    }

    fn change(live: Live<'_, Self>, write: Write) {
        match &*live {
            Self::Anonymous(_) => write_in::<_, Anonymous>(live, write),
            Self::AwaitingCode(_) => write_in::<_, AwaitingCode>(live, write),
            Self::LoggedIn(_) => write_in::<_, LoggedIn>(live, write),
        }
    }

    fn go(live: Live<'_, Self>, from: usize, to: usize, user: u8) -> Option<Data> {
        match (from, to) {
            (0, 1) => go_from::<_, Anonymous, AwaitingCode>(live, user),
            (1, 0) => go_from::<_, AwaitingCode, Anonymous>(live, user),
            (1, 1) => go_from::<_, AwaitingCode, AwaitingCode>(live, user),
            (1, 2) => go_from::<_, AwaitingCode, LoggedIn>(live, user),
            (2, 0) => go_from::<_, LoggedIn, Anonymous>(live, user),
            _ => None,
        }
    }
}
