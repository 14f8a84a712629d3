//! The primitives that tokens are made with, against published vectors: AES-256-GCM-SIV, BLAKE3
//! and base64url.
//!
//! If a new version of one of these crates computed something else, it would still open its own
//! tokens, but no session from the day before. `vectors.py` checks `vectors.json` outside of Rust.

mod cipher;
mod hash;
mod text;

use serde::Deserialize;

/// The content of `vectors.json`.
#[derive(Deserialize)]
struct Vectors {
    aes_256_gcm_siv: Vec<cipher::Vector>,
    blake3: hash::Vectors,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).expect("what vectors.py makes")
}

/// Decodes hexadecimal.
fn bytes(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("a hexadecimal digit");
    hex.as_bytes().chunks(2).map(|pair| u8::try_from(digit(pair[0]) << 4 | digit(pair[1])).expect("two digits")).collect()
}
