//! Whether encodings of one value differ only in the order of what has none: of maps, and of sets,
//! which are written as lists.

use super::CodecResult;
use super::difference::{Order, canonical, parts};
use super::head;

/// Returns whether `readings` differ from what was `written` only in an order that doesn't count.
/// Apart from the order they are equal. The first of them was read from `written`, the second from
/// the first, and the others again from `written`.
///
/// The order of a list counts, unless the readings show that its type has none, or one of its own:
/// the list of a set whose hashes differ has another order at another reading, and that of a set
/// whose hashes are always the same has its order from the first reading on.
pub(super) fn is_only_reordered(written: &[u8], readings: &[&[u8]]) -> CodecResult<bool> {
    if readings.iter().all(|reading| *reading == written) {
        return Ok(true);
    }
    let mut written = Items::of(written)?;
    let mut readings = readings.iter().map(|reading| Items::of(reading)).collect::<CodecResult<Vec<_>>>()?;
    let is_in_order = readings.iter().all(|reading| reading.has_order_of(&written));
    if !is_in_order && !written.is_map && !have_no_order(&readings) {
        return Ok(false);
    }
    if !is_in_order {
        readings.iter_mut().chain([&mut written]).for_each(Items::sort);
    }
    for (place, item) in written.items.iter().enumerate() {
        for (within, part) in item.parts.iter().enumerate() {
            let counterparts = readings.iter().filter_map(|reading| reading.part(place, within));
            let counterparts: Vec<&[u8]> = counterparts.collect();
            if counterparts.len() < readings.len() || !is_only_reordered(part, &counterparts)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Returns whether these readings of a list show that its type doesn't keep an order that it is
/// given.
fn have_no_order(readings: &[Items<'_>]) -> bool {
    match readings {
        [first, second, more @ ..] => first.has_order_of(second) || !more.iter().all(|another| first.has_order_of(another)),
        _ => false,
    }
}

/// What a list or a map consists of.
struct Items<'e> {
    is_map: bool,
    items: Vec<Item<'e>>,
}

/// An item of a list, or an entry of a map.
struct Item<'e> {
    /// The item or the entry's key, without an order inside.
    name: Vec<u8>,
    /// The item, or the entry's key and value.
    parts: Vec<&'e [u8]>,
}

impl<'e> Items<'e> {
    fn of(encoded: &'e [u8]) -> CodecResult<Self> {
        let (major, parts) = parts(encoded)?;
        let is_map = major == head::MAP;
        let item = |parts: &[&'e [u8]]| Ok(Item { name: canonical(parts[0], Order::Ignored)?, parts: parts.to_vec() });
        let items = parts.chunks(if is_map { 2 } else { 1 }).map(item).collect::<CodecResult<_>>()?;
        Ok(Self { is_map, items })
    }

    fn has_order_of(&self, other: &Self) -> bool {
        self.items.iter().map(|item| &item.name).eq(other.items.iter().map(|item| &item.name))
    }

    fn sort(&mut self) {
        self.items.sort_by(|one, other| one.name.cmp(&other.name));
    }

    fn part(&self, place: usize, within: usize) -> Option<&'e [u8]> {
        self.items.get(place)?.parts.get(within).copied()
    }
}
