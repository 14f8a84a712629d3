//! A struct whose fields are stored by their places: a tuple struct. One with a single field is
//! stored as that field's value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::SerializeTupleStruct;
use serde::{Deserializer, Serializer};

use super::{Read, Written};
use crate::schema::Value as _;
use crate::schema::derived::StoredField;

/// A struct whose fields are stored by their places.
pub trait PlacedFields: Sized {
    const NAME: &'static str;
    const LENGTH: usize;
    fn read<'de, A: SeqAccess<'de>>(items: &mut A) -> Result<Self, A::Error>;
}

pub fn write_placed<S: StoredField<INDEX>, const INDEX: usize, W: SerializeTupleStruct>(
    record: &S::Record,
    fields: &mut W,
) -> Result<(), W::Error> {
    fields.serialize_field(&Written(S::get(record)))
}

pub fn write_newtype<S: StoredField<0>, W: Serializer>(
    record: &S::Record,
    name: &'static str,
    serializer: W,
) -> Result<W::Ok, W::Error> {
    serializer.serialize_newtype_struct(name, &Written(S::get(record)))
}

pub fn read_places<'de, T: PlacedFields, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_tuple_struct(T::NAME, T::LENGTH, Placed(PhantomData))
}

pub fn read_placed<'de, S: StoredField<INDEX>, const INDEX: usize, A: SeqAccess<'de>>(
    items: &mut A,
) -> Result<S::Type, A::Error> {
    let value = items.next_element_seed(Read(PhantomData))?;
    value.ok_or_else(|| A::Error::invalid_length(INDEX, &"every field of the struct"))
}

pub fn read_newtype<'de, S: StoredField<0>, D: Deserializer<'de>>(
    name: &'static str,
    deserializer: D,
) -> Result<S::Type, D::Error> {
    deserializer.deserialize_newtype_struct(name, Newtype::<S>(PhantomData))
}

struct Placed<T>(PhantomData<T>);

impl<'de, T: PlacedFields> Visitor<'de> for Placed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} fields of `{}`", T::LENGTH, T::NAME)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        T::read(&mut items)
    }
}

struct Newtype<S>(PhantomData<S>);

impl<'de, S: StoredField<0>> Visitor<'de> for Newtype<S> {
    type Value = S::Type;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value in a struct")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Type, D::Error> {
        S::Type::read(deserializer)
    }
}
