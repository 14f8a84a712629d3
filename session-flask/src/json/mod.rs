//! The payload of Flask's cookie: JSON as CPython reads and writes it, with Flask's tags for what JSON doesn't have.
//!
//! ```text
//! text ─ parse ─▶ Value ─ de ─▶ a Rust value
//! text ◀─ write ─ Value ◀─ ser ─ a Rust value
//! ```
//!
//! What is written is byte for byte what Flask writes for the same value inside an application: `flask/json/tag.py` and
//! `flask/json/provider.py` around `json.dumps(…, separators=(",", ":"), sort_keys=True)`. What is read is all that Flask reads, except where
//! Flask answers with a 500 or makes another value of it than was meant: that is a [`JsonError`].
//!
//! For serde the format counts as human-readable, as the sessions' own does.

mod de;
mod error;
mod key;
mod parse;
mod ser;
mod tags;
mod text;
mod wire;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use de::Deserializer;
pub(crate) use error::{JsonError, JsonResult};
pub(crate) use parse::parse;
pub(crate) use ser::{Notes, Serializer};
#[cfg(feature = "uuid")]
pub(crate) use wire::UUID;
pub(crate) use wire::{DATETIME, MARKUP};
pub(crate) use write::{dict_to_text, to_text};

/// How many lists, tuples and dicts a value may nest, read or written: a session that opens can be written again.
const DEPTH: u8 = 64;

/// How many brackets a text may nest whose value nests so many levels: a tag puts a second pair around a value.
const fn brackets(levels: u8) -> u8 {
    2 * levels + 1
}
