//! A buffer for encoded bytes.

use crate::schema::Field;

/// A field that is longer than its `max_len`, and how long it is.
pub(crate) type TooLong = (&'static Field, usize);

/// Bytes of a fixed number, and a count of those that didn't fit.
///
/// A cookie has at most 4096 bytes, so that is all the memory that writing one needs, however
/// large the value: what goes beyond is only counted, for the error that says how large the cookie
/// would have been.
pub(crate) struct Buffer<'b> {
    bytes: &'b mut [u8],
    length: usize,
    needs_read_back: bool,
    too_long: Vec<TooLong>,
}

impl<'b> Buffer<'b> {
    /// Starts at the beginning of `bytes`.
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, length: 0, needs_read_back: false, too_long: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    #[inline]
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if let Some(place) = self.bytes.get_mut(self.length..end) {
            place.copy_from_slice(bytes);
        }
        self.length = end;
    }

    /// Replaces the bytes from `start` to `end` and moves what stands behind them.
    pub(crate) fn replace(&mut self, start: usize, end: usize, bytes: &[u8]) {
        let length = self.length - (end - start) + bytes.len();
        if self.length.max(length) <= self.bytes.len() {
            self.bytes.copy_within(end..self.length, start + bytes.len());
            self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
        }
        self.length = length;
    }

    /// Notes that something was written of which only reading it shows whether it reads back
    /// equal.
    pub(crate) fn require_read_back(&mut self) {
        self.needs_read_back = true;
    }

    pub(crate) fn needs_read_back(&self) -> bool {
        self.needs_read_back
    }

    /// Says that a field was written which is longer than it may be.
    pub(crate) fn note_too_long(&mut self, field: &'static Field, length: usize) {
        self.too_long.push((field, length));
    }

    pub(crate) fn is_too_long(&self, field: &Field) -> bool {
        self.too_long.iter().any(|(noted, _)| noted.name() == field.name())
    }

    pub(crate) fn take_too_long(&mut self) -> Vec<TooLong> {
        std::mem::take(&mut self.too_long)
    }

    /// How many bytes were written, with those that didn't fit.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// What was written, if all of it fits.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.bytes.get(..self.length)
    }
}
