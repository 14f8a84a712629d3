//! How values say through serde what serde's data model doesn't have.
//!
//! Each is a newtype struct of a name that no Rust type has. Our serializer and deserializer know these names, and every other format looks
//! through them to what is inside.
//!
//! What other formats hold may come from a visitor, who could say of any text that it is markup. So the names of markup and of values begin
//! as [`session_core::own`] has it: only out of a session is anything there more than it is in JSON.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use session_core::own;

use super::error::{JsonError, JsonResult};
use super::parse::parse_within;
use super::{DEPTH, tags, to_text};
use crate::value::{Dict, Text, Value};

/// Around 16 bytes.
pub(crate) const UUID: &str = "session_flask::Uuid";

/// Around seconds since 1970.
pub(crate) const DATETIME: &str = "session_flask::DateTime";

/// Around a text.
pub(crate) const MARKUP: &str = "session::own::flask::Markup";

/// Around a value as other formats have it.
pub(super) const VALUE: &str = "session::own::flask::Value";

/// Under [`VALUE`] this tag may be around a text: the one that Flask writes for the value. In Flask's own JSON it never is.
pub(super) const AS_TEXT: &str = tags::DICT;

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(VALUE, &Wire(self, WIRE_DEPTH))
    }
}

/// A value as other formats have it: what is JSON without tags as that, and the rest as its text. So is what nests more than so many levels.
struct Wire<'a>(&'a Value, u8);

/// Other formats have limits of their own, and a text is one level in each.
const WIRE_DEPTH: u8 = DEPTH / 2;

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, levels) = *self;
        match value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Text(text) if let Some(text) = text.as_str() => serializer.serialize_str(text),
            Value::List(items) if levels > 0 => serializer.collect_seq(items.iter().map(|item| Wire(item, levels - 1))),
            Value::Dict(entries)
                if levels > 0
                    && let Some(entries) = untagged(entries, levels - 1) =>
            {
                serializer.collect_map(entries)
            }
            other => serializer.collect_map([(AS_TEXT, to_text(other))]),
        }
    }
}

/// The entries of a dict, if their keys are texts that Rust can have and it doesn't look like a tag.
fn untagged(dict: &Dict, levels: u8) -> Option<Vec<(&str, Wire<'_>)>> {
    match tags::looks_tagged(dict) {
        Some(_) => None,
        None => dict.iter().map(|(key, value)| Some((key.as_str()?, Wire(value, levels)))).collect(),
    }
}

/// What a dict stands for that other formats have, if it is a text of at most so many levels.
pub(super) fn unwire(dict: Dict, levels: u8) -> JsonResult<Value> {
    match dict.only() {
        Some((tag, Value::Text(_))) if *tag == AS_TEXT => match dict.into_only() {
            Some((_, Value::Text(text))) => from_own_text(&text, levels),
            _ => Err(JsonError::BAD_DICT),
        },
        _ => tags::untag(dict),
    }
}

/// A value from the text that was written for it. Where that reads as another value, which Flask would read as well, it is refused.
fn from_own_text(text: &Text, levels: u8) -> JsonResult<Value> {
    let value = parse_within(text.as_bytes(), levels)?;
    if *text == *to_text(&value) { Ok(value) } else { Err(JsonError::DATE_OUT_OF_RANGE) }
}

/// The one text that is asked for and answered with.
static ASKED: &str = VALUE;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(ASKED, AnyValue { is_own: false })
    }
}

#[derive(Clone, Copy)]
struct AnyValue {
    /// Whether it is in a session, where dicts may be tags.
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
        own::read(ASKED, answer, Self { is_own: true })
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
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut dict = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            dict.push((key, entries.next_value_seed(self)?));
        }
        let dict = Dict::from_iter(dict);
        if self.is_own { unwire(dict, DEPTH).map_err(de::Error::custom) } else { Ok(Value::Dict(dict)) }
    }
}
