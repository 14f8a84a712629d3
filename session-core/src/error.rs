//! What a request finds when it opens its session, why a cookie or a form is refused, and why a
//! session can't be opened or closed.

use std::error::Error;
use std::fmt;

use crate::rng::RngError;

/// Where the session that a handler sees came from.
///
/// An application can use it for its pages: "welcome back", or "you were signed out after half an
/// hour". Apart from this value, the library answers in the same way whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Arrival {
    /// The request carried no cookie of this name.
    Fresh,
    /// The request carried a valid session.
    Resumed,
    /// The request carried a cookie that was refused. The session is a fresh one.
    Refused(Refusal),
}

impl fmt::Display for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fresh => f.write_str("fresh"),
            Self::Resumed => f.write_str("resumed"),
            Self::Refused(refusal) => write!(f, "refused: {refusal}"),
        }
    }
}

/// Why a cookie was refused.
///
/// The visitor gets a fresh session. The refused cookie stays in the browser until something is
/// written, because another instance of the application, newer or older, may still be able to read
/// it.
///
/// [`Expired`](Self::Expired), [`Idle`](Self::Idle), [`FromTheFuture`](Self::FromTheFuture) and
/// [`Unreadable`](Self::Unreadable) are found only after the signature was verified, so they are
/// facts about a session that this application once issued. Anybody can cause the other refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The text isn't a token: not base64url, too short, or another version or kind.
    Malformed,
    /// The cookie is longer than browsers keep. Its text was not read.
    TooLong,
    /// The token was signed with a key that isn't among the configured ones.
    UnknownKey,
    /// The signature doesn't fit. The token was altered, or it was made for another cookie, for
    /// another session type or with another key.
    BadSignature,
    /// The token is in a format that is no longer read, or it was issued in a former format after
    /// that format ceased to be written.
    Superseded,
    /// The token was written at a time that is ahead of our clock by more than the leeway.
    FromTheFuture,
    /// The session is older than its `lifetime`.
    Expired,
    /// The session wasn't seen for its `idle` time.
    Idle,
    /// The signature is good, but this version of the application can't read the token: a field may
    /// have another type now, or the session may be a struct here and a state machine elsewhere.
    Unreadable,
}

impl Refusal {
    /// Returns whether the signature was good, so that the refusal is a fact about a session that
    /// this application issued.
    pub fn is_authentic(self) -> bool {
        matches!(self, Self::FromTheFuture | Self::Expired | Self::Idle | Self::Unreadable)
    }

    /// Returns whether the cookie's tag was verified, and not something before it refused.
    pub(crate) fn is_of_tag_or_later(self) -> bool {
        !matches!(self, Self::Malformed | Self::TooLong | Self::UnknownKey)
    }

    /// Returns the refusal that says more about two refused cookies: the one of the cookie that
    /// passed more checks.
    pub(crate) fn or_further(self, other: Self) -> Self {
        let steps_passed = |refusal: Self| match refusal {
            Self::Malformed => 0,
            Self::TooLong => 1,
            Self::UnknownKey => 2,
            Self::BadSignature => 3,
            Self::Superseded => 4,
            Self::FromTheFuture => 5,
            Self::Expired => 6,
            Self::Idle => 7,
            Self::Unreadable => 8,
        };
        if steps_passed(other) > steps_passed(self) { other } else { self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "malformed",
            Self::TooLong => "too long",
            Self::UnknownKey => "signed with an unknown key",
            Self::BadSignature => "bad signature",
            Self::Superseded => "in a former format that is no longer accepted",
            Self::FromTheFuture => "from the future",
            Self::Expired => "expired",
            Self::Idle => "idle for too long",
            Self::Unreadable => "unreadable by this version",
        })
    }
}

/// Why a session could not be opened.
///
/// A cookie that is refused is not an error: its visitor has a fresh session. With sessions in
/// cookies, opening fails only where an integration shares a session between middleware and
/// handlers. The handler doesn't run, and the integration answers with a 500.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The session is in use elsewhere in this request: middleware kept it, or it belongs to a
    /// copy of the request.
    InUse,
    /// Code that changed the session was given up (a panic, a timeout), and the session can't be
    /// made what it was before: middleware had put a value into it that can't be stored, or the
    /// handler caught a panic of its own `to_with`.
    Interrupted,
    /// Another session of this request is kept in a cookie of the same name.
    CookieTaken,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InUse => IN_USE,
            Self::Interrupted => INTERRUPTED,
            Self::CookieTaken => COOKIE_TAKEN,
        })
    }
}

impl Error for OpenError {}

/// Why a session could not be closed. With sessions in cookies, the reason is what the handler
/// wrote or how the application combines its sessions.
///
/// No cookie is sent, and the visitor keeps the cookie that the request came with. An integration
/// answers with a 500, and an event has the reason. The message contains no value of the session.
#[derive(Debug)]
#[non_exhaustive]
pub enum CloseError {
    /// The cookie would be larger than browsers keep. Browsers drop such a cookie silently (RFC
    /// 6265bis §5.6).
    TooLarge {
        /// The size of the cookie's name and value in bytes.
        size: usize,
        /// The size that browsers keep, in bytes: 4096.
        limit: usize,
    },
    /// A field has more bytes or items than its `max_len`.
    FieldTooLong {
        /// The field's name in the struct.
        field: &'static str,
        /// The length of the field.
        length: usize,
        /// The largest length that the field may have.
        limit: usize,
    },
    /// A value can't be written so that it reads back equal.
    Unstorable {
        /// The field's name in the struct, or `None` if the session as a whole can't be stored.
        field: Option<&'static str>,
        /// What is wrong with the value.
        why: &'static str,
    },
    /// A field changed although no handler asked for `&mut`: it hides an atomic, a lock or a cell,
    /// and its writes would be lost. Sessions look for such changes under `debug_assertions` and
    /// in `testing::Browser`.
    ChangedBehindReference {
        /// The field's name in the struct.
        field: &'static str,
    },
    /// The session wasn't given back before the response was made: inner code still runs in a task
    /// of its own.
    InUse,
    /// Code inside was given up after it had changed the session, and the session can't be made
    /// what it was before: see [`OpenError::Interrupted`].
    Interrupted,
    /// Another session of this request, or the response itself, sets a cookie of the same name.
    CookieTaken,
    /// Another session of the same response couldn't be closed, so this one's change isn't sent
    /// either.
    OtherNotClosed,
    /// A new session id was needed, and there was no randomness.
    NoRandomness(RngError),
}

impl fmt::Display for CloseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, limit } => write!(
                f,
                "the session's cookie would have {size} bytes, but browsers keep only {limit}: store less, or keep the data elsewhere and store its id"
            ),
            Self::FieldTooLong { field, length, limit } => {
                write!(f, "field `{field}` has length {length}, but its `max_len` is {limit}")
            }
            Self::Unstorable { field: Some(field), why } => write!(f, "field `{field}` can't be stored: {why}"),
            Self::Unstorable { field: None, why } => write!(f, "the session can't be stored: {why}"),
            Self::ChangedBehindReference { field } => write!(
                f,
                "field `{field}` changed through a shared reference, which a session doesn't notice: use a plain value and `&mut`"
            ),
            Self::InUse => f.write_str(IN_USE),
            Self::Interrupted => f.write_str(INTERRUPTED),
            Self::CookieTaken => {
                write!(
                    f,
                    "{COOKIE_TAKEN}. Or the response itself sets it: a former cookie is deleted by `#[session(was_cookie(…))]`"
                )
            }
            Self::OtherNotClosed => f.write_str("another session of the same response couldn't be closed"),
            Self::NoRandomness(_) => f.write_str("no new session id could be drawn"),
        }
    }
}

impl Error for CloseError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoRandomness(error) => Some(error),
            _ => None,
        }
    }
}

impl From<RngError> for CloseError {
    fn from(error: RngError) -> Self {
        Self::NoRandomness(error)
    }
}

/// Why a value is refused whose type can't read what it wrote.
pub const UNREADABLE_AGAIN: &str = "its type can't read back what it wrote: a field that serde skips has no `#[serde(default)]`, say, or the buffers of `untagged`, `flatten` and `tag` can't hold the value";

/// Why a value is refused whose type reads another value than it wrote.
pub const READS_BACK_OTHERWISE: &str = "its type reads back another value: two `untagged` variants look alike, say, or its `Serialize` and `Deserialize` don't belong together";

const IN_USE: &str = "the session is in use elsewhere in this request";
const INTERRUPTED: &str = "code that changed the session was given up, and the session can't be made what it was before";
const COOKIE_TAKEN: &str = "another session of this request uses the same cookie name: make one `Sessions` and clone it, or give one type `#[session(cookie = \"…\")]`";

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

/// Why a whole request could not have its session: opening it or closing it failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// The session couldn't be opened, and the handler didn't run.
    Open(OpenError),
    /// The session couldn't be closed, and no cookie is sent.
    Close(CloseError),
}

impl From<OpenError> for SessionError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<CloseError> for SessionError {
    fn from(error: CloseError) -> Self {
        Self::Close(error)
    }
}

/// Prints the inner error.
impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Close(error) => error.fmt(f),
        }
    }
}

/// Skips the inner error, whose text this error prints already: the source is the inner error's
/// source.
impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Open(error) => error.source(),
            Self::Close(error) => error.source(),
        }
    }
}
