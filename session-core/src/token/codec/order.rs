//! Whether two encodings of one value differ only in the order of what has none: of maps, and of
//! sets, which are written as lists.

use super::CodecResult;
use super::difference::{Order, canonical_part, is_same, parts};
use super::head;

/// What a value was written as, with a reader of its type, which encodes again what it reads.
pub(super) struct Written<'e, R> {
    pub(super) whole: &'e [u8],
    pub(super) read: R,
}

impl<R: Fn(&[u8]) -> Option<Vec<u8>>> Written<'_, R> {
    /// Returns whether the value was read back as `reading`, apart from an order that doesn't
    /// count.
    pub(super) fn is_read_as(&self, reading: &[u8]) -> CodecResult<bool> {
        self.is_part_read_as((0, self.whole), reading)
    }

    /// Compares a part of the value, which begins at the byte `at`.
    fn is_part_read_as(&self, (at, part): (usize, &[u8]), reading: &[u8]) -> CodecResult<bool> {
        if is_same(part, reading, Order::Counts) {
            return Ok(true);
        }
        let (mut own, mut others) = (items(at, part)?, items(0, reading)?);
        if !have_one_order(&own, &others) {
            let is_list = own.iter().all(|item| item.parts.len() == 1);
            if is_list && !self.is_set(&own) {
                return Ok(false);
            }
            own.sort();
            others.sort();
        }
        if own.is_empty() || !have_one_order(&own, &others) {
            return Ok(false);
        }
        for (own, other) in own.iter().zip(&others) {
            for (part, (_, reading)) in own.parts.iter().zip(&other.parts) {
                if !self.is_part_read_as(*part, reading)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Returns whether a list is that of a set. A set doesn't keep an item that it has already, or
    /// refuses it, where a list has it twice: so one item is written in the place of another.
    fn is_set(&self, list: &[Item<'_>]) -> bool {
        let mut items = list.iter().flat_map(|item| &item.parts);
        let Some((_, item)) = items.next() else { return false };
        let Some((at, another)) = items.find(|(_, other)| other != item) else { return false };
        let repeats = [&self.whole[..*at], item, &self.whole[at + another.len()..]].concat();
        (self.read)(&repeats).is_none_or(|reading| !is_same(&repeats, &reading, Order::Ignored))
    }
}

/// An item of a list, or an entry of a map.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Item<'e> {
    /// The item without an order inside, or the entry's key.
    name: Vec<u8>,
    /// The item, or the entry's key and value, each with the place where it begins.
    parts: Vec<(usize, &'e [u8])>,
}

/// Returns the items of a list or the entries of a map that begins at the byte `at`.
fn items(at: usize, encoded: &[u8]) -> CodecResult<Vec<Item<'_>>> {
    let (major, parts) = parts(encoded)?;
    let (width, order) = if major == head::MAP { (2, Order::Counts) } else { (1, Order::Ignored) };
    let mut at = at + encoded.len() - parts.iter().map(|part| part.len()).sum::<usize>();
    let mut items = Vec::new();
    for parts in parts.chunks(width) {
        let name = canonical_part(major, parts[0], order)?;
        let mut item = Item { name, parts: Vec::new() };
        for part in parts {
            item.parts.push((at, *part));
            at += part.len();
        }
        items.push(item);
    }
    Ok(items)
}

fn have_one_order(one: &[Item<'_>], other: &[Item<'_>]) -> bool {
    one.iter().map(|item| &item.name).eq(other.iter().map(|item| &item.name))
}
