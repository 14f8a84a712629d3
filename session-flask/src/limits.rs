//! Every number that is a rule of Flask's format and that Flask doesn't have: what it limits, and
//! which code uses it. `session_core` has those of every format, such as a cookie's 4096 bytes.
//!
//! A cookie is compressed, and the values in JSON are larger than their text. Without a limit, a
//! signed cookie of 250 bytes makes as much work as 7,000 usual ones. A usual session has a value
//! for every five bytes of its cookie. With these limits, no cookie makes more than 20 times the
//! work of a usual one of its length, and one of less than 256 bytes makes no more than one of 256:
//! the tests of `visits.rs` count its values and the bytes that it allocates.

/// How many levels of lists, tuples and dicts a value may have. The limit is the same for reading
/// and writing, so that a session that can be read can be written again. `json/depth.rs` counts
/// them.
pub(crate) const DEPTH: u8 = 64;

/// How many values a cookie of any length may have: a board of 22 × 22 fields, say.
const VALUES: usize = 512;

/// How many values a cookie may have for each of its bytes.
const VALUES_EACH: usize = 2;

/// How many bytes of JSON a cookie of any length may have.
const JSON: usize = 8 * 1024;

/// How many bytes of JSON a cookie may have for each of its bytes. With 4096 bytes it may have 128
/// KiB.
const JSON_EACH: usize = 32;

/// How many values are compared to find out which lists of a field are sets that nobody changed:
/// `record/restore.rs` compares all values of the field, once for each of its levels, and tries
/// that up to 16 times.
pub(crate) const COMPARISONS: usize = 4096;

/// What the session in a cookie may have: `format.rs` reads no more, and writes no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// The bytes of its JSON text: `payload.rs` decompresses no more.
    pub(crate) json: usize,
    /// The values in it, of which each item of a list and each entry of a dict is one:
    /// `json/parse.rs` reads no more.
    pub(crate) values: usize,
}

impl Room {
    /// The room of the longest cookie.
    pub(crate) const LARGEST: Self = Self::of(4096);

    /// Returns the room of a cookie whose text has `length` bytes.
    pub(crate) const fn of(length: usize) -> Self {
        Self { json: larger(JSON, JSON_EACH * length), values: larger(VALUES, VALUES_EACH * length) }
    }
}

/// Returns the capacity that is reserved for items before they come. The length that a type or a
/// format announces may not be true.
pub(crate) fn capacity(announced: Option<usize>) -> usize {
    announced.unwrap_or_default().min(64)
}

const fn larger(one: usize, other: usize) -> usize {
    if one > other { one } else { other }
}
