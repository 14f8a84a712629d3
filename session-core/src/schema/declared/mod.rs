//! How a type that derives `SessionValue` is written and read, in any format of serde's.
//!
//! A struct is a map from the names of its fields to their values, and is read field by field: a
//! missing field has its default, and an unknown one is passed over. A tuple struct and an enum are
//! written as serde's own derive writes them. Only generated code calls what is here.

mod named;
mod placed;
mod variants;

use std::marker::PhantomData;

use serde::de::DeserializeSeed;
use serde::{Deserializer, Serialize, Serializer};

use super::Value;

pub use named::{Entries, NamedFields, Slot, or_named_default, read_named, write_named};
pub use placed::{PlacedFields, read_newtype, read_placed, read_places, write_newtype, write_placed};
pub use variants::{VariantValue, Variants, read_variant_value, read_variants, write_variant_value};

/// A value of a field, as serde writes it.
struct Written<'v, T>(&'v T);

impl<T: Value> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// Reads a value of a field.
struct Read<T>(PhantomData<T>);

impl<'de, T: Value> DeserializeSeed<'de> for Read<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}
