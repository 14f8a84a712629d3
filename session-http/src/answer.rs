//! The answers that an integration gives by itself: status, header and text.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt::Display;

use session_core::{CsrfRefusal, WrongState};

use crate::back::Back;
use crate::csrf::FormProblem;
use crate::wrong_state::redirect;
use crate::{Conflict, Reason, Unavailable};

/// An answer that an integration gives by itself, in place of a handler's.
///
/// The visitor isn't told the reason, which an event has told: the text is the same whatever it is.
/// In a debug build the text ends with the reason, for whoever writes the application.
///
/// An integration keeps the answer with its response, so that an application can put a page or JSON
/// of its own in the place of each: [`reason`](Self::reason) says which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers: names in lower case, and values.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The body: plain text, unless the headers name another type.
    pub text: Cow<'static, str>,
    /// Why the application's handler doesn't answer.
    pub reason: Reason,
}

impl Answer {
    fn new(status: u16, text: &'static str, reason: Reason, why: impl Display) -> Self {
        Self { status, headers: Vec::new(), text: with_reason(text, why, cfg!(debug_assertions)), reason }
    }

    fn with(mut self, headers: &[(&'static str, &'static str)]) -> Self {
        self.headers.extend_from_slice(headers);
        self
    }

    /// Returns the answer for a visitor who is in another state than a handler asks for: a redirect
    /// to the `otherwise` of that state, or a 403.
    ///
    /// Only GET and HEAD requests are redirected, since any other request would be turned into one
    /// that its sender didn't ask for. A page isn't redirected to itself, which would have no end.
    /// `path` is the path that the browser asked for.
    pub fn to_wrong_state(wrong: WrongState, method: &str, path: &str) -> Self {
        let reason = Reason::OtherState;
        match redirect(wrong, method, path) {
            Some(to) => Self { status: 303, headers: vec![("location", to)], text: Cow::Borrowed(""), reason },
            None => Self::new(403, "Forbidden: this isn't available in your session's current state", reason, wrong),
        }
    }
}

/// The answer for a request that another site may have sent.
impl From<CsrfRefusal> for Answer {
    fn from(refusal: CsrfRefusal) -> Self {
        let text = "Forbidden: this page is out of date. Go back, reload it, and try again";
        Self::new(403, text, Reason::Csrf(refusal), refusal)
    }
}

/// The answer for a form that can't be read, where the framework has none of its own.
impl From<FormProblem> for Answer {
    fn from(problem: FormProblem) -> Self {
        let answer = |status, text| Self::new(status, text, Reason::Form(problem), problem);
        match problem {
            FormProblem::NoSession => answer(500, SERVER_ERROR),
            FormProblem::Reads => {
                answer(405, "Method Not Allowed: this form is sent by POST").with(&[("allow", "POST, PUT, PATCH, DELETE")])
            }
            FormProblem::ContentType => answer(415, "Unsupported Media Type: this isn't a form"),
            FormProblem::Body => answer(400, "Bad Request: the form can't be read"),
            FormProblem::Fields => answer(422, "Unprocessable Content: the form has other fields"),
        }
    }
}

/// The answer where a session can't be opened or saved. [`Unavailable::put`] adds the headers for
/// caches.
///
/// | what has happened | status | `Session-Conflict` | another try |
/// | --- | --- | --- | --- |
/// | the session was renewed meanwhile: the visitor has signed in, say | 409 | `superseded` | succeeds with the new cookie |
/// | the session was ended meanwhile | 409 | `ended` | acts for a stranger |
/// | another request has changed the same field, whose changes can't be merged | 409 | `fields` | succeeds |
/// | other requests were faster each time | 503, `Retry-After` | `busy` | may succeed |
/// | the store gives no answer | 503, `Retry-After` | | may succeed |
/// | the application has made a mistake | 500 | | |
///
/// The handler has run where there was a conflict: a client repeats only what may be done twice.
impl From<&Unavailable> for Answer {
    fn from(unavailable: &Unavailable) -> Self {
        let why = unavailable.source().map(ToString::to_string).unwrap_or_default();
        let reason = unavailable.reason();
        let answer = |status, text| Self::new(status, text, reason, &why);
        let no_store = ("cache-control", "no-store");
        match reason {
            Reason::Conflict(Conflict::Busy) => {
                answer(503, BUSY).with(&[Conflict::Busy.header(), ("retry-after", "1"), no_store])
            }
            Reason::Conflict(conflict) => {
                let answer = answer(409, conflict.text()).with(&[conflict.header(), no_store]);
                match unavailable.back() {
                    Some(back) => answer.into_page(back),
                    None => answer,
                }
            }
            Reason::Unavailable => answer(503, BUSY).with(&[("retry-after", "1"), no_store]),
            _ => answer(500, SERVER_ERROR),
        }
    }
}

impl Answer {
    /// Turns the text into a page, for a browser that has sent a form and shows the answer. It has
    /// a link to the form's page, if that is one of this site's.
    fn into_page(mut self, back: &Back) -> Self {
        let text = escaped(&self.text).replace('\n', "<br>");
        let link = back.path.as_deref().map(escaped);
        let link = link.map(|path| format!("<p><a href=\"{path}\">Back to the page</a>")).unwrap_or_default();
        self.text = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
             <title>Conflict</title><p>{text}{link}"
        )
        .into();
        self.with(&[("content-type", "text/html; charset=utf-8")])
    }
}

/// Returns a text as HTML, also for an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

const SERVER_ERROR: &str = "Internal Server Error";
const BUSY: &str = "Service Unavailable: try again in a moment";

/// Returns the text that a visitor reads, and the reason behind it if this is for a developer.
fn with_reason(text: &'static str, reason: impl Display, is_for_developers: bool) -> Cow<'static, str> {
    if is_for_developers {
        Cow::Owned(format!("{text}\n\n{reason}\n(Only a debug build says so.)"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use session_core::Refusal;

    use super::*;

    #[test]
    fn only_a_developer_reads_the_reason() {
        let reasons = [CsrfRefusal::NoToken, CsrfRefusal::WrongToken, CsrfRefusal::SessionRefused(Refusal::Expired)];
        for reason in reasons {
            assert_eq!(with_reason("Forbidden", reason, false), "Forbidden");
            let told = with_reason("Forbidden", reason, true);
            assert!(told.starts_with("Forbidden\n\n") && told.contains(&reason.to_string()), "{told}");
        }
    }

    #[test]
    fn refusals_differ_in_nothing_but_the_reason() {
        let public = |answer: Answer| (answer.status, answer.headers, answer.text.lines().next().map(str::to_owned));
        let first = public(CsrfRefusal::AnotherSite.into());
        assert_eq!(first.0, 403);
        for other in [CsrfRefusal::NoToken, CsrfRefusal::NotAToken, CsrfRefusal::NoSession, CsrfRefusal::WrongToken] {
            assert_eq!(public(other.into()), first, "{other:?}");
        }
    }
}
