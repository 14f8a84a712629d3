//! The keys of one cookie and one session type: derived once, used at every request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq_16;
use zeroize::Zeroizing;

use super::{Header, Key, Keys};
use crate::error::Refusal;

/// Bytes of a tag.
pub(crate) const TAG: usize = 16;

/// Derived keys, the current one first.
#[derive(Clone)]
pub(crate) struct Ring {
    keys: Vec<Derived>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Seals and opens.
    Current,
    /// Opens; what it sealed is sealed anew.
    Retired,
    /// Opens; what it sealed is left alone.
    Expected,
}

#[derive(Clone)]
struct Derived {
    id: [u8; 4],
    secret: Zeroizing<[u8; 32]>,
    role: Role,
}

impl Derived {
    fn tag(&self, message: &[u8]) -> [u8; TAG] {
        let hash = blake3::keyed_hash(&self.secret, message);
        let (tag, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 16");
        *tag
    }
}

/// A token whose tag was found good.
pub(crate) struct Opened<'a> {
    pub(crate) header: Header,
    pub(crate) body: &'a [u8],
    pub(crate) tag: [u8; TAG],
    pub(crate) role: Role,
}

impl Ring {
    /// `purpose` is what the tokens are bound to: they open under no other.
    pub(crate) fn new(keys: &Keys, purpose: &[&str]) -> Self {
        let mut ring = Self { keys: Vec::new() };
        let roles = [(Role::Retired, &keys.retired), (Role::Expected, &keys.expected)];
        ring.add(&keys.current, Role::Current, purpose);
        for (role, keys) in roles {
            for key in keys {
                ring.add(key, role, purpose);
            }
        }
        ring
    }

    /// A key that is given twice counts once, in its first role.
    fn add(&mut self, key: &Key, role: Role, purpose: &[&str]) {
        let derived = Derived { id: key.id(), secret: Zeroizing::new(key.derive(purpose)), role };
        if self.keys.iter().all(|known| *known.secret != *derived.secret) {
            self.keys.push(derived);
        }
    }

    /// The id of the key that seals.
    pub(crate) fn current_id(&self) -> [u8; 4] {
        self.keys[0].id
    }

    /// The tag that makes `message`, a header and a body, a token.
    pub(crate) fn tag(&self, message: &[u8]) -> [u8; TAG] {
        self.keys[0].tag(message)
    }

    /// Opens a token's text. `room` takes its bytes, and has to be large enough for any text that gets here.
    pub(crate) fn open<'a>(&self, text: &[u8], room: &'a mut [u8]) -> Result<Opened<'a>, Refusal> {
        let length = URL_SAFE_NO_PAD.decode_slice(text, room).map_err(|_| Refusal::Malformed)?;
        let (message, tag) = room[..length].split_last_chunk().ok_or(Refusal::Malformed)?;
        let id = Header::key_id_of(message)?;
        let mut named = self.keys.iter().filter(|key| key.id == id).peekable();
        if named.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let key = named.find(|key| constant_time_eq_16(&key.tag(message), tag)).ok_or(Refusal::BadSignature)?;
        let (header, body) = Header::read(message)?;
        Ok(Opened { header, body, tag: *tag, role: key.role })
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
