//! Items that only generated code calls: a stored field and a state as types of their own, and the
//! rules that the compiler checks.
//!
//! Generated code names the type of a field once, in a [`StoredField`], and the struct of a state
//! once, in a [`Variant`]. So a type that can't be stored causes one error, on that type.

use std::any;

use super::default::{WholeDefault, absent};
use super::merge::Policy;
use super::record::{FieldReader, FieldWriter, Fields};
use super::{Field, Schema, State, Value};
use crate::time::Timeouts;

/// One stored field of a struct.
pub trait StoredField<const INDEX: usize> {
    type Record;
    type Type: Value;
    /// How the field is merged. The derive's default is the policy of the type.
    const POLICY: Policy<Self::Type> = Policy::LAST;
    const FIELD: &'static Field;
    /// Returns the field's own default, or that of its type, where the struct's `Default` has no
    /// value for it.
    fn default() -> Option<Self::Type>;
    fn get(record: &Self::Record) -> &Self::Type;
    /// Returns the value's length, if the field has a `max_len`.
    fn length(_: &Self::Record) -> Option<usize> {
        None
    }
}

/// Reads a field's value, if there is one.
///
/// # Errors
///
/// The reader's own.
#[inline]
pub fn read_stored<S: StoredField<INDEX>, const INDEX: usize, R: FieldReader>(
    reader: &mut R,
) -> Result<Option<S::Type>, R::Error> {
    match S::POLICY.merge() {
        Some(merge) => reader.field_merged(S::FIELD, merge),
        None => reader.field(S::FIELD),
    }
}

#[inline]
pub fn read_stored_or_older<S: StoredField<INDEX>, const INDEX: usize, R: FieldReader, Old: Value>(
    reader: &mut R,
    upgrade: impl FnOnce(Old) -> S::Type,
) -> Result<Option<S::Type>, R::Error> {
    match S::POLICY.merge() {
        Some(merge) => reader.field_or_older_merged(S::FIELD, upgrade, merge),
        None => reader.field_or_older(S::FIELD, upgrade),
    }
}

/// Returns what was found for a field, or its default.
///
/// # Errors
///
/// That the field is missing.
#[inline]
pub fn or_default<S: StoredField<INDEX>, const INDEX: usize, R: FieldReader>(
    found: Option<S::Type>,
) -> Result<S::Type, R::Error> {
    found.or_else(S::default).ok_or_else(|| R::missing(S::FIELD))
}

/// Sets a field of a struct's `Default` to what was found for it.
#[inline]
pub fn fill<T>(field: &mut T, found: Option<T>) {
    if let Some(found) = found {
        *field = found;
    }
}

#[inline]
pub fn write_stored<S: StoredField<INDEX>, const INDEX: usize, W: FieldWriter>(
    record: &S::Record,
    whole: &WholeDefault<S::Record>,
    writer: &mut W,
) -> Result<(), W::Error> {
    if let Some(length) = S::length(record).filter(|length| S::FIELD.max_len().is_some_and(|limit| *length > limit)) {
        writer.too_long(S::FIELD, length);
    }
    writer.field(S::FIELD, S::get(record), |is_so| {
        let whole = if S::FIELD.has_default() { None } else { whole.get() };
        whole.map_or_else(|| S::default().as_ref().is_some_and(is_so), |whole| is_so(S::get(whole)))
    })
}

pub fn absent_stored<S: StoredField<INDEX>, const INDEX: usize>() -> Option<S::Type> {
    absent()
}

/// Returns the name of the type that a field had before: the argument of its `upgrade` function.
pub const fn older_type<Old, New>(_: &impl FnOnce(Old) -> New) -> fn() -> &'static str {
    any::type_name::<Old>
}

/// One variant of a session enum.
pub trait Variant<const INDEX: usize> {
    type State: Fields;
}

pub const fn state_of_variant<V: Variant<INDEX>, const INDEX: usize>(name: &'static str, timeouts: Timeouts) -> State {
    State::new(name, V::State::FIELDS, V::State::REMOVED, timeouts)
}

#[inline]
pub fn read_variant<V: Variant<INDEX>, const INDEX: usize, R: FieldReader>(reader: &mut R) -> Result<V::State, R::Error> {
    V::State::read_fields(reader)
}

#[inline]
pub fn write_variant<V: Variant<INDEX>, const INDEX: usize, W: FieldWriter>(
    state: &V::State,
    writer: &mut W,
) -> Result<(), W::Error> {
    state.write_fields(writer)
}

/// Checks every state of a session that isn't encrypted, when the user's crate compiles: no field
/// is `secret`.
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

/// A struct whose encoding has a largest size: `#[session(bounded)]`.
#[diagnostic::on_unimplemented(
    message = "the state `{Self}` has no largest size",
    label = "a `bounded` session needs to know its largest size",
    note = "write `#[session(bounded)]` on the struct"
)]
pub trait BoundedFields: Fields {
    /// The largest size of the fields with their names, in bytes.
    const MAX_SIZE: usize;
}

/// A session type that can be made from the version before it, by `From`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made from `{Old}`, the type of cookies that are still in use",
    label = "cookies of the previous version couldn't be read",
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

/// Checks that no version is left out, when the user's crate compiles.
#[track_caller]
pub const fn check_version(old: &Schema, version: u8, is_machine: bool) {
    assert!(
        old.is_machine() == is_machine,
        "a struct can't be made from an enum of states nor an enum from a struct, since their cookies differ in more than their fields: give the new type another `cookie`"
    );
    assert!(
        old.version() + 1 == version,
        "this isn't the previous version: upgrade from the version that is one less, so that none is skipped"
    );
}
