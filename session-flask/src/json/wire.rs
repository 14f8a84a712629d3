//! How values that serde's data model doesn't have are passed through serde.
//!
//! Each such value is a newtype struct with a name that no Rust type has. Our serializer and
//! deserializer know these names. Every other format passes over the newtype to the value inside.
//!
//! A text in another format may come from a visitor, who could claim that it is markup. So the
//! names of markup and of values begin with the prefix of [`session_core::format::trusted`], and
//! only a session is trusted. Read from any other format, such a value is never more than what
//! JSON has.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use session_core::format::trusted;

use super::error::{JsonError, JsonResult};
use super::parse::parse_within;
use super::tags;
use super::write::to_text;
use crate::limits::{DEPTH, Room, capacity};
use crate::value::{Dict, Text, Value};
use crate::visits;

/// The newtype around the 16 bytes of a UUID.
pub(crate) const UUID: &str = "session_flask::Uuid";

/// The newtype around a date's seconds since 1970.
pub(crate) const DATETIME: &str = "session_flask::DateTime";

/// The newtype around the text of markup.
pub(crate) const MARKUP: &str = "session::trusted::flask::Markup";

/// The newtype around a [`Value`] in the form that other formats have it.
pub(super) const VALUE: &str = "session::trusted::flask::Value";

/// The tag around the text that Flask writes for a value, used only inside of [`VALUE`]. In
/// Flask's own JSON this tag is never around a text.
pub(super) const AS_TEXT: &str = tags::DICT;

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(VALUE, &Wire(self, WIRE_DEPTH))
    }
}

/// A value in the form that other formats have it, with the number of levels that it may have.
/// Values that JSON has without tags are written as in JSON. All others, and values that nest
/// deeper, are written as the text that Flask writes for them.
struct Wire<'a>(&'a Value, u8);

/// How many levels a value may have before its text is written instead. Other formats have limits
/// of their own, and a text is one level in each of them.
const WIRE_DEPTH: u8 = DEPTH / 2;

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, levels) = *self;
        let inside = levels.checked_sub(1);
        let entries = match (value, inside) {
            (Value::Dict(entries), Some(levels)) => untagged(entries, levels),
            _ => None,
        };
        let is_itself = match value {
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => true,
            Value::List(_) => inside.is_some(),
            other => other.as_str().is_some() || entries.is_some(),
        };
        if is_itself {
            // `to_text` notes the others.
            visits::note();
        }
        match value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            other => match (other.as_str(), other, inside, entries) {
                (Some(text), ..) => serializer.serialize_str(text),
                (_, Value::List(items), Some(levels), _) => serializer.collect_seq(items.iter().map(|item| Wire(item, levels))),
                (.., Some(entries)) => serializer.collect_map(entries),
                _ => serializer.collect_map([(AS_TEXT, to_text(other))]),
            },
        }
    }
}

/// Returns the entries of a dict, if all keys are texts that Rust can represent and the dict
/// doesn't look like a tag.
fn untagged(dict: &Dict, levels: u8) -> Option<Vec<(&str, Wire<'_>)>> {
    if tags::looks_tagged(dict).is_some() {
        return None;
    }
    let mut entries = Vec::with_capacity(dict.len());
    for (key, value) in dict {
        entries.push((key.as_str()?, Wire(value, levels)));
    }
    Some(entries)
}

/// Reads the value that a dict of another format stands for. If the dict contains a text, its
/// value may have `levels` levels.
pub(super) fn unwire(dict: Dict, levels: u8) -> JsonResult<Value> {
    match dict.only() {
        Some((tag, Value::Text(_))) if *tag == AS_TEXT => match dict.into_only() {
            Some((_, Value::Text(text))) => from_own_text(&text, levels),
            _ => Err(JsonError::BAD_DICT),
        },
        _ => tags::untag(dict),
    }
}

/// Reads a value from the text that was written for it. A value that would be written as another
/// text isn't the one that was meant. Flask would read the wrong value too, so it is refused.
fn from_own_text(text: &Text, levels: u8) -> JsonResult<Value> {
    let value = parse_within(text.as_bytes(), levels, Room::LARGEST.values)?;
    if *text == *to_text(&value) { Ok(value) } else { Err(JsonError::DATE_OUT_OF_RANGE) }
}

/// The name that is requested. The answer has to be the same text, at the same address.
static REQUESTED: &str = VALUE;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(REQUESTED, AnyValue { is_own: false })
    }
}

#[derive(Clone, Copy)]
struct AnyValue {
    /// Whether the value comes from a session, where dicts may be tags.
    is_own: bool,
}

impl<'de> DeserializeSeed<'de> for AnyValue {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that Flask's session can hold")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, answer: A) -> Result<Value, A::Error> {
        trusted::read(REQUESTED, answer, Self { is_own: true })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i128<E>(self, number: i128) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u128<E>(self, number: u128) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Value, E> {
        Ok(Value::Bytes(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::with_capacity(capacity(items.size_hint()));
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut dict = Vec::with_capacity(capacity(entries.size_hint()));
        while let Some(key) = entries.next_key::<String>()? {
            dict.push((key, entries.next_value_seed(self)?));
        }
        let dict = Dict::from_iter(dict);
        if self.is_own { unwire(dict, DEPTH).map_err(de::Error::custom) } else { Ok(Value::Dict(dict)) }
    }
}
