//! What the shop sells, how much of it is left, and what was ordered: plain data in memory, which
//! begins anew when the program does. In a real shop this is a database.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use session_core::SessionValue;

use super::sessions::Basket;
use super::users::UserId;

/// A plant for sale.
pub(super) struct Item {
    pub(super) id: ItemId,
    /// The item's name in forms and in the stylesheet.
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) price: Price,
    /// How many there are when the shop opens.
    delivered: u32,
}

/// The number by which a session knows an item. It stays the same when the item is renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, SessionValue)]
pub(super) struct ItemId(u16);

/// An amount in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Price(u64);

const fn item(id: u16, slug: &'static str, name: &'static str, about: &'static str, cents: u64, delivered: u32) -> Item {
    Item { id: ItemId(id), slug, name, about, price: Price(cents), delivered }
}

static ITEMS: [Item; 4] = [
    item(1, "monstera", "Monstera", "Large leaves with holes. Wants a bright place.", 2_400, 6),
    item(2, "fern", "Fern", "Likes the bathroom as much as you do.", 1_250, 12),
    item(3, "cactus", "Cactus", "Forgives everything but too much water.", 790, 20),
    item(4, "bonsai", "Bonsai", "Forty years old. There is no other.", 14_000, 1),
];

impl Item {
    /// Returns the item that a form names, if there is one.
    pub(super) fn named(slug: &str) -> Option<&'static Self> {
        ITEMS.iter().find(|item| item.slug == slug)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "€{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// A line of a basket or of an order.
pub(super) struct Line {
    pub(super) item: &'static Item,
    pub(super) count: u32,
    pub(super) price: Price,
}

/// Returns the lines of a basket, without what is no longer sold. Two tabs that take out the same
/// item at once may leave a line of nothing, which isn't shown.
pub(super) fn lines(basket: &Basket) -> impl Iterator<Item = Line> {
    basket.iter().filter(|(_, count)| **count > 0).filter_map(|(id, count)| {
        let item = ITEMS.iter().find(|item| item.id == *id)?;
        Some(Line { item, count: *count, price: Price(item.price.0 * u64::from(*count)) })
    })
}

/// Returns the price of a whole basket.
pub(super) fn total(basket: &Basket) -> Price {
    Price(lines(basket).map(|line| line.price.0).sum())
}

/// What the shop knows an order by. A session keeps the key of its next order: whatever becomes of
/// the session's answer, what is sold under a key is sold once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SessionValue)]
pub(super) struct OrderKey(u64);

impl OrderKey {
    /// Draws a key that no other order has.
    pub(super) fn random() -> Self {
        Self(getrandom::u64().expect("a system without randomness can sell nothing"))
    }
}

/// An order.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) key: OrderKey,
    pub(super) user: UserId,
    pub(super) items: Basket,
    pub(super) address: String,
    /// The link by which the customer has come, for the shop's books.
    pub(super) came_from: String,
}

/// There is less of an item than somebody wants.
pub(super) struct Short {
    pub(super) item: &'static Item,
    pub(super) left: u32,
}

/// The shop's books.
pub(super) struct Stock(Mutex<Books>);

struct Books {
    left: BTreeMap<ItemId, u32>,
    orders: Vec<Order>,
}

impl Default for Stock {
    fn default() -> Self {
        let left = ITEMS.iter().map(|item| (item.id, item.delivered)).collect();
        Self(Mutex::new(Books { left, orders: Vec::new() }))
    }
}

impl Stock {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what is for sale, and how much of it is left.
    pub(super) fn shelf(&self) -> Vec<(&'static Item, u32)> {
        let books = self.books();
        ITEMS.iter().map(|item| (item, books.left(item.id))).collect()
    }

    /// Takes an order out of the stock, or returns the one that has its key already.
    pub(super) fn sell(&self, order: Order) -> Result<Order, Short> {
        let mut books = self.books();
        if let Some(sold) = books.orders.iter().find(|sold| sold.key == order.key) {
            return Ok(sold.clone());
        }
        for line in lines(&order.items) {
            let left = books.left(line.item.id);
            if left < line.count {
                return Err(Short { item: line.item, left });
            }
        }
        for line in lines(&order.items) {
            *books.left.entry(line.item.id).or_default() -= line.count;
        }
        books.orders.push(order.clone());
        Ok(order)
    }

    /// Returns the orders of a user, the latest first.
    pub(super) fn orders(&self, user: UserId) -> Vec<Order> {
        self.books().orders.iter().rev().filter(|order| order.user == user).cloned().collect()
    }
}

impl Books {
    fn left(&self, id: ItemId) -> u32 {
        self.left.get(&id).copied().unwrap_or_default()
    }
}
