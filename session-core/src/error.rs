//! What a request finds when it opens its session, why a cookie is refused, and why a session
//! can't be opened or closed.

use std::error::Error;
use std::fmt;

use crate::rng::RngError;

/// Where the session that a handler sees came from.
///
/// It is for the application: a page may say "welcome back" or "you were signed out after half an
/// hour". What the library answers is otherwise the same whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Arrival {
    /// The request carried no cookie of this name.
    Fresh,
    /// The request carried a valid session.
    Resumed,
    /// The request carried a cookie that was refused, and has a fresh session instead.
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
/// The visitor gets a fresh session, and the refused cookie stays where it is until something is
/// written: another instance of the application, newer or older, may still read it.
///
/// [`Expired`](Self::Expired), [`Idle`](Self::Idle), [`FromTheFuture`](Self::FromTheFuture) and
/// [`Unreadable`](Self::Unreadable) are known only after the signature was found good, so they are
/// facts about a session that this application once issued. Anybody can cause the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The text isn't a token: not base64url, too short, another version or kind, an unknown flag.
    Malformed,
    /// The cookie is longer than browsers keep; nothing of it was looked at.
    TooLong,
    /// It was signed with a key that isn't among the configured ones.
    UnknownKey,
    /// The signature doesn't fit: altered, or made for another cookie, another session type or
    /// with another key.
    BadSignature,
    /// It is in a format that is no longer read, or was issued in it after it ceased to be
    /// written.
    Superseded,
    /// It was issued at a time that our clock hasn't reached, by more than the leeway.
    FromTheFuture,
    /// It is older than the session's `lifetime`.
    Expired,
    /// It wasn't seen for the session's `idle` time.
    Idle,
    /// The signature is good, but this version of the application can't read the data: a field
    /// changed its type, say.
    Unreadable,
}

impl Refusal {
    /// Whether the signature was good, so that the reason is a fact about a session that this
    /// application issued.
    pub fn is_authentic(self) -> bool {
        matches!(self, Self::FromTheFuture | Self::Expired | Self::Idle | Self::Unreadable)
    }

    /// The one that tells more, of two cookies that were refused: how far each got before it was.
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
            Self::Superseded => "in a format that is no longer written",
            Self::FromTheFuture => "from the future",
            Self::Expired => "expired",
            Self::Idle => "idle for too long",
            Self::Unreadable => "unreadable by this version",
        })
    }
}

/// Why a session could not be opened.
///
/// A cookie that is refused is no error: its visitor has a fresh session. With sessions in
/// cookies, opening fails only where an integration shares a session between middleware and
/// handlers. The handler doesn't run, and an integration answers with a 500.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The session is in use elsewhere in this request: middleware has kept it, or a copy of the
    /// request has it.
    InUse,
    /// Another session of this request is in a cookie of the same name.
    CookieTaken,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InUse => IN_USE,
            Self::CookieTaken => COOKIE_TAKEN,
        })
    }
}

impl Error for OpenError {}

/// Why a session could not be closed. With sessions in cookies that is what the handler itself
/// wrote, or how an application puts its sessions together.
///
/// Nothing is sent: the visitor keeps the cookie that the request came with. An integration
/// answers with a 500, and an event has the reason. No value of the session stands in the message.
#[derive(Debug)]
#[non_exhaustive]
pub enum CloseError {
    /// The cookie would be larger than browsers keep: RFC 6265bis §5.6 has them drop it silently.
    TooLarge {
        /// Bytes of the cookie's name and value.
        size: usize,
        /// Bytes that browsers keep: 4096.
        limit: usize,
    },
    /// A field has more bytes or items than its `max_len`.
    FieldTooLong {
        /// The field's name, as in the struct.
        field: &'static str,
        /// How many it has.
        length: usize,
        /// How many it may have.
        limit: usize,
    },
    /// A value can't be written so that it reads back equal.
    Unstorable {
        /// The field's name, as in the struct; none if the session as a whole can't be.
        field: Option<&'static str>,
        /// What is wrong with the value.
        why: &'static str,
    },
    /// A field changed although no handler asked for `&mut`: it hides an atomic, a lock or a cell,
    /// and its writes would be lost. Looked for under `debug_assertions` and in
    /// [`testing::Browser`](crate::testing::Browser).
    ChangedBehindReference {
        /// The field's name, as in the struct.
        field: &'static str,
    },
    /// The session isn't back when the response is made: inner code still runs, in a task of its
    /// own.
    InUse,
    /// Another session of this request, or the response itself, sets a cookie of the same name.
    CookieTaken,
    /// A new session id was needed, and there was no randomness.
    NoRandomness(RngError),
}

impl fmt::Display for CloseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, limit } => write!(
                f,
                "the session's cookie would have {size} bytes, and browsers keep {limit}: store less, or an id of what is stored elsewhere"
            ),
            Self::FieldTooLong { field, length, limit } => {
                write!(f, "field `{field}` has the length {length}, and its `max_len` is {limit}")
            }
            Self::Unstorable { field: Some(field), why } => write!(f, "field `{field}` can't be stored: {why}"),
            Self::Unstorable { field: None, why } => write!(f, "the session can't be stored: {why}"),
            Self::ChangedBehindReference { field } => write!(
                f,
                "field `{field}` changed through a shared reference, which a session doesn't notice: use a plain value and `&mut`"
            ),
            Self::InUse => f.write_str(IN_USE),
            Self::CookieTaken => f.write_str(COOKIE_TAKEN),
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

const IN_USE: &str = "the session is in use elsewhere in this request";
const COOKIE_TAKEN: &str = "another session of this request is in a cookie of this name: make one `Sessions` and clone it, or give one type `#[session(cookie = \"…\")]`";

/// Why a whole request could not have its session: it couldn't be opened, or not be closed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// It couldn't be opened, and the handler didn't run.
    Open(OpenError),
    /// It couldn't be closed, and nothing is sent.
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

/// As the error that it is.
impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Close(error) => error.fmt(f),
        }
    }
}

/// The error that it is prints as this one does, so the next one down is the source.
impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Open(error) => error.source(),
            Self::Close(error) => error.source(),
        }
    }
}
