//! Compares two values by the texts that are written for them.

use crate::json::to_text;
use crate::value::Value;
use crate::visits;

/// Returns whether two values are written as the same text. So a NaN equals a NaN, and 0.0 isn't
/// -0.0.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    visits::note();
    match (one, other) {
        (Value::Float(one), Value::Float(other)) => one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan(),
        (Value::List(one), Value::List(other)) | (Value::Tuple(one), Value::Tuple(other)) => are_same(one, other),
        (Value::Dict(one), Value::Dict(other)) => {
            let mut entries = one.iter().zip(other.iter());
            one.len() == other.len() && entries.all(|(one, other)| one.0 == other.0 && is_same(one.1, other.1))
        }
        (one, other) => one == other,
    }
}

fn are_same(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
}

/// Returns whether two values are written as the same text when the order inside of lists doesn't
/// count.
pub(super) fn is_equal(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => is_same(one, other) || is_same(&unordered(one), &unordered(other)),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Returns the value with the content of all lists sorted.
fn unordered(value: &Value) -> Value {
    match value {
        Value::List(items) => {
            let mut items: Vec<_> = items.iter().map(unordered).collect();
            items.sort_by_cached_key(to_text);
            Value::List(items)
        }
        Value::Tuple(items) => Value::Tuple(items.iter().map(unordered).collect()),
        Value::Dict(entries) => Value::Dict(entries.iter().map(|(key, value)| (key.clone(), unordered(value))).collect()),
        value => value.clone(),
    }
}

/// Returns whether two lists have the same items in another order.
pub(super) fn is_shuffled(one: &[Value], other: &[Value]) -> bool {
    if one.len() != other.len() || are_same(one, other) {
        return false;
    }
    let [mut one, mut other] = [one, other].map(|items| items.iter().map(to_text).collect::<Vec<_>>());
    one.sort_unstable();
    other.sort_unstable();
    one == other
}

/// Returns whether a list in `new` has the items of its counterpart in `old` in another order.
pub(super) fn is_reordered(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::List(new), Value::List(old)) if is_shuffled(new, old) => true,
        (Value::List(new), Value::List(old)) | (Value::Tuple(new), Value::Tuple(old)) => {
            new.iter().zip(old).any(|(new, old)| is_reordered(new, old))
        }
        (Value::Dict(new), Value::Dict(old)) => {
            new.iter().any(|(key, new)| old.find(key).is_some_and(|old| is_reordered(new, old)))
        }
        _ => false,
    }
}
