//! The answer where a session can't be had or saved, and the headers of every answer.

use std::error::Error;
use std::fmt;

use session_core::{CloseError, OpenError, ResponseHeaders, SessionError};

use crate::back::Back;
use crate::loan::Obtain;
use crate::{Conflict, Reason, ResponseHead};

/// A session couldn't be opened or closed. The integration answers with what
/// [`Answer`](crate::Answer) makes of it, and adds the headers that caches have to know.
///
/// An event has told the reason, which is the [`source`](Error::source). Don't show it to the
/// visitor.
#[derive(Debug)]
#[must_use = "add its headers to the error response"]
pub struct Unavailable(Box<Failed>);

/// In memory of its own, so that requests that fail in nothing need no room for it.
#[derive(Debug)]
struct Failed {
    headers: ResponseHeaders,
    why: SessionError,
    back: Option<Back>,
}

impl Unavailable {
    pub(crate) fn because<C: Obtain>(why: impl Into<SessionError>) -> Self {
        Self(Box::new(Failed { headers: C::without_cookie(), why: why.into(), back: None }))
    }

    /// Adds what the response has to carry although the sessions couldn't be closed.
    pub(crate) fn beside(self, headers: ResponseHeaders) -> Self {
        let failed = *self.0;
        Self(Box::new(Failed { headers: failed.headers.beside(headers), ..failed }))
    }

    /// Notes where an answer leads back to that a browser shows in the place of a page.
    pub(crate) fn leading(mut self, back: Option<Back>) -> Self {
        self.0.back = back;
        self
    }

    pub(crate) fn back(&self) -> Option<&Back> {
        self.0.back.as_ref()
    }

    /// Returns which answer this is.
    pub(crate) fn reason(&self) -> Reason {
        match &self.0.why {
            SessionError::Open(OpenError::Unavailable(_)) | SessionError::Close(CloseError::Unavailable(_)) => {
                Reason::Unavailable
            }
            SessionError::Close(error) => Conflict::of(error).map_or(Reason::Failed, Reason::Conflict),
            _ => Reason::Failed,
        }
    }

    /// Adds the headers that caches have to know to the integration's own response.
    pub fn put(&self, response: &mut impl ResponseHead) {
        put(&self.0.headers, response);
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request can't have its session")
    }
}

impl Error for Unavailable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0.why)
    }
}

/// Adds a session's headers to a response.
pub(crate) fn put(headers: &ResponseHeaders, response: &mut impl ResponseHead) {
    let headers = headers.headers_for(response.status(), &mut |see| response.each(see));
    headers.for_each(|header| response.put(&header));
}
