//! Compares two encodings of one record, field by field.

use serde::de::{Deserialize, IgnoredAny};

use super::CodecResult;
use super::de::Decoder;
use super::head::{self, Cursor};

/// Returns the names of the fields whose encodings differ. Both encodings were just made by
/// [`put_fields`](super::put_fields) from one type, so they have the same names in the same order.
pub(crate) fn changed_fields<'a>(before: &'a [u8], after: &'a [u8]) -> impl Iterator<Item = &'a str> {
    fields(before).zip(fields(after)).filter(|(before, after)| before.1 != after.1).map(|(before, _)| before.0)
}

/// Returns `known` with the value of `again` for each field that has the same value as in `before`.
/// All three are encodings of one state.
pub(crate) fn measured_again(known: &[u8], before: &[u8], again: &[u8]) -> Vec<u8> {
    let mut cursor = Cursor::new(known);
    let mut measured = Vec::with_capacity(again.len());
    for ((name, known), ((_, before), (_, again))) in fields(known).zip(fields(before).zip(fields(again))) {
        let start = cursor.at();
        if cursor.name().ok() != Some(name) {
            break;
        }
        measured.extend_from_slice(cursor.since(start));
        measured.extend_from_slice(if known == before { again } else { known });
        if skip(&mut cursor).is_err() {
            break;
        }
    }
    measured
}

/// Returns the name of the first field whose values differ. The order inside of arrays and maps
/// doesn't count: a `HashSet` is written as an array, and in another order each time it is read
/// back.
pub(crate) fn first_difference<'a>(before: &'a [u8], after: &'a [u8]) -> Option<&'a str> {
    fields(before)
        .zip(fields(after))
        .find(|(before, after)| !is_same(before.1, after.1, Order::Ignored))
        .map(|(before, _)| before.0)
}

/// Whether the order inside of arrays counts. That inside of maps never does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Counts,
    Ignored,
}

/// Returns whether two encoded values are equal.
pub(super) fn is_same(one: &[u8], other: &[u8], order: Order) -> bool {
    let canonical = |encoded| canonical(encoded, order);
    one == other || one.len() == other.len() && canonical(one).is_ok_and(|one| canonical(other).is_ok_and(|other| one == other))
}

/// Iterates over names and encoded values, up to the first item that isn't a field.
pub(in crate::token) fn fields(entries: &[u8]) -> impl Iterator<Item = (&str, &[u8])> {
    let mut cursor = Cursor::new(entries);
    std::iter::from_fn(move || {
        let name = cursor.name().ok()?;
        let start = cursor.at();
        skip(&mut cursor).ok()?;
        Some((name, cursor.since(start)))
    })
}

/// Iterates over the fields of a whole map.
pub(in crate::token) fn fields_of_map(map: &[u8]) -> impl Iterator<Item = (&str, &[u8])> {
    let mut cursor = Cursor::new(map);
    let entries = if cursor.head().is_ok() { &map[cursor.at()..] } else { &[] };
    fields(entries)
}

fn skip(cursor: &mut Cursor<'_>) -> CodecResult<()> {
    IgnoredAny::deserialize(Decoder::new(cursor)).map(drop)
}

/// Returns an item without parts. One NaN is like another: some formats write all of them alike.
fn leaf(encoded: &[u8]) -> Vec<u8> {
    let is_nan = match *encoded {
        [head::SINGLE, ref bytes @ ..] => bytes.try_into().is_ok_and(|bytes| f32::from_be_bytes(bytes).is_nan()),
        [head::DOUBLE, ref bytes @ ..] => bytes.try_into().is_ok_and(|bytes| f64::from_be_bytes(bytes).is_nan()),
        _ => false,
    };
    if is_nan { vec![encoded[0]] } else { encoded.to_vec() }
}

/// Returns what a list consists of, or a map with each key before its value, and the item's type. A
/// part of a byte string is a byte, which is no item. Any other item has no parts.
pub(super) fn parts(encoded: &[u8]) -> CodecResult<(u8, Vec<&[u8]>)> {
    let mut cursor = Cursor::new(encoded);
    let (major, count) = match cursor.clone().head() {
        Ok((head::ARRAY, items)) => (head::ARRAY, items),
        Ok((head::MAP, entries)) => (head::MAP, 2 * entries),
        Ok((head::BYTES, bytes)) => (head::BYTES, bytes),
        _ => return Ok((encoded.first().map_or(0, |first| first >> 5), Vec::new())),
    };
    cursor.head()?;
    let mut parts = Vec::new();
    for _ in 0..count {
        let start = cursor.at();
        match major {
            head::BYTES => cursor.take(1).map(drop)?,
            _ => skip(&mut cursor)?,
        }
        parts.push(cursor.since(start));
    }
    Ok((major, parts))
}

/// Returns the item in `encoded` with everything sorted whose order doesn't count.
pub(super) fn canonical(encoded: &[u8], order: Order) -> CodecResult<Vec<u8>> {
    let (major, parts) = parts(encoded)?;
    let width = match major {
        head::ARRAY | head::BYTES => 1,
        head::MAP => 2,
        _ => return Ok(leaf(encoded)),
    };
    let mut items = Vec::new();
    for item in parts.chunks(width) {
        let parts = item.iter().map(|part| canonical_part(major, part, order)).collect::<CodecResult<Vec<_>>>()?;
        items.push(parts.concat());
    }
    if major == head::MAP || order == Order::Ignored {
        items.sort_unstable();
    }
    let (bytes, length) = head::head(major, items.len() as u64);
    Ok([&bytes[..length], &items.concat()].concat())
}

/// Returns a part of an item of the type `major`, with everything sorted whose order doesn't count.
pub(super) fn canonical_part(major: u8, part: &[u8], order: Order) -> CodecResult<Vec<u8>> {
    if major == head::BYTES { Ok(part.to_vec()) } else { canonical(part, order) }
}
