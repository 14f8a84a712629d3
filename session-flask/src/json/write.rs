//! Values to text, byte for byte as Flask writes them inside an application.

use std::fmt::{Display, Write as _};

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use super::{tags, text};
use crate::value::uuid::Hex;
use crate::value::{Dict, Value};

/// The text of a value.
pub(crate) fn to_text(value: &Value) -> String {
    let mut out = String::with_capacity(256);
    write(value, &mut out);
    out
}

/// Appends the text of a value.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(number) => put(number, out),
        Value::BigInt(number) => put(number, out),
        Value::Float(number) => float(*number, out),
        Value::Text(content) => text::write(content, out),
        Value::List(items) => list(items, out),
        Value::Dict(entries) => dict(entries, out),
        Value::Tuple(items) => tagged(tags::TUPLE, out, |out| list(items, out)),
        Value::Bytes(bytes) => tagged(tags::BYTES, out, |out| quoted(Base64Display::new(bytes, &STANDARD), out)),
        Value::Markup(content) => tagged(tags::MARKUP, out, |out| text::write(content, out)),
        Value::Uuid(uuid) => tagged(tags::UUID, out, |out| quoted(Hex(uuid), out)),
        Value::DateTime(time) => tagged(tags::DATETIME, out, |out| quoted(time, out)),
        Value::UnreadableDate(content) => tagged(tags::DATETIME, out, |out| text::write(content, out)),
    }
}

/// A `String` takes everything that is written to it.
fn put(part: impl Display, out: &mut String) {
    let _ = write!(out, "{part}");
}

/// A text in which nothing has to be escaped.
fn quoted(part: impl Display, out: &mut String) {
    out.push('"');
    put(part, out);
    out.push('"');
}

fn tagged(tag: &str, out: &mut String, body: impl FnOnce(&mut String)) {
    out.push('{');
    quoted(tag, out);
    out.push(':');
    body(out);
    out.push('}');
}

fn list(items: &[Value], out: &mut String) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

fn dict(entries: &Dict, out: &mut String) {
    if let Some((tag, value)) = tags::looks_tagged(entries) {
        return tagged(tags::DICT, out, |out| {
            out.push('{');
            quoted(format_args!("{tag}{}", tags::SUFFIX), out);
            out.push(':');
            write(value, out);
            out.push('}');
        });
    }
    out.push('{');
    for (index, (key, value)) in entries.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        text::write(key, out);
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

/// As Python's `repr` writes it: the shortest digits that read back equal, with an exponent below 1e-4 and from 1e16 on. Rust's `Debug`
/// has the same digits and the same limits, and another form of the exponent.
fn float(number: f64, out: &mut String) {
    if number.is_infinite() {
        return out.push_str(if number > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let start = out.len();
    put(format_args!("{number:?}"), out);
    if let Some(exponent) = out[start..].find('e').map(|at| start + at + 1) {
        let digits = out.split_off(exponent);
        let (sign, digits) = digits.strip_prefix('-').map_or(('+', &*digits), |digits| ('-', digits));
        put(format_args!("{sign}{digits:0>2}"), out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
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
