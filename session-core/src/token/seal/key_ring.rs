//! The derived keys of one cookie and one session type. They are derived once and used at every
//! request.
//!
//! `purpose.rs` has what they are derived for.

use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::header::{Header, TokenKind};
use super::{Key, Keys, Purpose, TAG, read_text};
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
    pub(crate) role: Role,
}

impl KeyRing {
    /// Derives each key for `purpose`.
    pub(crate) fn new(keys: &Keys, purpose: Purpose<'_>) -> Self {
        // With room for all of them from the beginning: a vector that grows leaves a copy of its
        // keys behind, which nobody wipes.
        let room = 1 + keys.retired.len() + keys.expected.len();
        let mut key_ring = Self { kind: purpose.kind, keys: Vec::with_capacity(room) };
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

    /// Returns the derived bytes of the key that seals.
    pub(super) fn current_key(&self) -> &[u8; 32] {
        &self.keys[0].key
    }

    /// Returns the derived bytes of the keys with this id that still verify.
    pub(super) fn keys_of(&self, id: [u8; 4], now: Timestamp) -> impl Iterator<Item = &[u8; 32]> {
        self.named(id, now).map(|key| &*key.key)
    }

    fn named(&self, id: [u8; 4], now: Timestamp) -> impl Iterator<Item = &DerivedKey> {
        self.keys.iter().filter(move |key| key.id == id && key.until.is_none_or(|until| now < until))
    }

    /// Seals `token`, a header and a body that begins at `body`, and returns its tag.
    pub(crate) fn seal(&self, token: &mut [u8], body: usize) -> [u8; TAG] {
        self.keys[0].cipher.seal(token, body)
    }

    /// Verifies a token's text. `buffer` receives its bytes and has to be large enough for any
    /// text that is passed here.
    pub(crate) fn verify<'a>(&self, text: &[u8], buffer: &'a mut [u8], now: Timestamp) -> Result<Verified<'a>, Refusal> {
        let (token, tag) = read_text(text, buffer).and_then(<[u8]>::split_last_chunk_mut).ok_or(Refusal::Malformed)?;
        let (id, body) = Header::outline(token, self.kind)?;
        let mut named = self.named(id, now).peekable();
        if named.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let key = named.find(|key| key.cipher.unseal(token, body, tag)).ok_or(Refusal::BadSignature)?;
        let (header, body) = token.split_at(body);
        let header = Header::read(header, self.kind)?;
        Ok(Verified { header, body, role: key.role })
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::put_text;
    use super::*;

    const KINDS: &[TokenKind] = &[
        TokenKind::Signed,
        #[cfg(feature = "encrypted")]
        TokenKind::Encrypted(crate::schema::Encryption::Aes256GcmSiv),
    ];

    fn purpose(kind: TokenKind) -> Purpose<'static> {
        Purpose { kind, cookie: "__Host-visits", session: "visits" }
    }

    /// Returns a token's text, sealed by the first of these keys.
    fn sealed(keys: &Keys, kind: TokenKind) -> String {
        let key_ring = KeyRing::new(keys, purpose(kind));
        let at = Timestamp::from_secs(1_700_000_000);
        let nonce = (kind != TokenKind::Signed).then_some([7; 12]);
        let header = Header {
            kind,
            key_id: key_ring.current_id(),
            persistent: false,
            began: at,
            written: at,
            entered: None,
            seen: None,
            session_id: None,
            version: 1,
            padded: false,
            unborn: false,
            nonce,
        };
        let length = header.length();
        let mut token = [&vec![0; length][..], b"body"].concat();
        header.put(&mut token);
        let tag = key_ring.seal(&mut token, length);
        let mut text = String::new();
        put_text(&[&token[..], &tag].concat(), &mut text);
        text
    }

    /// Returns the role of the key that a token verifies with, and its body.
    fn opened(keys: &Keys, kind: TokenKind, text: &str) -> Result<(Role, Vec<u8>), Refusal> {
        let key_ring = KeyRing::new(keys, purpose(kind));
        let mut buffer = [0; 128];
        let verified = key_ring.verify(text.as_bytes(), &mut buffer, Timestamp::from_secs(1_700_000_000))?;
        Ok((verified.role, verified.body.to_vec()))
    }

    /// A key's id has 32 bits, so that two keys of an application may have the same one. Each of
    /// them is tried, and the one that fails leaves the token as it was.
    #[test]
    fn every_key_with_the_id_of_a_token_is_tried() {
        let key = |number: u32| {
            Key::from_bytes(&blake3::derive_key("keys whose ids are the same", &number.to_le_bytes())).expect("32 bytes")
        };
        let [one, other] = [key(25_828), key(58_911)];
        assert!(one != other && one.id() == other.id());
        let current = Keys::new(one.clone());
        let both = [
            (current.clone().accepting(other.clone()), Role::Retired),
            (current.clone().expecting(other.clone()), Role::Expected),
        ];
        for &kind in KINDS {
            let token = sealed(&Keys::new(other.clone()), kind);
            assert_eq!(opened(&current, kind, &token), Err(Refusal::BadSignature), "the key has the id, and didn't seal");
            for (keys, role) in &both {
                assert_eq!(opened(keys, kind, &token), Ok((*role, b"body".to_vec())), "{kind:?}");
                assert_eq!(opened(keys, kind, &sealed(&current, kind)), Ok((Role::Current, b"body".to_vec())), "{kind:?}");
            }
        }
    }

    #[test]
    fn no_copy_of_a_derived_key_is_left_behind_by_a_vector_that_grows() {
        let keys =
            (0..7).fold(Keys::new(Key::generate()), |keys, _| keys.accepting(Key::generate()).expecting(Key::generate()));
        let key_ring = KeyRing::new(&keys, purpose(TokenKind::Signed));
        assert_eq!((key_ring.keys.len(), key_ring.keys.capacity()), (15, 15));
    }
}
