//! Token formats: from the text of a cookie to a session, and back.
//!
//! `docs/wire-format.md` describes our own. Another one is a type that implements [`Format`] for every session type that it can
//! hold: it knows nothing of requests, handlers or other cookies, and the rest of this crate knows nothing of it.
//!
//! An application doesn't come here: it takes [`Sessions::in_cookie`](crate::Sessions::in_cookie), or what the crate of another format offers.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::change::Encoded;
use crate::error::{Refusal, SessionError};
use crate::record::Record;
use crate::rng::{Rng, RngError};
use crate::schema::State;
use crate::seal::Nonces;
use crate::times::Times;

pub use crate::clocks::Clocks;
pub use crate::sid::Sid;
pub use crate::time::Timestamp;

/// What stands in the cookie of a session of type `S`.
pub trait Format<S>: Send + Sync + 'static {
    /// Opens the text of a cookie at `now`, by a clock that another one may be ahead of by `leeway`.
    ///
    /// Anybody can send any text: nothing in it may be believed, nor any of it parsed that needn't be, before it is found authentic.
    ///
    /// # Errors
    ///
    /// Why the cookie is refused.
    fn open(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Opened<S>, Refusal>;

    /// Puts the text of a session's cookie at the end of `text`, and says how long the cookie is kept if it is persistent; or nothing,
    /// if there is nothing in the session and its cookie is to be deleted.
    ///
    /// # Errors
    ///
    /// When the session can't be written so that it reads back equal, or is too large.
    fn seal(&self, session: &Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, SessionError>;

    /// The first second in which a session of these clocks is refused.
    fn expires(&self, clocks: Clocks, state: &'static State) -> Timestamp;

    /// The same format for a cookie of another name, if that makes a difference.
    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>>;

    /// Whether a session has an id wherever somebody is known, and not only where a form's token needs one.
    fn has_ids(&self) -> bool {
        true
    }
}

/// What a cookie brought.
pub struct Opened<S> {
    /// The session's data.
    pub value: S,
    /// The rest.
    pub arrival: Arrival,
}

/// What a valid cookie brought besides the session's data.
pub struct Arrival {
    /// The session's clocks.
    pub clocks: Clocks,
    /// Whether the cookie outlives the browser's window.
    pub persistent: bool,
    /// The session's id, if it has one.
    pub sid: Option<Sid>,
    /// When a mere read seals it anew.
    pub due: Due,
    /// What the type doesn't know, to be written again: [`Sealing::kept`].
    pub kept: Kept,
    /// Bytes of the signature: two cookies that differ in these are two sessions.
    pub mark: [u8; 16],
}

/// What a format keeps of a cookie for the next one; nobody else looks into it.
pub type Kept = Option<Box<dyn Any + Send + Sync>>;

/// When a mere read seals a session anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// When its type's or state's `refresh` says so.
    AsDeclared,
    /// At every request that counts as being seen.
    EachRequest,
    /// As soon as it can be: its key is retired.
    Now,
}

impl Arrival {
    /// Of several valid sessions the greatest wins, and the first of equals.
    pub(crate) fn rank(&self) -> (Timestamp, Timestamp) {
        (self.clocks.entered, self.clocks.seen)
    }

    /// Whether a mere read seals it anew. One that is `unseen` is no reason for a refresh.
    pub(crate) fn is_due(&self, declared: &Times, now: Timestamp, unseen: bool) -> bool {
        match self.due {
            Due::AsDeclared => !unseen && self.clocks.is_refresh_due(declared, now),
            Due::EachRequest => !unseen,
            Due::Now => true,
        }
    }
}

/// A session that is to be sealed.
pub struct Sealing<'s, S> {
    /// Its data.
    pub value: &'s S,
    /// Its clocks; `seen` is the time of the sealing unless the request didn't count.
    pub clocks: Clocks,
    /// The time.
    pub now: Timestamp,
    /// Whether the cookie is to outlive the browser's window.
    pub persistent: bool,
    /// Its id, if it has one.
    pub sid: Option<Sid>,
    /// What the cookie brought that the type doesn't know, if it was one of this format and the session is still the same.
    pub kept: &'s Kept,
    /// Whether it was renewed since.
    pub renewed: bool,
    /// The cookie's name.
    pub cookie: &'s str,
    /// How many bytes the text may have.
    pub room: usize,
    /// Whether to read back what is sealed.
    pub checked: bool,
    /// The fields in our own encoding, by which a change is found.
    pub(crate) fields: &'s Encoded,
    pub(crate) random: &'s Random,
}

impl<S: Record> Sealing<'_, S> {
    /// What is wrong with a text of so many bytes, if it has no room.
    ///
    /// # Errors
    ///
    /// If it has none.
    pub fn check_size(&self, length: usize) -> Result<(), SessionError> {
        if length <= self.room {
            return Ok(());
        }
        let name = self.cookie.len();
        Err(SessionError::TooLarge { size: name + length, limit: name + self.room })
    }
}

/// Where ids and nonces come from.
#[derive(Clone)]
pub(crate) struct Random {
    pub(crate) rng: Arc<dyn Rng>,
    nonces: Arc<Nonces>,
}

impl Random {
    pub(crate) fn new(rng: impl Rng) -> Self {
        Self { rng: Arc::new(rng), nonces: Arc::default() }
    }

    pub(crate) fn sid(&self) -> Result<Sid, SessionError> {
        Sid::draw(&*self.rng).map_err(|RngError| SessionError::NoRandomness)
    }

    pub(crate) fn nonce(&self) -> Result<[u8; 12], SessionError> {
        self.nonces.draw(&*self.rng).map_err(|RngError| SessionError::NoRandomness)
    }
}

/// Shows nothing of what came.
impl<S> fmt::Debug for Opened<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("arrival", &self.arrival).finish_non_exhaustive()
    }
}

/// Shows nothing of what came but its clocks.
impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrival").field("clocks", &self.clocks).field("due", &self.due).finish_non_exhaustive()
    }
}

/// Shows nothing of the session.
impl<S> fmt::Debug for Sealing<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").field("cookie", &self.cookie).field("clocks", &self.clocks).finish_non_exhaustive()
    }
}
