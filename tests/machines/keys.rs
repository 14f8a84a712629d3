//! Makes and reads the ids of keys by `docs/wire-format.md`, without the crate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Returns the id of the key that a token names. The walk never tampers with the characters that it
/// is in, the first eight.
pub(crate) fn named_key(token: &str) -> [u8; 4] {
    let start = URL_SAFE_NO_PAD.decode(&token[..8]).expect("base64url");
    start[2..6].try_into().expect("four bytes")
}

/// Returns the id of `testing::key(number)`.
pub(crate) fn key_id(number: u8) -> [u8; 4] {
    let key = blake3::derive_key("session-core testing key v1", &[number]);
    let [a, b, c, d, ..] = blake3::derive_key("session-core key id v1", &key);
    [a, b, c, d]
}
