//! A key for one purpose, and what it does to a token's bytes.

use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::{AeadInOut as _, Aes256GcmSiv, KeyInit as _};
use constant_time_eq::constant_time_eq_16;
use zeroize::Zeroizing;

use super::header::{NONCE, TokenKind};

/// Bytes of a tag.
pub(in crate::token) const TAG: usize = 16;

/// A derived key. It is wiped when it is dropped.
#[derive(Clone)]
pub(super) enum Cipher {
    /// BLAKE3's keyed hash, the first 16 bytes.
    Signing(Zeroizing<[u8; 32]>),
    /// AES-256-GCM-SIV (RFC 8452), with the header as associated data.
    Encrypting(Box<Aes256GcmSiv>),
}

impl Cipher {
    pub(super) fn new(kind: TokenKind, key: &[u8; 32]) -> Self {
        match kind {
            TokenKind::Signed => Self::Signing(Zeroizing::new(*key)),
            TokenKind::Encrypted => Self::Encrypting(Box::new(Aes256GcmSiv::new(key.into()))),
        }
    }

    /// Seals `token`, whose body begins at `body`: hides what has to be hidden, and gives the tag.
    pub(super) fn seal(&self, token: &mut [u8], body: usize) -> [u8; TAG] {
        match self {
            Self::Signing(key) => signature(key, token),
            Self::Encrypting(cipher) => {
                let (header, body) = token.split_at_mut(body);
                let nonce = nonce(header);
                let tag = cipher.encrypt_inout_detached(&nonce.into(), header, InOutBuf::from(body));
                tag.expect("a cookie is shorter than the 64 GiB that RFC 8452 allows").into()
            }
        }
    }

    /// Unseals `token`, whose body begins at `body`, and says whether `tag` is its tag. Only then
    /// can the body be read. Tags are compared in constant time.
    pub(super) fn unseal(&self, token: &mut [u8], body: usize, tag: &[u8; TAG]) -> bool {
        match self {
            Self::Signing(key) => constant_time_eq_16(&signature(key, token), tag),
            Self::Encrypting(cipher) => {
                let (header, body) = token.split_at_mut(body);
                let nonce = nonce(header);
                cipher.decrypt_inout_detached(&nonce.into(), header, InOutBuf::from(body), tag.into()).is_ok()
            }
        }
    }
}

fn signature(key: &[u8; 32], token: &[u8]) -> [u8; TAG] {
    let hash = blake3::keyed_hash(key, token);
    let (tag, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 16");
    *tag
}

/// The last bytes of an encrypted token's header.
fn nonce(header: &[u8]) -> [u8; NONCE] {
    *header.last_chunk().expect("the header of an encrypted token ends with its nonce")
}
