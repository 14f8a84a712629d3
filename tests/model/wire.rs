//! A token's header, read as `docs/wire-format.md` says and without the crate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[derive(Debug, PartialEq)]
pub struct Header {
    pub persistent: bool,
    pub key_id: [u8; 4],
    pub began: u64,
    pub seen: u64,
    pub sid: [u8; 16],
}

/// The header of a type with an idle time and an identity.
pub fn header(token: &str) -> Header {
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
