//! The visitor's session: two states, and what becomes of each field if two tabs change it at once.
//!
//! This session is kept in a store, so `merge` and `group` count. In a cookie the later answer
//! would win, and a tab would lose what the other one has put into the basket.

use std::collections::BTreeMap;

use session_core::{Flash, Live, Session, SessionState};

use super::stock::{ItemId, OrderKey};
use super::users::UserId;

/// How many of each item the visitor wants. The numbers have no limit of their own, since two tabs
/// that keep to one would exceed it together: the stock is the limit, when the visitor orders.
pub(super) type Basket = BTreeMap<ItemId, u32>;

/// The ticket in a customer's cookie is renewed from time to time, so that a stolen one is soon
/// worth nothing.
#[derive(Session)]
#[session(renew_every = "15m")]
pub(crate) enum Visit {
    #[session(start, to(Customer resets_lifetime))]
    Visitor(Visitor),
    /// With `server_only`, this session doesn't compile in a cookie: a sign-out there ends nothing
    /// but the browser's copy. With `no_store`, Back asks the server after a sign-out.
    #[session(idle = "30m", lifetime = "12h", otherwise = "/sign-in", server_only, no_store)]
    Customer(Customer),
}

#[derive(SessionState, Default)]
pub(crate) struct Visitor {
    /// Of two tabs, both additions count. A field with a policy goes along into the sign-in, also
    /// what another tab puts in while the visitor signs in.
    #[session(merge = add)]
    pub(super) basket: Basket,
    /// Where the first link to the shop was. The earlier of two changes counts.
    #[session(merge = keep)]
    pub(super) came_from: String,
    pub(super) flash: Flash,
}

#[derive(SessionState)]
pub(crate) struct Customer {
    /// With `identity`, a change of the user would be another session.
    #[session(identity)]
    pub(super) user: UserId,
    #[session(merge = add)]
    pub(super) basket: Basket,
    #[session(merge = keep)]
    pub(super) came_from: String,
    /// The key of the next order, by which the shop knows an order that it has already. Two
    /// requests that order at once both replace it, and one of them hears of the conflict.
    #[session(merge = refuse)]
    pub(super) next_order: OrderKey,
    /// Both halves of an address come from one form. The later of two changes counts, as it does
    /// for every field that says nothing else.
    #[session(group = "address")]
    pub(super) street: String,
    #[session(group = "address")]
    pub(super) city: String,
    pub(super) flash: Flash,
}

impl Visit {
    /// Returns the basket, which every state has.
    pub(super) fn basket(&self) -> &Basket {
        match self {
            Self::Visitor(state) => &state.basket,
            Self::Customer(state) => &state.basket,
        }
    }
}

/// Changes what every state has, and returns the handle again, because only a state can be written
/// to.
pub(super) fn change<R: Default>(
    visit: Live<'_, Visit>,
    change: impl FnOnce(&mut Basket, &mut Flash) -> R,
) -> (Live<'_, Visit>, R) {
    let visit = match visit.in_state::<Visitor>() {
        Ok(mut visitor) => {
            let state = &mut *visitor;
            let changed = change(&mut state.basket, &mut state.flash);
            return (visitor.whole(), changed);
        }
        Err(visit) => visit,
    };
    match visit.in_state::<Customer>() {
        Ok(mut customer) => {
            let state = &mut *customer;
            let changed = change(&mut state.basket, &mut state.flash);
            (customer.whole(), changed)
        }
        Err(visit) => (visit, R::default()),
    }
}
