//! How deep values may nest.

use crate::value::Value;

/// Returns how many levels of brackets the text of a value with `levels` levels may have: a tag
/// puts a second pair around a value.
pub(super) const fn brackets(levels: u8) -> u8 {
    2 * levels + 1
}

/// Returns whether a value has at most `levels` levels.
pub(super) fn is_within(value: &Value, levels: u8) -> bool {
    let is_inside = |value: &Value| levels.checked_sub(1).is_some_and(|levels| is_within(value, levels));
    match value {
        Value::List(items) | Value::Tuple(items) => levels > 0 && items.iter().all(is_inside),
        Value::Dict(entries) => levels > 0 && entries.iter().all(|(_, value)| is_inside(value)),
        _ => true,
    }
}
