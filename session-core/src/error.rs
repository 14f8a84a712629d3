//! What a request finds when it opens its session, why a cookie is refused, and why a session can't be closed.

use std::fmt;

/// Where the session that a handler sees came from.
///
/// `Origin` is for the application: a page may say "welcome back" or "you were signed out after half an hour". The answer
/// that goes to the visitor is otherwise the same whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// The request carried no cookie of this name.
    Fresh,
    /// The request carried a valid session.
    Resumed,
    /// The request carried a cookie that was refused, and has a fresh session instead.
    Refused(Refusal),
}

impl fmt::Display for Origin {
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
/// The visitor gets a fresh session, and the refused cookie stays where it is until something is written: another instance
/// of the application, newer or older, may still read it.
///
/// [`Expired`](Self::Expired), [`Idle`](Self::Idle), [`FromTheFuture`](Self::FromTheFuture) and
/// [`Unreadable`](Self::Unreadable) are known only after the signature was found good, so they are facts about a session
/// that this application once issued. The others can be made by anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Refusal {
    /// The text isn't a token: not base64url, too short, another version or kind, an unknown flag.
    Malformed,
    /// Longer than a cookie can be; nothing of it was looked at.
    TooLong,
    /// Signed with a key that isn't among the configured ones.
    UnknownKey,
    /// The signature doesn't fit: altered, or made for another cookie, another session type or with another key.
    BadSignature,
    /// In a format that is no longer read, or issued in it after it ceased to be written.
    Superseded,
    /// Issued at a time that our clock hasn't reached, by more than the leeway.
    FromTheFuture,
    /// Older than the session's `lifetime`.
    Expired,
    /// Not seen for the session's `idle` time.
    Idle,
    /// The signature is good, but this version of the application can't read the data: a field changed its type, say.
    Unreadable,
}

impl Refusal {
    /// Whether the signature was good, so that the reason is a fact about a session this application issued.
    pub fn is_authentic(self) -> bool {
        matches!(self, Self::FromTheFuture | Self::Expired | Self::Idle | Self::Unreadable)
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

/// Why a session could not be opened or closed. With sessions in cookies that is what the handler itself wrote, or how its sessions are
/// put together.
///
/// Nothing is sent: the visitor keeps the cookie that the request came with. An integration answers with a 500 and logs
/// the reason. No value of the session stands in the message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionError {
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
    /// A field's value can't be written so that it reads back equal.
    Unstorable {
        /// The field's name, as in the struct.
        field: &'static str,
        /// What is wrong with the value.
        why: &'static str,
    },
    /// A field changed although no handler asked for `&mut`: it hides an atomic, a lock or a cell, and its writes would be
    /// lost. Looked for under `debug_assertions` and in [`testing::Browser`](crate::testing::Browser).
    ChangedBehindReference {
        /// The field's name, as in the struct.
        field: &'static str,
    },
    /// The session is in use elsewhere in the same request: inner code asked for one that middleware has kept, or that a copy of the request
    /// has; or it isn't back when the response is made, since inner code still runs, in a task of its own.
    InUse,
    /// Another session of the same request is in a cookie of the same name, and one would overwrite the other. Of one session type an
    /// application makes one `Sessions`, and clones it; `with_clock` and the like come before that.
    CookieTaken,
    /// A new session id was needed and there was no randomness to be had.
    NoRandomness,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, limit } => write!(
                f,
                "the session's cookie would have {size} bytes, and browsers keep {limit}: store less, or an id of what is stored elsewhere"
            ),
            Self::FieldTooLong { field, length, limit } => {
                write!(f, "field `{field}` has the length {length}, and its `max_len` is {limit}")
            }
            Self::Unstorable { field, why } => write!(f, "field `{field}` can't be stored: {why}"),
            Self::ChangedBehindReference { field } => write!(
                f,
                "field `{field}` changed through a shared reference, which a session doesn't notice: use a plain value and `&mut`"
            ),
            Self::InUse => f.write_str("the session is in use elsewhere in this request"),
            Self::CookieTaken => f.write_str(
                "another session of this request is in a cookie of this name: make one `Sessions` and clone it, or give one type `#[session(cookie = \"…\")]`"
            ),
            Self::NoRandomness => f.write_str("no randomness for a new session id"),
        }
    }
}

impl std::error::Error for SessionError {}
