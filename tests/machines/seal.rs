//! Seals tokens by `docs/wire-format.md`, and opens encrypted ones, without the crate.

use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::{AeadInOut as _, Aes256GcmSiv, KeyInit as _};

use crate::plan::Plan;

/// The length of a tag in bytes.
pub(crate) const TAG: usize = 16;

/// The length of the nonce of an encrypted token, which is the last part of its header.
pub(crate) const NONCE: usize = 12;

/// Appends the tag of a token of this kind, signed with `testing::key(key)`.
pub(crate) fn sign(bytes: &mut Vec<u8>, kind: &str, key: u8, plan: &Plan) {
    let tag = blake3::keyed_hash(&derived(kind, key, plan), bytes);
    bytes.extend(&tag.as_bytes()[..TAG]);
}

/// Encrypts what follows the header of this length with `testing::key(key)`, and appends the tag.
pub(crate) fn encrypt(bytes: &mut Vec<u8>, header: usize, key: u8, plan: &Plan) {
    let (header, body) = bytes.split_at_mut(header);
    let tag = cipher(key, plan).encrypt_inout_detached(&nonce(header).into(), header, InOutBuf::from(body));
    bytes.extend::<[u8; TAG]>(tag.expect("a short text").into());
}

/// Returns what follows the header of this length, which was encrypted with `testing::key(key)`.
pub(crate) fn decrypt(bytes: &[u8], header: usize, key: u8, plan: &Plan) -> Vec<u8> {
    let (header, sealed) = bytes.split_at(header);
    let (body, tag) = sealed.split_last_chunk::<TAG>().expect("a tag");
    let mut body = body.to_vec();
    let opened =
        cipher(key, plan).decrypt_inout_detached(&nonce(header).into(), header, InOutBuf::from(&mut body[..]), &(*tag).into());
    opened.expect("the current key encrypts");
    body
}

fn cipher(key: u8, plan: &Plan) -> Aes256GcmSiv {
    Aes256GcmSiv::new(&derived("encrypted", key, plan).into())
}

fn nonce(header: &[u8]) -> [u8; NONCE] {
    *header.last_chunk().expect("the nonce is the header's end")
}

/// Returns the key of tokens of this kind.
fn derived(kind: &str, key: u8, plan: &Plan) -> [u8; 32] {
    let secret = blake3::derive_key("session-core testing key v1", &[key]);
    let mut material = Vec::new();
    for part in [&secret[..], kind.as_bytes(), plan.cookie.as_bytes(), plan.name.as_bytes()] {
        material.extend(u32::try_from(part.len()).expect("short").to_le_bytes());
        material.extend(part);
    }
    blake3::derive_key("session-core token v1", &material)
}
