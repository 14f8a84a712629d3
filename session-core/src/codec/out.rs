//! Where encoded bytes go.

use crate::field::Field;

/// A field that is longer than its `max_len`, and how long it is.
pub(crate) type TooLong = (&'static Field, usize);

/// A buffer of a fixed size that counts what it had no room for.
///
/// A cookie has at most 4096 bytes, so that is all the memory that writing one needs, however large the value: what goes
/// beyond is only counted, for the error that says how large the cookie would have been.
pub(crate) struct Out<'b> {
    room: &'b mut [u8],
    length: usize,
    is_doubtful: bool,
    too_long: Vec<TooLong>,
}

impl<'b> Out<'b> {
    /// Starts at the beginning of `room`.
    pub(crate) fn new(room: &'b mut [u8]) -> Self {
        Self { room, length: 0, is_doubtful: false, too_long: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(place) = self.room.get_mut(self.length) {
            *place = byte;
        }
        self.length += 1;
    }

    #[inline]
    pub(crate) fn put(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if let Some(place) = self.room.get_mut(self.length..end) {
            place.copy_from_slice(bytes);
        }
        self.length = end;
    }

    /// Replaces the bytes from `start` to `end` and moves what stands behind them.
    pub(crate) fn replace(&mut self, start: usize, end: usize, bytes: &[u8]) {
        let length = self.length - (end - start) + bytes.len();
        if self.length.max(length) <= self.room.len() {
            self.room.copy_within(end..self.length, start + bytes.len());
            self.room[start..start + bytes.len()].copy_from_slice(bytes);
        }
        self.length = length;
    }

    /// Says that something was written of which only reading it shows whether it reads back.
    pub(crate) fn doubt(&mut self) {
        self.is_doubtful = true;
    }

    pub(crate) fn is_doubtful(&self) -> bool {
        self.is_doubtful
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

    /// How many bytes were written, with those there was no room for.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// What was written, unless there was no room for it.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.room.get(..self.length)
    }
}
