//! Whether the handler changed the session: its fields' encoding at close against their encoding
//! before the first `&mut`.

use crate::error::CloseError;
use crate::schema::Field;
use crate::schema::record::Record;
use crate::token::{BUFFER, Buffer, changed_fields, on_the_heap, put_fields};

/// The fields' encoding before the first `&mut`, which a change is measured by. A token's bytes
/// are no measure: a `HashMap` is written in another order each time it is read back.
pub(crate) enum Before {
    /// Nobody asked for `&mut`. In a checked request the encoding is there all the same.
    Untouched(Option<Box<[u8]>>),
    Touched(Box<[u8]>),
    /// It can't be compared: it couldn't be written, is too large, or is of another state.
    Incomparable,
}

/// What differs from before.
#[derive(Clone, Copy, Default)]
pub(crate) struct Changes {
    pub(crate) some_field: bool,
    pub(crate) an_identity: bool,
}

impl Changes {
    /// Every field: what can't be compared counts as changed.
    pub(crate) fn everything<S: Record>(value: &S) -> Self {
        Self { some_field: true, an_identity: has_identity(value) }
    }
}

impl Before {
    /// Nobody has touched `value`. `checked`: whether to find out that a field changes behind a
    /// shared reference.
    pub(crate) fn untouched<S: Record>(value: &S, checked: bool) -> Self {
        Self::Untouched(if checked { encoding(value) } else { None })
    }

    /// Encodes `value`, which is about to be changed.
    pub(crate) fn touch<S: Record>(&mut self, value: &S) {
        if let Self::Untouched(known) = self {
            *self = known.take().or_else(|| encoding(value)).map_or(Self::Incomparable, Self::Touched);
        }
    }

    /// Whether the value is known to be as it was without a look at it.
    pub(crate) fn is_as_it_was(&self) -> bool {
        matches!(self, Self::Untouched(None))
    }

    /// Whether a field differs, given the encoding of the value as it is now.
    pub(crate) fn has_changed(&self, field: &Field, now: &[u8]) -> bool {
        match self {
            Self::Untouched(_) => false,
            Self::Touched(before) => changed_fields(before, now).any(|name| name == field.name()),
            Self::Incomparable => true,
        }
    }

    /// What differs, given the encoding of `value` as it is now; none if it wasn't encoded.
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

    /// Whether an `identity` differs, so that it is another visitor's session.
    pub(crate) fn is_somebody_else<S: Record>(&self, value: &S, now: Option<&[u8]>) -> bool {
        self.changes(value, now).is_ok_and(|changes| changes.an_identity)
    }
}

/// Whether a change of some field makes it another visitor's session.
pub(crate) fn has_identity<S: Record>(value: &S) -> bool {
    value.state().fields().iter().any(|field| field.is_identity())
}

/// The fields' encoding, if they can be written and there are not too many bytes of them.
pub(crate) fn encoding<S: Record>(value: &S) -> Option<Box<[u8]>> {
    let mut buffer = [0; BUFFER];
    let mut out = Buffer::new(&mut buffer);
    put_fields(value, &mut out).ok()?;
    match (out.bytes(), out.len()) {
        (Some(bytes), _) => Some(bytes.into()),
        (None, length) => on_the_heap(value, length),
    }
}
