//! A record's fields in our own format, as they are sealed and as changes are found by them.

use super::codec::{self, Buffer, TooLong, put_fields};
use crate::error::CloseError;
use crate::limits::{COOKIE_SIZE, LARGEST_COMPARED};
use crate::schema::record::Record;

/// How many bytes the value of a cookie can hold as base64.
pub(super) const LARGEST: usize = COOKIE_SIZE / 4 * 3;

/// The size of a buffer that most sessions fit into.
pub(crate) const BUFFER: usize = 512;

/// The encoded fields of a record.
pub(crate) struct Encoded {
    buffer: [u8; LARGEST],
    /// Fields that are too large for our own cookies. Another format may compress them.
    large: Option<Box<[u8]>>,
    length: usize,
    too_long: Vec<TooLong>,
}

impl Encoded {
    pub(crate) fn nothing() -> Self {
        Self { buffer: [0; LARGEST], large: None, length: 0, too_long: Vec::new() }
    }

    pub(crate) fn of<S: Record>(value: &S) -> Result<Self, CloseError> {
        let mut encoded = Self::nothing();
        encoded.put(value)?;
        Ok(encoded)
    }

    pub(crate) fn put<S: Record>(&mut self, value: &S) -> Result<(), CloseError> {
        let mut out = Buffer::new(&mut self.buffer);
        put_fields(value, &mut out)?;
        (self.too_long, self.length) = (out.take_too_long(), out.len());
        self.large = if self.length > LARGEST { on_the_heap(value, self.length) } else { None };
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Returns the number of encoded bytes, including those that didn't fit.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Returns the encoded bytes, if there aren't too many.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.large.as_deref().or_else(|| self.buffer.get(..self.length))
    }

    /// Returns the fields that are longer than their `max_len`.
    pub(crate) fn too_long(&self) -> &[TooLong] {
        &self.too_long
    }

    /// Returns the name of the first field that differs in `other`. The order inside of arrays and
    /// maps isn't compared, since sets and hash maps have none.
    pub(crate) fn first_difference<'e>(&'e self, other: &'e Self) -> Option<&'e str> {
        codec::first_difference(self.bytes()?, other.bytes()?)
    }
}

/// Encodes a value whose encoding has `length` bytes, unless that is too much to compare.
pub(crate) fn on_the_heap<S: Record>(value: &S, length: usize) -> Option<Box<[u8]>> {
    if length > LARGEST_COMPARED {
        return None;
    }
    let mut buffer = vec![0; length].into_boxed_slice();
    put_fields(value, &mut Buffer::new(&mut buffer)).ok()?;
    Some(buffer)
}

/// Reads a record again from its encoded fields, or returns `None` if it doesn't read back equal.
/// `version` is the version of its type.
pub(crate) fn read_again<S: Record>(fields: &[u8], version: u8) -> Option<S> {
    let (head, width) = codec::map_head(codec::fields(fields).count());
    let (value, _) = codec::read_record::<S>(&[&head[..width], fields].concat(), version).ok()?;
    let mut again = vec![0; fields.len()];
    let mut out = Buffer::new(&mut again);
    put_fields(&value, &mut out).ok()?;
    let is_equal = codec::first_difference(fields, out.bytes()?).is_none();
    is_equal.then_some(value)
}

/// Returns whether a fresh record is the same each time. It isn't if a `default` draws a number or
/// reads a clock: until something is written, the visitor sees another value at every request.
pub(crate) fn is_steady<S: Record>() -> bool {
    let [one, other] = [(); 2].map(|()| Encoded::of(&S::fresh()));
    one.ok().zip(other.ok()).is_none_or(|(one, other)| one.first_difference(&other).is_none())
}
