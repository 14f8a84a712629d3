//! Why a session can't be closed.

use std::error::Error;
use std::fmt;

use super::{COOKIE_TAKEN, IN_USE, INTERRUPTED, StoreError, UNAVAILABLE};
use crate::rng::RngError;

/// Why a session could not be closed. With sessions in cookies, the reason is what the handler
/// wrote or how the application combines its sessions.
///
/// No cookie is sent but that of what a handler has committed before, and the visitor keeps the
/// cookie that the request came with. An integration
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
    /// what it was before: see [`OpenError::Interrupted`](crate::OpenError::Interrupted).
    Interrupted,
    /// Another session of this request, or the response itself, sets a cookie of the same name.
    CookieTaken,
    /// Another session of the same response couldn't be closed, so this one's change isn't sent
    /// either.
    OtherNotClosed,
    /// A new session id was needed, and there was no randomness.
    NoRandomness(RngError),
    /// The session's record in its store would be larger than it may be.
    RecordTooLarge {
        /// The size of the record in bytes.
        size: usize,
        /// The size that it may have, in bytes.
        limit: usize,
    },
    /// Another request of the visitor has renewed the session since this one opened it: it has
    /// signed in, say. Nothing of this one is written, so that it can't act for somebody else than
    /// it has seen.
    Superseded,
    /// Another request has ended the session since this one opened it. Nothing is written.
    Ended,
    /// Another request has changed the session since this one opened it, and the two changes can't
    /// be merged. Nothing is written.
    Unmergeable {
        /// The field's name in the struct, or `None` if the session as a whole can't be merged.
        field: Option<&'static str>,
    },
    /// Other requests of the visitor were faster each time. Nothing is written.
    Busy,
    /// A handler has called [`Live::commit`](crate::Live::commit) of a session in a cookie. Only
    /// the response has such a session, so that nothing is known of it before the response is sent.
    NotInStore,
    /// Something of the session was to be committed that is discarded: by the handler, or since a
    /// HEAD request changes nothing.
    Discarded,
    /// The store that has the session gives no answer. Whether the change was written isn't known.
    Unavailable(StoreError),
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
            Self::RecordTooLarge { size, limit } => write!(
                f,
                "the session's record would have {size} bytes, but it may have {limit}: store less, or keep the data elsewhere and store its id"
            ),
            Self::Superseded => f.write_str("another request has renewed the session meanwhile"),
            Self::Ended => f.write_str("another request has ended the session meanwhile"),
            Self::Unmergeable { field: Some(field) } => {
                write!(f, "another request has changed field `{field}` meanwhile, and the two changes can't be merged")
            }
            Self::Unmergeable { field: None } => {
                f.write_str("another request has changed the session meanwhile, and the two changes can't be merged")
            }
            Self::Busy => f.write_str("other requests have changed the session each time that this one tried to"),
            Self::NotInStore => f.write_str(
                "`commit` is for sessions in a store (`Sessions::in_store`), and this one is in a cookie: return the response, which writes it",
            ),
            Self::Discarded => f.write_str("nothing of the session can be committed, since it was discarded or the request is a HEAD, OPTIONS or TRACE"),
            Self::Unavailable(_) => f.write_str(UNAVAILABLE),
        }
    }
}

impl Error for CloseError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoRandomness(error) => Some(error),
            Self::Unavailable(error) => Some(error),
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
