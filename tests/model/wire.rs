//! A token's header, read as `docs/wire-format.md` says and without the crate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[derive(Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) persistent: bool,
    pub(crate) key_id: [u8; 4],
    pub(crate) began: u64,
    pub(crate) seen: u64,
    pub(crate) sid: [u8; 16],
}

/// The header of a type with an idle time and an identity.
pub(crate) fn header(token: &str) -> Header {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let number = |range: std::ops::Range<usize>| bytes[range].iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
    assert_eq!(bytes[0], 0x10, "version 1, signed");
    assert_eq!(bytes[1] & !1, 4 | 8, "has `seen` and `sid`");
    let began = number(6..11);
    Header {
        persistent: bytes[1] & 1 != 0,
        key_id: bytes[2..6].try_into().expect("four bytes"),
        began,
        seen: began + number(11..15),
        sid: bytes[15..31].try_into().expect("sixteen bytes"),
    }
}

/// The key that a token names. Its characters are the first eight, which are never tampered with.
pub(crate) fn named_key(token: &str) -> [u8; 4] {
    let start = URL_SAFE_NO_PAD.decode(&token[..8]).expect("base64url");
    start[2..6].try_into().expect("four bytes")
}

/// The id of `testing::key(number)`, as `docs/wire-format.md` makes it.
pub(crate) fn key_id(number: u8) -> [u8; 4] {
    let key = blake3::derive_key("session-core testing key v1", &[number]);
    let [a, b, c, d, ..] = blake3::derive_key("session-core key id v1", &key);
    [a, b, c, d]
}
