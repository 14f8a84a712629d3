//! The answers that an integration gives by itself: status, header and text.

use std::borrow::Cow;
use std::error::Error as _;
use std::fmt::Display;

use session_core::{CsrfRefusal, WrongState};

use crate::Unavailable;
use crate::csrf::FormProblem;
use crate::wrong_state::redirect;

/// An answer that an integration gives by itself, in place of a handler's.
///
/// The visitor isn't told the reason, which an event has told: the text is the same whatever it is.
/// In a debug build the text ends with the reason, for whoever writes the application.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// A header, its name in lower case, and its value.
    pub header: Option<(&'static str, &'static str)>,
    /// The body, which is plain text.
    pub text: Cow<'static, str>,
}

impl Answer {
    fn new(status: u16, text: &'static str, reason: impl Display) -> Self {
        Self { status, header: None, text: with_reason(text, reason, cfg!(debug_assertions)) }
    }

    /// Returns the answer for a visitor who is in another state than a handler asks for: a redirect
    /// to the `otherwise` of that state, or a 403.
    ///
    /// Only GET and HEAD requests are redirected, since any other request would be turned into one
    /// that its sender didn't ask for. A page isn't redirected to itself, which would have no end.
    /// `path` is the path that the browser asked for.
    pub fn to_wrong_state(wrong: WrongState, method: &str, path: &str) -> Self {
        match redirect(wrong, method, path) {
            Some(to) => Self { status: 303, header: Some(("location", to)), text: Cow::Borrowed("") },
            None => Self::new(403, "Forbidden: this isn't available in your session's current state", wrong),
        }
    }
}

/// The answer for a request that another site may have sent.
impl From<CsrfRefusal> for Answer {
    fn from(refusal: CsrfRefusal) -> Self {
        Self::new(403, "Forbidden: this page is out of date. Go back, reload it, and try again", refusal)
    }
}

/// The answer for a form that can't be read, where the framework has none of its own.
impl From<FormProblem> for Answer {
    fn from(problem: FormProblem) -> Self {
        let answer = |status, text| Self::new(status, text, problem);
        match problem {
            FormProblem::NoSession => answer(500, SERVER_ERROR),
            FormProblem::Reads => Self {
                header: Some(("allow", "POST, PUT, PATCH, DELETE")),
                ..answer(405, "Method Not Allowed: this form is sent by POST")
            },
            FormProblem::ContentType => answer(415, "Unsupported Media Type: this isn't a form"),
            FormProblem::Body => answer(400, "Bad Request: the form can't be read"),
            FormProblem::Fields => answer(422, "Unprocessable Content: the form has other fields"),
        }
    }
}

/// The answer where a session can't be opened or saved. [`Unavailable::put`] adds the headers for
/// caches.
impl From<&Unavailable> for Answer {
    fn from(unavailable: &Unavailable) -> Self {
        let why = unavailable.source().map(ToString::to_string);
        Self::new(500, SERVER_ERROR, why.unwrap_or_default())
    }
}

const SERVER_ERROR: &str = "Internal Server Error";

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
        let public = |answer: Answer| (answer.status, answer.header, answer.text.lines().next().map(str::to_owned));
        let first = public(CsrfRefusal::AnotherSite.into());
        assert_eq!(first.0, 403);
        for other in [CsrfRefusal::NoToken, CsrfRefusal::NotAToken, CsrfRefusal::NoSession, CsrfRefusal::WrongToken] {
            assert_eq!(public(other.into()), first, "{other:?}");
        }
    }
}
