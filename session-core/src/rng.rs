//! Randomness that is passed in.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// A source of randomness, for session ids and form tokens.
///
/// An application sets one with [`Options::rng`](crate::Options::rng); the default is [`OsRng`]. A
/// generator whose state lives in the process (`rand`, say) isn't enough for ids. After a fork, or
/// from a restored snapshot, two processes draw the same numbers, and two visitors get the same
/// id.
pub trait Rng: Send + Sync + 'static {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    ///
    /// If there is no randomness.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError>;
}

impl<R: Rng + ?Sized> Rng for Arc<R> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        R::fill(self, bytes)
    }
}

/// The error of a generator that has no randomness.
///
/// [`source`](Error::source) is the generator's own error, if it has one.
#[derive(Clone, Debug, Default)]
pub struct RngError(Option<Arc<dyn Error + Send + Sync>>);

impl RngError {
    /// Creates an error from the generator's own.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Some(source.into().into()))
    }
}

impl fmt::Display for RngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the random number generator failed")
    }
}

impl Error for RngError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// The operating system's randomness, which is asked each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        getrandom::fill(bytes).map_err(RngError::new)
    }
}
