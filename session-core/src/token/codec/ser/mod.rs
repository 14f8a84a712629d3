//! From serde's data model to CBOR.

mod items;

use serde::ser::{self, Serialize};

use super::buffer::Buffer;
use super::head::{self, ARRAY, BYTES, MAP, NEGATIVE, SIMPLE, TAG, UNSIGNED};
use super::{CodecError, CodecResult, DEPTH};

use items::Items;

/// A serializer of one value.
pub(super) struct Encoder<'a, 'b> {
    out: &'a mut Buffer<'b>,
    depth: u8,
    /// Whether a byte is written as it is, because its list may become a byte string.
    packs: bool,
}

/// What an encoder has written.
#[derive(PartialEq, Eq)]
pub(super) enum Wrote {
    /// A byte as it is.
    Byte,
    /// A CBOR item.
    Item,
}

impl<'a, 'b> Encoder<'a, 'b> {
    #[inline]
    pub(super) fn new(out: &'a mut Buffer<'b>) -> Self {
        Self { out, depth: 0, packs: false }
    }

    fn deeper(&self) -> CodecResult<u8> {
        if self.depth < DEPTH { Ok(self.depth + 1) } else { Err(CodecError::TOO_DEEP) }
    }

    /// Begins an array or a map of as many items as serde says.
    #[inline]
    fn items(self, major: u8, declared: Option<usize>) -> CodecResult<Items<'a, 'b>> {
        Ok(Items::new(self.out, self.deeper()?, major, declared.unwrap_or(0)))
    }

    /// Writes `{variant: …}` up to the value, which follows.
    fn variant(self, variant: &str) -> CodecResult<Self> {
        let depth = self.deeper()?;
        head::put(self.out, MAP, 1);
        head::put_text(self.out, variant);
        Ok(Self { out: self.out, depth, packs: false })
    }
}

/// Writes an integer as a wider one of the same value.
macro_rules! widened {
    ($($method:ident: $integer:ident as $wider:ident),*) => {
        $(#[inline]
        fn $method(self, value: $integer) -> CodecResult<Wrote> {
            self.$wider(value.into())
        })*
    };
}

impl<'a, 'b> ser::Serializer for Encoder<'a, 'b> {
    type Ok = Wrote;
    type Error = CodecError;
    type SerializeSeq = Items<'a, 'b>;
    type SerializeTuple = Items<'a, 'b>;
    type SerializeTupleStruct = Items<'a, 'b>;
    type SerializeTupleVariant = Items<'a, 'b>;
    type SerializeMap = Items<'a, 'b>;
    type SerializeStruct = Items<'a, 'b>;
    type SerializeStructVariant = Items<'a, 'b>;

    widened! {
        serialize_i8: i8 as serialize_i64, serialize_i16: i16 as serialize_i64, serialize_i32: i32 as serialize_i64,
        serialize_u16: u16 as serialize_u64, serialize_u32: u32 as serialize_u64
    }

    #[inline]
    fn serialize_bool(self, value: bool) -> CodecResult<Wrote> {
        head::put(self.out, SIMPLE, if value { head::TRUE } else { head::FALSE });
        Ok(Wrote::Item)
    }

    #[inline]
    fn serialize_i64(self, value: i64) -> CodecResult<Wrote> {
        // −1 − n is !n in two's complement.
        let (major, number) = if value < 0 { (NEGATIVE, !value) } else { (UNSIGNED, value) };
        head::put(self.out, major, number.cast_unsigned());
        Ok(Wrote::Item)
    }

    fn serialize_i128(self, value: i128) -> CodecResult<Wrote> {
        let (short, big) = if value < 0 { (NEGATIVE, head::BIG_NEGATIVE) } else { (UNSIGNED, head::BIG_UNSIGNED) };
        let number = if value < 0 { !value } else { value };
        self.big(short, big, number.cast_unsigned());
        Ok(Wrote::Item)
    }

    #[inline]
    fn serialize_u8(self, value: u8) -> CodecResult<Wrote> {
        if self.packs {
            self.out.push(value);
            return Ok(Wrote::Byte);
        }
        self.serialize_u64(value.into())
    }

    #[inline]
    fn serialize_u64(self, value: u64) -> CodecResult<Wrote> {
        head::put(self.out, UNSIGNED, value);
        Ok(Wrote::Item)
    }

    fn serialize_u128(self, value: u128) -> CodecResult<Wrote> {
        self.big(UNSIGNED, head::BIG_UNSIGNED, value);
        Ok(Wrote::Item)
    }

    #[inline]
    fn serialize_f32(self, value: f32) -> CodecResult<Wrote> {
        self.out.push(head::SINGLE);
        self.out.put(&value.to_be_bytes());
        Ok(Wrote::Item)
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> CodecResult<Wrote> {
        self.out.push(head::DOUBLE);
        self.out.put(&value.to_be_bytes());
        Ok(Wrote::Item)
    }

    fn serialize_char(self, value: char) -> CodecResult<Wrote> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> CodecResult<Wrote> {
        head::put_text(self.out, value);
        Ok(Wrote::Item)
    }

    fn serialize_bytes(self, value: &[u8]) -> CodecResult<Wrote> {
        self.out.push(head::NO_LIST);
        head::put(self.out, BYTES, value.len() as u64);
        self.out.put(value);
        Ok(Wrote::Item)
    }

    #[inline]
    fn serialize_none(self) -> CodecResult<Wrote> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> CodecResult<Wrote> {
        let Self { out, depth, packs } = self;
        let start = out.len();
        let written = value.serialize(Encoder { out, depth, packs })?;
        let is_null = |bytes: &[u8]| bytes[start..] == [head::NULL_ITEM];
        if written == Wrote::Item && out.bytes().is_some_and(is_null) {
            return Err(CodecError::NULL_IN_SOME);
        }
        Ok(written)
    }

    #[inline]
    fn serialize_unit(self) -> CodecResult<Wrote> {
        head::put(self.out, SIMPLE, head::NULL);
        Ok(Wrote::Item)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> CodecResult<Wrote> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> CodecResult<Wrote> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> CodecResult<Wrote> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> CodecResult<Wrote> {
        value.serialize(self.variant(variant)?)
    }

    #[inline]
    fn serialize_seq(self, length: Option<usize>) -> CodecResult<Items<'a, 'b>> {
        self.items(ARRAY, length)
    }

    #[inline]
    fn serialize_tuple(self, length: usize) -> CodecResult<Items<'a, 'b>> {
        self.items(ARRAY, Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> CodecResult<Items<'a, 'b>> {
        self.items(ARRAY, Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> CodecResult<Items<'a, 'b>> {
        self.variant(variant)?.items(ARRAY, Some(length))
    }

    fn serialize_map(self, length: Option<usize>) -> CodecResult<Items<'a, 'b>> {
        self.items(MAP, length)
    }

    fn serialize_struct(self, _name: &'static str, length: usize) -> CodecResult<Items<'a, 'b>> {
        self.items(MAP, Some(length))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> CodecResult<Items<'a, 'b>> {
        self.variant(variant)?.items(MAP, Some(length))
    }
}

impl Encoder<'_, '_> {
    /// Writes an integer that may need more than 64 bits. If it does, it is a tagged byte string
    /// without leading zeros (§3.4.3).
    fn big(self, short: u8, tag: u64, number: u128) {
        if let Ok(number) = u64::try_from(number) {
            return head::put(self.out, short, number);
        }
        let bytes = number.to_be_bytes();
        let zeros = (number.leading_zeros() / 8) as usize;
        head::put(self.out, TAG, tag);
        head::put(self.out, BYTES, (bytes.len() - zeros) as u64);
        self.out.put(&bytes[zeros..]);
    }
}
