//! Why a session can't be opened.

use std::error::Error;
use std::fmt;

use super::{COOKIE_TAKEN, IN_USE, INTERRUPTED, StoreError, UNAVAILABLE};

/// Why a session could not be opened.
///
/// A cookie that is refused is not an error: its visitor has a fresh session. With sessions in
/// cookies, opening fails only where an integration shares a session between middleware and
/// handlers. The handler doesn't run, and the integration answers with a 500.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The session is in use elsewhere in this request: middleware kept it, or it belongs to a
    /// copy of the request.
    InUse,
    /// Code that changed the session was given up (a panic, a timeout), and the session can't be
    /// made what it was before: middleware had put a value into it that can't be stored, or the
    /// handler caught a panic of its own `to_with`.
    Interrupted,
    /// Another session of this request is kept in a cookie of the same name.
    CookieTaken,
    /// The store that has the session gives no answer. An integration answers with a 503.
    Unavailable(StoreError),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InUse => IN_USE,
            Self::Interrupted => INTERRUPTED,
            Self::CookieTaken => COOKIE_TAKEN,
            Self::Unavailable(_) => UNAVAILABLE,
        })
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unavailable(error) => Some(error),
            _ => None,
        }
    }
}
