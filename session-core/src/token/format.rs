//! The trait of token formats: from the text of a cookie to a session, and back.
//!
//! `docs/wire-format.md` describes our own format. Another format is a type that implements
//! [`Format`] for every session type that it can hold. It knows nothing of requests, handlers or
//! other cookies, and the rest of this crate knows nothing of it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Encoded;
use super::seal::Nonces;
use crate::error::{CloseError, Refusal};
use crate::id::{LogKey, Name, SessionId};
use crate::limits::LEEWAY;
use crate::rng::{Rng, RngError};
use crate::schema::State;
use crate::time::{Timeline, Timeouts, Timestamp};

/// A format of the cookie of a session of type `S`.
pub trait Format<S>: Send + Sync + 'static {
    /// Decodes the text of a cookie at `now`. Another instance's clock may be ahead of ours by
    /// `leeway`.
    ///
    /// Anybody can send any text. Don't believe anything in it before it is found authentic, and
    /// don't parse more of it than that needs.
    ///
    /// # Errors
    ///
    /// The reason why the cookie is refused. A request may have thousands of cookies that are
    /// refused as [`Malformed`](Refusal::Malformed), [`TooLong`](Refusal::TooLong) or
    /// [`UnknownKey`](Refusal::UnknownKey), and at most eight that are refused for another reason:
    /// so give these three only before a signature is computed.
    fn decode(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Decoded<S>, Refusal>;

    /// Appends the text of a session's cookie to `text`, and returns how long the cookie is kept
    /// if it is persistent. Returns `None` if the session is empty and its cookie is to be
    /// deleted.
    ///
    /// # Errors
    ///
    /// If the session can't be written so that it reads back equal, or is too large.
    fn encode(&self, session: Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, CloseError>;

    /// Returns the first second in which a session with this timeline is refused.
    fn expires(&self, timeline: Timeline, state: &'static State) -> Timestamp;

    /// Returns the same format for a cookie of another name, if the name makes a difference.
    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>>;

    /// Returns the key of the hashes by which events name a session. It is derived from the secret
    /// that seals.
    fn log_key(&self) -> LogKey;

    /// Returns whether a session has an id wherever a user is known, and not only where a form's
    /// token needs one.
    fn has_ids(&self) -> bool {
        true
    }

    /// Returns the leeway for applications that set none.
    fn leeway(&self) -> Duration {
        LEEWAY
    }
}

/// The decoded text of a cookie.
#[non_exhaustive]
pub struct Decoded<S> {
    /// The session's data.
    pub value: S,
    /// Everything else that the token says.
    pub token: TokenState,
}

impl<S> Decoded<S> {
    /// Creates the decoded text from a session's data and the rest of its token.
    pub fn new(value: S, token: TokenState) -> Self {
        Self { value, token }
    }
}

/// The content of a valid token besides the session's data.
#[non_exhaustive]
pub struct TokenState {
    /// When the session began, entered its state, and was last seen.
    pub timeline: Timeline,
    /// When the token was sealed, whether or not by a request that counts as the visitor's
    /// activity. It is never before `timeline.seen`.
    pub written: Timestamp,
    /// Whether the cookie outlives the browser's window.
    pub persistent: bool,
    /// The session's id, if it has one.
    pub session_id: Option<SessionId>,
    /// When a request that only reads refreshes the session.
    pub refresh: Refresh,
    /// What the type doesn't know and the next token has to contain again: [`Sealing::kept`].
    pub kept: Kept,
}

/// What a format keeps of a cookie for the next one. Only the format itself reads it.
pub type Kept = Option<Box<dyn Any + Send + Sync>>;

/// When a request that only reads refreshes the session. A refresh seals the same data under the
/// current key and with the current time as `seen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refresh {
    /// When the `refresh` time of the session's type or state has passed.
    AsDeclared,
    /// At every request that counts as the visitor's activity.
    #[cfg_attr(not(feature = "unstable-format"), expect(dead_code, reason = "other formats use it"))]
    EachRequest,
    /// As soon as possible: a retired key sealed the token, or the session moves to another
    /// format.
    Now,
}

impl TokenState {
    /// Creates the state of a token with this timeline, sealed at `written`. It isn't
    /// persistent, has no id, keeps nothing, and is refreshed as its type declares. Set the fields
    /// to change that.
    pub fn new(timeline: Timeline, written: Timestamp) -> Self {
        Self { timeline, written, persistent: false, session_id: None, refresh: Refresh::AsDeclared, kept: None }
    }
}

impl TokenState {
    /// Returns the rank of the session. Of several valid sessions the one with the highest rank
    /// wins, and the first of equals.
    ///
    /// Newer wins. A transition counts more than a write: a visitor who signed out stays so,
    /// whatever a request that still carried the earlier state wrote afterwards.
    pub(crate) fn rank(&self) -> (Timestamp, Timestamp) {
        (self.timeline.entered, self.written)
    }

    /// Returns whether a request that only reads refreshes the session. A request that isn't
    /// activity of the visitor doesn't, unless the refresh is due at once. `now` is only called if
    /// it makes a difference.
    pub(crate) fn is_refresh_due(&self, declared: &Timeouts, now: impl FnOnce() -> Timestamp, is_activity: bool) -> bool {
        match self.refresh {
            Refresh::AsDeclared => is_activity && self.timeline.is_refresh_due(declared, now),
            Refresh::EachRequest => is_activity,
            Refresh::Now => true,
        }
    }
}

/// A session that is about to be sealed.
#[non_exhaustive]
pub struct Sealing<'s, S> {
    /// The session's data.
    pub value: &'s S,
    /// The session's timeline. `seen` is now, unless the request doesn't count as the visitor's
    /// activity.
    pub timeline: Timeline,
    /// The current time.
    pub now: Timestamp,
    /// When the token counts as sealed: now, or a second after the token that it replaces if that
    /// is later. It is never before `timeline.seen`.
    pub written: Timestamp,
    /// Whether the cookie is to outlive the browser's window.
    pub persistent: bool,
    /// The session's id, if it has one.
    pub session_id: Option<SessionId>,
    /// What the request's cookie contained that the type doesn't know, if the cookie was in this
    /// format and the session is still the same.
    pub kept: &'s Kept,
    /// Whether the session's id is renewed, by itself or by a transition.
    pub renewed: bool,
    /// The cookie's name.
    pub cookie: &'s str,
    /// The largest length of the text in bytes.
    pub limit: usize,
    /// Whether to read back the token that is sealed.
    pub checked: bool,
    /// The fields in our own encoding, which changes are found by.
    pub(crate) fields: &'s mut Encoded,
    pub(crate) random: &'s Random,
}

impl<S> Sealing<'_, S> {
    /// Checks that a text of `length` bytes fits into the cookie.
    ///
    /// # Errors
    ///
    /// If the text is too long.
    pub fn check_size(&self, length: usize) -> Result<(), CloseError> {
        if length <= self.limit {
            return Ok(());
        }
        let name = self.cookie.len();
        Err(CloseError::TooLarge { size: name + length, limit: name + self.limit })
    }
}

/// The source of ids and nonces.
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

    /// Draws the name of a record.
    pub(crate) fn name(&self) -> Result<Name, RngError> {
        let mut bytes = [0; Name::LENGTH];
        self.rng.fill(&mut bytes)?;
        Ok(Name::from_bytes(bytes))
    }

    /// Draws the version of a put, which no other put may have: 62 bits.
    pub(crate) fn version(&self) -> Result<u64, RngError> {
        let mut bytes = [0; 8];
        self.rng.fill(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes) >> 2)
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

/// Prints the timeline and when the session is refreshed, never the id.
impl fmt::Debug for TokenState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenState").field("timeline", &self.timeline).field("refresh", &self.refresh).finish_non_exhaustive()
    }
}

/// Prints the cookie's name and the timeline, never the data.
impl<S> fmt::Debug for Sealing<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").field("cookie", &self.cookie).field("timeline", &self.timeline).finish_non_exhaustive()
    }
}
