//! A session's id.

use std::fmt;

use crate::rng::{Rng, RngError};

/// 16 random bytes that name a session. A renewal draws a new one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; 16]);

impl SessionId {
    /// How many bytes an id has: 128 bits, twice what OWASP asks for.
    pub const LENGTH: usize = 16;

    /// Takes the bytes of an id that a token had in it.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Gives the bytes, for a token to hold.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Draws a new id. The generator is asked each time: an id that repeats would be another
    /// visitor's.
    pub(crate) fn draw(rng: &dyn Rng) -> Result<Self, RngError> {
        let mut bytes = [0; Self::LENGTH];
        rng.fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Redacted: the tokens of a visitor's forms are derived from it.
impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}
