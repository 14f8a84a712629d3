//! A record's fields as our own format writes them: what is sealed, and what a change is found by.

use super::codec::{self, Buffer, TooLong, put_fields};
use crate::error::CloseError;
use crate::limits::{COOKIE_SIZE, LARGEST_COMPARED};
use crate::schema::record::Record;

/// How many bytes a cookie's value can carry, as base64.
pub(super) const LARGEST: usize = COOKIE_SIZE / 4 * 3;

/// The size of a buffer that most sessions fit into.
pub(crate) const BUFFER: usize = 512;

/// The encoded fields of a record.
pub(crate) struct Encoded {
    buffer: [u8; LARGEST],
    /// What our own cookies have no room for, and another format may compress.
    large: Option<Box<[u8]>>,
    length: usize,
    needs_read_back: bool,
    too_long: Vec<TooLong>,
}

impl Encoded {
    pub(crate) fn nothing() -> Self {
        Self { buffer: [0; LARGEST], large: None, length: 0, needs_read_back: false, too_long: Vec::new() }
    }

    pub(crate) fn of<S: Record>(value: &S) -> Result<Self, CloseError> {
        let mut encoded = Self::nothing();
        encoded.put(value)?;
        Ok(encoded)
    }

    pub(crate) fn put<S: Record>(&mut self, value: &S) -> Result<(), CloseError> {
        let mut out = Buffer::new(&mut self.buffer);
        put_fields(value, &mut out)?;
        (self.too_long, self.length, self.needs_read_back) = (out.take_too_long(), out.len(), out.needs_read_back());
        self.large = if self.length > LARGEST { on_the_heap(value, self.length) } else { None };
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// How many bytes they have, with those that didn't fit.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Their bytes, if there are not too many.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.large.as_deref().or_else(|| self.buffer.get(..self.length))
    }

    /// Whether only reading them shows that the fields read back equal.
    pub(crate) fn needs_read_back(&self) -> bool {
        self.needs_read_back
    }

    /// Fields that are longer than their `max_len`.
    pub(crate) fn too_long(&self) -> &[TooLong] {
        &self.too_long
    }

    /// The name of a field that is another one in `other`. The order inside of arrays and maps
    /// isn't compared: sets and hash maps have none.
    pub(crate) fn first_difference<'e>(&'e self, other: &'e Self) -> Option<&'e str> {
        codec::first_difference(self.bytes()?, other.bytes()?)
    }
}

/// The encoding of a value that was found to have so many bytes.
pub(crate) fn on_the_heap<S: Record>(value: &S, length: usize) -> Option<Box<[u8]>> {
    if length > LARGEST_COMPARED {
        return None;
    }
    let mut buffer = vec![0; length].into_boxed_slice();
    put_fields(value, &mut Buffer::new(&mut buffer)).ok()?;
    Some(buffer)
}

/// Whether a fresh record is the same each time. A `default` that draws a number or reads a clock
/// isn't: until something is written, its visitor sees another value at every request.
pub(crate) fn is_steady<S: Record>() -> bool {
    let [one, other] = [(); 2].map(|()| Encoded::of(&S::fresh()));
    one.ok().zip(other.ok()).is_none_or(|(one, other)| one.first_difference(&other).is_none())
}
