//! A struct, and the plan that says the same as plain values. In the plan, the struct is a machine
//! of one state that has no name.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroU8;

use session_core::{Live, Session};

use crate::plan::{FieldKind, MAX_STATES, Plan, StatePlan, UNUSED};
use crate::reference::Data;
use crate::subject::Walked;
use crate::writes::Write;

#[derive(Session, Debug)]
#[session(name = "plain", cookie = "__Host-plain", lifetime = "2h", idle = "30m")]
pub(crate) struct Plain {
    #[session(identity)]
    user: Option<NonZeroU8>,
    #[session(merge = add)]
    count: u32,
    #[session(merge = append)]
    basket: Vec<u8>,
    #[session(merge = last)]
    tags: BTreeMap<String, u8>,
    /// A set without an order: its numbers come in another order each time that it is read.
    met: HashSet<u8>,
}

const HOUR: u64 = 60 * 60;

pub(crate) const PLAIN: Plan = Plan {
    name: "plain",
    cookie: "__Host-plain",
    persistent: false,
    encrypted: false,
    renew_every: None,
    states: 1,
    start: 0,
    lifetime: 2 * HOUR,
    idle: Some(HOUR / 2),
    refresh: None,
    state: {
        let mut state = [UNUSED; MAX_STATES];
        state[0] = StatePlan {
            fields: &[
                (FieldKind::MaybeUser, "user"),
                (FieldKind::Count, "count"),
                (FieldKind::Basket, "basket"),
                (FieldKind::Tags, "tags"),
                (FieldKind::Met, "met"),
            ],
            has_defaults: true,
            identity: true,
            ..UNUSED
        };
        state
    },
};

impl Walked for Plain {
    fn shown(&self) -> Data {
        let Self { user, count, basket, tags, met } = self;
        Data {
            user: user.map_or(0, NonZeroU8::get),
            count: *count,
            basket: basket.clone(),
            tags: tags.clone(),
            met: met.iter().copied().collect(),
            ..Data::default()
        }
    }

    fn ask(live: Live<'_, Self>, state: usize) -> Option<Data> {
        (state == 0).then(|| live.shown())
    }

    fn change(mut live: Live<'_, Self>, write: Write) {
        match write {
            Write::User(user) => live.user = NonZeroU8::new(user),
            Write::Meet(number) => drop(live.met.insert(number)),
            _ => {}
        }
        write.count(&mut live.count);
        write.basket(&mut live.basket);
        write.tags(&mut live.tags);
    }

    fn go(_: Live<'_, Self>, _: usize, _: usize, _: u8) -> Option<Data> {
        None
    }
}
