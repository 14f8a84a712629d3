//! The three sides of a merge, as their encoded fields.

use std::collections::HashMap;

use super::super::de::Decoder;
use super::super::difference::fields;
use super::super::head::Cursor;
use super::super::read_back::is_equal;
use crate::schema::{Field, Value};

/// The encoded fields of a record, by their names in it.
type Fields<'e> = HashMap<&'e str, &'e [u8]>;

/// The fields of base, mine and theirs, in the encoding of this version.
pub(super) struct Sides<'e> {
    base: Fields<'e>,
    mine: Fields<'e>,
    theirs: Fields<'e>,
}

impl<'e> Sides<'e> {
    pub(super) fn new(base: &'e [u8], mine: &'e [u8], theirs: &'e [u8]) -> Self {
        let [base, mine, theirs] = [base, mine, theirs].map(|side| fields(side).collect());
        Self { base, mine, theirs }
    }

    pub(super) fn base<T: Value>(&self, field: &Field) -> Option<T> {
        read(self.base.get(field.name())?)
    }

    pub(super) fn mine<T: Value>(&self, field: &Field) -> Option<T> {
        read(self.mine.get(field.name())?)
    }

    pub(super) fn theirs<T: Value>(&self, field: &Field) -> Option<T> {
        read(self.theirs.get(field.name())?)
    }

    /// Returns whether theirs differs from base.
    pub(super) fn have_they_changed<T: Value>(&self, field: &Field) -> bool {
        differ::<T>(self.base.get(field.name()), self.theirs.get(field.name()))
    }

    /// Returns whether theirs differs from mine.
    pub(super) fn differ<T: Value>(&self, field: &Field) -> bool {
        differ::<T>(self.mine.get(field.name()), self.theirs.get(field.name()))
    }
}

fn read<T: Value>(encoded: &[u8]) -> Option<T> {
    T::read(Decoder::new(&mut Cursor::new(encoded))).ok()
}

/// Returns whether two encodings are of different values. Those of equal sets or hash maps may have
/// another order.
fn differ<T: Value>(one: Option<&&[u8]>, other: Option<&&[u8]>) -> bool {
    let is_same = |one: &[u8], other: &[u8]| one == other || read::<T>(other).is_some_and(|other| is_equal(one, &other));
    match (one, other) {
        (Some(one), Some(other)) => !is_same(one, other),
        (one, other) => one.is_some() || other.is_some(),
    }
}
