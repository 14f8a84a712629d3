//! Records: what the derive hands to a token format, and asks from one.
//!
//! The generated code knows no format. It hands each field to a [`FieldWriter`] and asks a [`FieldReader`] for it, so that a
//! session type can be kept as CBOR in our own tokens, as JSON in another framework's, or merged from two records, without a
//! line of it changing.

use crate::field::{Field, Value};
use crate::schema::{Schema, State};
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

    /// Is told that a field, which comes next, is longer than its `max_len`. That is an error only if the handler made it so.
    fn too_long(&mut self, field: &'static Field, length: usize) {
        let _ = (field, length);
    }
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

    /// As [`field`](Self::field), and a value that doesn't fit the type may fit `Old`, which it had before: then it is upgraded. A format
    /// that doesn't offer this reads the type only.
    ///
    /// # Errors
    ///
    /// When there is a value that fits neither type, or none and no start.
    fn field_or_older<T: Value, Old: Value>(
        &mut self,
        field: &'static Field,
        start: impl FnOnce() -> Option<T>,
        upgrade: impl FnOnce(Old) -> T,
    ) -> Result<T, Self::Error> {
        let _ = upgrade;
        self.field(field, start)
    }
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
pub trait Record: Sized + 'static {
    /// The state it is in.
    fn state(&self) -> &'static State;

    /// Asks `reader` for the state and every field of it.
    ///
    /// # Errors
    ///
    /// The reader's own.
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Asks `reader` for what this or an earlier version of the type wrote, and says in which state that version has it; none if there
    /// was no such version.
    fn read_version<R: FieldReader>(version: u8, reader: &mut R) -> Option<Result<(Self, &'static State), R::Error>> {
        (version == 1).then(|| read_as_it_is(reader))
    }

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

/// What this version of a type wrote, and the state that it is in.
#[doc(hidden)]
pub fn read_as_it_is<S: Record, R: FieldReader>(reader: &mut R) -> Result<(S, &'static State), R::Error> {
    S::read(reader).map(|record| {
        let state = record.state();
        (record, state)
    })
}

/// A session type of a version that can be made from the one before: by `From`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made from `{Old}`, which live sessions may still be",
    label = "cookies of the version before couldn't be read",
    note = "write `impl From<{Old}> for {Self}`"
)]
pub trait UpgradeFrom<Old>: Sized {
    fn upgrade_from(old: Old) -> Self;
}

#[diagnostic::do_not_recommend]
impl<Old, T: From<Old>> UpgradeFrom<Old> for T {
    fn upgrade_from(old: Old) -> Self {
        Self::from(old)
    }
}

/// Checked when the user's crate compiles: no version is left out.
#[doc(hidden)]
#[track_caller]
pub const fn check_version(old: &Schema, version: u8, is_machine: bool) {
    assert!(
        old.is_machine() == is_machine,
        "a struct can't be made from an enum of states nor an enum from a struct, since their cookies differ in more than their fields: give the new type another `cookie`"
    );
    assert!(
        old.version() + 1 == version,
        "this isn't the version before: each version is upgraded from the one that is one less, so that none is left out"
    );
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
    /// How long the value is, if that is limited.
    fn length(_: &Self::Record) -> Option<usize> {
        None
    }
}

#[doc(hidden)]
#[inline]
pub fn read_slot<S: Slot<INDEX>, const INDEX: usize, R: FieldReader>(reader: &mut R) -> Result<S::Type, R::Error> {
    reader.field(S::FIELD, S::start)
}

#[doc(hidden)]
#[inline]
pub fn read_slot_or_older<S: Slot<INDEX>, const INDEX: usize, R: FieldReader, Old: Value>(
    reader: &mut R,
    upgrade: impl FnOnce(Old) -> S::Type,
) -> Result<S::Type, R::Error> {
    reader.field_or_older(S::FIELD, S::start, upgrade)
}

#[doc(hidden)]
#[inline]
pub fn write_slot<S: Slot<INDEX>, const INDEX: usize, W: FieldWriter>(
    record: &S::Record,
    writer: &mut W,
) -> Result<(), W::Error> {
    if let Some(length) = S::length(record).filter(|length| S::FIELD.max_len().is_some_and(|limit| *length > limit)) {
        writer.too_long(S::FIELD, length);
    }
    writer.field(S::FIELD, S::get(record))
}

#[doc(hidden)]
pub fn absent_slot<S: Slot<INDEX>, const INDEX: usize>() -> Option<S::Type> {
    absent()
}

/// A struct whose encoding has a largest size: `#[session(bounded)]`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the state `{Self}` has no largest size",
    label = "so the `bounded` session can't have this state as it is",
    note = "write `#[session(bounded)]` on the struct"
)]
pub trait BoundedFields: Fields {
    /// Bytes of its fields with their names.
    const MAX_SIZE: usize;
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

/// Checked when the user's crate compiles, of every state of a session that isn't encrypted.
#[doc(hidden)]
#[track_caller]
pub const fn check_visible<V: Variant<INDEX>, const INDEX: usize>() {
    let fields = V::State::FIELDS;
    let mut i = 0;
    while i < fields.len() {
        assert!(
            !fields[i].is_secret(),
            "a field of this state is `secret`, and the visitor can read a cookie that is only signed: write `#[session(encrypted)]` on the enum"
        );
        i += 1;
    }
}
