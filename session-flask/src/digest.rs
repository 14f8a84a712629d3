//! The hash functions of itsdangerous, and the derived keys and signatures that it makes with
//! them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::{Zeroize, Zeroizing};

/// The hash function for deriving keys and signing cookies: Flask's
/// `SecureCookieSessionInterface.digest_method`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Digest {
    /// SHA-1, Flask's default. Its collisions don't help to forge an HMAC, but a new application
    /// should take another function.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How a signing key is derived from the secret and the salt: Flask's
/// `SecureCookieSessionInterface.key_derivation`. The names are those in `itsdangerous/signer.py`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Derivation {
    /// `"hmac"`, Flask's default: the HMAC of the salt, with the secret as its key.
    #[default]
    Hmac,
    /// `"concat"`: the hash of the salt and the secret.
    Concat,
    /// `"django-concat"`: the hash of the salt, the word `signer` and the secret. The default of
    /// itsdangerous outside of Flask.
    DjangoConcat,
    /// `"none"`: the secret itself. Then only different secrets keep applications apart.
    None,
}

impl Derivation {
    /// Derives the key that signs.
    pub(crate) fn key(self, digest: Digest, secret: &[u8], salt: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::Hmac => Zeroizing::new(SigningKey::new(digest, secret).sign(salt)).as_bytes().to_vec(),
            Self::Concat => digest.hash(&[salt, secret]),
            Self::DjangoConcat => digest.hash(&[salt, b"signer", secret]),
            Self::None => secret.to_vec(),
        })
    }
}

impl Digest {
    fn hash(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: sha1::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            parts.iter().fold(D::new(), D::chain_update).finalize().to_vec()
        }
        match self {
            Self::Sha1 => of::<Sha1>(parts),
            Self::Sha256 => of::<Sha256>(parts),
            Self::Sha512 => of::<Sha512>(parts),
        }
    }
}

/// A key for signing: an HMAC that has absorbed the key already, which saves half of the work for a
/// message as short as a cookie. It is wiped when it is dropped.
#[derive(Clone)]
pub(crate) enum SigningKey {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    /// Boxed, because it is by far the largest variant and the least common.
    Sha512(Box<Hmac<Sha512>>),
}

impl SigningKey {
    pub(crate) fn new(digest: Digest, key: &[u8]) -> Self {
        const ANY: &str = "HMAC takes a key of any length";
        match digest {
            Digest::Sha1 => Self::Sha1(Hmac::new_from_slice(key).expect(ANY)),
            Digest::Sha256 => Self::Sha256(Hmac::new_from_slice(key).expect(ANY)),
            Digest::Sha512 => Self::Sha512(Box::new(Hmac::new_from_slice(key).expect(ANY))),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        match self {
            Self::Sha1(mac) => Signature::new(&mac.clone().chain_update(message).finalize().into_bytes()),
            Self::Sha256(mac) => Signature::new(&mac.clone().chain_update(message).finalize().into_bytes()),
            Self::Sha512(mac) => Signature::new(&(**mac).clone().chain_update(message).finalize().into_bytes()),
        }
    }
}

/// The HMAC of a message: 20, 32 or 64 bytes.
pub(crate) struct Signature {
    bytes: [u8; Self::LONGEST],
    length: usize,
}

/// An HMAC may be a derived key.
impl Zeroize for Signature {
    fn zeroize(&mut self) {
        self.bytes.zeroize();
    }
}

impl Signature {
    /// The length of the longest HMAC in bytes.
    pub(crate) const LONGEST: usize = 64;

    fn new(bytes: &[u8]) -> Self {
        let mut signature = Self { bytes: [0; Self::LONGEST], length: bytes.len() };
        signature.bytes[..bytes.len()].copy_from_slice(bytes);
        signature
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::vectors::{self, hex};

    #[test]
    fn keys_are_derived_as_in_itsdangerous() {
        let mut derivations = Vec::new();
        for vector in vectors::of_kind("itsdangerous") {
            let Some(expected) = vector.0.get("derived_key_hex") else { continue };
            let (digest, derivation) = (vector.digest(), vector.derivation());
            let key = derivation.key(digest, &vector.secret(), vector.text("salt").as_bytes());
            assert_eq!(key[..], hex(expected.as_str().expect("digits")), "{}", vector.id());
            derivations.push(derivation);
        }
        for derivation in [Derivation::Hmac, Derivation::Concat, Derivation::DjangoConcat] {
            assert!(derivations.contains(&derivation), "{derivation:?} has a vector");
        }
        assert_eq!(Derivation::None.key(Digest::Sha256, b"secret", b"salt")[..], *b"secret");
    }

    #[test]
    fn flasks_keys_are_derived_as_in_flask() {
        for vector in vectors::of_kind("roundtrip") {
            let key = Derivation::default().key(Digest::default(), &vector.secret(), b"cookie-session");
            assert_eq!(key[..], hex(vector.text("derived_key_hex")), "{}", vector.id());
        }
    }

    /// Texts that itsdangerous signs without a time and without Flask's JSON, on which the
    /// signature doesn't depend.
    #[test]
    fn plain_tokens_have_the_same_signature() {
        let plain: Vec<_> = vectors::of_kind("itsdangerous").into_iter().filter(|vector| vector.0["timed"] == false).collect();
        assert!(!plain.is_empty());
        for vector in plain {
            let (message, expected) = vector.text("token").rsplit_once('.').expect("a signature");
            let key = vector.derivation().key(vector.digest(), &vector.secret(), vector.text("salt").as_bytes());
            let signature = SigningKey::new(vector.digest(), &key).sign(message.as_bytes());
            assert_eq!(URL_SAFE_NO_PAD.encode(signature.as_bytes()), expected, "{}", vector.id());
        }
    }
}
