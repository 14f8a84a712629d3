//! Bytes to cookie text under a key, and back: `base64url( header ‖ body ‖ tag )`.
//!
//! What is in the body is not known here, nor what a cookie is. `docs/wire-format.md` has the format byte by byte.

mod header;
mod key;
mod keys;
mod nonce;
mod ring;
mod secret;

pub use key::{Key, KeyError, KeyText};
pub use keys::{IntoKeys, Keys};

pub(crate) use header::{Header, Kind};
pub(crate) use nonce::Nonces;
pub(crate) use ring::{Ring, Role, put_text, text_length};
pub(crate) use secret::TAG;
