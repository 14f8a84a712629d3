//! Why a request is refused.

use std::error::Error;
use std::fmt;

/// Why a request doesn't count as sent by this site's own pages. The answer is a 403, whose text
/// is the same whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsrfRefusal {
    /// The browser says that another site sent the request.
    AnotherSite,
    /// The request has no token.
    NoToken,
    /// The request's token is not one of this session's. The page is from before the visitor
    /// signed in or out, or the token is forged.
    WrongToken,
}

impl CsrfRefusal {
    /// The text that the visitor reads.
    pub const ANSWER: &'static str = "Forbidden: this page is out of date. Go back, reload it, and try again";
}

impl fmt::Display for CsrfRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnotherSite => "the request comes from another site",
            Self::NoToken => "the request has no token",
            Self::WrongToken => "the request's token is not one of this session's",
        })
    }
}

impl Error for CsrfRefusal {}
