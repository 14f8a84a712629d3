//! Checks that a request was sent by one of this site's own pages.

use std::error::Error;
use std::fmt;

use session_core::{CsrfSecret, CsrfToken};

use super::Site;
use crate::RequestHead;
use crate::head::is_safe;

/// What a request's token is checked against. An integration puts it into the request before its
/// extractors run.
#[derive(Clone, Debug)]
pub struct Expected(Option<CsrfSecret>);

impl Expected {
    /// Creates it from the secret of the session's tokens, or from `None` if the session is fresh
    /// and has made no token.
    pub(crate) fn new(secret: Option<CsrfSecret>) -> Self {
        Self(secret)
    }

    /// Returns whether a request needs no token, because its method changes nothing: GET, HEAD,
    /// OPTIONS and TRACE.
    pub fn needs_none(method: &str) -> bool {
        is_safe(method)
    }

    /// Checks what the browser says about where the request comes from. This doesn't read the
    /// body.
    ///
    /// # Errors
    ///
    /// If the request comes from another site.
    pub fn check_site(request: &impl RequestHead) -> Result<(), CsrfRefusal> {
        match Site::of(request) {
            Site::Other => Err(CsrfRefusal::AnotherSite),
            Site::Own | Site::Unsaid => Ok(()),
        }
    }

    /// Checks the token in the request's header, or else the token in its form.
    ///
    /// # Errors
    ///
    /// If there is no token, or it isn't one of this session's.
    pub fn check_token(&self, request: &impl RequestHead, in_form: Option<String>) -> Result<(), CsrfRefusal> {
        let in_header = request.first(CsrfToken::HEADER, |value| std::str::from_utf8(value).ok().map(str::to_owned));
        let token = in_header.flatten().or(in_form).ok_or(CsrfRefusal::NoToken)?;
        let is_ours = self.0.as_ref().is_some_and(|secret| secret.has_made(&token));
        if is_ours { Ok(()) } else { Err(CsrfRefusal::WrongToken) }
    }
}

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
