//! Every number that is a rule: what it limits, where it comes from, and which code uses it.
//!
//! What belongs to one format stands with the format: the lengths of our own token's parts in
//! `token/seal/header.rs`.

use std::time::Duration;

/// The largest size of a cookie's name and value together that browsers keep, in bytes (RFC
/// 6265bis §5.6). `request/close.rs` refuses to send more, and `request/open.rs` refuses to read
/// more.
pub(crate) const COOKIE_SIZE: usize = 4096;

/// The size from which an operator is told that a cookie is large. Proxies often limit all headers
/// of a request to 8 KB. `request/close.rs` records the event.
pub(crate) const LARGE_COOKIE: usize = 2048;

/// How many tags of cookies with one name are verified in a request. A visitor has one such cookie,
/// or two while a session moves to another path or domain. What isn't a token, or names no key of
/// ours, is refused before its tag and doesn't count. `request/open.rs` tries no more of them.
pub(crate) const CANDIDATES: usize = 8;

/// How far another instance's clock may be ahead of ours, unless an application sets another
/// leeway. `token/format.rs` gives it as the default, and `token/cbor.rs` judges by it.
pub(crate) const LEEWAY: Duration = Duration::from_secs(60);

/// How long a request may take and still send a refresh. A response that comes later may arrive
/// after the response to a newer request, and would then replace the newer session with an older
/// one. `request/close.rs` drops it.
pub(crate) const LATE_REFRESH: Duration = Duration::from_secs(30);

/// The lifetime of a type that doesn't declare one: 30 days, the longest that NIST SP 800-63B-4
/// allows at its lowest level (§2.1.3). `time/timeouts.rs` uses this and the next.
pub(crate) const DEFAULT_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The longest time for which browsers keep a cookie (RFC 6265bis §5.5): 400 days.
pub(crate) const LONGEST_LIFETIME: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// How many bytes of fields a session keeps for another version of its type, when this version
/// doesn't know them. `token/codec/read.rs` drops the fields beyond them.
pub(crate) const UNKNOWN_FIELDS: usize = 512;

/// How many levels of arrays and maps a field's value may have, so that neither writing nor
/// reading it exhausts the stack. `token/codec/` counts them.
pub(crate) const DEPTH: u8 = 64;

/// The size from which a session is too large for every format, compressed or not. Such a session
/// counts as changed and isn't compared: `token/encoded.rs`.
pub(crate) const LARGEST_COMPARED: usize = 256 * 1024;

/// The least number of bytes of a key: as many as the keys that are derived from it have.
/// `token/seal/key.rs` refuses fewer.
pub(crate) const KEY_BYTES: usize = 32;

/// The least number of different bytes in a key. 32 random bytes have fewer than 20 different
/// bytes once in 10⁸ times. `token/seal/key.rs` refuses fewer.
pub(crate) const DISTINCT_KEY_BYTES: usize = 8;

/// How many messages a [`Flash`](crate::Flash) keeps: `live/flash.rs`.
pub(crate) const FLASH_MESSAGES: usize = 8;

/// How many bytes of categories and texts a [`Flash`](crate::Flash) keeps: `live/flash.rs`.
pub(crate) const FLASH_BYTES: usize = 1024;

/// The largest size of a record in a store, in bytes. `request/stored/put.rs` refuses to put more.
pub(crate) const RECORD_SIZE: usize = 64 * 1024;

/// How often a request puts its changes. A put fails only if another request's has taken place, so
/// that of *n* requests at once none needs more than *n* puts. `store/commit.rs` gives up then.
pub(crate) const PUTS: u32 = 64;

/// How long a store remembers that a session was ended: longer than any request takes, so that one
/// that is under way doesn't begin the session anew. `store/commit.rs` says it to the store.
pub(crate) const TOMBSTONE: Duration = Duration::from_secs(60 * 60);

/// How long a store keeps a session that began in a request without a cookie and is nobody's, until
/// its cookie comes back: most of these are of bots, which keep no cookies. `request/stored/put.rs`
/// says it to the store.
pub(crate) const UNPRESENTED: Duration = Duration::from_secs(10 * 60);

/// How many records a request loads, if it carries several cookies of one name. `request/open.rs`
/// loads no more.
pub(crate) const LOADS: usize = 2;
