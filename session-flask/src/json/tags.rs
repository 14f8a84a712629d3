//! Flask's tags: a dict with one key that begins with a space stands for a value that JSON doesn't
//! have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::{JsonError, JsonResult};
use crate::value::{Dict, Text, Value, uuid};

pub(super) const DICT: &str = " di";
pub(super) const TUPLE: &str = " t";
pub(super) const BYTES: &str = " b";
pub(super) const MARKUP: &str = " m";
pub(super) const UUID: &str = " u";
pub(super) const DATETIME: &str = " d";

/// The suffix of an escaped dict's key.
pub(super) const SUFFIX: &str = "__";

/// Returns the tag that a key is.
pub(super) fn tag(key: &Text) -> Option<&'static str> {
    let may_be = key.as_bytes().first() == Some(&b' ');
    [DICT, TUPLE, BYTES, MARKUP, UUID, DATETIME].into_iter().find(|tag| may_be && key == *tag)
}

/// Returns the tag and the value of a dict that would be read as a tag and so has to be escaped:
/// the tag is its only key.
pub(super) fn looks_tagged(dict: &Dict) -> Option<(&'static str, &Value)> {
    dict.only().and_then(|(key, value)| Some((tag(key)?, value)))
}

/// Returns the value that a dict stands for, whose own values have their tags replaced already.
///
/// This is as strict as Flask's writer. A dict is an error if Flask can't read it, or if Flask
/// reads another value than it could have written. Only a date that can't be read is kept
/// unchanged, since Flask reads it as `None`.
pub(super) fn untag(dict: Dict) -> JsonResult<Value> {
    let Some((tag, _)) = looks_tagged(&dict) else { return Ok(Value::Dict(dict)) };
    let body = dict.into_only().map(|(_, body)| body);
    match (tag, body) {
        (TUPLE, Some(Value::List(items))) => Ok(Value::Tuple(items)),
        (BYTES, Some(Value::Text(body))) => bytes_of(&body),
        (MARKUP, Some(Value::Text(body))) => Ok(Value::Markup(body)),
        (UUID, Some(Value::Text(body))) => uuid_of(&body),
        (DATETIME, Some(Value::Text(body))) => Ok(date_of(body)),
        (DICT, Some(Value::Dict(escaped))) => unescape(escaped),
        (TUPLE, _) => Err(JsonError::BAD_TUPLE),
        (BYTES, _) => Err(JsonError::BAD_BYTES),
        (MARKUP, _) => Err(JsonError::BAD_MARKUP),
        (UUID, _) => Err(JsonError::BAD_UUID),
        (DATETIME, _) => Err(JsonError::BAD_DATE),
        _ => Err(JsonError::BAD_DICT),
    }
}

fn bytes_of(body: &Text) -> JsonResult<Value> {
    STANDARD.decode(body.as_bytes()).map(Value::Bytes).map_err(|_| JsonError::BAD_BYTES)
}

fn uuid_of(body: &Text) -> JsonResult<Value> {
    body.as_str().and_then(uuid::parse).map(Value::Uuid).ok_or(JsonError::BAD_UUID)
}

fn date_of(body: Text) -> Value {
    let time = body.as_str().and_then(|text| text.parse().ok());
    time.map_or(Value::UnreadableDate(body), Value::DateTime)
}

/// Returns the dict that was escaped because it looks like a tag. A dict that looks like an
/// application's own tag is refused, since it couldn't be told from that tag when it is written
/// again.
fn unescape(escaped: Dict) -> JsonResult<Value> {
    let (key, value) = escaped.into_only().ok_or(JsonError::BAD_DICT)?;
    let key = key.as_str().and_then(|key| key.strip_suffix(SUFFIX)).map(|key| Text::from(key.to_owned()));
    let tag = key.as_ref().and_then(tag).ok_or(JsonError::BAD_DICT)?;
    Ok(Value::Dict(Dict::from_iter([(Text::from(tag), value)])))
}
