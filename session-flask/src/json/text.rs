//! Quoted texts, in both directions.

use super::cursor::Cursor;
use super::error::{JsonError, JsonResult};
use crate::value::Text;

/// Reads a text, whose opening quote comes next.
pub(super) fn parse(cursor: &mut Cursor<'_>) -> JsonResult<Text> {
    cursor.next()?;
    let mut plain = cursor.take_while(is_unescaped);
    if cursor.pass(b"\"") {
        return Ok(Text::from_wtf8(plain));
    }
    let mut text = Vec::new();
    loop {
        text.extend_from_slice(plain);
        match cursor.next()? {
            b'"' => return Ok(Text::from_wtf8(&text)),
            b'\\' => escape(cursor, &mut text)?,
            _ => return Err(JsonError::CONTROL),
        }
        plain = cursor.take_while(is_unescaped);
    }
}

fn is_unescaped(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}

/// Reads the characters after a backslash, and appends the character that they stand for.
fn escape(cursor: &mut Cursor<'_>, text: &mut Vec<u8>) -> JsonResult<()> {
    text.push(match cursor.next()? {
        byte @ (b'"' | b'\\' | b'/') => byte,
        b'b' => 0x08,
        b't' => b'\t',
        b'n' => b'\n',
        b'f' => 0x0c,
        b'r' => b'\r',
        b'u' => {
            push(text, code_point(cursor)?);
            return Ok(());
        }
        _ => return Err(JsonError::BAD_ESCAPE),
    });
    Ok(())
}

/// Reads the code point whose UTF-16 comes next, after its first `\u`. Half of a surrogate pair is
/// a code point of its own.
fn code_point(cursor: &mut Cursor<'_>) -> JsonResult<u32> {
    let unit = unit(cursor)?;
    let low = if (0xd800..0xdc00).contains(&unit) { cursor.optional(low_surrogate) } else { None };
    Ok(low.map_or(unit, |low| 0x1_0000 + ((unit - 0xd800) << 10 | (low - 0xdc00))))
}

/// Reads the second half of a surrogate pair, with its `\u`.
fn low_surrogate(cursor: &mut Cursor<'_>) -> Option<u32> {
    let unit = if cursor.pass(b"\\u") { unit(cursor).ok() } else { None };
    unit.filter(|unit| (0xdc00..0xe000).contains(unit))
}

/// Reads four hexadecimal digits.
fn unit(cursor: &mut Cursor<'_>) -> JsonResult<u32> {
    let mut unit = 0;
    for _ in 0..4 {
        let digit = char::from(cursor.next()?).to_digit(16).ok_or(JsonError::BAD_ESCAPE)?;
        unit = unit << 4 | digit;
    }
    Ok(unit)
}

/// Appends a code point in WTF-8, which is UTF-8 where a surrogate is a character like any other.
fn push(text: &mut Vec<u8>, code_point: u32) {
    match char::from_u32(code_point) {
        Some(char) => text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        // A surrogate has three bytes.
        None => text.extend([0xe0 | code_point >> 12, 0x80 | code_point >> 6 & 0x3f, 0x80 | code_point & 0x3f].map(low_byte)),
    }
}

fn low_byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

/// Writes a text with its quotes. Only ASCII is written: all other characters are escaped, and so
/// are control characters, DEL among them.
pub(super) fn write(text: &Text, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(special) = rest.iter().position(|byte| !is_plain(*byte)) {
        out.extend_from_slice(&rest[..special]);
        let (code_point, length) = decode(&rest[special..]);
        put_escape(code_point, out);
        rest = &rest[special + length..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

/// Decodes the code point at the start of WTF-8, and returns it with its number of bytes.
fn decode(bytes: &[u8]) -> (u32, usize) {
    let (first, length) = match bytes[0] {
        byte @ ..0x80 => (byte, 1),
        byte @ ..0xe0 => (byte & 0x1f, 2),
        byte @ ..0xf0 => (byte & 0x0f, 3),
        byte => (byte & 0x07, 4),
    };
    let code_point = bytes[1..length].iter().fold(u32::from(first), |number, byte| number << 6 | u32::from(byte & 0x3f));
    (code_point, length)
}

fn put_escape(code_point: u32, out: &mut Vec<u8>) {
    let short: &[u8] = match code_point {
        0x22 => b"\\\"",
        0x5c => b"\\\\",
        0x08 => b"\\b",
        0x09 => b"\\t",
        0x0a => b"\\n",
        0x0c => b"\\f",
        0x0d => b"\\r",
        _ => b"",
    };
    if !short.is_empty() {
        out.extend_from_slice(short);
    } else if let Some(above) = code_point.checked_sub(0x1_0000) {
        put_unit(0xd800 + (above >> 10), out);
        put_unit(0xdc00 + (above & 0x3ff), out);
    } else {
        put_unit(code_point, out);
    }
}

fn put_unit(unit: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    out.extend([12, 8, 4, 0].map(|shift| b"0123456789abcdef"[(unit >> shift & 0xf) as usize]));
}
