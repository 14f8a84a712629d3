//! Why a form is refused.

use std::error::Error;
use std::fmt;

use super::Refusal;

/// Why a request doesn't count as sent by one of this site's own pages: another site may have
/// forged it (cross-site request forgery).
///
/// The answer is a 403, whose text is the same whatever the reason, except in debug builds. An
/// event has the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CsrfRefusal {
    /// The browser says that another site sent the request.
    AnotherSite,
    /// The request has no form token.
    NoToken,
    /// The request has one of this session's tokens, but in a field or header of another name.
    MisplacedToken,
    /// What stands in the place of the token isn't one.
    NotAToken,
    /// The request has a token and no session cookie.
    NoSession,
    /// The request has a token, and its session cookie was refused.
    SessionRefused(Refusal),
    /// The token was made by another session of this handler, of which only the first one's tokens
    /// count.
    OfAnotherSession,
    /// The token was made for another session id.
    WrongToken,
}

impl CsrfRefusal {
    /// Returns whether the application made the mistake, and not a visitor or an attacker: its
    /// page has a token that would count in another place, or of another session.
    pub fn is_mistake_of_the_application(self) -> bool {
        matches!(self, Self::MisplacedToken | Self::OfAnotherSession)
    }
}

impl fmt::Display for CsrfRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnotherSite => "the browser says that another site sent the request",
            Self::NoToken => {
                "the request has no form token: put `csrf_token()` into a hidden field called `csrf_token`, or into the header `x-csrf-token`"
            }
            Self::MisplacedToken => {
                "this session's form token stands in another field or header: call the field `csrf_token`, or the header `x-csrf-token`"
            }
            Self::NotAToken => "what the request has for a form token isn't one: write the text of `csrf_token()` as it is",
            Self::NoSession => "the request has a form token, but no session cookie",
            Self::SessionRefused(refusal) => {
                return write!(f, "the request has a form token, but its session cookie was refused: {refusal}");
            }
            Self::OfAnotherSession => {
                "the form token was made by another session of this handler: only the tokens of the first one count"
            }
            Self::WrongToken => {
                "the form token was made for another session id: the page is from before a sign-in, a sign-out or `renew_id`, or it asked for its token before the handler did that; or two first pages were fetched at once, and the browser kept the cookie of the other one; or the token is forged"
            }
        })
    }
}

impl Error for CsrfRefusal {}
