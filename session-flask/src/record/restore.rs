//! Values that no handler changed are written as they were read.
//!
//! A `String` reads markup, a `Vec` a tuple, an `f64` an integer, and a struct skips keys that it
//! doesn't name. The value that such a type writes would be a change for the Flask application,
//! although the Rust service changed nothing. So the written value isn't compared with the
//! original, but with what the type would have written for the original. Where these are equal,
//! the original is written.

use std::borrow::Cow;

use session_core::schema::Value as FieldValue;

use super::equal::{is_equal, is_reordered, is_same, is_shuffled};
use crate::json::{Deserializer, JsonResult, Notes, Serializer};
use crate::value::{Dict, Text, Value};

/// How often a type is asked whether it keeps the order of a list. A set of two items has the same
/// order half of the time.
const TRIES: u32 = 16;

/// Returns the value to write for `new`, which a `T` wrote and whose original was `original`.
/// Returns `None` if the field is to be left out.
pub(super) fn restored<T: FieldValue>(new: Option<Value>, original: &Value) -> Option<Cow<'_, Value>> {
    if new.as_ref() == Some(original) {
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
    for _ in 0..TRIES {
        let again = if is_reordered(&settled, &old) { rewritten::<T>(&new).ok().flatten() } else { None };
        let Some(again) = again else { break };
        settle(&mut settled, &old, &again);
    }
    if is_same(&settled, &old) {
        return Some(Cow::Borrowed(original));
    }
    let merged = merged(settled, original, &old);
    // A type may read a kept entry as its own, for example one that has another name of a field.
    let is_sound = rewritten::<T>(&merged).is_ok_and(|again| is_equal(again.as_ref(), Some(&new)));
    Some(Cow::Owned(if is_sound { merged } else { new }))
}

/// Returns what a `T` writes for the value that it reads from `value`.
fn rewritten<T: FieldValue>(value: &Value) -> JsonResult<Option<Value>> {
    T::read(Deserializer(value))?.write(Serializer::new(&Notes::default()))
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

/// Returns `new`, with the parts of `original` wherever `new` doesn't differ from `old`, which the
/// type wrote for `original`.
fn merged(new: Value, original: &Value, old: &Value) -> Value {
    if is_same(&new, old) {
        return original.clone();
    }
    match (new, original, old) {
        (Value::List(new), Value::List(original) | Value::Tuple(original), Value::List(old)) if original.len() == old.len() => {
            Value::List(merged_list(new, original, old))
        }
        (Value::Tuple(new), Value::List(original) | Value::Tuple(original), Value::Tuple(old))
            if original.len() == old.len() && new.len() == old.len() =>
        {
            let items = new.into_iter().zip(original).zip(old);
            Value::Tuple(items.map(|((new, original), old)| merged(new, original, old)).collect())
        }
        (Value::Dict(new), Value::Dict(original), Value::Dict(old)) => Value::Dict(merged_dict(new, original, old)),
        (new, ..) => new,
    }
}

/// Compares the items from both ends, because items are added at one end and removed at the other.
fn merged_list(mut new: Vec<Value>, original: &[Value], old: &[Value]) -> Vec<Value> {
    let is_unchanged = |(new, old): &(&Value, &Value)| is_same(new, old);
    let head = new.iter().zip(old).take_while(is_unchanged).count();
    let tail = new[head..].iter().rev().zip(old[head..].iter().rev()).take_while(is_unchanged).count();
    let behind = new.len() - tail;
    new[..head].clone_from_slice(&original[..head]);
    new[behind..].clone_from_slice(&original[original.len() - tail..]);
    new
}

/// Keeps the entries of `original` that the type wrote neither now nor for `original`: it doesn't
/// know them.
fn merged_dict(new: Dict, original: &Dict, old: &Dict) -> Dict {
    let is_unknown = |(key, _): &(&Text, &Value)| old.find(key).is_none() && new.find(key).is_none();
    let unknown: Vec<_> = original.iter().filter(is_unknown).map(|(key, value)| (key.clone(), value.clone())).collect();
    let known = new.into_iter().map(|(key, value)| match (original.get_text(key.as_bytes()), old.find(&key)) {
        (Some(original), Some(old)) => {
            let value = merged(value, original, old);
            (key, value)
        }
        _ => (key, value),
    });
    // Without unknown entries the order stays, which may be the order of numbers.
    if unknown.is_empty() { Dict::from_ordered(known.collect()) } else { Dict::from_entries(known.chain(unknown).collect()) }
}
