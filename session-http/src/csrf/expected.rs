//! Whether a request is one of this site's own.

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
    /// The secret of the session's tokens; none if the session is fresh, and has made none.
    pub(crate) fn new(secret: Option<CsrfSecret>) -> Self {
        Self(secret)
    }

    /// Whether a request needs no token, since it only asks for something: GET, HEAD, OPTIONS,
    /// TRACE.
    pub fn needs_none(method: &str) -> bool {
        is_safe(method)
    }

    /// Checks where the browser says that the request comes from, before anything of its body is
    /// read.
    ///
    /// # Errors
    ///
    /// If it comes from another site.
    pub fn check_site(request: &impl RequestHead) -> Result<(), CsrfRefusal> {
        match Site::of(request) {
            Site::Other => Err(CsrfRefusal::AnotherSite),
            Site::Own | Site::Unsaid => Ok(()),
        }
    }

    /// Checks the token in the request's header, or else the one that its form has in it.
    ///
    /// # Errors
    ///
    /// If there is none, or none of this session's.
    pub fn check_token(&self, request: &impl RequestHead, in_form: Option<String>) -> Result<(), CsrfRefusal> {
        let in_header = request.first(CsrfToken::HEADER, |value| std::str::from_utf8(value).ok().map(str::to_owned));
        let token = in_header.flatten().or(in_form).ok_or(CsrfRefusal::NoToken)?;
        let is_ours = self.0.as_ref().is_some_and(|secret| secret.has_made(&token));
        if is_ours { Ok(()) } else { Err(CsrfRefusal::WrongToken) }
    }
}

/// Why a request was not taken for one of this site's own. It is answered by a 403, with a text
/// that is the same whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsrfRefusal {
    /// Its browser says that another site sent it.
    AnotherSite,
    /// It has no token.
    NoToken,
    /// Its token is not one of this session's: the page is from before a sign-in or sign-out, or
    /// somebody has made it up.
    WrongToken,
}

impl CsrfRefusal {
    /// What the visitor reads.
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
