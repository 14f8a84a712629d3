//! A session's id, and the name of a session in events.

use std::fmt;

use zeroize::Zeroizing;

use crate::rng::{Rng, RngError};

/// 16 random bytes that name a session. When the id is renewed, a new one is drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; 16]);

impl SessionId {
    /// The length of an id in bytes: 128 bits, twice what OWASP asks for.
    pub const LENGTH: usize = 16;

    /// Makes an id from the bytes that a token contains.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, for a token to hold.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Draws a new id. The generator is asked each time, because an id that repeats would be
    /// another visitor's.
    pub(crate) fn draw(rng: &dyn Rng) -> Result<Self, RngError> {
        let mut bytes = [0; Self::LENGTH];
        rng.fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// 16 random bytes under which a store keeps a session for its whole life. They are no secret:
/// whoever knows them can't have the session without its ticket.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name([u8; 16]);

impl Name {
    /// The length of a name in bytes.
    pub const LENGTH: usize = 16;

    /// Makes a name from its bytes.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, for a store to hold.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

/// Prints 32 hexadecimal digits.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// Redacted: the form tokens of a visitor are derived from the id.
impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

/// The key of the hashes by which events name a session. It is derived from an application's
/// current key, so that every instance names a session alike, before and after a restart.
#[derive(Clone)]
pub struct LogKey(Zeroizing<[u8; 32]>);

impl LogKey {
    /// Derives the key from a secret of the application.
    pub fn from_secret(secret: &[u8]) -> Self {
        Self(Zeroizing::new(blake3::derive_key("session-core log id v1", secret)))
    }
}

/// Redacted.
impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogKey(…)")
    }
}

/// The name of a session in events: a keyed hash of its id, which says nothing about the id.
///
/// The hash is computed when it is printed, which only happens if somebody listens.
#[derive(Clone, Copy)]
pub struct LogId<'k> {
    key: &'k LogKey,
    id: Option<SessionId>,
}

impl<'k> LogId<'k> {
    pub(crate) fn new(key: &'k LogKey, id: Option<SessionId>) -> Self {
        Self { key, id }
    }

    /// Returns whether the session has an id.
    pub fn is_some(&self) -> bool {
        self.id.is_some()
    }
}

/// Prints 16 hexadecimal digits, or `none` for a session without an id.
impl fmt::Display for LogId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(id) = self.id else { return f.write_str("none") };
        let hash = blake3::keyed_hash(&self.key.0, id.as_bytes());
        let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 8");
        write!(f, "{:016x}", u64::from_be_bytes(*first))
    }
}

impl fmt::Debug for LogId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_one_name_under_one_key() {
        let [key, same, other] = [&b"one"[..], b"one", b"other"].map(LogKey::from_secret);
        let [id, other_id] = [1, 2].map(|byte| Some(SessionId::from_bytes([byte; 16])));
        let name = |key, id| LogId::new(key, id).to_string();
        assert_eq!(name(&key, id), name(&same, id));
        assert_eq!(name(&key, id).len(), 16);
        assert_ne!(name(&key, id), name(&other, id));
        assert_ne!(name(&key, id), name(&key, other_id));
        assert_eq!(name(&key, None), "none");
    }
}
