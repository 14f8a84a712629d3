//! Randomness that is passed in.

use std::fmt;

/// Where session ids come from.
///
/// Set one with [`Sessions::with_rng`](crate::Sessions::with_rng); without it they come from [`OsRng`]. A generator that
/// lives in the process (`rand`, say) isn't enough for ids: after a fork or from a restored snapshot two of them give the
/// same numbers, and two visitors the same id.
pub trait Rng: Send + Sync + 'static {
    /// Fills `bytes`, all of them.
    ///
    /// # Errors
    ///
    /// When there is no randomness to be had; the request then ends as
    /// [`SessionError::NoRandomness`](crate::SessionError::NoRandomness).
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError>;
}

/// There was no randomness to be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RngError;

impl fmt::Display for RngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system gave no randomness")
    }
}

impl std::error::Error for RngError {}

/// The operating system's randomness, asked anew each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        getrandom::fill(bytes).map_err(|_| RngError)
    }
}
