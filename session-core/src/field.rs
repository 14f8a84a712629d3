//! Fields: what the derive hands to a token format, and asks from one.
//!
//! The generated code knows no format. It hands each field to a [`FieldWriter`] and asks a [`FieldReader`] for it, so that a
//! session type can be kept as CBOR in our own tokens, as JSON in another framework's, or merged from two records, without a
//! line of it changing.

use std::convert::Infallible;

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize, Serializer};

/// What is known about one field when the program runs.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    name: &'static str,
    rust_name: &'static str,
    type_name: &'static str,
    aliases: &'static [&'static str],
    identity: bool,
}

impl Field {
    #[doc(hidden)]
    pub const fn new(name: &'static str, rust_name: &'static str, type_name: &'static str) -> Self {
        Self { name, rust_name, type_name, aliases: &[], identity: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_identity(mut self) -> Self {
        self.identity = true;
        self
    }

    /// The name in the token: the field's own, or what `rename` says.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name in the struct.
    pub const fn rust_name(&self) -> &'static str {
        self.rust_name
    }

    /// The type, as written in the struct.
    pub const fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// Former names in tokens, which are still read.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Whether a change of this field renews the session.
    pub const fn is_identity(&self) -> bool {
        self.identity
    }

    /// Whether `name` is this field's name or one of its former ones.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// A value that a field can have: anything that serde writes and reads, that other threads may see, and that borrows nothing.
///
/// It is implemented for all of those; never implement it yourself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be stored in a session",
    label = "not a value that a session can store",
    note = "a field's type implements `serde::Serialize` and `serde::Deserialize`, is `Send + Sync`, and borrows nothing",
    note = "for a type of your own: `#[derive(serde::Serialize, serde::Deserialize)]`; for a field that isn't kept: `#[session(skip)]`"
)]
pub trait Value: Sized {
    #[doc(hidden)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

// No supertraits, and hidden from diagnostics: the four things that are asked of a type fail as one error with one text.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Value for T {
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }
}

/// A type that a field can start with when nothing was said: its `Default`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no starting value",
    label = "a fresh session doesn't know what to put here",
    note = "make it an `Option`, give it a value with `#[session(default = …)]`, or implement `Default` for the type"
)]
pub trait Start: Sized {
    #[doc(hidden)]
    fn start() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Start for T {
    fn start() -> Self {
        T::default()
    }
}

/// Takes a record's fields one by one, in the order of their declaration.
pub trait FieldWriter {
    /// Why a field couldn't be written.
    type Error;

    /// Writes one field.
    ///
    /// # Errors
    ///
    /// When the format can't hold the value.
    fn field<T: Value>(&mut self, field: &'static Field, value: &T) -> Result<(), Self::Error>;
}

/// Is asked for a record's fields one by one, in the order of their declaration.
pub trait FieldReader {
    /// Why a field couldn't be read.
    type Error;

    /// The field's value, or what `start` gives if there is none.
    ///
    /// # Errors
    ///
    /// When there is a value that doesn't fit the type.
    fn field<T: Value>(&mut self, field: &'static Field, start: impl FnOnce() -> T) -> Result<T, Self::Error>;
}

/// A struct whose fields can be written and read one by one. The derive implements it.
pub trait Record: Sized {
    /// The fields that are stored, in the order of their declaration.
    const FIELDS: &'static [&'static Field];

    /// Asks `reader` for every field.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Hands every field to `writer`.
    ///
    /// # Errors
    ///
    /// The writer's own.
    fn write<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error>;

    /// Every field at its start: what a visitor without a cookie has.
    fn fresh() -> Self {
        let Ok(fresh) = Self::read(&mut Nothing);
        fresh
    }
}

/// Has no field, so that every one starts.
struct Nothing;

impl FieldReader for Nothing {
    type Error = Infallible;

    fn field<T: Value>(&mut self, _field: &'static Field, start: impl FnOnce() -> T) -> Result<T, Infallible> {
        Ok(start())
    }
}

/// One stored field of a struct: the only place where its type is named in generated code, so that a type that can't be
/// stored is one error, on that type.
#[doc(hidden)]
pub trait Slot<const INDEX: usize> {
    type Record;
    type Type: Value;
    const FIELD: &'static Field;
    fn start() -> Self::Type;
    fn get(record: &Self::Record) -> &Self::Type;
}

#[doc(hidden)]
#[inline]
pub fn read_slot<S: Slot<INDEX>, const INDEX: usize, R: FieldReader>(reader: &mut R) -> Result<S::Type, R::Error> {
    reader.field(S::FIELD, S::start)
}

#[doc(hidden)]
#[inline]
pub fn write_slot<S: Slot<INDEX>, const INDEX: usize, W: FieldWriter>(
    record: &S::Record,
    writer: &mut W,
) -> Result<(), W::Error> {
    writer.field(S::FIELD, S::get(record))
}
