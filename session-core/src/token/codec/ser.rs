//! From serde's data model to CBOR.

use serde::ser::{self, Serialize};

use super::buffer::Buffer;
use super::head::{self, ARRAY, BYTES, MAP, NEGATIVE, SIMPLE, TAG, UNSIGNED};
use super::map_keys::MapKeys;
use super::{CodecError, CodecResult, DEPTH};

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

    #[inline]
    fn items(self, major: u8, declared: Option<usize>) -> CodecResult<Items<'a, 'b>> {
        let depth = self.deeper()?;
        let start = self.out.len();
        head::put(self.out, major, declared.unwrap_or(0) as u64);
        let first = self.out.len();
        Ok(Items {
            out: self.out,
            depth,
            major,
            start,
            first,
            declared: declared.unwrap_or(0),
            count: 0,
            packs: major == ARRAY,
            key: None,
            keys: (major == MAP).then(MapKeys::new),
        })
    }

    /// Writes `{variant: …}` up to the value, which follows.
    fn variant(self, variant: &str) -> CodecResult<Self> {
        let depth = self.deeper()?;
        head::put(self.out, MAP, 1);
        head::put_text(self.out, variant);
        Ok(Self { out: self.out, depth, packs: false })
    }
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

    #[inline]
    fn serialize_bool(self, value: bool) -> CodecResult<Wrote> {
        head::put(self.out, SIMPLE, if value { head::TRUE } else { head::FALSE });
        Ok(Wrote::Item)
    }

    #[inline]
    fn serialize_i8(self, value: i8) -> CodecResult<Wrote> {
        self.serialize_i64(value.into())
    }

    #[inline]
    fn serialize_i16(self, value: i16) -> CodecResult<Wrote> {
        self.serialize_i64(value.into())
    }

    #[inline]
    fn serialize_i32(self, value: i32) -> CodecResult<Wrote> {
        self.serialize_i64(value.into())
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
    fn serialize_u16(self, value: u16) -> CodecResult<Wrote> {
        self.serialize_u64(value.into())
    }

    #[inline]
    fn serialize_u32(self, value: u32) -> CodecResult<Wrote> {
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

/// An array or a map that is being written. Its head has the number of items that serde announced;
/// [`finish`](Self::finish) corrects it when serde didn't know the number (`flatten`) or was
/// wrong.
pub(super) struct Items<'a, 'b> {
    out: &'a mut Buffer<'b>,
    depth: u8,
    major: u8,
    /// The positions where the head starts and ends.
    start: usize,
    first: usize,
    declared: usize,
    count: usize,
    /// Whether every item so far is a byte, written as it is. Such a list becomes a byte string.
    packs: bool,
    /// The position of the key whose value comes next.
    key: Option<usize>,
    /// The positions of a map's keys; `None` for an array.
    keys: Option<MapKeys>,
}

impl Items<'_, '_> {
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> CodecResult<()> {
        self.count += 1;
        let start = self.out.len();
        let written = value.serialize(Encoder { out: self.out, depth: self.depth, packs: self.packs })?;
        if self.packs && written == Wrote::Item {
            self.packs = false;
            self.unpack(start);
        }
        Ok(())
    }

    /// Writes the bytes of the list, which end at `end`, as numbers. An item that is no byte
    /// follows them.
    fn unpack(&mut self, end: usize) {
        let count = end - self.first;
        match self.out.bytes().map(|bytes| &bytes[self.first..end]) {
            Some([]) => {}
            Some(packed) => {
                let mut numbers = vec![0; 2 * count];
                let mut out = Buffer::new(&mut numbers);
                for byte in packed {
                    head::put(&mut out, UNSIGNED, u64::from(*byte));
                }
                let length = out.len();
                self.out.replace(self.first, end, &numbers[..length]);
            }
            // Bytes are missing, and the others are only counted.
            None => (0..count).for_each(|_| self.out.push(0)),
        }
    }

    fn named<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> CodecResult<()> {
        let start = self.out.len();
        head::put_text(self.out, name);
        self.note_key(start);
        self.item(value)
    }

    /// Notes the key that was just written.
    fn note_key(&mut self, start: usize) {
        let key = start..self.out.len();
        if let Some(keys) = &mut self.keys {
            keys.note(key);
        }
    }

    #[inline]
    fn finish(self) -> CodecResult<Wrote> {
        if self.key.is_some() {
            return Err(CodecError::KEY_WITHOUT_VALUE);
        }
        if let (Some(keys), Some(bytes)) = (self.keys, self.out.bytes()) {
            keys.check(bytes)?;
        }
        let is_packed = self.packs && self.count > 0;
        if is_packed || self.count != self.declared {
            let major = if is_packed { BYTES } else { self.major };
            let (head, width) = head::head(major, self.count as u64);
            self.out.replace(self.start, self.first, &head[..width]);
        }
        Ok(Wrote::Item)
    }
}

impl ser::SerializeMap for Items<'_, '_> {
    type Ok = Wrote;
    type Error = CodecError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> CodecResult<()> {
        let start = self.out.len();
        key.serialize(Encoder { out: self.out, depth: self.depth, packs: false })?;
        self.note_key(start);
        match self.key.replace(start) {
            None => Ok(()),
            Some(_) => Err(CodecError::KEY_WITHOUT_VALUE),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> CodecResult<()> {
        self.key.take().ok_or(CodecError::KEY_WITHOUT_VALUE)?;
        self.item(value)
    }

    fn end(self) -> CodecResult<Wrote> {
        self.finish()
    }
}

/// Implements the shapes whose items are values only, and those whose keys are names.
macro_rules! shapes {
    (items: $($of_items:ident :: $item:ident),*; fields: $($of_fields:ident),*) => {
        $(impl ser::$of_items for Items<'_, '_> {
            type Ok = Wrote;
            type Error = CodecError;

            #[inline]
            fn $item<T: Serialize + ?Sized>(&mut self, value: &T) -> CodecResult<()> {
                self.item(value)
            }

            #[inline]
            fn end(self) -> CodecResult<Wrote> {
                self.finish()
            }
        })*
        $(impl ser::$of_fields for Items<'_, '_> {
            type Ok = Wrote;
            type Error = CodecError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> CodecResult<()> {
                self.named(name, value)
            }

            fn end(self) -> CodecResult<Wrote> {
                self.finish()
            }
        })*
    };
}

shapes! {
    items: SerializeSeq::serialize_element, SerializeTuple::serialize_element,
        SerializeTupleStruct::serialize_field, SerializeTupleVariant::serialize_field;
    fields: SerializeStruct, SerializeStructVariant
}
