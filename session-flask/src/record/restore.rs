//! Values that no handler changed are written as they were read.
//!
//! A `String` reads markup, a `Vec` a tuple, an `f64` an integer, and a struct skips keys that it
//! doesn't name. The value that such a type writes would be a change for the Flask application,
//! although the Rust service changed nothing. So the written value isn't compared with the
//! original, but with what the type would have written for the original. Where these are equal,
//! the original is written.

use std::borrow::Cow;
use std::collections::BTreeSet;

use session_core::schema::Value as FieldValue;

use super::equal::{is_equal, is_reordered, is_same, is_shuffled};
use crate::json::{Deserializer, JsonResult, Serializer};
use crate::limits::COMPARISONS;
use crate::value::{Dict, Text, Value};

/// How often a type is asked whether it keeps the order of a list. A set of two items has the same
/// order half of the time.
const TRIES: usize = 16;

/// Returns the value to write for `new`, which a `T` wrote and whose original was `original`.
/// Returns `None` if the field is to be left out.
pub(super) fn restored<T: FieldValue>(new: Option<Value>, original: &Value) -> Option<Cow<'_, Value>> {
    if new.as_ref().is_some_and(|new| is_same(new, original)) {
        return new.map(Cow::Owned);
    }
    let Ok(old) = rewritten::<T>(original) else { return new.map(Cow::Owned) };
    let (new, old) = match (new, old) {
        (None, None) => return Some(Cow::Borrowed(original)),
        (None, Some(_)) => return None,
        (Some(new), None) => return Some(Cow::Owned(new)),
        (Some(new), Some(old)) => (new, old),
    };
    let mut settled = new.clone();
    for _ in 0..tries(&new) {
        let again = if is_reordered(&settled, &old) { rewritten::<T>(&new).ok().flatten() } else { None };
        let Some(again) = again else { break };
        settle(&mut settled, &old, &again);
    }
    match merged(settled, original, &old) {
        Merged::Unchanged => Some(Cow::Borrowed(original)),
        Merged::Changed(merged) => {
            // A type may read a kept entry as its own, for example one that has another name of a
            // field.
            let is_sound = rewritten::<T>(&merged).is_ok_and(|again| is_equal(again.as_ref(), Some(&new)));
            Some(Cow::Owned(if is_sound { merged } else { new }))
        }
    }
}

/// Returns how often a type is asked about the order of the lists in `value`. Each time all of the
/// value is compared, once for each of its levels. In a value that is too large for that, a set
/// that nobody changed may be written in another order.
fn tries(value: &Value) -> usize {
    let (values, levels) = size(value);
    TRIES.min(COMPARISONS / (values * levels.max(1)))
}

/// Returns the number of values in a value, itself included, and the number of its levels.
fn size(value: &Value) -> (usize, usize) {
    let both = |(values, levels): (usize, usize), inside: &Value| {
        let (more, deeper) = size(inside);
        (values + more, levels.max(deeper + 1))
    };
    match value {
        Value::List(items) | Value::Tuple(items) => items.iter().fold((1, 1), both),
        Value::Dict(entries) => entries.iter().map(|(_, value)| value).fold((1, 1), both),
        _ => (1, 0),
    }
}

/// Returns what a `T` writes for the value that it reads from `value`.
fn rewritten<T: FieldValue>(value: &Value) -> JsonResult<Option<Value>> {
    T::read(Deserializer(value))?.write(Serializer::new())
}

/// Finds the lists in `new` that are sets, and gives them the order that they have in `old` if
/// they have the same items. A list is a set if it has another order in `again`, which is `new`
/// read and written again.
fn settle(new: &mut Value, old: &Value, again: &Value) {
    match (new, old, again) {
        (Value::List(new), Value::List(old), Value::List(again)) if is_shuffled(new, again) && is_shuffled(new, old) => {
            new.clone_from(old);
        }
        (Value::List(new), Value::List(old), Value::List(again))
        | (Value::Tuple(new), Value::Tuple(old), Value::Tuple(again)) => {
            for ((new, old), again) in new.iter_mut().zip(old).zip(again) {
                settle(new, old, again);
            }
        }
        (Value::Dict(new), Value::Dict(old), Value::Dict(again)) => {
            for (key, new) in new.iter_mut() {
                if let (Some(old), Some(again)) = (old.find(key), again.find(key)) {
                    settle(new, old, again);
                }
            }
        }
        _ => {}
    }
}

/// A value that a type wrote, with the parts of its original that no handler changed.
enum Merged {
    /// The value doesn't differ from what the type wrote for the original.
    Unchanged,
    Changed(Value),
}

impl Merged {
    /// Returns the value, which is `original` if it is unchanged.
    fn or(self, original: &Value) -> Value {
        match self {
            Self::Unchanged => original.clone(),
            Self::Changed(value) => value,
        }
    }
}

/// Merges `new` with the parts of `original` wherever `new` doesn't differ from `old`, which the
/// type wrote for `original`. Each part is compared once.
fn merged(new: Value, original: &Value, old: &Value) -> Merged {
    match (new, original, old) {
        (Value::List(new), Value::List(original) | Value::Tuple(original), Value::List(old)) if original.len() == old.len() => {
            merged_list(new, original, old)
        }
        (Value::Tuple(new), Value::List(original) | Value::Tuple(original), Value::Tuple(old))
            if original.len() == old.len() && new.len() == old.len() =>
        {
            merged_tuple(new, original, old)
        }
        (Value::Dict(new), Value::Dict(original), Value::Dict(old)) => merged_dict(new, original, old),
        (new, _, old) if is_same(&new, old) => Merged::Unchanged,
        (new, ..) => Merged::Changed(new),
    }
}

/// Compares the items from both ends, because items are added at one end and removed at the other.
fn merged_list(mut new: Vec<Value>, original: &[Value], old: &[Value]) -> Merged {
    let is_unchanged = |(new, old): &(&Value, &Value)| is_same(new, old);
    let head = new.iter().zip(old).take_while(is_unchanged).count();
    if head == new.len() && head == old.len() {
        return Merged::Unchanged;
    }
    let tail = new[head..].iter().rev().zip(old[head..].iter().rev()).take_while(is_unchanged).count();
    let behind = new.len() - tail;
    new[..head].clone_from_slice(&original[..head]);
    new[behind..].clone_from_slice(&original[original.len() - tail..]);
    Merged::Changed(Value::List(new))
}

/// Merges item by item. All three have the same length.
fn merged_tuple(new: Vec<Value>, original: &[Value], old: &[Value]) -> Merged {
    let items: Vec<Merged> =
        new.into_iter().zip(original.iter().zip(old)).map(|(new, (original, old))| merged(new, original, old)).collect();
    if items.iter().all(|item| matches!(item, Merged::Unchanged)) {
        return Merged::Unchanged;
    }
    Merged::Changed(Value::Tuple(items.into_iter().zip(original).map(|(item, original)| item.or(original)).collect()))
}

/// Keeps the entries of `original` that the type wrote neither now nor for `original`: it doesn't
/// know them.
fn merged_dict(new: Dict, original: &Dict, old: &Dict) -> Merged {
    let is_by_number = new.is_by_number();
    let mut is_unchanged = new.len() == old.len();
    let mut merge = |(key, value): (Text, Value)| {
        let old = old.find(&key);
        let value = if let (Some(original), Some(old)) = (original.get_text(key.as_bytes()), old) {
            let value = merged(value, original, old);
            is_unchanged &= matches!(value, Merged::Unchanged);
            value
        } else {
            is_unchanged &= old.is_some_and(|old| is_same(&value, old));
            Merged::Changed(value)
        };
        (key, value)
    };
    let known: Vec<(Text, Merged)> = new.into_iter().map(&mut merge).collect();
    if is_unchanged {
        return Merged::Unchanged;
    }
    let written: BTreeSet<&Text> = known.iter().map(|(key, _)| key).collect();
    let is_unknown = |(key, _): &(&Text, &Value)| old.find(key).is_none() && !written.contains(key);
    let unknown: Vec<_> = original.iter().filter(is_unknown).map(|(key, value)| (key.clone(), value.clone())).collect();
    let known = known.into_iter().map(|(key, value)| {
        let value = value.or(original.get_text(key.as_bytes()).unwrap_or(&Value::Null));
        (key, value)
    });
    // Without unknown entries the order stays, which may be the order of numbers.
    Merged::Changed(Value::Dict(if unknown.is_empty() {
        let sorted = known.collect();
        if is_by_number { Dict::from_sorted_by_number(sorted) } else { Dict::from_sorted(sorted) }
    } else {
        Dict::from_entries(known.chain(unknown).collect())
    }))
}
