//! The keys of one cookie and one session type: derived once, used at every request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::header::{Header, Kind};
use super::secret::{Secret, TAG};
use super::{Key, Keys};
use crate::error::Refusal;
use crate::time::Timestamp;

/// Derived keys, the current one first.
#[derive(Clone)]
pub(crate) struct Ring {
    kind: Kind,
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
    secret: Secret,
    role: Role,
    /// The first second in which it opens nothing any more.
    until: Option<Timestamp>,
}

/// A token whose tag was found good.
pub(crate) struct Opened<'a> {
    pub(crate) header: Header,
    pub(crate) body: &'a [u8],
    pub(crate) tag: [u8; TAG],
    pub(crate) role: Role,
}

impl Ring {
    /// Tokens are bound to their kind, their cookie's name and their session's name: they open under no other.
    pub(crate) fn new(keys: &Keys, kind: Kind, cookie: &str, session: &str) -> Self {
        let mut ring = Self { kind, keys: Vec::new() };
        let purpose = [kind.name(), cookie, session];
        ring.add(&keys.current, Role::Current, None, &purpose);
        for retired in &keys.retired {
            ring.add(&retired.key, Role::Retired, retired.until, &purpose);
        }
        for key in &keys.expected {
            ring.add(key, Role::Expected, None, &purpose);
        }
        ring
    }

    /// A key that is given twice counts once, in its first role; if that is to end, in the one that lasts longer.
    fn add(&mut self, key: &Key, role: Role, until: Option<Timestamp>, purpose: &[&str]) {
        let derived = Zeroizing::new(key.derive(purpose));
        match self.keys.iter_mut().find(|known| *known.key == *derived) {
            // It was to go at some time, and is not to go.
            Some(known) if known.until.is_some() && until.is_none_or(|until| Some(until) > known.until) => {
                (known.role, known.until) = (role, until);
            }
            Some(_) => {}
            None => {
                let secret = Secret::new(self.kind, &derived);
                self.keys.push(Derived { id: key.id(), key: derived, secret, role, until });
            }
        }
    }

    /// How tokens are sealed.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The id of the key that seals.
    pub(crate) fn current_id(&self) -> [u8; 4] {
        self.keys[0].id
    }

    /// Makes `token`, a header and a body that begins at `body`, one that opens with the tag that is given.
    pub(crate) fn seal(&self, token: &mut [u8], body: usize) -> [u8; TAG] {
        self.keys[0].secret.seal(token, body)
    }

    /// Opens a token's text. `room` takes its bytes, and has to be large enough for any text that gets here.
    pub(crate) fn open<'a>(&self, text: &[u8], room: &'a mut [u8], now: Timestamp) -> Result<Opened<'a>, Refusal> {
        let length = URL_SAFE_NO_PAD.decode_slice(text, room).map_err(|_| Refusal::Malformed)?;
        let (token, tag) = room[..length].split_last_chunk_mut().ok_or(Refusal::Malformed)?;
        let (id, body) = Header::outline(token, self.kind)?;
        let is_known = |key: &&Derived| key.id == id && key.until.is_none_or(|until| now < until);
        let mut named = self.keys.iter().filter(is_known).peekable();
        if named.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let key = named.find(|key| key.secret.open(token, body, tag)).ok_or(Refusal::BadSignature)?;
        let (header, body) = token.split_at(body);
        let header = Header::read(header, self.kind)?;
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
