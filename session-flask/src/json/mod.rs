//! The payload of Flask's cookie: JSON as CPython reads and writes it, with Flask's tags for
//! values that JSON doesn't have.
//!
//! ```text
//! text ─ parse ─▶ Value ─ de ─▶ a Rust value
//! text ◀─ write ─ Value ◀─ ser ─ a Rust value
//! ```
//!
//! The text that is written is byte for byte the one that Flask writes for the same value inside
//! of an application: `flask/json/tag.py` and `flask/json/provider.py` around
//! `json.dumps(…, separators=(",", ":"), sort_keys=True)`. Everything that Flask reads is read,
//! with two exceptions that give a [`JsonError`]: texts that Flask answers with a 500, and texts
//! that Flask reads as another value than was meant.
//!
//! For serde, the format counts as human-readable, as session-core's own does.

mod count;
mod cursor;
mod de;
mod depth;
mod error;
mod flashes;
mod key;
mod number;
mod parse;
mod ser;
mod tags;
mod text;
mod wire;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use count::values;
pub(crate) use de::Deserializer;
pub(crate) use error::{JsonError, JsonResult};
pub(crate) use parse::parse;
pub(crate) use ser::Serializer;
#[cfg(feature = "uuid")]
pub(crate) use wire::UUID;
pub(crate) use wire::{DATETIME, MARKUP};
pub(crate) use write::{dict_to_text, to_text};
