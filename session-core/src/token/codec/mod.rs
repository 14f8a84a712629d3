//! A session's fields as one CBOR map (RFC 8949), and back.
//!
//! Any CBOR tool can read it: it maps the names in the token to values as serde writes them. This
//! module also decides what the usual crates leave open, so that what is written reads back equal
//! or is refused when it is written:
//!
//! * `None` and `()` are null, so `Some` of either is refused;
//! * a map with two equal keys is refused, and so is a value of more than [`DEPTH`] levels, in
//!   both directions;
//! * a list whose items all come as bytes is a byte string, unless it is empty, and what a type
//!   writes as bytes has tag 22: serde's buffers are shown what was written;
//! * every length is definite and every head has its shortest form; floats keep their width;
//! * nothing may follow the map.
//!
//! The map of a machine begins with the name of its state, under the empty name, which no field
//! can have.
//!
//! For serde, the format counts as human-readable. serde's own buffers (`untagged`, `flatten`,
//! internally tagged enums) assume that when they are read. A type that writes bytes for machines
//! and text for people could otherwise not be read back from them.

mod buffer;
mod de;
mod difference;
mod head;
mod map_keys;
mod merge;
mod order;
mod read;
mod read_back;
mod ser;
mod write;

use std::fmt;

pub(crate) use difference::{changed_fields, measured_again};
pub(crate) use merge::{Merged, Stored, merge};

pub(super) use buffer::{Buffer, TooLong};
pub(super) use difference::{fields, fields_of_map, first_difference};
pub(super) use read::{Unknown, read_record, state_of};
pub(super) use read_back::read_back;
#[cfg(feature = "unstable-format")]
pub use read_back::reads_back;
pub(super) use write::{PREFIX, map_head, put_fields};

use crate::limits::DEPTH;

/// The name of the state's entry in the map.
const STATE: &str = "";

/// What is wrong with a value or with encoded bytes.
///
/// serde's own message is left out, since it can contain the value.
#[derive(Debug, PartialEq)]
pub(crate) struct CodecError(&'static str);

type CodecResult<T> = Result<T, CodecError>;

impl CodecError {
    const TOO_DEEP: Self = Self("it is nested more than 64 levels deep");
    const DUPLICATE_KEY: Self = Self("a map in it has the same key twice");
    const NULL_IN_SOME: Self = Self("`Some` of a value that is written like `None` would read back as `None`");
    const UNREAD: Self = Self("its `Deserialize` didn't read the whole value");
    const ENDED: Self = Self("the bytes end too early");
    const TRAILING: Self = Self("bytes follow the last field");
    const NOT_SHORTEST: Self = Self("a number is not in its shortest form");
    const NOT_UTF8: Self = Self("a text is not UTF-8");
    const EMPTY_BYTES: Self = Self("a list of bytes without bytes");
    const NAME_NOT_TEXT: Self = Self("a name is not a text");
    const NOT_A_MAP: Self = Self("the session is not a map");
    const NO_STATE: Self = Self("the session's state is not its first entry");
    const UNKNOWN_STATE: Self = Self("the session is in a state that this version doesn't know");
    const UNKNOWN_VERSION: Self = Self("the session has a version that this application doesn't know");
    const NOT_A_VARIANT: Self = Self("expected a variant's name, or a map from the name to a value");
    const UNSUPPORTED: Self = Self("an unsupported CBOR item");
    const KEY_WITHOUT_VALUE: Self = Self("a map's key without a value");
}

impl CodecError {
    pub(crate) fn why(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for CodecError {}

impl serde::ser::Error for CodecError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("its `Serialize` returned an error")
    }
}

impl serde::de::Error for CodecError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("its `Deserialize` returned an error")
    }
}
