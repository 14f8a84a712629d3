//! Why an integration answers in the place of a handler.

use session_core::{CloseError, CsrfRefusal};

use crate::csrf::FormProblem;

/// Why an integration answers by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The session is in another state than the handler asks for.
    OtherState,
    /// Another site may have sent the request.
    Csrf(CsrfRefusal),
    /// The form can't be read.
    Form(FormProblem),
    /// Another request has changed the session since this one opened it.
    Conflict(Conflict),
    /// The store that has the session gives no answer.
    Unavailable,
    /// The session can't be opened or saved: the application has made a mistake.
    Failed,
}

/// A conflict between two requests of one visitor: the session was changed by another request since
/// this one opened it, and nothing of this one was written to it.
///
/// A client reads it from the header `Session-Conflict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conflict {
    /// The session was renewed: the visitor has signed in, say. Their browser has the new cookie,
    /// or gets it, and another try succeeds.
    Superseded,
    /// The session was ended.
    Ended,
    /// Both requests have changed the same field, and the changes can't be merged. Another try
    /// sees the other change.
    Fields,
    /// Other requests were faster each time. Another try may succeed.
    Busy,
}

impl Conflict {
    /// Returns the conflict that is the reason why a session couldn't be closed, if it is one.
    pub fn of(error: &CloseError) -> Option<Self> {
        match error {
            CloseError::Superseded => Some(Self::Superseded),
            CloseError::Ended => Some(Self::Ended),
            CloseError::Unmergeable { .. } => Some(Self::Fields),
            CloseError::Busy => Some(Self::Busy),
            _ => None,
        }
    }

    /// Returns the header that tells a client which conflict it is.
    pub const fn header(self) -> (&'static str, &'static str) {
        let value = match self {
            Self::Superseded => "superseded",
            Self::Ended => "ended",
            Self::Fields => "fields",
            Self::Busy => "busy",
        };
        ("session-conflict", value)
    }

    /// Returns what a visitor reads.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Superseded => "Conflict: you have signed in or out in another window meanwhile. Go back and try again",
            Self::Ended => "Conflict: you have signed out meanwhile. Go back and sign in again",
            Self::Fields | Self::Busy => "Conflict: something else was changed meanwhile. Go back and try again",
        }
    }
}
