//! A derived key, and how it seals a token's bytes.

use constant_time_eq::constant_time_eq_16;
use zeroize::Zeroizing;

use super::TAG;
use super::aead::Aead;
use super::header::TokenKind;

/// A derived key, which is wiped when it is dropped.
#[derive(Clone)]
pub(super) enum Cipher {
    /// The first 16 bytes of BLAKE3's keyed hash are the tag.
    Signing(Zeroizing<[u8; 32]>),
    /// The body is encrypted, and the tag covers the header as well.
    Encrypting(Aead),
}

impl Cipher {
    pub(super) fn new(kind: TokenKind, key: &[u8; 32]) -> Self {
        match kind {
            TokenKind::Signed | TokenKind::Stored(_) => Self::Signing(Zeroizing::new(*key)),
            TokenKind::Encrypted(encryption) => Self::Encrypting(Aead::new(encryption, key)),
        }
    }

    /// Seals `token`, whose body begins at `body`: encrypts the body where the kind asks for it,
    /// and returns the tag.
    pub(super) fn seal(&self, token: &mut [u8], body: usize) -> [u8; TAG] {
        match self {
            Self::Signing(key) => signature(key, token),
            Self::Encrypting(aead) => {
                let (header, body) = token.split_at_mut(body);
                aead.seal(header, body)
            }
        }
    }

    /// Unseals `token`, whose body begins at `body`, and returns whether `tag` is its tag. The
    /// body may only be read if it is. Tags are compared in constant time.
    pub(super) fn unseal(&self, token: &mut [u8], body: usize, tag: &[u8; TAG]) -> bool {
        match self {
            Self::Signing(key) => constant_time_eq_16(&signature(key, token), tag),
            Self::Encrypting(aead) => {
                let (header, body) = token.split_at_mut(body);
                aead.unseal(header, body, tag)
            }
        }
    }
}

fn signature(key: &[u8; 32], token: &[u8]) -> [u8; TAG] {
    let hash = blake3::keyed_hash(key, token);
    let (tag, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 16");
    *tag
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
    }
}
