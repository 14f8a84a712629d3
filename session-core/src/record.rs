//! Records: what the derive hands to a token format, and asks from one.
//!
//! The generated code knows no format. It hands each field to a [`FieldWriter`] and asks a [`FieldReader`] for it, so that a
//! session type can be kept as CBOR in our own tokens, as JSON in another framework's, or merged from two records, without a
//! line of it changing.

use crate::field::{Field, Value};
use crate::schema::State;
use crate::start::absent;
use crate::times::Times;

/// Takes a record's fields one by one, in the order of their declaration.
pub trait FieldWriter {
    /// Why a field couldn't be written.
    type Error;

    /// Writes which state the record is in, before its fields. A struct has no states, and this isn't called.
    ///
    /// # Errors
    ///
    /// When the format can't hold it.
    fn state(&mut self, state: &'static State) -> Result<(), Self::Error>;

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

    /// Which of `states` the record is in, as an index. It is asked before the fields; for a struct it isn't called.
    ///
    /// # Errors
    ///
    /// When it is in none of them.
    fn state(&mut self, states: &'static [State]) -> Result<usize, Self::Error>;

    /// The field's value, or what `start` gives if there is none.
    ///
    /// # Errors
    ///
    /// When there is a value that doesn't fit the type, or none and no start.
    fn field<T: Value>(&mut self, field: &'static Field, start: impl FnOnce() -> Option<T>) -> Result<T, Self::Error>;
}

/// A struct whose fields can be written and read one by one: a session, or a state of one. The derives implement it.
pub trait Fields: Sized {
    /// The fields that are stored, in the order of their declaration.
    const FIELDS: &'static [&'static Field];
    /// Names of fields that the struct had once.
    const REMOVED: &'static [&'static str];

    /// Asks `reader` for every field.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read_fields<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Hands every field to `writer`.
    ///
    /// # Errors
    ///
    /// The writer's own.
    fn write_fields<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error>;
}

/// What a token holds: the fields of a struct, or a state and the fields of that. The derive implements it.
pub trait Record: Sized {
    /// The state it is in.
    fn state(&self) -> &'static State;

    /// Asks `reader` for the state and every field of it.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Hands the state and every field to `writer`.
    ///
    /// # Errors
    ///
    /// The writer's own.
    fn write<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error>;

    /// Every field at its start: what a visitor without a cookie has.
    fn fresh() -> Self {
        Self::read(&mut Nothing).expect("a struct's fields all have a start, and so has a start state, which is `Default`")
    }
}

/// Has no field, so that every one starts.
struct Nothing;

/// A field has no start.
#[derive(Debug)]
struct NoStart;

impl FieldReader for Nothing {
    type Error = NoStart;

    fn state(&mut self, states: &'static [State]) -> Result<usize, NoStart> {
        states.iter().position(State::is_start).ok_or(NoStart)
    }

    fn field<T: Value>(&mut self, _field: &'static Field, start: impl FnOnce() -> Option<T>) -> Result<T, NoStart> {
        start().ok_or(NoStart)
    }
}

/// One stored field of a struct: the only place where its type is named in generated code, so that a type that can't be
/// stored is one error, on that type.
#[doc(hidden)]
pub trait Slot<const INDEX: usize> {
    type Record;
    type Type: Value;
    const FIELD: &'static Field;
    fn start() -> Option<Self::Type>;
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

#[doc(hidden)]
pub fn absent_slot<S: Slot<INDEX>, const INDEX: usize>() -> Option<S::Type> {
    absent()
}

/// A struct that can be a state of a session: `#[derive(SessionState)]`.
///
/// It is the payload of one variant of one enum that derives [`Session`](trait@crate::Session), in the same crate.
/// [The derive's page](macro@crate::SessionState) has the attributes of its fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session state",
    label = "a variant holds a struct that derives `SessionState`",
    note = "write `#[derive(session_core::SessionState)]` on the struct"
)]
pub trait SessionState: Fields {}

/// One variant of a session enum: the only place where its payload is named in generated code, so that a payload that is no
/// state is one error, on that type.
#[doc(hidden)]
pub trait Variant<const INDEX: usize> {
    type State: SessionState;
}

#[doc(hidden)]
pub const fn state_of_variant<V: Variant<INDEX>, const INDEX: usize>(name: &'static str, times: Times) -> State {
    State::new(name, V::State::FIELDS, V::State::REMOVED, times)
}

#[doc(hidden)]
#[inline]
pub fn read_variant<V: Variant<INDEX>, const INDEX: usize, R: FieldReader>(reader: &mut R) -> Result<V::State, R::Error> {
    V::State::read_fields(reader)
}

#[doc(hidden)]
#[inline]
pub fn write_variant<V: Variant<INDEX>, const INDEX: usize, W: FieldWriter>(
    state: &V::State,
    writer: &mut W,
) -> Result<(), W::Error> {
    state.write_fields(writer)
}
