//! RFC 8452, appendix C.2 and C.3.

use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::{AeadInOut as _, Aes256GcmSiv, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Session, Sessions};

use crate::{bytes, vectors};

#[derive(Deserialize)]
pub(crate) struct Vector {
    appendix: String,
    key: String,
    nonce: String,
    header: String,
    plaintext: String,
    /// The ciphertext, followed by the tag.
    result: String,
}

impl Vector {
    fn cipher(&self) -> Aes256GcmSiv {
        let key: [u8; 32] = bytes(&self.key).try_into().expect("32 bytes");
        Aes256GcmSiv::new(&key.into())
    }

    fn nonce(&self) -> [u8; 12] {
        bytes(&self.nonce).try_into().expect("12 bytes")
    }

    /// Returns the content of `sealed`, opened with this vector's key, nonce and header.
    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        open(&self.cipher(), self.nonce(), &bytes(&self.header), sealed)
    }
}

fn open(cipher: &Aes256GcmSiv, nonce: [u8; 12], header: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (text, tag) = sealed.split_last_chunk::<16>()?;
    let mut text = text.to_vec();
    cipher.decrypt_inout_detached(&nonce.into(), header, InOutBuf::from(&mut text[..]), tag.into()).ok()?;
    Some(text)
}

#[test]
fn every_vector_of_the_rfc_is_sealed_and_opened() {
    let vectors = vectors().aes_256_gcm_siv;
    let of = |appendix| vectors.iter().filter(|vector| vector.appendix == appendix).count();
    assert_eq!((of("C.2"), of("C.3")), (24, 2));
    for (number, vector) in vectors.iter().enumerate() {
        let mut sealed = bytes(&vector.plaintext);
        let body = InOutBuf::from(&mut sealed[..]);
        let tag = vector.cipher().encrypt_inout_detached(&vector.nonce().into(), &bytes(&vector.header), body);
        sealed.extend(tag.expect("a short text"));
        assert_eq!(sealed, bytes(&vector.result), "vector {number}");
        assert_eq!(vector.open(&sealed).as_deref(), Some(&bytes(&vector.plaintext)[..]), "vector {number}");
    }
}

#[test]
fn a_flipped_bit_anywhere_opens_nothing() {
    for (number, vector) in vectors().aes_256_gcm_siv.into_iter().enumerate() {
        let sealed = bytes(&vector.result);
        for place in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[place / 8] ^= 1 << (place % 8);
            assert_eq!(vector.open(&changed), None, "vector {number}, bit {place}");
        }
        let mut other = bytes(&vector.header);
        other.push(0);
        assert_eq!(open(&vector.cipher(), vector.nonce(), &other, &sealed), None, "vector {number}, a longer header");
    }
}

#[derive(Session)]
#[session(name = "primitives/Note", cookie = "__Host-note", encrypted)]
struct Note {
    text: String,
}

/// The vectors say nothing about tokens that other code encrypts.
#[test]
fn a_token_is_what_this_cipher_makes_of_its_body() {
    let sessions = Sessions::<Note>::options().clock(ManualClock::default()).in_cookie(key(1));
    let (_, closed) = block_on(sessions.scope(None, async |mut note| note.text = "hello".to_owned())).expect("it is stored");
    let token = URL_SAFE_NO_PAD.decode(closed.set_cookie().expect("it was written").value()).expect("base64url");

    let secret = blake3::derive_key("session-core testing key v1", &[1]);
    let mut material = Vec::new();
    for part in [&secret[..], b"encrypted", b"__Host-note", b"primitives/Note"] {
        material.extend(u32::try_from(part.len()).expect("short").to_le_bytes());
        material.extend(part);
    }
    let derived = blake3::derive_key("session-core token v1", &material);
    let (header, sealed) = token.split_at(15 + 12);
    let nonce = *header.last_chunk().expect("the nonce");
    let body = open(&Aes256GcmSiv::new(&derived.into()), nonce, header, sealed).expect("it opens");
    assert_eq!(body, b"\xa1\x64text\x65hello");
}
