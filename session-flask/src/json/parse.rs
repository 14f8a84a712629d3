//! From text to values, as CPython's `json.loads` reads it.
//!
//! Python's JSON allows more than RFC 8259. `NaN`, `Infinity` and `-Infinity` are numbers.
//! Integers have any size. A float that is too large is infinite. Of two equal keys, the last one
//! counts. Half of a surrogate pair is a character.

use super::cursor::Cursor;
use super::depth::{brackets, is_within};
use super::error::{JsonError, JsonResult};
use super::{number, tags, text};
use crate::limits::DEPTH;
use crate::value::{Dict, Text, Value};
use crate::visits;

/// Reads the text of a session: exactly one value, a dict around the session's fields. It may have
/// `values` values, itself included.
pub(crate) fn parse(bytes: &[u8], values: usize) -> JsonResult<Value> {
    parse_within(bytes, DEPTH + 1, values)
}

/// Reads the text of one value that may have `levels` levels and `values` values.
pub(super) fn parse_within(bytes: &[u8], levels: u8, values: usize) -> JsonResult<Value> {
    str::from_utf8(bytes).map_err(|_| JsonError::NOT_UTF8)?;
    let mut parser = Parser { cursor: Cursor::new(bytes), open: 0, deepest: 0, limit: brackets(levels), values };
    let value = parser.value()?;
    parser.cursor.pass_space();
    if parser.cursor.peek().is_some() {
        return Err(JsonError::TRAILING);
    }
    // The brackets of a tag count as levels in the parser, but aren't levels of the value.
    if parser.deepest > levels && !is_within(&value, levels) {
        return Err(JsonError::TOO_DEEP);
    }
    Ok(value)
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    /// How many brackets are open.
    open: u8,
    /// How many brackets were open at most.
    deepest: u8,
    /// How many brackets may be open.
    limit: u8,
    /// How many more values there may be.
    values: usize,
}

impl Parser<'_> {
    fn value(&mut self) -> JsonResult<Value> {
        self.values = self.values.checked_sub(1).ok_or(JsonError::TOO_MANY)?;
        visits::note();
        self.cursor.pass_space();
        match self.cursor.peek().ok_or(JsonError::ENDED)? {
            b'"' => text::parse(&mut self.cursor).map(Value::Text),
            b'{' => self.nested(Self::dict),
            b'[' => self.nested(Self::list),
            b'-' | b'0'..=b'9' => number::parse(&mut self.cursor),
            b'n' => self.word(b"null", Value::Null),
            b't' => self.word(b"true", Value::Bool(true)),
            b'f' => self.word(b"false", Value::Bool(false)),
            b'N' => self.word(b"NaN", Value::Float(f64::NAN)),
            b'I' => self.word(b"Infinity", Value::Float(f64::INFINITY)),
            _ => Err(JsonError::NOT_JSON),
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> JsonResult<Value> {
        if self.cursor.pass(word) { Ok(value) } else { Err(JsonError::NOT_JSON) }
    }

    /// Reads a list or a dict, whose opening bracket comes next.
    fn nested(&mut self, inside: impl FnOnce(&mut Self) -> JsonResult<Value>) -> JsonResult<Value> {
        if self.open == self.limit {
            return Err(JsonError::TOO_DEEP);
        }
        self.open += 1;
        self.deepest = self.deepest.max(self.open);
        self.cursor.next()?;
        let value = inside(self)?;
        self.open -= 1;
        Ok(value)
    }

    // A text of a few hundred bytes can have hundreds of lists and dicts with one item. `Vec` would
    // make room for four in each.
    fn list(&mut self) -> JsonResult<Value> {
        let mut has_item = self.has_first(b']')?;
        let mut items = Vec::with_capacity(usize::from(has_item));
        while has_item {
            items.push(self.value()?);
            has_item = self.has_next(b']')?;
        }
        Ok(Value::List(items))
    }

    fn dict(&mut self) -> JsonResult<Value> {
        let mut has_entry = self.has_first(b'}')?;
        let mut entries = Vec::with_capacity(usize::from(has_entry));
        while has_entry {
            entries.push(self.entry()?);
            has_entry = self.has_next(b'}')?;
        }
        tags::untag(Dict::from_entries(entries))
    }

    fn entry(&mut self) -> JsonResult<(Text, Value)> {
        self.cursor.pass_space();
        if self.cursor.peek() != Some(b'"') {
            return Err(JsonError::NOT_JSON);
        }
        let key = text::parse(&mut self.cursor)?;
        self.cursor.pass_space();
        if self.cursor.next()? != b':' {
            return Err(JsonError::NOT_JSON);
        }
        Ok((key, self.value()?))
    }

    /// Returns whether an item comes next. If the closing bracket comes instead, takes it.
    fn has_first(&mut self, close: u8) -> JsonResult<bool> {
        self.cursor.pass_space();
        match self.cursor.peek().ok_or(JsonError::ENDED)? {
            byte if byte == close => {
                self.cursor.next()?;
                Ok(false)
            }
            _ => Ok(true),
        }
    }

    /// Takes a comma or the closing bracket, and returns whether it was a comma.
    fn has_next(&mut self, close: u8) -> JsonResult<bool> {
        self.cursor.pass_space();
        match self.cursor.next()? {
            b',' => Ok(true),
            byte if byte == close => Ok(false),
            _ => Err(JsonError::NOT_JSON),
        }
    }
}
