//! Text to values, as CPython's `json.loads` reads it.
//!
//! That is more than RFC 8259 has: `NaN`, `Infinity` and `-Infinity` are numbers, integers have any size, a float that is too large is infinite,
//! and of two equal keys the last one counts. Half of a surrogate pair is a character.

use super::error::{JsonError, JsonResult};
use super::{DEPTH, brackets, tags, text};
use crate::value::{BigInt, DIGITS, Dict, Text, Value};

/// Reads `bytes`, which have to be one value and nothing else: a session, which is a dict around its fields.
pub(crate) fn parse(bytes: &[u8]) -> JsonResult<Value> {
    parse_within(bytes, DEPTH + 1)
}

/// The same for a value that may nest so many levels.
pub(super) fn parse_within(bytes: &[u8], levels: u8) -> JsonResult<Value> {
    str::from_utf8(bytes).map_err(|_| JsonError::NOT_UTF8)?;
    let mut parser = Parser { bytes, at: 0, open: 0, deepest: 0, limit: brackets(levels) };
    let value = parser.value()?;
    parser.pass_space();
    if parser.peek().is_some() {
        return Err(JsonError::TRAILING);
    }
    // Brackets that are tags are no levels.
    if parser.deepest > levels && !is_within(&value, levels) {
        return Err(JsonError::TOO_DEEP);
    }
    Ok(value)
}

/// Whether a value nests at most so many levels.
fn is_within(value: &Value, levels: u8) -> bool {
    let is_inside = |value: &Value| levels.checked_sub(1).is_some_and(|levels| is_within(value, levels));
    match value {
        Value::List(items) | Value::Tuple(items) => levels > 0 && items.iter().all(is_inside),
        Value::Dict(entries) => levels > 0 && entries.iter().all(|(_, value)| is_inside(value)),
        _ => true,
    }
}

pub(super) struct Parser<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    /// How many brackets are open.
    open: u8,
    /// How many have been.
    deepest: u8,
    /// How many may be.
    limit: u8,
}

impl<'t> Parser<'t> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> JsonResult<u8> {
        let byte = self.peek().ok_or(JsonError::ENDED)?;
        self.at += 1;
        Ok(byte)
    }

    /// Passes over `word` if it comes next.
    pub(super) fn pass(&mut self, word: &[u8]) -> bool {
        let is_next = self.bytes[self.at..].starts_with(word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    fn pass_space(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// The bytes from here that fulfil `is_wanted`.
    pub(super) fn take_while(&mut self, is_wanted: impl Fn(u8) -> bool) -> &'t [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !is_wanted(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn value(&mut self) -> JsonResult<Value> {
        self.pass_space();
        match self.peek().ok_or(JsonError::ENDED)? {
            b'"' => text::parse(self).map(Value::Text),
            b'{' => self.nested(Self::dict),
            b'[' => self.nested(Self::list),
            b'-' | b'0'..=b'9' => self.number(),
            b'n' => self.word(b"null", Value::Null),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'N' => self.word(b"NaN", Value::Float(f64::NAN)),
            b'I' => self.word(b"Infinity", Value::Float(f64::INFINITY)),
            _ => Err(JsonError::NOT_JSON),
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> JsonResult<Value> {
        if self.pass(word) { Ok(value) } else { Err(JsonError::NOT_JSON) }
    }

    fn number(&mut self) -> JsonResult<Value> {
        let start = self.at;
        if self.pass(b"-") && self.pass(b"Infinity") {
            return Ok(Value::Float(f64::NEG_INFINITY));
        }
        let digits = if self.pass(b"0") { 1 } else { self.digits()? };
        let is_integer = !(self.fraction() | self.exponent());
        // Every byte of it was looked at, and is ASCII.
        let number = str::from_utf8(&self.bytes[start..self.at]).map_err(|_| JsonError::NOT_UTF8)?;
        if !is_integer {
            return number.parse().map(Value::Float).map_err(|_| JsonError::NOT_JSON);
        }
        match number.parse() {
            Ok(number) => Ok(Value::Int(number)),
            Err(_) if digits > DIGITS => Err(JsonError::TOO_LONG),
            Err(_) => Ok(Value::BigInt(BigInt::from_canonical(number))),
        }
    }

    /// One digit or more, and how many.
    fn digits(&mut self) -> JsonResult<usize> {
        match self.take_while(|byte| byte.is_ascii_digit()).len() {
            0 => Err(JsonError::NOT_JSON),
            count => Ok(count),
        }
    }

    /// Passes over a fraction, if one comes next. A point without digits is none, and then it stands where nothing may.
    fn fraction(&mut self) -> bool {
        self.optional(|parser| parser.pass(b".") && parser.digits().is_ok())
    }

    fn exponent(&mut self) -> bool {
        self.optional(|parser| {
            (parser.pass(b"e") || parser.pass(b"E")) && {
                let _sign = parser.pass(b"+") || parser.pass(b"-");
                parser.digits().is_ok()
            }
        })
    }

    /// Passes over all of something, or over nothing.
    fn optional(&mut self, part: impl FnOnce(&mut Self) -> bool) -> bool {
        let start = self.at;
        let is_there = part(self);
        if !is_there {
            self.at = start;
        }
        is_there
    }

    /// What stands between two brackets, the first of which comes next.
    fn nested(&mut self, inside: impl FnOnce(&mut Self) -> JsonResult<Value>) -> JsonResult<Value> {
        if self.open == self.limit {
            return Err(JsonError::TOO_DEEP);
        }
        self.open += 1;
        self.deepest = self.deepest.max(self.open);
        self.at += 1;
        let value = inside(self)?;
        self.open -= 1;
        Ok(value)
    }

    fn list(&mut self) -> JsonResult<Value> {
        let mut items = Vec::new();
        let mut has_item = self.has_first(b']')?;
        while has_item {
            items.push(self.value()?);
            has_item = self.has_next(b']')?;
        }
        Ok(Value::List(items))
    }

    fn dict(&mut self) -> JsonResult<Value> {
        let mut entries = Vec::new();
        let mut has_entry = self.has_first(b'}')?;
        while has_entry {
            entries.push(self.entry()?);
            has_entry = self.has_next(b'}')?;
        }
        tags::untag(Dict::from_entries(entries))
    }

    fn entry(&mut self) -> JsonResult<(Text, Value)> {
        self.pass_space();
        if self.peek() != Some(b'"') {
            return Err(JsonError::NOT_JSON);
        }
        let key = text::parse(self)?;
        self.pass_space();
        if self.next()? != b':' {
            return Err(JsonError::NOT_JSON);
        }
        Ok((key, self.value()?))
    }

    /// Whether an item comes next, and not already the closing bracket.
    fn has_first(&mut self, close: u8) -> JsonResult<bool> {
        self.pass_space();
        match self.peek().ok_or(JsonError::ENDED)? {
            byte if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Ok(true),
        }
    }

    /// Whether a comma comes next, and not the closing bracket.
    fn has_next(&mut self, close: u8) -> JsonResult<bool> {
        self.pass_space();
        match self.next()? {
            b',' => Ok(true),
            byte if byte == close => Ok(false),
            _ => Err(JsonError::NOT_JSON),
        }
    }
}
