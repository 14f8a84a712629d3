//! How a value finds out that its text comes from a session, and not from a format that a visitor
//! may have written.
//!
//! A newtype struct whose name begins with [`PREFIX`] is answered specially by the deserializers
//! of sessions, and by them only: with [`Visitor::visit_enum`], and an enum whose variant is that
//! very name, the same text at the same address. No data can be that.

use std::ptr;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};

/// How the names begin that are answered in this way.
pub const PREFIX: &str = "session::trusted::";

/// The answer, around what stands in the session.
#[derive(Debug)]
pub struct Trusted<D> {
    name: &'static str,
    inside: D,
}

impl<D> Trusted<D> {
    /// Answers a deserializer that was asked for `name`.
    pub fn new(name: &'static str, inside: D) -> Self {
        Self { name, inside }
    }
}

/// Reads what is inside, if `answer` is a session's. `name` is the one that was asked for: out of
/// a `static`, since each use of a `const` may be another text.
///
/// # Errors
///
/// When it isn't one, and those of `inside`.
pub fn read<'de, A: EnumAccess<'de>, T: DeserializeSeed<'de>>(
    name: &'static str,
    answer: A,
    inside: T,
) -> Result<T::Value, A::Error> {
    let (variant, content) = answer.variant::<&'de str>()?;
    if !ptr::eq(variant, name) {
        return Err(de::Error::custom("only a session can hold it"));
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

/// What stands in the session.
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

const NEWTYPE: &str = "a trusted value is around one value";
