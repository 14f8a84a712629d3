//! The answer where a session can't be had or saved, and the headers of every answer.

use std::error::Error;
use std::fmt;

use session_core::{ResponseHeaders, SessionError};

use crate::ResponseHead;
use crate::loan::Obtain;

/// A session couldn't be opened or closed. The integration answers with a 500, and adds the
/// headers that caches have to know.
///
/// An event has told the reason, which is the [`source`](Error::source). Don't show it to the
/// visitor.
#[derive(Debug)]
#[must_use = "add its headers to the error response"]
pub struct Unavailable {
    headers: ResponseHeaders,
    why: SessionError,
}

impl Unavailable {
    pub(crate) fn because<C: Obtain>(why: impl Into<SessionError>) -> Self {
        Self { headers: C::without_cookie(), why: why.into() }
    }

    /// Adds the headers that caches have to know to the integration's own response.
    pub fn put(&self, response: &mut impl ResponseHead) {
        put(&self.headers, response);
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request can't have its session")
    }
}

impl Error for Unavailable {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.why)
    }
}

/// Adds a session's headers to a response.
pub(crate) fn put(headers: &ResponseHeaders, response: &mut impl ResponseHead) {
    let headers = headers.headers_for(response.status(), &mut |see| response.each(see));
    headers.for_each(|header| response.put(&header));
}
