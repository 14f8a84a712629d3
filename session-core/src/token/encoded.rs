//! A record's fields in our own format, as they are sealed and as changes are found by them.

use super::codec::{self, Buffer, TooLong, put_fields};
use super::seal::Header;
use crate::error::CloseError;
use crate::limits::{COOKIE_SIZE, LARGEST_COMPARED};
use crate::schema::record::Record;

/// The longest part of a token in front of its fields: its header, and the head of the map.
const FRONT: usize = Header::MAX + codec::PREFIX;

/// How many bytes most tokens have at most.
pub(super) const USUAL: usize = 512;

/// How many bytes the value of a cookie can hold as base64.
pub(super) const LARGEST: usize = COOKIE_SIZE / 4 * 3;

/// The room that every token fits into, wherever its fields begin.
const FAR: usize = FRONT + LARGEST;

/// The encoded fields of a record, with room for the rest of a token around them.
pub(crate) struct Encoded {
    near: [u8; USUAL],
    /// What doesn't fit into `near`. It is larger than any token if the fields are too large for
    /// our own cookies: another format may compress them.
    far: Vec<u8>,
    end: usize,
    too_long: Vec<TooLong>,
}

impl Encoded {
    pub(crate) fn nothing() -> Self {
        Self { near: [0; USUAL], far: Vec::new(), end: FRONT, too_long: Vec::new() }
    }

    /// Encodes the fields of `value`.
    pub(crate) fn of<S: Record>(value: &S) -> Result<Self, CloseError> {
        let mut encoded = Self::nothing();
        encoded.put(value)?;
        Ok(encoded)
    }

    /// Encodes the fields of `value` in place of what is here.
    pub(crate) fn put<S: Record>(&mut self, value: &S) -> Result<(), CloseError> {
        self.far.clear();
        let mut out = Buffer::new(&mut self.near).or_in(&mut self.far, FAR).behind(FRONT);
        put_fields(value, &mut out)?;
        (self.end, self.too_long) = (out.len(), out.take_too_long());
        if self.end > FAR && self.len() <= LARGEST_COMPARED {
            // What doesn't fit is only counted, and a little of it more than once.
            self.far.resize(self.end, 0);
            let mut out = Buffer::new(&mut self.far).behind(FRONT);
            put_fields(value, &mut out)?;
            self.end = out.len();
        }
        Ok(())
    }

    /// Returns the number of encoded bytes, including those that didn't fit.
    pub(crate) fn len(&self) -> usize {
        self.end - FRONT
    }

    /// Returns the encoded bytes, if there aren't too many.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        let room = if self.far.is_empty() { &self.near[..] } else { &self.far };
        room.get(FRONT..self.end)
    }

    /// Returns the fields with so many bytes before and behind them, which are still to be written.
    /// Together they are a token, which is never larger than a cookie.
    pub(super) fn surrounded(&mut self, before: usize, behind: usize) -> &mut [u8] {
        let (start, end) = (FRONT - before, self.end + behind);
        if self.far.is_empty() && end > USUAL {
            self.far = [&self.near[..], &[0; FAR - USUAL]].concat();
        }
        let room = if self.far.is_empty() { &mut self.near[..] } else { &mut self.far };
        &mut room[start..end]
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

/// Reads a record again from its encoded fields, or returns `None` if it doesn't read back equal.
/// `version` is the version of its type.
pub(crate) fn read_again<S: Record>(fields: &[u8], version: u8) -> Option<S> {
    let (head, width) = codec::map_head(codec::fields(fields).count());
    let (value, _) = codec::read_record::<S>(&[&head[..width], fields].concat(), version).ok()?;
    let again = Encoded::of(&value).ok()?;
    let is_equal = codec::first_difference(fields, again.bytes()?).is_none();
    is_equal.then_some(value)
}

/// Returns whether a fresh record is the same each time. It isn't if a `default` draws a number or
/// reads a clock: until something is written, the visitor sees another value at every request.
pub(crate) fn is_steady<S: Record>() -> bool {
    let [one, other] = [(); 2].map(|()| Encoded::of(&S::fresh()));
    one.ok().zip(other.ok()).is_none_or(|(one, other)| one.first_difference(&other).is_none())
}
