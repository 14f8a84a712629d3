//! A buffer for encoded bytes.

use crate::schema::Field;

/// A field that is longer than its `max_len`, and its length.
pub(crate) type TooLong = (&'static Field, usize);

/// A buffer of a fixed size, and a count of the bytes that didn't fit.
///
/// A cookie has at most 4096 bytes, so writing one needs no more memory than that, however large
/// the value is. Further bytes are only counted, for the error that says how large the cookie
/// would be.
pub(crate) struct Buffer<'b> {
    bytes: &'b mut [u8],
    length: usize,
    too_long: Vec<TooLong>,
}

impl<'b> Buffer<'b> {
    /// Creates an empty buffer that writes into `bytes`.
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, length: 0, too_long: Vec::new() }
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

    /// Replaces the bytes from `start` to `end` and moves the bytes behind them.
    pub(crate) fn replace(&mut self, start: usize, end: usize, bytes: &[u8]) {
        let length = self.length - (end - start) + bytes.len();
        if self.length.max(length) <= self.bytes.len() {
            self.bytes.copy_within(end..self.length, start + bytes.len());
            self.bytes[start..start + bytes.len()].copy_from_slice(bytes);
        }
        self.length = length;
    }

    /// Notes that a field that was written is longer than its `max_len`.
    pub(crate) fn note_too_long(&mut self, field: &'static Field, length: usize) {
        self.too_long.push((field, length));
    }

    pub(crate) fn take_too_long(&mut self) -> Vec<TooLong> {
        std::mem::take(&mut self.too_long)
    }

    /// Returns the number of bytes that were written, including those that didn't fit.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Returns the bytes that were written, if all of them fit.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.bytes.get(..self.length)
    }
}
