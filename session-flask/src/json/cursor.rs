//! A position in a text, and the steps forward from it.

use super::error::{JsonError, JsonResult};

/// A position in the bytes of a JSON text.
pub(super) struct Cursor<'t> {
    bytes: &'t [u8],
    position: usize,
}

impl<'t> Cursor<'t> {
    /// Creates a cursor at the first byte.
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Takes the next byte.
    pub(super) fn next(&mut self) -> JsonResult<u8> {
        let byte = self.peek().ok_or(JsonError::ENDED)?;
        self.position += 1;
        Ok(byte)
    }

    /// Passes over `word` if it comes next, and returns whether it did.
    pub(super) fn pass(&mut self, word: &[u8]) -> bool {
        let is_next = self.bytes[self.position..].starts_with(word);
        self.position += if is_next { word.len() } else { 0 };
        is_next
    }

    /// Passes over white space.
    pub(super) fn pass_space(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Takes the bytes from here on for which `is_wanted` is true.
    pub(super) fn take_while(&mut self, is_wanted: impl Fn(u8) -> bool) -> &'t [u8] {
        let rest = &self.bytes[self.position..];
        let length = rest.iter().position(|byte| !is_wanted(*byte)).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    /// Passes over the whole of `part`, or over nothing if `part` doesn't come next.
    pub(super) fn optional<T>(&mut self, part: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.position;
        let found = part(self);
        if found.is_none() {
            self.position = start;
        }
        found
    }

    /// Returns the next byte without taking it.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Returns the number of bytes before this position.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Returns the bytes between an earlier position and this one.
    pub(super) fn since(&self, start: usize) -> &'t [u8] {
        &self.bytes[start..self.position]
    }
}
