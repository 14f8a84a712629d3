//! What nobody changed keeps its Python type.
//!
//! A `String` reads markup, a `Vec` a tuple, and then writes a plain text and a list. For the Flask application that would be a change,
//! although the Rust service changed nothing.

use std::borrow::Cow;

use crate::value::{Dict, Value, uuid};

/// `new` as it is to be written where `old` came: whatever in it the Rust type read from `old` is what it was.
pub(super) fn restored(new: Value, old: &Value) -> Cow<'_, Value> {
    if is_unchanged(&new, old) {
        return Cow::Borrowed(old);
    }
    Cow::Owned(match (new, old) {
        (Value::List(new), Value::List(old) | Value::Tuple(old)) => Value::List(restored_items(new, old)),
        (Value::Tuple(new), Value::List(old) | Value::Tuple(old)) => Value::Tuple(restored_items(new, old)),
        (Value::Dict(new), Value::Dict(old)) => Value::Dict(restored_entries(new, old)),
        (new, _) => new,
    })
}

/// Items are compared from both ends: they are added at the one, and taken away at the other.
fn restored_items(mut new: Vec<Value>, old: &[Value]) -> Vec<Value> {
    let unchanged = |(new, old): &(&Value, &Value)| is_unchanged(new, old);
    let head = new.iter().zip(old).take_while(unchanged).count();
    let tail = new[head..].iter().rev().zip(old[head..].iter().rev()).take_while(unchanged).count();
    let behind = new.len() - tail;
    new[..head].clone_from_slice(&old[..head]);
    new[behind..].clone_from_slice(&old[old.len() - tail..]);
    new
}

fn restored_entries(new: Dict, old: &Dict) -> Dict {
    let entries = new.into_iter().map(|(key, value)| match old.get_text(key.as_bytes()) {
        Some(old) => (key, restored(value, old).into_owned()),
        None => (key, value),
    });
    Dict::from_ordered(entries.collect())
}

/// Whether `new` is what a Rust type writes that says nothing of tags, and that read `old`.
fn is_unchanged(new: &Value, old: &Value) -> bool {
    let all_items =
        |new: &[Value], old: &[Value]| new.len() == old.len() && new.iter().zip(old).all(|(new, old)| is_unchanged(new, old));
    match (new, old) {
        (Value::Text(new), Value::Markup(old) | Value::UnreadableDate(old)) => new == old,
        (Value::Text(new), Value::Uuid(old)) => *new == *uuid::hyphenated(old),
        (Value::Text(new), Value::DateTime(old)) => *new == *old.to_string(),
        (Value::List(new) | Value::Tuple(new), Value::List(old) | Value::Tuple(old)) => all_items(new, old),
        (Value::Dict(new), Value::Dict(old)) => {
            let is_in_old =
                |(key, new): (&crate::Text, &Value)| old.get_text(key.as_bytes()).is_some_and(|old| is_unchanged(new, old));
            new.len() == old.len() && new.iter().all(is_in_old)
        }
        (new, old) => new == old,
    }
}
