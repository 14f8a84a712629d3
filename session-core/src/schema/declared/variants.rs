//! An enum, whose variants are stored by their names.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, EnumAccess, Error, VariantAccess, Visitor};
use serde::{Deserializer, Serializer};

use super::{Read, Written};
use crate::schema::{Field, Value, ValueVariant};

/// An enum. A variant is empty or holds one value.
pub trait Variants: Sized {
    const NAME: &'static str;
    const VARIANTS: &'static [ValueVariant];
    /// Every name of a variant, also the former ones. A flattened enum is found by them.
    const NAMES: &'static [&'static str];
    fn read<'de, A: VariantAccess<'de>>(index: usize, variant: A) -> Result<Self, A::Error>;
}

/// The value in a variant.
pub trait VariantValue<const INDEX: usize> {
    type Type: Value;
    const FIELD: &'static Field;
}

pub fn write_variant_value<V: VariantValue<INDEX>, const INDEX: usize, W: Serializer>(
    value: &V::Type,
    name: &'static str,
    index: u32,
    variant: &'static str,
    serializer: W,
) -> Result<W::Ok, W::Error> {
    serializer.serialize_newtype_variant(name, index, variant, &Written(value))
}

pub fn read_variants<'de, T: Variants, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_enum(T::NAME, T::NAMES, OneOf(PhantomData))
}

pub fn read_variant_value<'de, V: VariantValue<INDEX>, const INDEX: usize, A: VariantAccess<'de>>(
    variant: A,
) -> Result<V::Type, A::Error> {
    variant.newtype_variant_seed(Read(PhantomData))
}

struct OneOf<T>(PhantomData<T>);

impl<'de, T: Variants> Visitor<'de> for OneOf<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a variant of `{}`", T::NAME)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, value: A) -> Result<T, A::Error> {
        let (index, variant) = value.variant_seed(VariantName(T::VARIANTS))?;
        T::read(index, variant)
    }
}

/// Finds the variant that has a name.
struct VariantName(&'static [ValueVariant]);

impl<'de> DeserializeSeed<'de> for VariantName {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for VariantName {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a variant")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let index = self.0.iter().position(|variant| variant.answers_to(name));
        index.ok_or_else(|| E::custom("no variant of this name"))
    }
}
