//! Records: what the derive hands to a token format, and asks from one.
//!
//! The generated code knows no format. It hands each field to a [`FieldWriter`] and asks a
//! [`FieldReader`] for it, so that a session type can be kept as CBOR in our own tokens, as JSON
//! in another framework's, or merged from two records, without a line of it changing.

use super::derived::{Derived, read_as_it_is};
use super::{Field, State, Value};

/// Takes a record's fields one by one, in the order of their declaration.
pub trait FieldWriter {
    /// Why a field couldn't be written.
    type Error;

    /// Writes which state the record is in, before its fields. A struct has no states, and this
    /// isn't called.
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

    /// Is told that a field, which comes next, is longer than its `max_len`. That is an error only
    /// if the handler made it so.
    fn too_long(&mut self, field: &'static Field, length: usize) {
        let _ = (field, length);
    }
}

/// Is asked for a record's fields one by one, in the order of their declaration.
pub trait FieldReader {
    /// Why a field couldn't be read.
    type Error;

    /// Which of `states` the record is in, as an index. It is asked before the fields; for a
    /// struct it isn't called.
    ///
    /// # Errors
    ///
    /// When it is in none of them.
    fn state(&mut self, states: &'static [State]) -> Result<usize, Self::Error>;

    /// The field's value, or what `default` gives if there is none.
    ///
    /// # Errors
    ///
    /// When there is a value that doesn't fit the type, or none and no default.
    fn field<T: Value>(&mut self, field: &'static Field, default: impl FnOnce() -> Option<T>) -> Result<T, Self::Error>;

    /// As [`field`](Self::field), and a value that doesn't fit the type may fit `Old`, which it
    /// had before: then it is upgraded. A format that doesn't offer this reads the type only.
    ///
    /// # Errors
    ///
    /// When there is a value that fits neither type, or none and no default.
    fn field_or_older<T: Value, Old: Value>(
        &mut self,
        field: &'static Field,
        default: impl FnOnce() -> Option<T>,
        upgrade: impl FnOnce(Old) -> T,
    ) -> Result<T, Self::Error> {
        let _ = upgrade;
        self.field(field, default)
    }
}

/// A struct whose fields can be written and read one by one: a session, or a state of one. The
/// derives implement it.
pub trait Fields: Sized {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;
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

/// What a token holds: the fields of a struct, or a state and the fields of that. The derive
/// implements it.
pub trait Record: Sized + 'static {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// The state it is in.
    fn state(&self) -> &'static State;

    /// Asks `reader` for the state and every field of it.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Asks `reader` for what this or an earlier version of the type wrote, and says in which
    /// state that version has it; none if there was no such version.
    fn read_version<R: FieldReader>(version: u8, reader: &mut R) -> Option<Result<(Self, &'static State), R::Error>> {
        (version == 1).then(|| read_as_it_is(reader))
    }

    /// Hands the state and every field to `writer`.
    ///
    /// # Errors
    ///
    /// The writer's own.
    fn write<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error>;

    /// Every field at its default: what a visitor without a cookie has.
    fn fresh() -> Self {
        Self::read(&mut Nothing).expect("a struct's fields all have a default, and so has a start state, which is `Default`")
    }
}

/// A record without fields, so that each has its default.
struct Nothing;

/// A field has no default.
#[derive(Debug)]
struct NoDefault;

impl FieldReader for Nothing {
    type Error = NoDefault;

    fn state(&mut self, states: &'static [State]) -> Result<usize, NoDefault> {
        states.iter().position(State::is_start).ok_or(NoDefault)
    }

    fn field<T: Value>(&mut self, _field: &'static Field, default: impl FnOnce() -> Option<T>) -> Result<T, NoDefault> {
        default().ok_or(NoDefault)
    }
}

/// A struct that can be a state of a session: `#[derive(SessionState)]`.
///
/// It is the payload of one variant of one enum that derives [`Session`](trait@crate::Session), in
/// the same crate. [The derive's page](macro@crate::SessionState) has the attributes of its
/// fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session state",
    label = "a variant holds a struct that derives `SessionState`",
    note = "write `#[derive(session_core::SessionState)]` on the struct"
)]
pub trait SessionState: Fields {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;
}
