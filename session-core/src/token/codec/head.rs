//! The heads of CBOR items. RFC 8949 §3: every data item begins with a head, three bits of major
//! type and a number.

use super::buffer::Buffer;
use super::{CodecError, CodecResult};

/// The major types.
pub(super) const UNSIGNED: u8 = 0;
pub(super) const NEGATIVE: u8 = 1;
pub(super) const BYTES: u8 = 2;
pub(super) const TEXT: u8 = 3;
pub(super) const ARRAY: u8 = 4;
pub(super) const MAP: u8 = 5;
pub(super) const TAG: u8 = 6;
pub(super) const SIMPLE: u8 = 7;

/// Simple values and the tags of big integers (§3.3, §3.4.3).
pub(super) const FALSE: u64 = 20;
pub(super) const TRUE: u64 = 21;
pub(super) const NULL: u64 = 22;
/// Null has no number behind it, so this byte is the whole item.
pub(super) const NULL_ITEM: u8 = 0xf6;
pub(super) const BIG_UNSIGNED: u64 = 2;
pub(super) const BIG_NEGATIVE: u64 = 3;

/// The head of tag 22, which stands in front of what a type writes as bytes. A byte string without
/// it is a list of bytes. §3.4.5.2: such bytes are written as base64 where there are only texts.
pub(super) const NO_LIST: u8 = 0xd6;

/// The first bytes of a single and a double, which share major type 7 with the simple values.
pub(super) const SINGLE: u8 = 0xfa;
pub(super) const DOUBLE: u8 = 0xfb;

/// Returns a head in its shortest form: its bytes and their number.
#[inline]
pub(super) fn head(major: u8, number: u64) -> ([u8; 9], usize) {
    let mut bytes = [0; 9];
    let width = match number {
        0..=23 => {
            bytes[0] = major << 5 | number.to_be_bytes()[7];
            return (bytes, 1);
        }
        24..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    };
    bytes[0] = major << 5 | (24 + [0, 0, 1, 1, 2, 2, 2, 2, 3][width]);
    bytes[1..=width].copy_from_slice(&number.to_be_bytes()[8 - width..]);
    (bytes, 1 + width)
}

/// Writes a head. Most heads are one byte, and that much is repeated wherever one is written.
#[inline]
pub(super) fn put(out: &mut Buffer<'_>, major: u8, number: u64) {
    match u8::try_from(number) {
        Ok(short @ 0..=23) => out.push(major << 5 | short),
        _ => put_longer(out, major << 5, number),
    }
}

/// Writes a head of 2, 3, 5 or 9 bytes.
#[inline(never)]
fn put_longer(out: &mut Buffer<'_>, major: u8, number: u64) {
    if let Ok(number) = u8::try_from(number) {
        out.push(major + 24);
        out.push(number);
    } else if let Ok(number) = u16::try_from(number) {
        out.push(major + 25);
        out.put(&number.to_be_bytes());
    } else if let Ok(number) = u32::try_from(number) {
        out.push(major + 26);
        out.put(&number.to_be_bytes());
    } else {
        out.push(major + 27);
        out.put(&number.to_be_bytes());
    }
}

#[inline]
pub(super) fn put_text(out: &mut Buffer<'_>, text: &str) {
    put(out, TEXT, text.len() as u64);
    out.put(text.as_bytes());
}

/// A position in encoded bytes that moves forward.
#[derive(Clone)]
pub(super) struct Cursor<'de> {
    bytes: &'de [u8],
    at: usize,
}

impl<'de> Cursor<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    #[inline]
    pub(super) fn at(&self) -> usize {
        self.at
    }

    #[inline]
    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Returns the bytes that were passed since `start`.
    #[inline]
    pub(super) fn since(&self, start: usize) -> &'de [u8] {
        &self.bytes[start..self.at]
    }

    #[inline]
    pub(super) fn peek(&self) -> CodecResult<u8> {
        self.bytes.get(self.at).copied().ok_or(CodecError::ENDED)
    }

    #[inline]
    pub(super) fn take(&mut self, length: u64) -> CodecResult<&'de [u8]> {
        let length = usize::try_from(length).map_err(|_| CodecError::ENDED)?;
        let end = self.at.checked_add(length).ok_or(CodecError::ENDED)?;
        let taken = self.bytes.get(self.at..end).ok_or(CodecError::ENDED)?;
        self.at = end;
        Ok(taken)
    }

    /// Reads the next head's major type and number. Indefinite lengths and numbers that have a
    /// shorter form are refused. Floats are read elsewhere.
    #[inline]
    pub(super) fn head(&mut self) -> CodecResult<(u8, u64)> {
        let first = self.peek()?;
        self.at += 1;
        let (major, short) = (first >> 5, first & 0x1f);
        if short < 24 {
            return Ok((major, u64::from(short)));
        }
        let (number, least) = match short {
            _ if major == SIMPLE => return Err(CodecError::UNSUPPORTED),
            24 => (u64::from(self.take(1)?[0]), 24),
            25..=27 => self.wide(short)?,
            _ => return Err(CodecError::UNSUPPORTED),
        };
        if number < least { Err(CodecError::NOT_SHORTEST) } else { Ok((major, number)) }
    }

    /// Reads a number of 2, 4 or 8 bytes, and returns it with the least number that needs as many.
    fn wide(&mut self, short: u8) -> CodecResult<(u64, u64)> {
        Ok(match short {
            25 => (u64::from(u16::from_be_bytes(self.array()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(self.array()?)), 1 << 16),
            _ => (u64::from_be_bytes(self.array()?), 1 << 32),
        })
    }

    /// Passes a fixed number of bytes.
    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> CodecResult<[u8; N]> {
        let (array, _) = self.bytes[self.at..].split_first_chunk().ok_or(CodecError::ENDED)?;
        self.at += N;
        Ok(*array)
    }

    /// Passes the head of the next item and returns its number, if it is of this type.
    #[inline]
    pub(super) fn head_of(&mut self, major: u8) -> CodecResult<Option<u64>> {
        if self.peek()? >> 5 == major { self.head().map(|(_, number)| Some(number)) } else { Ok(None) }
    }

    /// Checks the number of items of an array or a map. It can't exceed the bytes that are left,
    /// so that a false number costs nothing.
    #[inline]
    pub(super) fn count(&self, items: u64, bytes_each: u64) -> CodecResult<usize> {
        let left = self.bytes.len() - self.at;
        let count = usize::try_from(items).map_err(|_| CodecError::ENDED)?;
        let least = items.checked_mul(bytes_each).ok_or(CodecError::ENDED)?;
        if least > left as u64 { Err(CodecError::ENDED) } else { Ok(count) }
    }

    #[inline]
    pub(super) fn text(&mut self, length: u64) -> CodecResult<&'de str> {
        std::str::from_utf8(self.take(length)?).map_err(|_| CodecError::NOT_UTF8)
    }

    /// Passes the next item if it is the text `name`, and returns whether it was.
    #[expect(clippy::inline_always, reason = "as `FieldReader::field`, which calls it")]
    #[inline(always)]
    pub(super) fn pass_name(&mut self, name: &str) -> bool {
        let (head, width) = head(TEXT, name.len() as u64);
        let rest = &self.bytes[self.at..];
        let is_this = rest.strip_prefix(&head[..width]).is_some_and(|rest| rest.starts_with(name.as_bytes()));
        if is_this {
            self.at += width + name.len();
        }
        is_this
    }

    /// Reads the next item, which has to be a text.
    #[inline]
    pub(super) fn name(&mut self) -> CodecResult<&'de str> {
        match self.head()? {
            (TEXT, length) => self.text(length),
            _ => Err(CodecError::NAME_NOT_TEXT),
        }
    }
}
