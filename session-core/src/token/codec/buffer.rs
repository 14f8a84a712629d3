//! A buffer for encoded bytes.

use crate::schema::Field;

/// A field that is longer than its `max_len`, and its length.
pub(crate) type TooLong = (&'static Field, usize);

/// Writes bytes into a room, and moves to a larger room if they don't fit. What fits into neither
/// is only counted, for the error that says how large the cookie would be.
pub(crate) struct Buffer<'b> {
    room: &'b mut [u8],
    /// The larger room and its size, as long as it isn't needed.
    larger: Option<(&'b mut Vec<u8>, usize)>,
    length: usize,
    too_long: Vec<TooLong>,
}

impl<'b> Buffer<'b> {
    /// Creates an empty buffer that writes into `room`.
    pub(crate) fn new(room: &'b mut [u8]) -> Self {
        Self { room, larger: None, length: 0, too_long: Vec::new() }
    }

    /// Returns the buffer with `larger` as its larger room, which has `size` bytes when it is used.
    pub(crate) fn or_in(self, larger: &'b mut Vec<u8>, size: usize) -> Self {
        Self { larger: Some((larger, size)), ..self }
    }

    /// Returns the buffer with its first `length` bytes passed over.
    pub(crate) fn behind(self, length: usize) -> Self {
        Self { length, ..self }
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        match self.room.get_mut(self.length) {
            Some(place) => *place = byte,
            None => self.put_in_larger(&[byte]),
        }
        self.length += 1;
    }

    #[inline]
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        match self.room.get_mut(self.length..end) {
            Some(place) => place.copy_from_slice(bytes),
            None => self.put_in_larger(bytes),
        }
        self.length = end;
    }

    /// Moves to the larger room, if there is one, and puts `bytes` there.
    #[cold]
    fn put_in_larger(&mut self, bytes: &[u8]) {
        let Some((larger, size)) = self.larger.take() else { return };
        larger.resize(size, 0);
        larger[..self.length].copy_from_slice(&self.room[..self.length]);
        self.room = larger;
        if let Some(place) = self.room.get_mut(self.length..self.length + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    /// Replaces the bytes from `start` to `end` and moves the bytes behind them.
    pub(crate) fn replace(&mut self, start: usize, end: usize, bytes: &[u8]) {
        let (last, replaced) = (self.length, end - start);
        (replaced..bytes.len()).for_each(|_| self.push(0));
        if self.length <= self.room.len() {
            if bytes.len() != replaced {
                self.room.copy_within(end..last, start + bytes.len());
            }
            self.room[start..start + bytes.len()].copy_from_slice(bytes);
        }
        self.length = last - replaced + bytes.len();
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
        self.room.get(..self.length)
    }
}
