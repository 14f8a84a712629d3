//! Values to serde's data model.

use serde::de::{self, DeserializeSeed, Visitor};

use super::error::{JsonError, JsonResult};
use super::key::KeyDeserializer;
use super::to_text;
use super::wire::{AS_TEXT, DATETIME, MARKUP, UUID, VALUE};
use crate::value::{Dict, Text, Value, uuid};

/// Reads a Rust value from a [`Value`].
///
/// A type that says nothing of tags reads what they are around in the form that is most common: markup as a text, a tuple as a sequence, a
/// UUID with hyphens, a date as its text.
pub(crate) struct Deserializer(pub(crate) Value);

impl Deserializer {
    /// The text of a variant's name.
    fn name(text: Text) -> JsonResult<de::value::StringDeserializer<JsonError>> {
        Ok(de::value::StringDeserializer::new(text.into_string().ok_or(JsonError::LONE_SURROGATE)?))
    }

    fn text<'de, V: Visitor<'de>>(text: Text, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_string(text.into_string().ok_or(JsonError::LONE_SURROGATE)?)
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

    fn seq<'de, V: Visitor<'de>>(items: Vec<Value>, visitor: V) -> JsonResult<V::Value> {
        let mut items = Items(items.into_iter());
        let value = visitor.visit_seq(&mut items)?;
        if items.0.len() == 0 { Ok(value) } else { Err(JsonError::UNREAD) }
    }

    fn map<'de, V: Visitor<'de>>(entries: Dict, visitor: V) -> JsonResult<V::Value> {
        let mut entries = Entries { entries: entries.into_iter(), value: None };
        let value = visitor.visit_map(&mut entries)?;
        if entries.entries.len() == 0 { Ok(value) } else { Err(JsonError::UNREAD) }
    }
}

impl<'de> de::Deserializer<'de> for Deserializer {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Int(number) => match u64::try_from(number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(number),
            },
            Value::BigInt(number) => Self::big(number.as_str(), visitor),
            Value::Float(number) => visitor.visit_f64(number),
            Value::Text(text) | Value::Markup(text) | Value::UnreadableDate(text) => Self::text(text, visitor),
            Value::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            Value::List(items) | Value::Tuple(items) => Self::seq(items, visitor),
            Value::Dict(entries) => Self::map(entries, visitor),
            Value::Uuid(bytes) => visitor.visit_string(uuid::hyphenated(&bytes)),
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
        let inside = match (name, self.0) {
            (VALUE, value) => Value::Dict(Dict::from_iter([(Text::from_static(AS_TEXT), Value::from(to_text(&value)))])),
            (UUID, Value::Uuid(bytes)) => Value::Bytes(bytes.into()),
            (DATETIME, Value::DateTime(time)) => Value::Int(time.unix_seconds()),
            (MARKUP, Value::Markup(text)) => Value::Text(text),
            (UUID | DATETIME | MARKUP, _) => return Err(JsonError::NOT_TAGGED),
            (_, value) => value,
        };
        visitor.visit_newtype_struct(Self(inside))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> JsonResult<V::Value> {
        match self.0 {
            Value::Text(name) => visitor.visit_enum(Self::name(name)?),
            Value::Dict(entries) => {
                let (name, value) = entries.into_only().ok_or(JsonError::NOT_A_VARIANT)?;
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

/// What is left of a list or a tuple.
struct Items(std::vec::IntoIter<Value>);

impl<'de> de::SeqAccess<'de> for Items {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> JsonResult<Option<T::Value>> {
        self.0.next().map(|item| seed.deserialize(Deserializer(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// What is left of a dict.
struct Entries {
    entries: std::vec::IntoIter<(Text, Value)>,
    /// The value of the key that was read last.
    value: Option<Value>,
}

impl<'de> de::MapAccess<'de> for Entries {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> JsonResult<Option<K::Value>> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(KeyDeserializer(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> JsonResult<T::Value> {
        seed.deserialize(Deserializer(self.value.take().ok_or(JsonError::KEY_WITHOUT_VALUE)?))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A variant with a value: `{name: value}`.
struct Variant {
    name: Text,
    value: Value,
}

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = JsonError;
    type Variant = Content;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> JsonResult<(T::Value, Content)> {
        Ok((seed.deserialize(Deserializer::name(self.name)?)?, Content(self.value)))
    }
}

/// What a variant holds.
struct Content(Value);

impl<'de> de::VariantAccess<'de> for Content {
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
