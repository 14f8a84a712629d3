//! Records: what the derive passes to a token format and asks from it.
//!
//! The generated code knows no format. It passes each field to a [`FieldWriter`] and asks a
//! [`FieldReader`] for it. So a session type can be kept as CBOR in our own tokens or as JSON in
//! another framework's, or be merged from two records, and the generated code stays the same.

use super::sealed::Derived;
use super::{Field, State, Value};

/// A sink that receives a record's fields one by one, in the order of their declaration.
pub trait FieldWriter {
    /// Why a field couldn't be written.
    type Error;

    /// Writes which state the record is in, before its fields. It isn't called for a struct.
    ///
    /// # Errors
    ///
    /// If the format can't hold the state.
    fn state(&mut self, state: &'static State) -> Result<(), Self::Error>;

    /// Writes one field. If nothing is written, a reader has the field's default if there is one,
    /// and `default_is` returns whether a condition is true of it.
    ///
    /// # Errors
    ///
    /// If the format can't hold the value.
    fn field<T: Value>(
        &mut self,
        field: &'static Field,
        value: &T,
        default_is: impl FnOnce(fn(&T) -> bool) -> bool,
    ) -> Result<(), Self::Error>;

    /// Notes that the next field is longer than its `max_len`. That is an error only if the
    /// handler made it longer.
    fn too_long(&mut self, field: &'static Field, length: usize) {
        let _ = (field, length);
    }
}

/// A source that a record's fields are read from one by one, in the order of their declaration.
pub trait FieldReader {
    /// Why a field couldn't be read.
    type Error;

    /// Returns the index in `states` of the state that the record is in. It is called before the
    /// fields are read, and not for a struct.
    ///
    /// # Errors
    ///
    /// If the record is in none of them.
    fn state(&mut self, states: &'static [State]) -> Result<usize, Self::Error>;

    /// Returns the field's value, if there is one.
    ///
    /// # Errors
    ///
    /// If there is a value that doesn't fit the type.
    fn field<T: Value>(&mut self, field: &'static Field) -> Result<Option<T>, Self::Error>;

    /// Reads as [`field`](Self::field) does, and upgrades a value that doesn't fit the type but
    /// fits `Old`, the type that the field had before. A format that doesn't offer this reads the
    /// current type only.
    ///
    /// # Errors
    ///
    /// If there is a value that fits neither type.
    fn field_or_older<T: Value, Old: Value>(
        &mut self,
        field: &'static Field,
        upgrade: impl FnOnce(Old) -> T,
    ) -> Result<Option<T>, Self::Error> {
        let _ = upgrade;
        self.field(field)
    }

    /// Reads as [`field`](Self::field) does. A reader that has three records instead of one merges
    /// the field's three values, base, mine and theirs, by `merge`, which returns `None` if they
    /// can't be merged.
    ///
    /// # Errors
    ///
    /// If there is a value that doesn't fit the type, or values that can't be merged.
    #[inline]
    fn field_merged<T: Value>(
        &mut self,
        field: &'static Field,
        merge: impl FnOnce(&T, T, &T) -> Option<T>,
    ) -> Result<Option<T>, Self::Error> {
        let _ = merge;
        self.field(field)
    }

    /// Reads as [`field_or_older`](Self::field_or_older) does, and merges as
    /// [`field_merged`](Self::field_merged) does.
    ///
    /// # Errors
    ///
    /// If there is a value that fits neither type, or values that can't be merged.
    #[inline]
    fn field_or_older_merged<T: Value, Old: Value>(
        &mut self,
        field: &'static Field,
        upgrade: impl FnOnce(Old) -> T,
        merge: impl FnOnce(&T, T, &T) -> Option<T>,
    ) -> Result<Option<T>, Self::Error> {
        let _ = merge;
        self.field_or_older(field, upgrade)
    }

    /// Returns the error of a field that has neither a value nor a default.
    fn missing(field: &'static Field) -> Self::Error;

    /// Returns the error of a record that a version wrote which this one doesn't know.
    fn unknown_version() -> Self::Error;
}

/// A struct whose fields can be written and read one by one: a session, or a state of one. The
/// derives implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session state",
    label = "a variant holds a struct that derives `SessionState`",
    note = "write `#[derive(session_core::SessionState)]` on the struct"
)]
pub trait Fields: Sized {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;
    /// The stored fields, in the order of their declaration.
    const FIELDS: &'static [&'static Field];
    /// The names of fields that the struct had in the past.
    const REMOVED: &'static [&'static str];

    /// Reads every field from `reader`.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read_fields<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Writes every field to `writer`.
    ///
    /// # Errors
    ///
    /// The writer's own.
    fn write_fields<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error>;
}

/// The content of a token: the fields of a struct, or a state and its fields. The derive
/// implements it.
pub trait Record: Sized + 'static {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;

    /// Returns the state that the record is in.
    fn state(&self) -> &'static State;

    /// Reads the state and each of its fields from `reader`.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Reads a record that this or an earlier version of the type wrote, and returns it with the
    /// state that the earlier version was in.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read_version<R: FieldReader>(version: u8, reader: &mut R) -> Result<(Self, &'static State), R::Error> {
        if version == 1 { read_as_it_is(reader) } else { Err(R::unknown_version()) }
    }

    /// Writes the state and each of its fields to `writer`.
    ///
    /// # Errors
    ///
    /// The writer's own.
    fn write<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error>;

    /// Returns the record of a visitor without a cookie: every field has its default.
    fn fresh() -> Self {
        Self::read(&mut Nothing).expect("the derive checks that every field of a struct and of the start state has a default")
    }
}

/// A reader without fields, so that each field gets its default.
struct Nothing;

/// The error of a field that has no default.
#[derive(Debug)]
struct NoDefault;

impl FieldReader for Nothing {
    type Error = NoDefault;

    fn state(&mut self, states: &'static [State]) -> Result<usize, NoDefault> {
        states.iter().position(State::is_start).ok_or(NoDefault)
    }

    fn field<T: Value>(&mut self, _field: &'static Field) -> Result<Option<T>, NoDefault> {
        Ok(None)
    }

    fn missing(_field: &'static Field) -> NoDefault {
        NoDefault
    }

    fn unknown_version() -> NoDefault {
        NoDefault
    }
}

/// A struct that can be a state of a session: `#[derive(SessionState)]`.
///
/// The struct is the payload of one variant of one enum that derives
/// [`Session`](trait@crate::Session), in the same crate. [The derive's
/// page](macro@crate::SessionState) has the attributes of its fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session state",
    label = "a variant holds a struct that derives `SessionState`",
    note = "write `#[derive(session_core::SessionState)]` on the struct"
)]
pub trait SessionState: Fields {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;
}

/// Reads a record that this version of a type wrote, and returns it with its state.
///
/// # Errors
///
/// The reader's own.
pub fn read_as_it_is<S: Record, R: FieldReader>(reader: &mut R) -> Result<(S, &'static State), R::Error> {
    let record = S::read(reader)?;
    let state = record.state();
    Ok((record, state))
}
