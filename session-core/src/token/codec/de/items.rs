//! What is inside of an array, a list of bytes, a map and a variant, one item after the other.

use serde::de::{self, DeserializeSeed, Visitor};

use super::Decoder;
use crate::token::codec::head::Cursor;
use crate::token::codec::map_keys::MapKeys;
use crate::token::codec::{CodecError, CodecResult};
use crate::token::trusted::{self, Trusted};

/// The rest of an array.
pub(super) struct Items<'c, 'de> {
    pub(super) cursor: &'c mut Cursor<'de>,
    pub(super) depth: u8,
    pub(super) left: usize,
}

impl<'de> Items<'_, 'de> {
    #[inline]
    fn next<T: DeserializeSeed<'de>>(&mut self, seed: T) -> CodecResult<T::Value> {
        seed.deserialize(Decoder { cursor: self.cursor, depth: self.depth })
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = CodecError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> CodecResult<Option<T::Value>> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        self.next(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The rest of a list of bytes.
pub(super) struct Bytes<'de>(pub(super) &'de [u8]);

impl<'de> de::SeqAccess<'de> for Bytes<'de> {
    type Error = CodecError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> CodecResult<Option<T::Value>> {
        let Some((byte, rest)) = self.0.split_first() else { return Ok(None) };
        self.0 = rest;
        seed.deserialize(Byte(*byte)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// A deserializer of one byte of a list.
struct Byte(u8);

impl<'de> de::Deserializer<'de> for Byte {
    type Error = CodecError;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        visitor.visit_u64(self.0.into())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> CodecResult<V::Value> {
        if name.starts_with(trusted::PREFIX) {
            return visitor.visit_enum(Trusted::new(name, self));
        }
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The rest of a map.
pub(super) struct Entries<'c, 'de> {
    pub(super) items: Items<'c, 'de>,
    /// The position of the first key. The positions of keys are relative to it.
    pub(super) origin: usize,
    pub(super) keys: MapKeys,
}

impl<'de> de::MapAccess<'de> for Entries<'_, 'de> {
    type Error = CodecError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> CodecResult<Option<K::Value>> {
        let Some(left) = self.items.left.checked_sub(1) else { return Ok(None) };
        self.items.left = left;
        let start = self.items.cursor.at() - self.origin;
        let key = self.items.next(seed)?;
        self.keys.note(start..self.items.cursor.at() - self.origin);
        Ok(Some(key))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> CodecResult<T::Value> {
        self.items.next(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.left)
    }
}

/// A variant with a value: `{name: value}`.
pub(super) struct Variant<'c, 'de> {
    pub(super) decoder: Decoder<'c, 'de>,
}

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = CodecError;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> CodecResult<(T::Value, Self)> {
        let name = self.decoder.cursor.name()?;
        let value = seed.deserialize(de::value::BorrowedStrDeserializer::<CodecError>::new(name))?;
        Ok((value, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = CodecError;

    fn unit_variant(self) -> CodecResult<()> {
        Err(CodecError::NOT_A_VARIANT)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> CodecResult<T::Value> {
        seed.deserialize(self.decoder)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> CodecResult<V::Value> {
        de::Deserializer::deserialize_seq(self.decoder, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> CodecResult<V::Value> {
        de::Deserializer::deserialize_any(self.decoder, visitor)
    }
}
