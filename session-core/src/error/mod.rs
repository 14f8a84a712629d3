//! What a request finds when it opens its session, why a cookie or a form is refused, and why a
//! session can't be opened or closed.

mod close;
mod csrf;
mod fail;
mod open;
mod refusal;
mod store;

use std::error::Error;
use std::fmt;

pub use close::{CloseError, READS_BACK_OTHERWISE, UNREADABLE_AGAIN};
pub use csrf::CsrfRefusal;
pub use open::OpenError;
pub use refusal::{Arrival, Refusal};
pub use store::StoreError;

pub(crate) use fail::fail;

const IN_USE: &str = "the session is in use elsewhere in this request";
const INTERRUPTED: &str = "code that changed the session was given up, and the session can't be made what it was before";
const COOKIE_TAKEN: &str = "another session of this request uses the same cookie name: make one `Sessions` and clone it, or give one type `#[session(cookie = \"…\")]`";
const UNAVAILABLE: &str = "the store that has the session gives no answer";

/// Why a whole request could not have its session: opening it or closing it failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// The session couldn't be opened, and the handler didn't run.
    Open(OpenError),
    /// The session couldn't be closed, and no cookie is sent.
    Close(CloseError),
}

impl From<OpenError> for SessionError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<CloseError> for SessionError {
    fn from(error: CloseError) -> Self {
        Self::Close(error)
    }
}

/// Prints the inner error.
impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Close(error) => error.fmt(f),
        }
    }
}

/// Skips the inner error, whose text this error prints already: the source is the inner error's
/// source.
impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Open(error) => error.source(),
            Self::Close(error) => error.source(),
        }
    }
}
