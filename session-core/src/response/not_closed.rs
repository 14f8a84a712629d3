//! What is left to send when a session couldn't be closed.

use std::error::Error;
use std::fmt;

use super::ResponseHeaders;
use crate::error::{CloseError, SessionError};

/// Why the sessions of a request couldn't be closed, and what its response has to carry all the
/// same: of several sessions, one may be in a store already, with a new ticket for its visitor.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "an integration takes it apart")]
pub struct NotClosed {
    /// Why.
    pub why: CloseError,
    /// The headers for the integration's own response.
    pub headers: Box<ResponseHeaders>,
}

impl From<CloseError> for NotClosed {
    fn from(why: CloseError) -> Self {
        Self { why, headers: Box::new(ResponseHeaders::nothing()) }
    }
}

/// Keeps the reason only.
impl From<NotClosed> for SessionError {
    fn from(failed: NotClosed) -> Self {
        failed.why.into()
    }
}

/// Prints the reason.
impl fmt::Display for NotClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

/// Skips the reason, whose text this error prints already.
impl Error for NotClosed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.why.source()
    }
}
