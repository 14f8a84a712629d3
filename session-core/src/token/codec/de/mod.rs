//! From CBOR to serde's data model.

mod items;

use serde::de::{self, Visitor};

use super::head::{self, ARRAY, BYTES, Cursor, MAP, NEGATIVE, SIMPLE, TAG, TEXT, UNSIGNED};
use super::map_keys::MapKeys;
use super::{CodecError, CodecResult, DEPTH};
use crate::token::trusted::{self, Trusted};

use items::{Bytes, Entries, Items, Variant};

/// A deserializer of one value.
pub(super) struct Decoder<'c, 'de> {
    cursor: &'c mut Cursor<'de>,
    depth: u8,
}

impl<'c, 'de> Decoder<'c, 'de> {
    #[inline]
    pub(super) fn new(cursor: &'c mut Cursor<'de>) -> Self {
        Self { cursor, depth: 0 }
    }

    #[inline]
    fn items<'k>(&'k mut self, left: usize) -> CodecResult<Items<'k, 'de>> {
        if self.depth >= DEPTH {
            return Err(CodecError::TOO_DEEP);
        }
        Ok(Items { cursor: self.cursor, depth: self.depth + 1, left })
    }

    #[inline]
    fn seq<V: Visitor<'de>>(&mut self, length: u64, visitor: V) -> CodecResult<V::Value> {
        let count = self.cursor.count(length, 1)?;
        let mut items = self.items(count)?;
        let value = visitor.visit_seq(&mut items)?;
        if items.left == 0 { Ok(value) } else { Err(CodecError::UNREAD) }
    }

    fn map<V: Visitor<'de>>(&mut self, length: u64, visitor: V) -> CodecResult<V::Value> {
        let count = self.cursor.count(length, 2)?;
        let whole = self.cursor.clone();
        let mut entries = Entries { items: self.items(count)?, origin: whole.at(), keys: MapKeys::new() };
        let value = visitor.visit_map(&mut entries)?;
        if entries.items.left > 0 {
            return Err(CodecError::UNREAD);
        }
        if count > 1 {
            entries.keys.check(entries.items.cursor.since(whole.at()))?;
        }
        Ok(value)
    }

    /// Passes a list of bytes, and returns them. A list without items is an array, so that it has
    /// only one form.
    #[inline]
    fn byte_list(&mut self, length: u64) -> CodecResult<&'de [u8]> {
        match length {
            0 => Err(CodecError::EMPTY_BYTES),
            _ if self.depth >= DEPTH => Err(CodecError::TOO_DEEP),
            _ => self.cursor.take(length),
        }
    }

    /// Reads bytes as a list.
    #[inline]
    fn list<V: Visitor<'de>>(bytes: &'de [u8], visitor: V) -> CodecResult<V::Value> {
        let mut bytes = Bytes(bytes);
        let value = visitor.visit_seq(&mut bytes)?;
        if bytes.0.is_empty() { Ok(value) } else { Err(CodecError::UNREAD) }
    }

    /// Passes the tag of bytes that are no list, and returns how many there are.
    fn no_list(&mut self) -> CodecResult<u64> {
        self.cursor.head()?;
        self.cursor.head_of(BYTES)?.ok_or(CodecError::UNSUPPORTED)
    }

    /// Reads an integer of 65 to 128 bits: a tagged byte string of 9 to 16 bytes without leading
    /// zeros.
    fn big<V: Visitor<'de>>(&mut self, tag: u64, visitor: V) -> CodecResult<V::Value> {
        let (major, length) = self.cursor.head()?;
        if major != BYTES || !(9..=16).contains(&length) {
            return Err(CodecError::UNSUPPORTED);
        }
        let bytes = self.cursor.take(length)?;
        if bytes[0] == 0 {
            return Err(CodecError::NOT_SHORTEST);
        }
        let number = bytes.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        match (tag, i128::try_from(number)) {
            (head::BIG_UNSIGNED, _) => visitor.visit_u128(number),
            (head::BIG_NEGATIVE, Ok(number)) => visitor.visit_i128(!number),
            _ => Err(CodecError::UNSUPPORTED),
        }
    }

    fn simple<V: Visitor<'de>>(&mut self, visitor: V) -> CodecResult<V::Value> {
        match self.cursor.peek()? {
            head::SINGLE => visitor.visit_f32(f32::from_be_bytes(self.float()?)),
            head::DOUBLE => visitor.visit_f64(f64::from_be_bytes(self.float()?)),
            _ => match self.cursor.head()?.1 {
                head::FALSE => visitor.visit_bool(false),
                head::TRUE => visitor.visit_bool(true),
                head::NULL => visitor.visit_unit(),
                _ => Err(CodecError::UNSUPPORTED),
            },
        }
    }

    /// Reads a float, whose bytes follow a first byte.
    fn float<const WIDTH: usize>(&mut self) -> CodecResult<[u8; WIDTH]> {
        let bytes = self.cursor.take(1 + WIDTH as u64)?;
        bytes[1..].try_into().map_err(|_| CodecError::ENDED)
    }
}

/// Reads every other integer as `u64` is read: most are small and not negative.
macro_rules! as_u64 {
    ($($integer:ident)*) => {
        $(#[inline]
        fn $integer<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
            self.deserialize_u64(visitor)
        })*
    };
}

impl<'de> de::Deserializer<'de> for Decoder<'_, 'de> {
    type Error = CodecError;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> CodecResult<V::Value> {
        match self.cursor.peek()? {
            head::NO_LIST => {
                let length = self.no_list()?;
                return visitor.visit_borrowed_bytes(self.cursor.take(length)?);
            }
            first if first >> 5 == SIMPLE => return self.simple(visitor),
            _ => {}
        }
        match self.cursor.head()? {
            (UNSIGNED, number) => visitor.visit_u64(number),
            (NEGATIVE, number) => match i64::try_from(number) {
                Ok(number) => visitor.visit_i64(!number),
                Err(_) => visitor.visit_i128(!i128::from(number)),
            },
            (BYTES, length) => Self::list(self.byte_list(length)?, visitor),
            (TEXT, length) => visitor.visit_borrowed_str(self.cursor.text(length)?),
            (ARRAY, length) => self.seq(length, visitor),
            (MAP, length) => self.map(length, visitor),
            (TAG, tag) => self.big(tag, visitor),
            _ => Err(CodecError::UNSUPPORTED),
        }
    }

    /// Passes over an item, without a look at each byte of a list.
    #[inline]
    fn deserialize_ignored_any<V: Visitor<'de>>(mut self, visitor: V) -> CodecResult<V::Value> {
        match self.cursor.head_of(BYTES)? {
            Some(length) => visitor.visit_borrowed_bytes(self.byte_list(length)?),
            None => self.deserialize_any(visitor),
        }
    }

    /// Reads a list. A type may have written it as bytes that are no list, before it was changed.
    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> CodecResult<V::Value> {
        match self.cursor.peek()? {
            head::NO_LIST => {
                let length = self.no_list()?;
                Self::list(self.cursor.take(length)?, visitor)
            }
            _ => match self.cursor.head_of(ARRAY)? {
                Some(length) => self.seq(length, visitor),
                None => self.deserialize_any(visitor),
            },
        }
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> CodecResult<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> CodecResult<V::Value> {
        self.deserialize_seq(visitor)
    }

    /// Reads bytes. A type may have written them as a list, before it was changed.
    #[inline]
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        self.deserialize_ignored_any(visitor)
    }

    #[inline]
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        self.deserialize_bytes(visitor)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        match self.cursor.head_of(TEXT)? {
            Some(length) => visitor.visit_borrowed_str(self.cursor.text(length)?),
            None => self.deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        match self.cursor.head_of(UNSIGNED)? {
            Some(number) => visitor.visit_u64(number),
            None => self.deserialize_any(visitor),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> CodecResult<V::Value> {
        if self.cursor.peek()? == head::NULL_ITEM {
            self.cursor.head()?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> CodecResult<V::Value> {
        if name.starts_with(trusted::PREFIX) {
            return visitor.visit_enum(Trusted::new(name, self));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> CodecResult<V::Value> {
        match self.cursor.peek()? >> 5 {
            TEXT => visitor.visit_enum(de::value::BorrowedStrDeserializer::new(self.cursor.name()?)),
            MAP if self.cursor.head()?.1 == 1 => {
                let items = self.items(1)?;
                visitor.visit_enum(Variant { decoder: Decoder { cursor: items.cursor, depth: items.depth } })
            }
            _ => Err(CodecError::NOT_A_VARIANT),
        }
    }

    as_u64! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }

    serde::forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char unit unit_struct map struct identifier
    }
}
