//! A derived key, and how it seals a token's bytes.

use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::{AeadInOut as _, Aes256GcmSiv, KeyInit as _};
use constant_time_eq::constant_time_eq_16;
use zeroize::Zeroizing;

use super::header::{NONCE, TokenKind};

/// The length of a tag in bytes.
pub(in crate::token) const TAG: usize = 16;

/// A derived key, which is wiped when it is dropped.
#[derive(Clone)]
pub(super) enum Cipher {
    /// The first 16 bytes of BLAKE3's keyed hash are the tag.
    Signing(Zeroizing<[u8; 32]>),
    /// AES-256-GCM-SIV (RFC 8452) encrypts the body, with the header as associated data.
    Encrypting(Box<Aes256GcmSiv>),
}

impl Cipher {
    pub(super) fn new(kind: TokenKind, key: &[u8; 32]) -> Self {
        match kind {
            TokenKind::Signed => Self::Signing(Zeroizing::new(*key)),
            TokenKind::Encrypted => Self::Encrypting(Box::new(Aes256GcmSiv::new(key.into()))),
        }
    }

    /// Seals `token`, whose body begins at `body`: encrypts the body where the kind asks for it,
    /// and returns the tag.
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

    /// Unseals `token`, whose body begins at `body`, and returns whether `tag` is its tag. The
    /// body may only be read if it is. Tags are compared in constant time.
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

/// Returns the nonce: the last bytes of an encrypted token's header.
fn nonce(header: &[u8]) -> [u8; NONCE] {
    *header.last_chunk().expect("the header of an encrypted token ends with its nonce")
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::*;

    /// Whether these types wipe themselves depends on features of other crates, which `Cargo.toml`
    /// turns on.
    #[test]
    fn everything_that_holds_a_key_is_wiped_when_it_is_dropped() {
        fn is_wiped<T: ZeroizeOnDrop>() {}
        is_wiped::<Zeroizing<[u8; 32]>>();
        is_wiped::<Zeroizing<blake3::Hasher>>();
        is_wiped::<Zeroizing<blake3::Hash>>();
        // All that `Aes256GcmSiv` has.
        is_wiped::<aes::Aes256>();
    }
}
