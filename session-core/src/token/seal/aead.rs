//! AES-256-GCM-SIV (RFC 8452), which encrypts a token's body with its header as associated data.
//!
//! Without the feature `encrypted`, `no_aead.rs` stands in this file's place.

use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::{AeadInOut as _, Aes256GcmSiv, KeyInit as _};

use super::TAG;
use super::header::NONCE;
use crate::schema::Encryption;

/// An expanded key, which is wiped when it is dropped.
#[derive(Clone)]
pub(super) struct Aead(Box<Aes256GcmSiv>);

impl Aead {
    pub(super) fn new(Encryption::Aes256GcmSiv: Encryption, key: &[u8; 32]) -> Self {
        Self(Box::new(Aes256GcmSiv::new(key.into())))
    }

    /// Encrypts `body`, and returns the tag.
    pub(super) fn seal(&self, header: &[u8], body: &mut [u8]) -> [u8; TAG] {
        let nonce = nonce(header);
        let tag = self.0.encrypt_inout_detached(&nonce.into(), header, InOutBuf::from(body));
        tag.expect("a cookie is shorter than the 64 GiB that RFC 8452 allows").into()
    }

    /// Decrypts `body`, and returns whether `tag` is its tag. Tags are compared in constant time.
    pub(super) fn unseal(&self, header: &[u8], body: &mut [u8], tag: &[u8; TAG]) -> bool {
        let nonce = nonce(header);
        self.0.decrypt_inout_detached(&nonce.into(), header, InOutBuf::from(body), tag.into()).is_ok()
    }
}

/// Returns the nonce: the last bytes of an encrypted token's header.
fn nonce(header: &[u8]) -> [u8; NONCE] {
    *header.last_chunk().expect("the header of an encrypted token ends with its nonce")
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    /// Whether the type wipes itself depends on a feature of its crate, which `Cargo.toml` turns
    /// on.
    #[test]
    fn the_expanded_key_is_wiped_when_it_is_dropped() {
        fn is_wiped<T: ZeroizeOnDrop>() {}
        // All that `Aes256GcmSiv` has.
        is_wiped::<aes::Aes256>();
    }
}
