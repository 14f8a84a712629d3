//! The check of a form's token, which only this site's own pages have.

use std::sync::Arc;

use session_core::__private::SessionFacts;
use session_core::{Arrival, CsrfRefusal, CsrfToken, SessionEvent};

use super::form::{token_in_form, values_in_form};
use super::site::check_site;
use crate::{RequestHead, event};

/// Headers in which scripts of other frameworks send a token.
const OTHER_HEADERS: [&str; 4] = ["x-csrftoken", "x-xsrf-token", "csrf-token", "x-csrf"];

/// What a request's form token is checked against: the sessions of its handler. An integration
/// puts it into the request before its extractors run.
///
/// A refusal is told by an event and to the application's observer.
#[derive(Clone, Debug)]
pub struct ExpectedToken(Arc<[SessionFacts]>);

impl ExpectedToken {
    /// Creates it from the sessions of a handler, of which the first one's tokens count.
    pub(crate) fn new(sessions: Vec<SessionFacts>) -> Self {
        Self(sessions.into())
    }

    /// Checks that no other site sent the request, as its browser says. This doesn't read the body.
    ///
    /// # Errors
    ///
    /// If the request comes from another site.
    pub fn check_site(&self, request: &impl RequestHead) -> Result<(), CsrfRefusal> {
        check_site(request).inspect_err(|refusal| self.report(*refusal))
    }

    /// Checks the token in the request's header, or else the token in its form: the body, if it is
    /// `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    ///
    /// If there is no token, or it isn't one of this session's.
    pub fn check_token(&self, request: &impl RequestHead, form: Option<&[u8]>) -> Result<(), CsrfRefusal> {
        let in_header = text_in(request, CsrfToken::HEADER);
        let result = match in_header.or_else(|| form.and_then(token_in_form)) {
            Some(token) if self.0.first().is_some_and(|first| has_made(first, &token)) => Ok(()),
            Some(token) => Err(self.why_wrong(&token)),
            None => Err(self.why_missing(request, form)),
        };
        result.inspect_err(|refusal| self.report(*refusal))
    }

    /// Returns why a token doesn't count.
    fn why_wrong(&self, token: &str) -> CsrfRefusal {
        if !CsrfToken::has_form(token) {
            return CsrfRefusal::NotAToken;
        }
        if self.0.iter().skip(1).any(|other| has_made(other, token)) {
            return CsrfRefusal::OfAnotherSession;
        }
        match self.0.first().map(SessionFacts::arrival) {
            Some(Arrival::Fresh) => CsrfRefusal::NoSession,
            Some(Arrival::Refused(refusal)) => CsrfRefusal::SessionRefused(refusal),
            _ => CsrfRefusal::WrongToken,
        }
    }

    /// Returns whether a token is missing, or stands where nobody looks for it.
    fn why_missing(&self, request: &impl RequestHead, form: Option<&[u8]>) -> CsrfRefusal {
        let Some(secret) = self.0.first().and_then(SessionFacts::csrf_secret) else { return CsrfRefusal::NoToken };
        let in_other_headers = OTHER_HEADERS.into_iter().filter_map(|name| text_in(request, name));
        let mut elsewhere = form.into_iter().flat_map(values_in_form).chain(in_other_headers);
        if elsewhere.any(|value| secret.has_made(&value)) { CsrfRefusal::MisplacedToken } else { CsrfRefusal::NoToken }
    }

    fn report(&self, refusal: CsrfRefusal) {
        if let Some(first) = self.0.first() {
            event::form_refused(first, refusal);
            first.tell(SessionEvent::FormRefused(refusal));
        }
    }
}

fn has_made(session: &SessionFacts, token: &str) -> bool {
    session.csrf_secret().is_some_and(|secret| secret.has_made(token))
}

fn text_in(request: &impl RequestHead, header: &str) -> Option<String> {
    request.first(header, |value| std::str::from_utf8(value).ok().map(str::to_owned)).flatten()
}
