//! From values to serde's data model.

use std::slice;

use serde::de::value::{BorrowedStrDeserializer, BytesDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};
use session_core::format::FLASH_NEWTYPE;
use session_core::format::trusted::Trusted;

use super::error::{JsonError, JsonResult};
use super::flashes::messages;
use super::key::KeyDeserializer;
use super::wire::{AS_TEXT, DATETIME, MARKUP, UUID, VALUE};
use super::write::to_text;
use crate::value::{Dict, Text, Value, uuid};
use crate::visits;

/// The deserializer of a Rust value from a [`Value`].
///
/// A type that doesn't ask for a tag reads the most common form of the tagged value: markup as a
/// text, a tuple as a sequence, a UUID with hyphens, a date as its text.
#[derive(Clone, Copy)]
pub(crate) struct Deserializer<'de>(pub(crate) &'de Value);

fn str(text: &Text) -> JsonResult<&str> {
    text.as_str().ok_or(JsonError::LONE_SURROGATE)
}

fn big<'de, V: Visitor<'de>>(digits: &str, visitor: V) -> JsonResult<V::Value> {
    if let Ok(number) = digits.parse() {
        return visitor.visit_u64(number);
    }
    if let Ok(number) = digits.parse() {
        return visitor.visit_i128(number);
    }
    digits.parse().map_err(|_| JsonError::NOT_128_BITS).and_then(|number| visitor.visit_u128(number))
}

fn seq<'de, V: Visitor<'de>>(items: &'de [Value], visitor: V) -> JsonResult<V::Value> {
    let mut items = Items(items.iter());
    let value = visitor.visit_seq(&mut items)?;
    if items.0.len() == 0 { Ok(value) } else { Err(JsonError::UNREAD) }
}

fn map<'de, V: Visitor<'de>>(entries: &'de Dict, visitor: V) -> JsonResult<V::Value> {
    let mut entries = Entries { entries: entries.as_slice().iter(), value: None };
    let value = visitor.visit_map(&mut entries)?;
    if entries.entries.len() == 0 { Ok(value) } else { Err(JsonError::UNREAD) }
}

impl<'de> de::Deserializer<'de> for Deserializer<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visits::note();
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(number) => match u64::try_from(*number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(*number),
            },
            Value::BigInt(number) => big(number.as_str(), visitor),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Text(text) | Value::Markup(text) | Value::UnreadableDate(text) => visitor.visit_borrowed_str(str(text)?),
            Value::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Value::List(items) | Value::Tuple(items) => seq(items, visitor),
            Value::Dict(entries) => map(entries, visitor),
            Value::Uuid(bytes) => visitor.visit_string(uuid::hyphenated(bytes)),
            Value::DateTime(time) => visitor.visit_string(time.to_string()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> JsonResult<V::Value> {
        match (name, self.0) {
            (VALUE, value) => {
                visitor.visit_enum(Trusted::new(name, MapDeserializer::new([(AS_TEXT, to_text(value))].into_iter())))
            }
            (UUID, Value::Uuid(bytes)) => visitor.visit_newtype_struct(BytesDeserializer::new(bytes)),
            (DATETIME, Value::DateTime(time)) => visitor.visit_newtype_struct(time.unix_seconds().into_deserializer()),
            (MARKUP, Value::Markup(text)) => visitor.visit_enum(Trusted::new(name, BorrowedStrDeserializer::new(str(text)?))),
            (UUID | DATETIME | MARKUP, _) => Err(JsonError::NOT_TAGGED),
            (FLASH_NEWTYPE, Value::List(entries) | Value::Tuple(entries)) => {
                visitor.visit_seq(SeqDeserializer::new(messages(entries).map(Deserializer)))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> JsonResult<V::Value> {
        match self.0 {
            Value::Text(name) => visitor.visit_enum(BorrowedStrDeserializer::new(str(name)?)),
            Value::Dict(entries) => {
                let (name, value) = entries.only().ok_or(JsonError::NOT_A_VARIANT)?;
                visitor.visit_enum(Variant { name, value })
            }
            _ => Err(JsonError::NOT_A_VARIANT),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier
    }
}

impl<'de> IntoDeserializer<'de, JsonError> for Deserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The items of a list or a tuple that haven't been read yet.
struct Items<'de>(slice::Iter<'de, Value>);

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> JsonResult<Option<T::Value>> {
        self.0.next().map(|item| seed.deserialize(Deserializer(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a dict that haven't been read yet.
struct Entries<'de> {
    entries: slice::Iter<'de, (Text, Value)>,
    /// The value of the key that was read last.
    value: Option<&'de Value>,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> JsonResult<Option<K::Value>> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(KeyDeserializer(str(key)?)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> JsonResult<T::Value> {
        seed.deserialize(Deserializer(self.value.take().ok_or(JsonError::KEY_WITHOUT_VALUE)?))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A variant with a value: `{name: value}`.
struct Variant<'de> {
    name: &'de Text,
    value: &'de Value,
}

impl<'de> de::EnumAccess<'de> for Variant<'de> {
    type Error = JsonError;
    type Variant = Content<'de>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> JsonResult<(T::Value, Content<'de>)> {
        let name = BorrowedStrDeserializer::<JsonError>::new(str(self.name)?);
        Ok((seed.deserialize(name)?, Content(self.value)))
    }
}

/// The value of a variant.
struct Content<'de>(&'de Value);

impl<'de> de::VariantAccess<'de> for Content<'de> {
    type Error = JsonError;

    fn unit_variant(self) -> JsonResult<()> {
        Err(JsonError::NOT_A_VARIANT)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> JsonResult<T::Value> {
        seed.deserialize(Deserializer(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> JsonResult<V::Value> {
        de::Deserializer::deserialize_any(Deserializer(self.0), visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> JsonResult<V::Value> {
        de::Deserializer::deserialize_any(Deserializer(self.0), visitor)
    }
}
