//! A way for a value to find out that it is read from a session, and not from a format that a
//! visitor may have written.
//!
//! A type asks for a newtype struct whose name begins with [`PREFIX`]. Only the deserializers of
//! sessions answer such a request specially: with [`Visitor::visit_enum`], and an enum whose
//! variant is the very name that was asked for, the same text at the same address. No data can
//! contain that address.

use std::ptr;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

/// The prefix of the names that are answered in this way.
pub const PREFIX: &str = "session::trusted::";

/// The answer of a session's deserializer, around the value in the session.
#[derive(Debug)]
pub struct Trusted<D> {
    name: &'static str,
    inside: D,
}

impl<D> Trusted<D> {
    /// Creates the answer to a request for `name`.
    pub fn new(name: &'static str, inside: D) -> Self {
        Self { name, inside }
    }
}

/// Reads the value inside of `answer`, if it is a session's answer. `name` is the name that was
/// asked for. It has to come from a `static`, since each use of a `const` may have another
/// address.
///
/// # Errors
///
/// If it isn't a session's answer, and the errors of `inside`.
#[cfg_attr(not(feature = "unstable-format"), expect(dead_code, reason = "other formats use it"))]
pub fn read<'de, A: EnumAccess<'de>, T: DeserializeSeed<'de>>(
    name: &'static str,
    answer: A,
    inside: T,
) -> Result<T::Value, A::Error> {
    let (variant, content) = answer.variant::<&'de str>()?;
    if !ptr::eq(variant, name) {
        return Err(de::Error::custom("this value can only be read from a session"));
    }
    content.newtype_variant_seed(inside)
}

impl<'de, D: Deserializer<'de>> EnumAccess<'de> for Trusted<D> {
    type Error = D::Error;
    type Variant = Content<D>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Content<D>), D::Error> {
        let name = seed.deserialize(BorrowedStrDeserializer::new(self.name))?;
        Ok((name, Content(self.inside)))
    }
}

/// The value in the session.
#[derive(Debug)]
pub struct Content<D>(D);

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Content<D> {
    type Error = D::Error;

    fn unit_variant(self) -> Result<(), D::Error> {
        Err(de::Error::custom(NEWTYPE))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, D::Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, D::Error> {
        Err(de::Error::custom(NEWTYPE))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, D::Error> {
        Err(de::Error::custom(NEWTYPE))
    }
}

const NEWTYPE: &str = "a trusted value contains exactly one value";
