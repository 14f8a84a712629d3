//! The check of a form's token, which only this site's own pages have.

use session_core::{CsrfSecret, CsrfToken};

use super::CsrfRefusal;
use crate::RequestHead;

/// What a request's token is checked against. An integration puts it into the request before its
/// extractors run.
#[derive(Clone, Debug)]
pub struct ExpectedToken(Option<CsrfSecret>);

impl ExpectedToken {
    /// Creates it from the secret of the session's tokens, or from `None` if the session is fresh
    /// and has made no token.
    pub(crate) fn new(secret: Option<CsrfSecret>) -> Self {
        Self(secret)
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
