//! Every number that is a rule: what it limits, where it comes from, and who asks for it.
//!
//! Lengths that belong to a format stand with it: those of a token's parts in
//! `token/seal/header.rs`.

use std::time::Duration;

/// Bytes that browsers keep of a cookie's name and value together (RFC 6265bis §5.6):
/// `request/close.rs` refuses to send more, and `request/open.rs` looks at no more.
pub(crate) const COOKIE_SIZE: usize = 4096;

/// From this size on an operator is told that a cookie is large: proxies often limit all headers
/// of a request to 8 KB.
pub(crate) const LARGE_COOKIE: usize = 2048;

/// How many cookies of one name a request's session is looked for in. A visitor has one, or two
/// while a cookie moves.
pub(crate) const CANDIDATES: usize = 8;

/// How far another instance's clock may be ahead of ours, unless an application says otherwise.
pub(crate) const LEEWAY: Duration = Duration::from_secs(60);

/// How long a request may take and still send a refresh. A later response may arrive after that of
/// a newer request, and would put an older session back.
pub(crate) const LATE_REFRESH: Duration = Duration::from_secs(30);

/// The lifetime of a type that doesn't declare one: 30 days, the longest at the lowest level of
/// NIST SP 800-63B-4 (§2.1.3).
pub(crate) const DEFAULT_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The longest time that browsers keep a cookie for (RFC 6265bis §5.5): 400 days.
pub(crate) const LONGEST_LIFETIME: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// Bytes of fields that this version of a type doesn't know, and keeps for another version.
pub(crate) const UNKNOWN_FIELDS: usize = 512;

/// How many arrays and maps a field's value may nest, so that neither writing nor reading it
/// exhausts the stack.
pub(crate) const DEPTH: u8 = 64;

/// From this size on a session is too large for every format, compressed or not: it counts as
/// changed and isn't compared.
pub(crate) const LARGEST_COMPARED: usize = 256 * 1024;

/// Bytes that a key has at least: as many as the keys that are derived from it.
pub(crate) const KEY_BYTES: usize = 32;

/// Different bytes that a key has at least. 32 random bytes have fewer than 20 once in 10⁸ times.
pub(crate) const DISTINCT_KEY_BYTES: usize = 8;

/// Messages that a [`Flash`](crate::Flash) keeps.
pub(crate) const FLASH_MESSAGES: usize = 8;

/// Bytes of categories and texts that a [`Flash`](crate::Flash) keeps.
pub(crate) const FLASH_BYTES: usize = 1024;
