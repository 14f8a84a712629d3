//! From serde's data model to values.

use serde::ser::{self, Serialize};

use super::error::{JsonError, JsonResult};
use super::key::{self, Key, KeySerializer};
use super::wire::{DATETIME, MARKUP, UUID, VALUE, unwire};
use crate::date::DateTime;
use crate::limits::{DEPTH, capacity};
use crate::value::{Dict, Text, Value};
use crate::visits;

/// A serializer that makes a [`Value`] of a Rust value. `None` becomes no value.
#[derive(Clone, Copy)]
pub(crate) struct Serializer {
    /// How many more levels may be written inside.
    levels: u8,
    /// Whether a [`Value`] is being written, whose dicts may be tags.
    is_wire: bool,
}

impl Serializer {
    pub(crate) fn new() -> Self {
        Self { levels: DEPTH, is_wire: false }
    }

    fn inside(self) -> JsonResult<Self> {
        Ok(Self { levels: self.levels.checked_sub(1).ok_or(JsonError::TOO_DEEP)?, ..self })
    }

    /// Writes a value inside of another one. There, `None` becomes null.
    fn item<T: Serialize + ?Sized>(self, item: &T) -> JsonResult<Value> {
        visits::note();
        Ok(item.serialize(self)?.unwrap_or_default())
    }

    fn items(self, is_list: bool, length: usize) -> JsonResult<Items> {
        Ok(Items { serializer: self.inside()?, variant: None, is_list, values: Vec::with_capacity(capacity(Some(length))) })
    }

    fn fields(self, length: usize) -> JsonResult<Fields> {
        Ok(Fields { serializer: self.inside()?, variant: None, values: Vec::with_capacity(capacity(Some(length))) })
    }

    /// Makes the value that a dict stands for. The dict was written for a [`Value`].
    fn unwire(self, dict: Dict) -> JsonResult<Value> {
        let value = unwire(dict, self.levels)?;
        if let Value::Dict(_) = value {
            self.inside()?;
        }
        Ok(value)
    }
}

/// Wraps a value as `{variant: value}`, if `variant` is given.
fn in_variant(variant: Option<&'static str>, value: Value) -> Value {
    match variant {
        Some(variant) => Value::Dict([(Text::from_static(variant), value)].into_iter().collect()),
        None => value,
    }
}

impl ser::Serializer for Serializer {
    type Ok = Option<Value>;
    type Error = JsonError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    fn serialize_bool(self, value: bool) -> JsonResult<Option<Value>> {
        Ok(Some(Value::Bool(value)))
    }

    fn serialize_i8(self, number: i8) -> JsonResult<Option<Value>> {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> JsonResult<Option<Value>> {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> JsonResult<Option<Value>> {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> JsonResult<Option<Value>> {
        Ok(Some(Value::Int(number)))
    }

    fn serialize_i128(self, number: i128) -> JsonResult<Option<Value>> {
        Ok(Some(number.into()))
    }

    fn serialize_u8(self, number: u8) -> JsonResult<Option<Value>> {
        self.serialize_i64(number.into())
    }

    fn serialize_u16(self, number: u16) -> JsonResult<Option<Value>> {
        self.serialize_i64(number.into())
    }

    fn serialize_u32(self, number: u32) -> JsonResult<Option<Value>> {
        self.serialize_i64(number.into())
    }

    fn serialize_u64(self, number: u64) -> JsonResult<Option<Value>> {
        Ok(Some(number.into()))
    }

    fn serialize_u128(self, number: u128) -> JsonResult<Option<Value>> {
        Ok(Some(number.into()))
    }

    fn serialize_f32(self, number: f32) -> JsonResult<Option<Value>> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> JsonResult<Option<Value>> {
        Ok(Some(Value::Float(number)))
    }

    fn serialize_char(self, value: char) -> JsonResult<Option<Value>> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> JsonResult<Option<Value>> {
        Ok(Some(text.into()))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> JsonResult<Option<Value>> {
        Ok(Some(Value::Bytes(bytes.to_vec())))
    }

    fn serialize_none(self) -> JsonResult<Option<Value>> {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> JsonResult<Option<Value>> {
        match value.serialize(self)? {
            None | Some(Value::Null) => Err(JsonError::NULL_IN_SOME),
            value => Ok(value),
        }
    }

    fn serialize_unit(self) -> JsonResult<Option<Value>> {
        Ok(Some(Value::Null))
    }

    fn serialize_unit_struct(self, _: &'static str) -> JsonResult<Option<Value>> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> JsonResult<Option<Value>> {
        Ok(Some(Value::Text(Text::from_static(variant))))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> JsonResult<Option<Value>> {
        if name == VALUE {
            return value.serialize(Self { is_wire: true, ..self });
        }
        let value = value.serialize(self)?;
        match (name, value) {
            (UUID, Some(Value::Bytes(bytes))) => bytes.try_into().map(Value::Uuid).map_err(|_| JsonError::NOT_TAGGED).map(Some),
            (DATETIME, Some(Value::Int(second))) => {
                let time = DateTime::from_unix_seconds(second).filter(|time| time.reads_back());
                time.map(|time| Some(Value::DateTime(time))).ok_or(JsonError::DATE_OUT_OF_RANGE)
            }
            (MARKUP, Some(Value::Text(text))) => Ok(Some(Value::Markup(text))),
            (UUID | DATETIME | MARKUP, _) => Err(JsonError::NOT_TAGGED),
            (_, value) => Ok(value),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> JsonResult<Option<Value>> {
        Ok(Some(in_variant(Some(variant), self.inside()?.item(value)?)))
    }

    fn serialize_seq(self, length: Option<usize>) -> JsonResult<Items> {
        self.items(true, length.unwrap_or_default())
    }

    fn serialize_tuple(self, length: usize) -> JsonResult<Items> {
        self.items(false, length)
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> JsonResult<Items> {
        self.items(false, length)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, length: usize) -> JsonResult<Items> {
        Ok(Items { variant: Some(variant), ..self.inside()?.items(false, length)? })
    }

    fn serialize_map(self, length: Option<usize>) -> JsonResult<Entries> {
        // A dict that stands for another value isn't a level.
        let inside = if self.is_wire { Self { levels: self.levels.saturating_sub(1), ..self } } else { self.inside()? };
        Ok(Entries { outside: self, inside, key: None, values: Vec::with_capacity(capacity(length)) })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> JsonResult<Fields> {
        self.fields(length)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, length: usize) -> JsonResult<Fields> {
        Ok(Fields { variant: Some(variant), ..self.inside()?.fields(length)? })
    }
}

/// A list or a tuple that is being written.
pub(crate) struct Items {
    serializer: Serializer,
    variant: Option<&'static str>,
    is_list: bool,
    values: Vec<Value>,
}

impl Items {
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> JsonResult<()> {
        self.values.push(self.serializer.item(item)?);
        Ok(())
    }

    fn finish(self) -> Value {
        let value = if self.is_list { Value::List(self.values) } else { Value::Tuple(self.values) };
        in_variant(self.variant, value)
    }
}

/// A struct that is being written.
pub(crate) struct Fields {
    serializer: Serializer,
    variant: Option<&'static str>,
    values: Vec<(Text, Value)>,
}

impl Fields {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> JsonResult<()> {
        self.values.push((Text::from_static(name), self.serializer.item(value)?));
        Ok(())
    }

    fn finish(self) -> JsonResult<Value> {
        Ok(in_variant(self.variant, Value::Dict(key::dict_of_fields(self.values)?)))
    }
}

/// A map that is being written.
pub(crate) struct Entries {
    outside: Serializer,
    inside: Serializer,
    /// The key whose value comes next.
    key: Option<Key>,
    values: Vec<(Key, Value)>,
}

impl ser::SerializeMap for Entries {
    type Ok = Option<Value>;
    type Error = JsonError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> JsonResult<()> {
        let key = key.serialize(KeySerializer)?;
        match self.key.replace(key) {
            None => Ok(()),
            Some(_) => Err(JsonError::KEY_WITHOUT_VALUE),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> JsonResult<()> {
        let key = self.key.take().ok_or(JsonError::KEY_WITHOUT_VALUE)?;
        self.values.push((key, self.inside.item(value)?));
        Ok(())
    }

    fn end(self) -> JsonResult<Option<Value>> {
        if self.key.is_some() {
            return Err(JsonError::KEY_WITHOUT_VALUE);
        }
        let dict = key::dict_of_map(self.values)?;
        Ok(Some(if self.outside.is_wire { self.outside.unwire(dict)? } else { Value::Dict(dict) }))
    }
}

/// Implements the shapes whose items are values only, and those whose keys are names.
macro_rules! shapes {
    (items: $($of_items:ident :: $item:ident),*; fields: $($of_fields:ident),*) => {
        $(impl ser::$of_items for Items {
            type Ok = Option<Value>;
            type Error = JsonError;

            fn $item<T: Serialize + ?Sized>(&mut self, item: &T) -> JsonResult<()> {
                self.item(item)
            }

            fn end(self) -> JsonResult<Option<Value>> {
                Ok(Some(self.finish()))
            }
        })*
        $(impl ser::$of_fields for Fields {
            type Ok = Option<Value>;
            type Error = JsonError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> JsonResult<()> {
                self.field(name, value)
            }

            fn end(self) -> JsonResult<Option<Value>> {
                self.finish().map(Some)
            }
        })*
    };
}

shapes! {
    items: SerializeSeq::serialize_element, SerializeTuple::serialize_element,
        SerializeTupleStruct::serialize_field, SerializeTupleVariant::serialize_field;
    fields: SerializeStruct, SerializeStructVariant
}
