//! Numbers, as CPython reads them: integers of any size, and floats.

use super::cursor::Cursor;
use super::error::{JsonError, JsonResult};
use crate::value::{BigInt, MAX_DIGITS, Value};

/// Reads a number, whose sign or first digit comes next.
pub(super) fn parse(cursor: &mut Cursor<'_>) -> JsonResult<Value> {
    let start = cursor.position();
    if cursor.pass(b"-") && cursor.pass(b"Infinity") {
        return Ok(Value::Float(f64::NEG_INFINITY));
    }
    let count = if cursor.pass(b"0") { 1 } else { digits(cursor).ok_or(JsonError::NOT_JSON)? };
    let is_integer = !(fraction(cursor) | exponent(cursor));
    // Each of these bytes was compared with an ASCII character.
    let number = str::from_utf8(cursor.since(start)).map_err(|_| JsonError::NOT_UTF8)?;
    if !is_integer {
        return number.parse().map(Value::Float).map_err(|_| JsonError::NOT_JSON);
    }
    match number.parse() {
        Ok(number) => Ok(Value::Int(number)),
        Err(_) if count > MAX_DIGITS => Err(JsonError::TOO_LONG),
        Err(_) => Ok(Value::BigInt(BigInt::from_canonical(number))),
    }
}

/// Passes over one or more digits, and counts them.
fn digits(cursor: &mut Cursor<'_>) -> Option<usize> {
    let digits = cursor.take_while(|byte| byte.is_ascii_digit());
    (!digits.is_empty()).then_some(digits.len())
}

/// Passes over a fraction, if one comes next. A point without digits isn't a fraction. It isn't
/// passed over, and is refused by what is read next.
fn fraction(cursor: &mut Cursor<'_>) -> bool {
    let fraction = |cursor: &mut Cursor<'_>| if cursor.pass(b".") { digits(cursor) } else { None };
    cursor.optional(fraction).is_some()
}

/// Passes over an exponent, if one comes next.
fn exponent(cursor: &mut Cursor<'_>) -> bool {
    let exponent = |cursor: &mut Cursor<'_>| {
        if !cursor.pass(b"e") && !cursor.pass(b"E") {
            return None;
        }
        let _sign = cursor.pass(b"+") || cursor.pass(b"-");
        digits(cursor)
    };
    cursor.optional(exponent).is_some()
}
