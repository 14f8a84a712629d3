//! What every format of tokens does: from the text of a cookie to a session, and back.
//!
//! `docs/wire-format.md` describes our own. Another format is a type that implements [`Format`]
//! for every session type that it can hold. It knows nothing of requests, handlers or other
//! cookies, and the rest of this crate knows nothing of it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Encoded;
use super::seal::Nonces;
use crate::error::{CloseError, Refusal};
use crate::id::SessionId;
use crate::limits::LEEWAY;
use crate::rng::{Rng, RngError};
use crate::schema::State;
use crate::time::{Timeline, Timeouts, Timestamp};

/// What stands in the cookie of a session of type `S`.
pub trait Format<S>: Send + Sync + 'static {
    /// Decodes the text of a cookie at `now`, by a clock that another instance's may be ahead of
    /// by `leeway`.
    ///
    /// Anybody can send any text. Nothing in it may be believed before it is found authentic, nor
    /// anything parsed that needn't be.
    ///
    /// # Errors
    ///
    /// Why the cookie is refused.
    fn decode(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Decoded<S>, Refusal>;

    /// Puts the text of a session's cookie at the end of `text`, and says how long the cookie is
    /// kept if it is persistent; or nothing, if there is nothing in the session and its cookie is
    /// to be deleted.
    ///
    /// # Errors
    ///
    /// When the session can't be written so that it reads back equal, or is too large.
    fn encode(&self, session: &Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, CloseError>;

    /// The first second in which a session of this time line is refused.
    fn expires(&self, timeline: Timeline, state: &'static State) -> Timestamp;

    /// The same format for a cookie of another name, if that makes a difference.
    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>>;

    /// Whether a session has an id wherever somebody is known, and not only where a form's token
    /// needs one.
    fn has_ids(&self) -> bool {
        true
    }

    /// The leeway where an application sets none.
    fn leeway(&self) -> Duration {
        LEEWAY
    }
}

/// What the text of a cookie was found to hold.
#[non_exhaustive]
pub struct Decoded<S> {
    /// The session's data.
    pub value: S,
    /// The rest.
    pub token: TokenState,
}

impl<S> Decoded<S> {
    /// A session's data, and what its token says besides.
    pub fn new(value: S, token: TokenState) -> Self {
        Self { value, token }
    }
}

/// What a valid token says besides the session's data.
#[non_exhaustive]
pub struct TokenState {
    /// When the session began, entered its state, and was last seen.
    pub timeline: Timeline,
    /// Whether the cookie outlives the browser's window.
    pub persistent: bool,
    /// The session's id, if it has one.
    pub session_id: Option<SessionId>,
    /// When a request that only reads refreshes it.
    pub refresh: Refresh,
    /// What the type doesn't know, to be written again: [`Sealing::kept`].
    pub kept: Kept,
    /// Bytes of the signature: two cookies that differ in these are two sessions.
    pub tag: [u8; 16],
}

/// What a format keeps of a cookie for the next one. Nobody else looks into it.
pub type Kept = Option<Box<dyn Any + Send + Sync>>;

/// When a request that only reads refreshes the session: the same data, last seen now, under the
/// current key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refresh {
    /// When the `refresh` of its type or state has passed.
    AsDeclared,
    /// At every request that counts as the visitor's activity.
    EachRequest,
    /// As soon as possible: a retired key sealed it, or it is to move to another format.
    Now,
}

impl TokenState {
    /// A token of this time line, and with this tag. It isn't persistent, has no id, keeps
    /// nothing, and is refreshed as its type declares; the fields say otherwise.
    pub fn new(timeline: Timeline, tag: [u8; 16]) -> Self {
        Self { timeline, persistent: false, session_id: None, refresh: Refresh::AsDeclared, kept: None, tag }
    }
}

impl TokenState {
    /// Of several valid sessions the greatest wins, and the first of equals.
    pub(crate) fn rank(&self) -> (Timestamp, Timestamp) {
        (self.timeline.entered, self.timeline.seen)
    }

    /// Whether a request that only reads refreshes it. One that is no activity of the visitor is
    /// no reason.
    pub(crate) fn is_refresh_due(&self, declared: &Timeouts, now: Timestamp, is_activity: bool) -> bool {
        match self.refresh {
            Refresh::AsDeclared => is_activity && self.timeline.is_refresh_due(declared, now),
            Refresh::EachRequest => is_activity,
            Refresh::Now => true,
        }
    }
}

/// A session that is to be sealed.
#[non_exhaustive]
pub struct Sealing<'s, S> {
    /// Its data.
    pub value: &'s S,
    /// Its time line. It is seen now, unless the request is no activity of the visitor.
    pub timeline: Timeline,
    /// The time.
    pub now: Timestamp,
    /// Whether the cookie is to outlive the browser's window.
    pub persistent: bool,
    /// Its id, if it has one.
    pub session_id: Option<SessionId>,
    /// What the cookie brought that the type doesn't know, if it was one of this format and the
    /// session is still the same.
    pub kept: &'s Kept,
    /// Whether it has a new id, or is in another state.
    pub renewed: bool,
    /// The cookie's name.
    pub cookie: &'s str,
    /// How many bytes the text may have.
    pub limit: usize,
    /// Whether to read back what is sealed.
    pub checked: bool,
    /// The fields in our own encoding, by which a change is found.
    pub(crate) fields: &'s Encoded,
    pub(crate) random: &'s Random,
}

impl<S> Sealing<'_, S> {
    /// Checks that a text of so many bytes fits into the cookie.
    ///
    /// # Errors
    ///
    /// If it doesn't.
    pub fn check_size(&self, length: usize) -> Result<(), CloseError> {
        if length <= self.limit {
            return Ok(());
        }
        let name = self.cookie.len();
        Err(CloseError::TooLarge { size: name + length, limit: name + self.limit })
    }
}

/// Where ids and nonces come from.
#[derive(Clone)]
pub(crate) struct Random {
    pub(crate) rng: Arc<dyn Rng>,
    nonces: Arc<Nonces>,
}

impl Random {
    pub(crate) fn new(rng: Arc<dyn Rng>) -> Self {
        Self { rng, nonces: Arc::default() }
    }

    pub(crate) fn session_id(&self) -> Result<SessionId, RngError> {
        SessionId::draw(&*self.rng)
    }

    pub(crate) fn nonce(&self) -> Result<[u8; 12], RngError> {
        self.nonces.draw(&*self.rng)
    }
}

/// Prints what the token says, never the data.
impl<S> fmt::Debug for Decoded<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded").field("token", &self.token).finish_non_exhaustive()
    }
}

/// Prints the times and when it is refreshed, never the id.
impl fmt::Debug for TokenState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenState").field("timeline", &self.timeline).field("refresh", &self.refresh).finish_non_exhaustive()
    }
}

/// Prints the cookie's name and the times, never the data.
impl<S> fmt::Debug for Sealing<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").field("cookie", &self.cookie).field("timeline", &self.timeline).finish_non_exhaustive()
    }
}
