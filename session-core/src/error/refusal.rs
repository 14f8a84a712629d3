//! What a request finds when it opens its session, and why a cookie is refused.

use std::fmt;

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
/// [`Expired`](Self::Expired), [`Idle`](Self::Idle), [`FromTheFuture`](Self::FromTheFuture),
/// [`Unreadable`](Self::Unreadable), [`Gone`](Self::Gone), [`Ended`](Self::Ended) and
/// [`Replaced`](Self::Replaced) are found only after the signature was verified, so they are facts
/// about a session that this application once issued. Anybody can cause the other refusals.
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
    /// A store has no record for the cookie: the session has expired there, or the store has lost
    /// it.
    Gone,
    /// The session was ended, by this browser or by another one that has it.
    Ended,
    /// The cookie belongs to a session in a store whose ticket was replaced since. The browser has,
    /// or had, a newer cookie.
    Replaced,
}

impl Refusal {
    /// Returns whether the signature was good, so that the refusal is a fact about a session that
    /// this application issued.
    pub fn is_authentic(self) -> bool {
        self.steps_passed() > Self::Superseded.steps_passed()
    }

    /// Returns whether the cookie's tag was verified, and not something before it refused.
    pub(crate) fn is_of_tag_or_later(self) -> bool {
        !matches!(self, Self::Malformed | Self::TooLong | Self::UnknownKey)
    }

    /// Returns the refusal that says more about two refused cookies: the one of the cookie that
    /// passed more checks.
    pub(crate) fn or_further(self, other: Self) -> Self {
        if other.steps_passed() > self.steps_passed() { other } else { self }
    }

    /// Returns how many checks a cookie has passed that was refused for this reason.
    fn steps_passed(self) -> u8 {
        match self {
            Self::Malformed => 0,
            Self::TooLong => 1,
            Self::UnknownKey => 2,
            Self::BadSignature => 3,
            Self::Superseded => 4,
            Self::FromTheFuture => 5,
            Self::Gone => 6,
            Self::Ended => 7,
            Self::Replaced => 8,
            Self::Expired => 9,
            Self::Idle => 10,
            Self::Unreadable => 11,
        }
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
            Self::Gone => "not in the store",
            Self::Ended => "ended",
            Self::Replaced => "replaced by a newer one",
        })
    }
}
