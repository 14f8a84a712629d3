//! The keys of one cookie and one session type: derived once, used at every request.
//!
//! What a key is derived for binds its tokens: to their kind, their cookie's name and their
//! session's name.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::cipher::{Cipher, TAG};
use super::header::{Header, TokenKind};
use super::{Key, Keys};
use crate::error::Refusal;
use crate::time::Timestamp;

/// Derived keys, the current one first.
#[derive(Clone)]
pub(crate) struct KeyRing {
    kind: TokenKind,
    keys: Vec<Derived>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Seals and opens.
    Current,
    /// Opens; what it sealed is refreshed under the current key.
    Retired,
    /// Opens; what it sealed is left alone.
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
struct Derived {
    id: [u8; 4],
    /// What it was derived to, by which a key that was given twice is found.
    key: Zeroizing<[u8; 32]>,
    cipher: Cipher,
    role: Role,
    /// The first second in which it opens nothing any more.
    until: Option<Timestamp>,
}

/// A token whose tag was found good.
pub(crate) struct Verified<'a> {
    pub(crate) header: Header,
    pub(crate) body: &'a [u8],
    pub(crate) tag: [u8; TAG],
    pub(crate) role: Role,
}

impl KeyRing {
    /// Derives each key for one kind of token, one cookie's name and one session's name. Tokens
    /// open under no other.
    pub(crate) fn new(keys: &Keys, kind: TokenKind, cookie: &str, session: &str) -> Self {
        let mut key_ring = Self { kind, keys: Vec::new() };
        let purpose = [kind.name(), cookie, session];
        key_ring.add(&keys.current, Role::Current, None, &purpose);
        for retired in &keys.retired {
            key_ring.add(&retired.key, Role::Retired, retired.until, &purpose);
        }
        for key in &keys.expected {
            key_ring.add(key, Role::Expected, None, &purpose);
        }
        key_ring
    }

    /// Adds a key. One that is given twice counts once, in its first role, or in the one that
    /// lasts longer.
    fn add(&mut self, key: &Key, role: Role, until: Option<Timestamp>, purpose: &[&str]) {
        let derived = Zeroizing::new(key.derive(purpose));
        match self.keys.iter_mut().find(|known| *known.key == *derived) {
            // It was to go at some time, and is not to go.
            Some(known) if known.until.is_some() && until.is_none_or(|until| Some(until) > known.until) => {
                (known.role, known.until) = (role, until);
            }
            Some(_) => {}
            None => {
                let cipher = Cipher::new(self.kind, &derived);
                self.keys.push(Derived { id: key.id(), key: derived, cipher, role, until });
            }
        }
    }

    /// How tokens are sealed.
    pub(crate) fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The id of the key that seals.
    pub(crate) fn current_id(&self) -> [u8; 4] {
        self.keys[0].id
    }

    /// Seals `token`, a header and a body that begins at `body`, and gives its tag.
    pub(crate) fn seal(&self, token: &mut [u8], body: usize) -> [u8; TAG] {
        self.keys[0].cipher.seal(token, body)
    }

    /// Verifies a token's text. `buffer` takes its bytes, and has to be large enough for any text
    /// that gets here.
    pub(crate) fn verify<'a>(&self, text: &[u8], buffer: &'a mut [u8], now: Timestamp) -> Result<Verified<'a>, Refusal> {
        let length = URL_SAFE_NO_PAD.decode_slice(text, buffer).map_err(|_| Refusal::Malformed)?;
        let (token, tag) = buffer[..length].split_last_chunk_mut().ok_or(Refusal::Malformed)?;
        let (id, body) = Header::outline(token, self.kind)?;
        let is_known = |key: &&Derived| key.id == id && key.until.is_none_or(|until| now < until);
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

/// The text of a token's bytes, at the end of `text`.
pub(crate) fn put_text(token: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_string(token, text);
}

/// How long the text of `bytes` bytes is.
pub(crate) const fn text_length(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}
