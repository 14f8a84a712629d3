//! Keys of maps, which JSON writes as texts whatever their type in Rust.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, Visitor};
use serde::ser::{self, Serialize};

use super::error::{JsonError, JsonResult};
use crate::value::{Dict, Text, Value};

/// A key in Python before it becomes a text. The variants are in the order in which Python sorts
/// them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A text. `bool` is also a text here, since `false` sorts before `true` in both.
    Text(Text),
    Int(i128),
}

impl Key {
    fn is_int(&self) -> bool {
        matches!(self, Self::Int(_))
    }

    fn into_text(self) -> Text {
        match self {
            Self::Text(text) => text,
            Self::Int(number) => number.to_string().into(),
        }
    }
}

/// Sorts a map's entries in the order in which Python writes them.
pub(super) fn dict_of_map(mut entries: Vec<(Key, Value)>) -> JsonResult<Dict> {
    entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    for pair in entries.windows(2) {
        if pair[0].0 == pair[1].0 {
            return Err(JsonError::DUPLICATE_KEY);
        }
        if pair[0].0.is_int() != pair[1].0.is_int() {
            return Err(JsonError::MIXED_KEYS);
        }
    }
    let is_by_number = entries.first().is_some_and(|(key, _)| key.is_int());
    let entries = entries.into_iter().map(|(key, value)| (key.into_text(), value)).collect();
    Ok(if is_by_number { Dict::from_sorted_by_number(entries) } else { Dict::from_sorted(entries) })
}

/// Sorts a struct's fields in the order in which Python writes them.
pub(super) fn dict_of_fields(fields: Vec<(Text, Value)>) -> JsonResult<Dict> {
    let count = fields.len();
    let dict = Dict::from_entries(fields);
    if dict.len() == count { Ok(dict) } else { Err(JsonError::DUPLICATE_KEY) }
}

/// A serializer of keys.
pub(super) struct KeySerializer;

impl ser::Serializer for KeySerializer {
    type Ok = Key;
    type Error = JsonError;
    type SerializeSeq = ser::Impossible<Key, JsonError>;
    type SerializeTuple = ser::Impossible<Key, JsonError>;
    type SerializeTupleStruct = ser::Impossible<Key, JsonError>;
    type SerializeTupleVariant = ser::Impossible<Key, JsonError>;
    type SerializeMap = ser::Impossible<Key, JsonError>;
    type SerializeStruct = ser::Impossible<Key, JsonError>;
    type SerializeStructVariant = ser::Impossible<Key, JsonError>;

    fn serialize_bool(self, value: bool) -> JsonResult<Key> {
        Ok(Key::Text(Text::from_static(if value { "true" } else { "false" })))
    }

    fn serialize_i8(self, number: i8) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_i16(self, number: i16) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_i32(self, number: i32) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_i64(self, number: i64) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_i128(self, number: i128) -> JsonResult<Key> {
        Ok(Key::Int(number))
    }

    fn serialize_u8(self, number: u8) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_u16(self, number: u16) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_u32(self, number: u32) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_u64(self, number: u64) -> JsonResult<Key> {
        self.serialize_i128(number.into())
    }

    fn serialize_u128(self, number: u128) -> JsonResult<Key> {
        i128::try_from(number).map(Key::Int).map_err(|_| JsonError::NOT_A_KEY)
    }

    fn serialize_f32(self, _: f32) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_f64(self, _: f64) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_char(self, value: char) -> JsonResult<Key> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> JsonResult<Key> {
        Ok(Key::Text(text.into()))
    }

    fn serialize_bytes(self, _: &[u8]) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_none(self) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> JsonResult<Key> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_unit_struct(self, _: &'static str) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> JsonResult<Key> {
        Ok(Key::Text(Text::from_static(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> JsonResult<Key> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> JsonResult<Key> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_seq(self, _: Option<usize>) -> JsonResult<Self::SerializeSeq> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_tuple(self, _: usize) -> JsonResult<Self::SerializeTuple> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> JsonResult<Self::SerializeTupleStruct> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> JsonResult<Self::SerializeTupleVariant> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_map(self, _: Option<usize>) -> JsonResult<Self::SerializeMap> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> JsonResult<Self::SerializeStruct> {
        Err(JsonError::NOT_A_KEY)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> JsonResult<Self::SerializeStructVariant> {
        Err(JsonError::NOT_A_KEY)
    }
}

/// A deserializer of keys, from a text or from the value that Python made a text of.
pub(super) struct KeyDeserializer<'de>(pub(super) &'de str);

impl KeyDeserializer<'_> {
    fn int<T: std::str::FromStr + ToString>(&self) -> JsonResult<T> {
        let number = self.0.parse().ok();
        number.filter(|number: &T| number.to_string() == self.0).ok_or(JsonError::NOT_A_KEY)
    }
}

impl<'de> de::Deserializer<'de> for KeyDeserializer<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(JsonError::NOT_A_KEY),
        }
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_i64(self.int()?)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_i128(self.int()?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_u64(self.int()?)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_u128(self.int()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> JsonResult<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> JsonResult<V::Value> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.0))
    }

    serde::forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
