//! From values to text, byte for byte as Flask writes them inside of an application.

use std::fmt;
use std::io::Write as _;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use super::{tags, text};
use crate::value::uuid::Hex;
use crate::value::{Text, Value};
use crate::visits;

/// The capacity that is enough for most sessions.
const CAPACITY: usize = 512;

/// Returns the text of a value. It may be one of many small ones, and begins without capacity.
pub(crate) fn to_text(value: &Value) -> String {
    let mut out = Vec::new();
    write(value, &mut out);
    ascii(out)
}

/// Returns the text of a dict with these entries, in this order.
pub(crate) fn dict_to_text<'a>(entries: impl ExactSizeIterator<Item = (&'a Text, &'a Value)>) -> String {
    let mut out = Vec::with_capacity(CAPACITY);
    dict(entries, &mut out);
    ascii(out)
}

fn ascii(out: Vec<u8>) -> String {
    String::from_utf8(out).expect("everything that isn't ASCII is escaped")
}

/// Appends the text of a value.
fn write(value: &Value, out: &mut Vec<u8>) {
    visits::note();
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(number) => put(format_args!("{number}"), out),
        Value::BigInt(number) => out.extend_from_slice(number.as_str().as_bytes()),
        Value::Float(number) => float(*number, out),
        Value::Text(content) => text::write(content, out),
        Value::List(items) => list(items, out),
        Value::Dict(entries) => dict(entries.iter(), out),
        Value::Tuple(items) => tagged(tags::TUPLE, out, |out| list(items, out)),
        Value::Bytes(bytes) => {
            let body = Base64Display::new(bytes, &STANDARD);
            tagged(tags::BYTES, out, |out| put(format_args!("\"{body}\""), out));
        }
        Value::Markup(content) => tagged(tags::MARKUP, out, |out| text::write(content, out)),
        Value::Uuid(uuid) => tagged(tags::UUID, out, |out| put(format_args!("\"{}\"", Hex(uuid)), out)),
        Value::DateTime(time) => tagged(tags::DATETIME, out, |out| put(format_args!("\"{time}\""), out)),
        Value::UnreadableDate(content) => tagged(tags::DATETIME, out, |out| text::write(content, out)),
    }
}

/// Appends `part`. Writing to a `Vec` can't fail.
fn put(part: fmt::Arguments<'_>, out: &mut Vec<u8>) {
    let _ = out.write_fmt(part);
}

fn tagged(tag: &str, out: &mut Vec<u8>, body: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(b"{\"");
    out.extend_from_slice(tag.as_bytes());
    out.extend_from_slice(b"\":");
    body(out);
    out.push(b'}');
}

fn list(items: &[Value], out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(item, out);
    }
    out.push(b']');
}

fn dict<'a>(mut entries: impl ExactSizeIterator<Item = (&'a Text, &'a Value)>, out: &mut Vec<u8>) {
    out.push(b'{');
    if entries.len() == 1
        && let Some((key, value)) = entries.next()
    {
        match tags::tag(key) {
            None => entry(key, value, out),
            Some(tag) => {
                out.extend_from_slice(b"\" di\":");
                // The dict's key has a suffix, so that it isn't a tag.
                tagged(&[tag, tags::SUFFIX].concat(), out, |out| write(value, out));
            }
        }
    }
    for (index, (key, value)) in entries.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        entry(key, value, out);
    }
    out.push(b'}');
}

fn entry(key: &Text, value: &Value, out: &mut Vec<u8>) {
    text::write(key, out);
    out.push(b':');
    write(value, out);
}

/// Writes a float as Python's `repr` does: the shortest digits that read back equal, with an
/// exponent below 1e-4 and from 1e16 on. Rust's `Debug` has the same limits, and another form of
/// the exponent.
fn float(number: f64, out: &mut Vec<u8>) {
    if number.is_infinite() {
        return out.extend_from_slice(if number > 0.0 { b"Infinity" } else { b"-Infinity" });
    }
    let text = nearest_even(number, format!("{number:?}"));
    match text.split_once('e') {
        None => out.extend_from_slice(text.as_bytes()),
        Some((digits, exponent)) => {
            let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
            put(format_args!("{digits}e{sign}{exponent:0>2}"), out);
        }
    }
}

/// Chooses, of two shortest texts that are equally near to `number`, the one whose last digit is
/// even; Rust writes the greater one. Both have 16 digits at least, since the numbers between them
/// can't be told apart.
fn nearest_even(number: f64, shortest: String) -> String {
    if shortest.len() <= 16 {
        return shortest;
    }
    let decimals = |digits: &str| digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let even = match shortest.split_once('e') {
        None => format!("{number:.*}", decimals(&shortest)),
        Some((digits, _)) => format!("{number:.*e}", decimals(digits)),
    };
    if even.parse() == Ok(number) { even } else { shortest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::excessive_precision, reason = "numbers that lie in the middle between two texts are written out")]
    fn floats_are_as_python_writes_them() {
        let cases = [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (1e15, "1000000000000000.0"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (1e22, "1e+22"),
            (1.234_567_890_123_456_8e17, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.000_099_999_999_999_999_99, "9.999999999999999e-05"),
            (-1.5e-7, "-1.5e-07"),
            (5e-324, "5e-324"),
            (590_606_674_543_825.25, "590606674543825.2"),
            (-707_553_285_107_890.25, "-707553285107890.2"),
            (590_606_674_543_825.75, "590606674543825.8"),
            (20_496_158_682_696.562_5, "20496158682696.562"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "NaN"),
            (-f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (number, text) in cases {
            assert_eq!(to_text(&Value::Float(number)), text);
        }
    }
}
