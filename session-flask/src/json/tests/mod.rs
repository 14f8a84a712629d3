//! Tests the payload against a real Flask's, and its properties.

pub(crate) mod arbitrary;
mod properties;
mod strict;
mod types;
mod vectors;

pub(crate) use arbitrary::sessions;

use super::JsonResult;
use crate::limits::Room;
use crate::value::Value;

/// Reads a text of as many values as the longest cookie may have.
pub(crate) fn parse(text: &[u8]) -> JsonResult<Value> {
    super::parse(text, Room::LARGEST.values)
}
