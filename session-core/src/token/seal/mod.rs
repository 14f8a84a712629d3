//! From bytes to cookie text under a key, and back: `base64url( header ‖ body ‖ tag )`.
//!
//! Keys are derived for one [`Purpose`], which binds a token to its cookie's name. What the body
//! contains, this module doesn't know. `docs/wire-format.md` has the format byte by byte.

// A stand-in without the feature, so that nothing else has to ask for it.
#[cfg_attr(not(feature = "encrypted"), path = "no_aead.rs")]
mod aead;
mod cipher;
mod derive;
mod header;
mod key;
mod key_error;
mod key_ring;
mod key_text;
mod keys;
mod nonce;
mod purpose;
mod record;
mod text;
mod ticket;

pub use key::Key;
pub use key_error::KeyError;
pub use key_text::KeyText;
pub use keys::{IntoKeys, Keys};
pub use text::{put_text, read_text};

pub(crate) use header::TokenKind;
pub(crate) use record::RecordSeals;
pub(crate) use ticket::{EpochKey, Slot, Ticket};

pub(super) use header::{Flags, Header};
pub(super) use key_ring::{KeyRing, Role};
pub(super) use nonce::Nonces;
pub(super) use purpose::Purpose;
pub(super) use text::text_length;

/// The length of a tag in bytes.
pub(super) const TAG: usize = 16;
