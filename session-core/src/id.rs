//! A session's id.

use std::fmt;

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

/// Redacted: the form tokens of a visitor are derived from the id.
impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}
