//! Tokens made by hand, as `docs/wire-format.md` says, around any bytes.

use aes_gcm_siv::aead::inout::InOutBuf;
use aes_gcm_siv::{AeadInOut as _, Aes256GcmSiv, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::Session;

const ENTERED: u8 = 2;
const PADDED: u8 = 16;
const VERSION: u8 = 32;

/// The number of the testing key that all these tokens are sealed with.
pub(crate) const OWN: u8 = 1;

/// The number of the key that replaces it. Readers open tokens of both.
pub(crate) const NEWER: u8 = 2;

/// The second in which all these tokens begin.
pub(crate) const BEGAN: u64 = 1_700_000_000;

/// Returns a token of `S` with this body. Everything else in it is right.
pub(crate) fn with_body<S: Session>(body: &[u8], version: u8) -> String {
    let schema = S::SCHEMA;
    let mut body = if schema.is_machine() { in_state(body) } else { body.to_vec() };
    if let Some(step) = schema.padded() {
        body.push(0x80);
        body.resize(body.len().next_multiple_of(usize::from(step)), 0);
    }
    let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
    let mut token = vec![first_byte::<S>()];
    token.push(flag(schema.is_machine(), ENTERED) | flag(schema.padded().is_some(), PADDED) | flag(version != 1, VERSION));
    token.extend(key_id(OWN));
    token.extend(&BEGAN.to_be_bytes()[3..]);
    token.extend([0; 4]);
    token.extend([0; 4].iter().filter(|_| schema.is_machine()));
    token.extend(Some(version).filter(|version| *version != 1));
    token.extend([7; 12].iter().filter(|_| schema.is_encrypted()));
    token.extend(body);
    whole::<S>(&token)
}

/// Returns `token`, a header and a body, with the right tag, so that the code behind the check of
/// the tag is reached, whatever the header says.
pub(crate) fn whole<S: Session>(token: &[u8]) -> String {
    let mut token = token.to_vec();
    let tag = if S::SCHEMA.is_encrypted() { encrypt::<S>(&mut token) } else { sign::<S>(&token) };
    token.extend(tag);
    URL_SAFE_NO_PAD.encode(token)
}

/// Returns whether a token's header names [`NEWER`] and not the key that it is sealed with.
pub(crate) fn names_newer_key(token: &[u8]) -> bool {
    token.get(2..).is_some_and(|rest| rest.starts_with(&key_id(NEWER)))
}

/// Returns a struct's body as the body of a machine in its state `Full`.
fn in_state(body: &[u8]) -> Vec<u8> {
    match body.split_first() {
        Some((&head @ 0xa0..=0xb6, entries)) => [&[head + 1], &b"\x60\x64Full"[..], entries].concat(),
        _ => body.to_vec(),
    }
}

fn first_byte<S: Session>() -> u8 {
    if S::SCHEMA.is_encrypted() { 0x11 } else { 0x10 }
}

/// Returns the bytes of a testing key.
fn secret(number: u8) -> [u8; 32] {
    blake3::derive_key("session-core testing key v1", &[number])
}

fn key_id(number: u8) -> [u8; 4] {
    *blake3::derive_key("session-core key id v1", &secret(number)).first_chunk().expect("32 bytes")
}

fn derived<S: Session>() -> [u8; 32] {
    let kind = if S::SCHEMA.is_encrypted() { "encrypted" } else { "signed" };
    let mut material = Vec::new();
    let names = [kind, S::SCHEMA.cookie().name, S::SCHEMA.name()];
    for part in [&secret(OWN)[..]].into_iter().chain(names.map(str::as_bytes)) {
        material.extend(u32::try_from(part.len()).expect("short").to_le_bytes());
        material.extend(part);
    }
    blake3::derive_key("session-core token v1", &material)
}

fn sign<S: Session>(token: &[u8]) -> [u8; 16] {
    *blake3::keyed_hash(&derived::<S>(), token).as_bytes().first_chunk().expect("32 bytes")
}

/// Returns the length of a header with these flags.
pub(crate) fn header_length<S: Session>(flags: u8) -> usize {
    let part = |flag: u8, length: usize| if flags & flag == 0 { 0 } else { length };
    15 + part(ENTERED, 4) + part(4, 4) + part(8, 16) + part(VERSION, 1) + if S::SCHEMA.is_encrypted() { 12 } else { 0 }
}

/// Encrypts the bytes behind the header, if the token is long enough for the header that its flags
/// announce.
fn encrypt<S: Session>(token: &mut [u8]) -> [u8; 16] {
    let flags = token.get(1).copied().unwrap_or_default();
    let Some((header, body)) = token.split_at_mut_checked(header_length::<S>(flags)) else { return [0; 16] };
    let nonce: [u8; 12] = *header.last_chunk().expect("the nonce is the header's end");
    let cipher = Aes256GcmSiv::new(&derived::<S>().into());
    cipher.encrypt_inout_detached(&nonce.into(), header, InOutBuf::from(body)).expect("a short text").into()
}
