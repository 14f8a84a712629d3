//! A session's id.

use crate::rng::{Rng, RngError};

/// 16 random bytes that name a session, new at every renewal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sid(pub [u8; 16]);

impl Sid {
    /// A new one. It is asked of the operating system each time, since one that repeats would be somebody else's.
    pub(crate) fn draw(rng: &dyn Rng) -> Result<Self, RngError> {
        let mut id = [0; 16];
        rng.fill(&mut id)?;
        Ok(Self(id))
    }
}

/// Redacted: what protects a visitor's forms is made from it.
impl std::fmt::Debug for Sid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sid(…)")
    }
}
