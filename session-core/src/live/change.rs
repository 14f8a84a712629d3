//! Whether the handler changed the session. The encoding of its fields at close is compared with
//! their encoding before the first `&mut`.
//!
//! A transition and `renew_id` need no comparison: `lifecycle.rs` has what each leads to.

use std::sync::Arc;

use crate::error::CloseError;
use crate::schema::Field;
use crate::schema::record::Record;
use crate::token::{Encoded, changed_fields, measured_again};

/// The encoding of the fields before the first `&mut`, which a change is measured by. The token's
/// bytes can't be used for this: a `HashMap` is written in another order each time it is read
/// back.
#[derive(Clone)]
pub(crate) enum Before {
    /// No handler asked for `&mut`. In a checked request the encoding is here all the same.
    Untouched(Option<Arc<[u8]>>),
    Touched(Arc<[u8]>),
    /// The fields can't be compared: they couldn't be written, are too large, or are of another
    /// state.
    Incomparable,
}

/// Which changes were found.
#[derive(Clone, Copy, Default)]
pub(crate) struct Changes {
    pub(crate) some_field: bool,
    pub(crate) an_identity: bool,
}

impl Changes {
    /// Returns that every field changed: a value that can't be compared counts as changed.
    pub(crate) fn everything<S: Record>(value: &S) -> Self {
        Self { some_field: true, an_identity: has_identity(value) }
    }
}

impl Before {
    /// Returns the snapshot of a `value` that no handler has touched. If `checked`, it has the
    /// encoding, so that a field that changes behind a shared reference is found.
    pub(crate) fn untouched<S: Record>(value: &S, checked: bool) -> Self {
        Self::Untouched(if checked { encoding(value) } else { None })
    }

    /// Encodes `value`, which is about to be changed.
    pub(crate) fn touch<S: Record>(&mut self, value: &S) {
        if let Self::Untouched(known) = self {
            *self = known.take().or_else(|| encoding(value)).map_or(Self::Incomparable, Self::Touched);
        }
    }

    /// Measures each field by `again` that is the same in this snapshot and in `before`.
    pub(super) fn measure_again(&mut self, before: &[u8], again: &Arc<[u8]>) {
        if let Self::Untouched(Some(known)) | Self::Touched(known) = self {
            *known = if **known == *before { Arc::clone(again) } else { measured_again(known, before, again).into() };
        }
    }

    /// Returns whether the value is known to be unchanged without looking at it.
    pub(crate) fn is_as_it_was(&self) -> bool {
        matches!(self, Self::Untouched(None))
    }

    /// Returns whether a field differs, given the encoding of the current value.
    pub(crate) fn has_changed(&self, field: &Field, now: &[u8]) -> bool {
        match self {
            Self::Untouched(_) => false,
            Self::Touched(before) => changed_fields(before, now).any(|name| name == field.name()),
            Self::Incomparable => true,
        }
    }

    /// Returns what differs, given the encoding of the current `value`, or `None` if it wasn't
    /// encoded.
    pub(crate) fn changes<S: Record>(&self, value: &S, now: Option<&[u8]>) -> Result<Changes, CloseError> {
        let field = |name: &str| value.state().field(name);
        match (self, now) {
            (Self::Untouched(Some(before)), Some(now)) if **before != *now => {
                match changed_fields(before, now).find_map(field) {
                    Some(field) => Err(CloseError::ChangedBehindReference { field: field.rust_name() }),
                    None => Ok(Changes::default()),
                }
            }
            (Self::Touched(before), Some(now)) if **before != *now => {
                let mut changed = changed_fields(before, now).filter_map(field);
                Ok(Changes { some_field: true, an_identity: has_identity(value) && changed.any(Field::is_identity) })
            }
            (Self::Incomparable, Some(_)) => Ok(Changes::everything(value)),
            _ => Ok(Changes::default()),
        }
    }

    /// Returns whether an `identity` field differs, so that the session is another visitor's.
    pub(crate) fn is_somebody_else<S: Record>(&self, value: &S, now: Option<&[u8]>) -> bool {
        self.changes(value, now).is_ok_and(|changes| changes.an_identity)
    }
}

/// Returns whether the state has an `identity` field, whose change makes the session another
/// visitor's.
pub(crate) fn has_identity<S: Record>(value: &S) -> bool {
    value.state().fields().iter().any(|field| field.is_identity())
}

/// Returns the encoding of the fields, if they can be written and aren't too large.
pub(crate) fn encoding<S: Record>(value: &S) -> Option<Arc<[u8]>> {
    let mut encoded = Encoded::nothing();
    encoded.put(value).ok()?;
    encoded.bytes().map(Arc::from)
}
