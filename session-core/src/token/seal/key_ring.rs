//! The derived keys of one cookie and one session type. They are derived once and used at every
//! request.
//!
//! `purpose.rs` has what they are derived for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::cipher::{Cipher, TAG};
use super::header::{Header, TokenKind};
use super::{Key, Keys, Purpose};
use crate::error::Refusal;
use crate::time::Timestamp;

/// The derived keys, the current one first.
#[derive(Clone)]
pub(crate) struct KeyRing {
    kind: TokenKind,
    keys: Vec<DerivedKey>,
}

/// What a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The key seals, and it verifies.
    Current,
    /// The key verifies. Tokens that it sealed are refreshed under the current key.
    Retired,
    /// The key verifies. Tokens that it sealed are left alone.
    Expected,
}

impl Role {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Retired => "retired",
            Self::Expected => "expected",
        }
    }
}

#[derive(Clone)]
struct DerivedKey {
    id: [u8; 4],
    /// The derived bytes, by which a key that was given twice is found.
    key: Zeroizing<[u8; 32]>,
    cipher: Cipher,
    role: Role,
    /// The first second in which the key verifies nothing any more.
    until: Option<Timestamp>,
}

/// A token whose tag was verified.
pub(crate) struct Verified<'a> {
    pub(crate) header: Header,
    pub(crate) body: &'a [u8],
    pub(crate) tag: [u8; TAG],
    pub(crate) role: Role,
}

impl KeyRing {
    /// Derives each key for `purpose`.
    pub(crate) fn new(keys: &Keys, purpose: Purpose<'_>) -> Self {
        let mut key_ring = Self { kind: purpose.kind, keys: Vec::new() };
        key_ring.add(&keys.current, Role::Current, None, purpose);
        for retired in &keys.retired {
            key_ring.add(&retired.key, Role::Retired, retired.until, purpose);
        }
        for key in &keys.expected {
            key_ring.add(key, Role::Expected, None, purpose);
        }
        key_ring
    }

    /// Adds a key. A key that is given twice is added once, in its first role, or in the role that
    /// lasts longer.
    fn add(&mut self, key: &Key, role: Role, until: Option<Timestamp>, purpose: Purpose<'_>) {
        let derived = purpose.derive(key);
        match self.keys.iter_mut().find(|known| *known.key == *derived) {
            // The known key was to be accepted until a time, and this one is accepted for longer.
            Some(known) if known.until.is_some() && until.is_none_or(|until| Some(until) > known.until) => {
                (known.role, known.until) = (role, until);
            }
            Some(_) => {}
            None => {
                let cipher = Cipher::new(self.kind, &derived);
                self.keys.push(DerivedKey { id: key.id(), key: derived, cipher, role, until });
            }
        }
    }

    /// Returns the kind of the tokens.
    pub(crate) fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Returns the id of the key that seals.
    pub(crate) fn current_id(&self) -> [u8; 4] {
        self.keys[0].id
    }

    /// Seals `token`, a header and a body that begins at `body`, and returns its tag.
    pub(crate) fn seal(&self, token: &mut [u8], body: usize) -> [u8; TAG] {
        self.keys[0].cipher.seal(token, body)
    }

    /// Verifies a token's text. `buffer` receives its bytes and has to be large enough for any
    /// text that is passed here.
    pub(crate) fn verify<'a>(&self, text: &[u8], buffer: &'a mut [u8], now: Timestamp) -> Result<Verified<'a>, Refusal> {
        let length = URL_SAFE_NO_PAD.decode_slice(text, buffer).map_err(|_| Refusal::Malformed)?;
        let (token, tag) = buffer[..length].split_last_chunk_mut().ok_or(Refusal::Malformed)?;
        let (id, body) = Header::outline(token, self.kind)?;
        let is_known = |key: &&DerivedKey| key.id == id && key.until.is_none_or(|until| now < until);
        let mut named = self.keys.iter().filter(is_known).peekable();
        if named.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let key = named.find(|key| key.cipher.unseal(token, body, tag)).ok_or(Refusal::BadSignature)?;
        let (header, body) = token.split_at(body);
        let header = Header::read(header, self.kind)?;
        Ok(Verified { header, body, tag: *tag, role: key.role })
    }
}

/// Appends the text of a token's bytes to `text`.
pub(crate) fn put_text(token: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_string(token, text);
}

/// Returns the length of the text of `bytes` bytes.
pub(crate) const fn text_length(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}
