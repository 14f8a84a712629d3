//! The machine of the example `login`, and the plan that says the same as plain values.
//!
//! The declaration is the example's own. The types of its fields are replaced by newtypes of what
//! the walk can write. In a token, a newtype is encoded as what it holds.

use session_core::Live;

use crate::plan::{FieldKind, Plan, PlanTimeouts, StatePlan, UNUSED};
use crate::reference::Data;
use crate::subject::{Shape, Walked, ask_for, go_from, write_in};
use crate::writes::Write;

use basket::Basket;
use codes::AttemptId;
pub(crate) use sessions::Login;
use sessions::{Anonymous, AwaitingCode, LoggedIn};
use users::UserId;

#[path = "../../examples/login/site/sessions.rs"]
#[allow(dead_code, reason = "the other sessions, and what the pages need")]
mod sessions;

mod basket {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Default, Serialize, Deserialize)]
    pub(crate) struct Basket(pub(super) Vec<u8>);
}

mod users {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Copy, Serialize, Deserialize)]
    pub(crate) struct UserId(pub(super) u8);
}

mod codes {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Copy, Serialize, Deserialize)]
    pub(crate) struct AttemptId(pub(super) u32);
}

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

pub(crate) const LOGIN: Plan = Plan {
    name: "session-tests/Login",
    cookie: "__Host-login",
    persistent: false,
    encrypted: false,
    renew_every: None,
    states: 3,
    start: 0,
    lifetime: 30 * DAY,
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
            fields: &[
                (FieldKind::User, "user"),
                (FieldKind::Count, "attempt"),
                (FieldKind::Flag, "stay"),
                (FieldKind::Basket, "basket"),
            ],
            limits: PlanTimeouts { lifetime: Some(5 * MINUTE), ..PlanTimeouts::NONE },
            leads: [Some(false), None, Some(true), None, None, None],
            ..UNUSED
        },
        StatePlan {
            name: "LoggedIn",
            fields: &[(FieldKind::User, "user"), (FieldKind::Basket, "basket")],
            identity: true,
            no_store: true,
            limits: PlanTimeouts { lifetime: Some(DAY / 2), idle: Some(30 * MINUTE), refresh: None },
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
        Data { state: 0, basket: self.basket.0.clone(), ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.basket(&mut self.basket.0);
    }

    fn entering(user: u8) -> Self {
        Self { basket: Basket(vec![user]) }
    }
}

impl Shape for AwaitingCode {
    fn shown(&self) -> Data {
        let (user, count, flag) = (self.user.0, self.attempt.0, self.stay);
        Data { state: 1, user, count, flag, basket: self.basket.0.clone(), ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.user(&mut self.user.0);
        write.count(&mut self.attempt.0);
        write.basket(&mut self.basket.0);
        write.flag(&mut self.stay);
    }

    fn entering(user: u8) -> Self {
        Self { user: UserId(user), attempt: AttemptId(0), stay: false, basket: Basket(vec![user]) }
    }
}

impl Shape for LoggedIn {
    fn shown(&self) -> Data {
        Data { state: 2, user: self.user.0, basket: self.basket.0.clone(), ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.user(&mut self.user.0);
        write.basket(&mut self.basket.0);
    }

    fn entering(user: u8) -> Self {
        Self { user: UserId(user), basket: Basket(vec![user]) }
    }
}

impl Walked for Login {
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
            (1, 2) => go_from::<_, AwaitingCode, LoggedIn>(live, user),
            (2, 0) => go_from::<_, LoggedIn, Anonymous>(live, user),
            _ => None,
        }
    }
}
