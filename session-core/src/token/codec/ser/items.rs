//! The items of an array or a map.

use serde::ser::{self, Serialize};

use super::{Encoder, Wrote};
use crate::token::codec::buffer::Buffer;
use crate::token::codec::head::{self, ARRAY, BYTES, MAP, UNSIGNED};
use crate::token::codec::map_keys::MapKeys;
use crate::token::codec::{CodecError, CodecResult};

/// The length of numbers that need no memory of their own: most lists that begin with a byte and
/// have other items are tuples.
const FEW: usize = 32;

/// An array or a map that is being written. Its head has the number of items that serde announced;
/// [`finish`](Self::finish) corrects it when serde didn't know the number (`flatten`) or was
/// wrong.
pub(in super::super) struct Items<'a, 'b> {
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

impl<'a, 'b> Items<'a, 'b> {
    #[inline]
    pub(super) fn new(out: &'a mut Buffer<'b>, depth: u8, major: u8, declared: usize) -> Self {
        let start = out.len();
        head::put(out, major, declared as u64);
        let first = out.len();
        let (packs, keys) = (major == ARRAY, (major == MAP).then(MapKeys::new));
        Self { out, depth, major, start, first, declared, count: 0, packs, key: None, keys }
    }

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
                let (mut few, mut many) = ([0; FEW], Vec::new());
                let mut numbers = Buffer::new(&mut few).or_in(&mut many, 2 * count);
                for byte in packed {
                    head::put(&mut numbers, UNSIGNED, u64::from(*byte));
                }
                self.out.replace(self.first, end, numbers.bytes().unwrap_or_default());
            }
            // Bytes are missing, and the others are only counted, as two each.
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
