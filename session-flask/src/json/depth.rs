//! How deep a value may nest.

use crate::value::Value;

/// How many lists, tuples and dicts a value may nest. The limit is the same for reading and
/// writing, so that a session that opens can be written again.
pub(super) const DEPTH: u8 = 64;

/// Returns how many brackets the text of a value may nest that nests so many levels: a tag puts a
/// second pair around a value.
pub(super) const fn brackets(levels: u8) -> u8 {
    2 * levels + 1
}

/// Tells whether a value nests at most so many levels.
pub(super) fn is_within(value: &Value, levels: u8) -> bool {
    let is_inside = |value: &Value| levels.checked_sub(1).is_some_and(|levels| is_within(value, levels));
    match value {
        Value::List(items) | Value::Tuple(items) => levels > 0 && items.iter().all(is_inside),
        Value::Dict(entries) => levels > 0 && entries.iter().all(|(_, value)| is_inside(value)),
        _ => true,
    }
}
