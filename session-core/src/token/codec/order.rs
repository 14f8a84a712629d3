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
    let written = Items::of(written)?;
    let readings = readings.iter().map(|reading| Items::of(reading)).collect::<CodecResult<Vec<_>>>()?;
    let is_in_order = readings.iter().all(|reading| reading.names == written.names);
    if !is_in_order && !written.is_map && !have_no_order(&readings) {
        return Ok(false);
    }
    for (place, name) in written.names.iter().enumerate() {
        let place_in = |items: &Items<'_>| {
            if is_in_order { Some(place) } else { items.names.iter().position(|other| other == name) }
        };
        for within in 0..written.width() {
            let counterparts = readings.iter().filter_map(|items| items.part(place_in(items)?, within));
            let counterparts: Vec<&[u8]> = counterparts.collect();
            let own = written.parts[place * written.width() + within];
            if counterparts.len() < readings.len() || !is_only_reordered(own, &counterparts)? {
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
        [first, second, more @ ..] => first.names == second.names || more.iter().any(|another| another.names != first.names),
        _ => false,
    }
}

/// What a list or a map consists of.
struct Items<'e> {
    is_map: bool,
    /// The items of a list, or each key and its value.
    parts: Vec<&'e [u8]>,
    /// The items of a list or the keys of a map, without an order inside.
    names: Vec<Vec<u8>>,
}

impl<'e> Items<'e> {
    fn of(encoded: &'e [u8]) -> CodecResult<Self> {
        let (major, parts) = parts(encoded)?;
        let is_map = major == head::MAP;
        let keys = parts.iter().step_by(if is_map { 2 } else { 1 });
        let names = keys.map(|key| canonical(key, Order::Ignored)).collect::<CodecResult<_>>()?;
        Ok(Self { is_map, parts, names })
    }

    /// Returns how many parts an item has.
    fn width(&self) -> usize {
        if self.is_map { 2 } else { 1 }
    }

    fn part(&self, place: usize, within: usize) -> Option<&'e [u8]> {
        self.parts.get(place * self.width() + within).copied()
    }
}
