//! Reads one record from three.

use std::cell::Cell;

use super::sides::Sides;
use crate::schema::record::FieldReader;
use crate::schema::{Field, State, Value};

/// The error of records that can't be merged, with the Rust name of the field that caused it if
/// there is one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unmergeable {
    pub(crate) field: Option<&'static str>,
}

impl Unmergeable {
    /// The records as a whole can't be merged.
    pub(super) const WHOLE: Self = Self { field: None };
}

/// A reader that takes each field from mine or from theirs, or merges it.
pub(super) struct MergeReader<'a, C> {
    sides: Sides<'a>,
    /// The state of mine.
    state: &'static State,
    has_changed: C,
    across_privilege: bool,
    /// The field that is being read, for the error if that panics.
    at: &'a Cell<Option<&'static str>>,
    overwritten: Vec<&'static str>,
}

impl<'a, C: Fn(&Field) -> bool> MergeReader<'a, C> {
    pub(super) fn new(
        sides: Sides<'a>,
        state: &'static State,
        has_changed: C,
        across_privilege: bool,
        at: &'a Cell<Option<&'static str>>,
    ) -> Self {
        Self { sides, state, has_changed, across_privilege, at, overwritten: Vec::new() }
    }

    /// Returns the Rust names of the fields in which mine has replaced what they wrote.
    pub(super) fn into_overwritten(self) -> Vec<&'static str> {
        self.overwritten
    }

    /// Returns whether I have changed the field, or another one of its group.
    fn have_i_changed(&self, field: &Field) -> bool {
        let is_beside = |other: &&&Field| field.group().is_some() && other.group() == field.group();
        (self.has_changed)(field) || self.state.fields().iter().filter(is_beside).any(|other| (self.has_changed)(other))
    }

    /// Reads a field without a policy: one of both sides wins.
    fn either<T: Value>(&mut self, field: &'static Field) -> Option<T> {
        if self.across_privilege {
            return self.sides.mine(field);
        }
        if !self.have_i_changed(field) {
            return self.sides.theirs(field);
        }
        if self.sides.have_they_changed::<T>(field) && self.sides.differ::<T>(field) {
            self.overwritten.push(field.rust_name());
        }
        self.sides.mine(field)
    }

    /// Reads a field with a policy.
    fn merged<T: Value>(&self, field: &'static Field, merge: impl FnOnce(&T, T, &T) -> Option<T>) -> Option<T> {
        let (base, mine, theirs) = (self.sides.base(field), self.sides.mine(field)?, self.sides.theirs(field));
        let has_changed = (self.has_changed)(field);
        match (base, theirs) {
            (Some(_), Some(theirs)) if !has_changed => Some(theirs),
            (Some(base), Some(theirs)) if self.sides.have_they_changed::<T>(field) => merge(&base, mine, &theirs),
            (Some(_), Some(_)) => Some(mine),
            // The field isn't in that state, or is of another type there.
            _ if self.across_privilege => Some(mine),
            (None, theirs) if !has_changed => theirs,
            _ => None,
        }
    }

    /// Reads a field by `read`, which returns `None` if it can't be merged.
    fn read<T>(&mut self, field: &'static Field, read: impl FnOnce(&mut Self) -> Option<T>) -> Result<Option<T>, Unmergeable> {
        self.at.set(Some(field.rust_name()));
        let value = read(self);
        self.at.set(None);
        value.map(Some).ok_or_else(|| Self::missing(field))
    }
}

impl<C: Fn(&Field) -> bool> FieldReader for MergeReader<'_, C> {
    type Error = Unmergeable;

    /// Returns the state of mine.
    fn state(&mut self, states: &'static [State]) -> Result<usize, Unmergeable> {
        states.iter().position(|state| state.name() == self.state.name()).ok_or(Unmergeable::WHOLE)
    }

    fn field<T: Value>(&mut self, field: &'static Field) -> Result<Option<T>, Unmergeable> {
        self.read(field, |reader| reader.either(field))
    }

    fn field_merged<T: Value>(
        &mut self,
        field: &'static Field,
        merge: impl FnOnce(&T, T, &T) -> Option<T>,
    ) -> Result<Option<T>, Unmergeable> {
        self.read(field, |reader| reader.merged(field, merge))
    }

    /// Merges a field that has been upgraded already, as all three records are of this version.
    fn field_or_older_merged<T: Value, Old: Value>(
        &mut self,
        field: &'static Field,
        _upgrade: impl FnOnce(Old) -> T,
        merge: impl FnOnce(&T, T, &T) -> Option<T>,
    ) -> Result<Option<T>, Unmergeable> {
        self.field_merged(field, merge)
    }

    fn missing(field: &'static Field) -> Unmergeable {
        Unmergeable { field: Some(field.rust_name()) }
    }

    fn unknown_version() -> Unmergeable {
        Unmergeable::WHOLE
    }
}
