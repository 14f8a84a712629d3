//! The items for sale, and the visitor's basket.

use std::collections::BTreeMap;

use session_core::SessionValue;

/// An item for sale.
pub(super) struct Item {
    pub(super) id: ItemId,
    /// The item's name in forms and in the stylesheet.
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) price: Price,
}

/// The number by which a session knows an item. It stays the same when the item is renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, SessionValue)]
pub(super) struct ItemId(u16);

/// An amount in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Price(u32);

const fn item(id: u16, slug: &'static str, name: &'static str, about: &'static str, cents: u32) -> Item {
    Item { id: ItemId(id), slug, name, about, price: Price(cents) }
}

static ITEMS: [Item; 6] = [
    item(1, "assam", "Assam", "Malty and dark. Takes milk.", 640),
    item(2, "darjeeling", "Darjeeling", "First flush: flowers and muscat.", 1180),
    item(3, "sencha", "Sencha", "Green, grassy, a little sweet.", 890),
    item(4, "oolong", "Oolong", "Half-way to black, roasted.", 1250),
    item(5, "rooibos", "Rooibos", "Red, mild, without caffeine.", 520),
    item(6, "mint", "Moroccan mint", "Gunpowder tea and spearmint.", 560),
];

impl Item {
    pub(super) fn all() -> &'static [Self] {
        &ITEMS
    }

    /// Returns the item that a form names, if there is one.
    pub(super) fn named(slug: &str) -> Option<&'static Self> {
        ITEMS.iter().find(|item| item.slug == slug)
    }

    pub(super) fn with_id(id: ItemId) -> Option<&'static Self> {
        ITEMS.iter().find(|item| item.id == id)
    }
}

impl std::fmt::Display for Price {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "€{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// How many of each item the visitor wants. The basket is in a cookie, so it has no more entries
/// than there are items.
#[derive(Clone, Debug, Default, SessionValue)]
pub(crate) struct Basket(BTreeMap<ItemId, u8>);

/// A line of the basket's table.
pub(super) struct Line {
    pub(super) item: &'static Item,
    pub(super) count: u8,
    pub(super) price: Price,
}

/// The largest number of one item: more tea than anybody drinks.
const MOST: u8 = 20;

impl Basket {
    /// Adds one of `item`. Returns `false` if the basket is full of it.
    pub(super) fn add(&mut self, item: &Item) -> bool {
        let count = self.0.entry(item.id).or_default();
        let fits = *count < MOST;
        *count += u8::from(fits);
        fits
    }

    /// Removes one of `item`. Returns `false` if there is none.
    pub(super) fn remove(&mut self, item: &Item) -> bool {
        let Some(count) = self.0.get_mut(&item.id) else { return false };
        *count = count.saturating_sub(1);
        self.0.retain(|_, count| *count > 0);
        true
    }

    /// Returns the lines of the basket, without items that are no longer sold.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> {
        self.0.iter().filter_map(|(id, count)| {
            let item = Item::with_id(*id)?;
            Some(Line { item, count: *count, price: Price(item.price.0 * u32::from(*count)) })
        })
    }

    pub(super) fn count(&self) -> u32 {
        self.lines().map(|line| u32::from(line.count)).sum()
    }

    pub(super) fn total(&self) -> Price {
        Price(self.lines().map(|line| line.price.0).sum())
    }
}
