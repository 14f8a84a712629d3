//! Whether a session changed, which is what its encoding is compared for.

use crate::codec::{self, Out, TooLong, changed_fields, put_fields};
use crate::cookie::SIZE_LIMIT;
use crate::error::SessionError;
use crate::field::Field;
use crate::record::Record;

/// How many bytes a cookie's value can carry.
pub(crate) const ROOM: usize = SIZE_LIMIT / 4 * 3;

/// Most sessions need a fraction of what a cookie has room for.
pub(crate) const USUAL: usize = 512;

/// From here on a session is too large for every format, compressed or not: it counts as changed and is not compared.
const LARGEST: usize = 256 * 1024;

/// The fields' encoding before the first `&mut`, which is what a change is measured by: a token's bytes are no measure, since a
/// `HashMap` is written in another order each time it is read back.
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
    /// What can't be compared counts as changed in every field.
    pub(crate) fn everything<S: Record>(value: &S) -> Self {
        Self { some_field: true, an_identity: has_identity(value) }
    }
}

impl Before {
    /// Nobody has touched `value`. `checked`: whether to find out that a field changes behind a shared reference.
    pub(crate) fn untouched<S: Record>(value: &S, checked: bool) -> Self {
        Self::Untouched(if checked { encoding(value) } else { None })
    }

    /// `value` is about to be changed.
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
    pub(crate) fn changes<S: Record>(&self, value: &S, now: Option<&[u8]>) -> Result<Changes, SessionError> {
        let field = |name: &str| value.state().field(name);
        match (self, now) {
            (Self::Untouched(Some(before)), Some(now)) if **before != *now => {
                let changed = changed_fields(before, now).find_map(field);
                Err(SessionError::ChangedBehindReference { field: changed.map_or("?", |field| field.rust_name()) })
            }
            (Self::Touched(before), Some(now)) if **before != *now => {
                let mut changed = changed_fields(before, now).filter_map(field);
                Ok(Changes { some_field: true, an_identity: has_identity(value) && changed.any(Field::is_identity) })
            }
            (Self::Incomparable, Some(_)) => Ok(Changes::everything(value)),
            _ => Ok(Changes::default()),
        }
    }

    /// Whether an `identity` differs.
    pub(crate) fn is_somebody_else<S: Record>(&self, value: &S, now: Option<&[u8]>) -> bool {
        self.changes(value, now).is_ok_and(|changes| changes.an_identity)
    }
}

/// Whether a change of some field makes it somebody else's session.
pub(crate) fn has_identity<S: Record>(value: &S) -> bool {
    value.state().fields().iter().any(|field| field.is_identity())
}

/// The fields' encoding, if they can be written and there are not too many bytes of them.
pub(crate) fn encoding<S: Record>(value: &S) -> Option<Box<[u8]>> {
    let mut room = [0; USUAL];
    let mut out = Out::new(&mut room);
    put_fields(value, &mut out).ok()?;
    match (out.bytes(), out.len()) {
        (Some(bytes), _) => Some(bytes.into()),
        (None, length) => on_the_heap(value, length),
    }
}

/// The encoding of a value that was found to have so many bytes.
fn on_the_heap<S: Record>(value: &S, length: usize) -> Option<Box<[u8]>> {
    if length > LARGEST {
        return None;
    }
    let mut room = vec![0; length].into_boxed_slice();
    put_fields(value, &mut Out::new(&mut room)).ok()?;
    Some(room)
}

/// A record's fields as our own format writes them.
pub(crate) struct Encoded {
    room: [u8; ROOM],
    /// What our own cookies have no room for, and another format may compress.
    large: Option<Box<[u8]>>,
    length: usize,
    is_doubtful: bool,
    too_long: Vec<TooLong>,
}

impl Encoded {
    pub(crate) fn nothing() -> Self {
        Self { room: [0; ROOM], large: None, length: 0, is_doubtful: false, too_long: Vec::new() }
    }

    pub(crate) fn of<S: Record>(value: &S) -> Result<Self, SessionError> {
        let mut encoded = Self::nothing();
        encoded.put(value)?;
        Ok(encoded)
    }

    pub(crate) fn put<S: Record>(&mut self, value: &S) -> Result<(), SessionError> {
        let mut out = Out::new(&mut self.room);
        put_fields(value, &mut out)?;
        (self.too_long, self.length, self.is_doubtful) = (out.take_too_long(), out.len(), out.is_doubtful());
        self.large = if self.length > ROOM { on_the_heap(value, self.length) } else { None };
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// How many bytes they have, with those that there was no room for.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Their bytes, if there are not too many.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.large.as_deref().or_else(|| self.room.get(..self.length))
    }

    /// Whether only reading them shows that the fields read back.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.is_doubtful
    }

    /// Fields that are longer than they may be.
    pub(crate) fn too_long(&self) -> &[TooLong] {
        &self.too_long
    }

    /// The field that is another one in `other`. The order inside of arrays and maps isn't compared: sets and hash maps have none.
    pub(crate) fn first_difference<'e>(&'e self, other: &'e Self) -> Option<&'e str> {
        codec::first_difference(self.bytes()?, other.bytes()?)
    }
}

/// Whether a fresh record is the same each time. A `default` that draws a number or reads a clock isn't: until something is
/// written, its visitor sees another one at every request.
pub(crate) fn is_steady<S: Record>() -> bool {
    let [one, other] = [(); 2].map(|()| Encoded::of(&S::fresh()));
    one.ok().zip(other.ok()).is_none_or(|(one, other)| one.first_difference(&other).is_none())
}
