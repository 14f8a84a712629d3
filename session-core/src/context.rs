//! The session of the current request: what it is now, where it came from, and what is to become of it.

use std::fmt;
use std::sync::Arc;

use crate::change::{Before, Changes, Encoded, encoding, has_identity};
use crate::clocks::Clocks;
use crate::config::Config;
use crate::csrf::{CsrfSecret, CsrfToken};
use crate::error::{Origin, SessionError};
use crate::format::Arrival;
use crate::lifecycle::Did;
use crate::record::Record;
use crate::rng::RngError;
use crate::schema::{Schema, State};
use crate::sid::Sid;
use crate::site_data::SiteData;
use crate::time::Timestamp;
use crate::wrong_state::WrongState;

/// Owns the session of one request.
///
/// An integration opens it before the handler, lends the handle out, and closes it when the response exists and before it is
/// sent. Dropped without being closed (a panic, a client that hung up), it changes nothing.
///
/// ```
/// # use session_core::{Key, Session, Sessions};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// # async fn respond() -> Result<(), session_core::SessionError> {
/// # let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// let mut context = sessions.open(Some("theme=dark")).await?;
/// context.live().count += 1;
/// let closed = context.close().await?;
/// assert!(closed.set_cookie().is_some());
/// # Ok(())
/// # }
/// # session_core::testing::block_on(respond()).unwrap();
/// ```
pub struct RequestContext<S> {
    pub(crate) config: Arc<Config<S>>,
    pub(crate) schema: &'static Schema,
    pub(crate) value: S,
    pub(crate) origin: Origin,
    /// When the request was opened.
    pub(crate) opened: Timestamp,
    pub(crate) clocks: Clocks,
    pub(crate) persistent: Persistent,
    /// What the request brought, if it is valid.
    pub(crate) came: Option<Arrival>,
    pub(crate) cookies: Cookies,
    /// An id that was drawn in this request, for a form token that needed one.
    drawn: Option<Drawn>,
    /// What the browser is asked to forget besides.
    pub(crate) clears: SiteData,
    /// Whether the session that came in has been ended, so that whatever is written is another one.
    pub(crate) ended: bool,
    /// Whether the request doesn't count as being seen.
    pub(crate) unseen: bool,
    /// Whether a state that the session was in says `no_store`.
    no_store: bool,
    wish: Wish,
    before: Before,
}

/// What the request carried, valid or not.
#[derive(Default)]
pub(crate) struct Cookies {
    /// Cookies of our name.
    pub(crate) own: usize,
    /// Which of the former cookies came.
    pub(crate) former: Vec<usize>,
    /// How many cookies of those that are still read.
    pub(crate) read: usize,
}

/// Whether the cookie outlives the browser's window: as it came, and as it is to be.
#[derive(Clone, Copy)]
pub(crate) struct Persistent {
    pub(crate) came: bool,
    pub(crate) wanted: bool,
}

/// An id, and what the session was when it was drawn: the id is that of whoever was there then.
struct Drawn {
    sid: Sid,
    at: Before,
}

/// What the handler asked for besides writing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    None,
    Renew,
    Discard,
    /// Nobody's: this stands in for a context that is lent.
    StandIn,
}

impl<S: Record> RequestContext<S> {
    /// `came` has brought `value`, or nothing valid has and it is fresh.
    pub(crate) fn new(
        config: Arc<Config<S>>,
        schema: &'static Schema,
        (value, came): (S, Option<Arrival>),
        origin: Origin,
        opened: Timestamp,
        cookies: Cookies,
    ) -> Self {
        let persistent = came.as_ref().map_or(schema.is_persistent(), |came| came.persistent);
        Self {
            clocks: came.as_ref().map_or(Clocks::starting(opened), |came| came.clocks),
            no_store: schema.is_no_store() || value.state().is_no_store(),
            before: Before::untouched(&value, config.checked),
            persistent: Persistent { came: persistent, wanted: persistent },
            config,
            schema,
            value,
            origin,
            opened,
            came,
            cookies,
            drawn: None,
            clears: SiteData::NOTHING,
            ended: false,
            unseen: false,
            wish: Wish::None,
        }
    }

    /// The value, to be changed.
    pub(crate) fn touch(&mut self) -> &mut S {
        self.before.touch(&self.value);
        &mut self.value
    }

    pub(crate) fn renew(&mut self) {
        self.drawn = None;
        if self.wish == Wish::None {
            self.wish = Wish::Renew;
        }
    }

    /// A token for a form. It belongs to the session's id, and gives the session one where it has none.
    pub(crate) fn csrf_token(&mut self) -> Result<CsrfToken, SessionError> {
        let sid = self.sid_now()?;
        CsrfSecret::of(&sid, self.schema.name()).token(&*self.config.random.rng).map_err(|RngError| SessionError::NoRandomness)
    }

    /// The id that the session has if it is closed as it is now. One that is drawn waits for that.
    fn sid_now(&mut self) -> Result<Sid, SessionError> {
        let has_identity = has_identity(&self.value);
        let now = if has_identity { encoding(&self.value) } else { None };
        let is_renewed = self.ended || self.wish == Wish::Renew || self.before.is_somebody_else(&self.value, now.as_deref());
        let came = self.came.as_ref().and_then(|came| came.sid).filter(|_| !is_renewed);
        if let Some(sid) = came.or_else(|| self.drawn(now.as_deref())) {
            return Ok(sid);
        }
        let unknown = if has_identity { Before::Incomparable } else { Before::Untouched(None) };
        let at = now.map_or(unknown, Before::Touched);
        Ok(self.drawn.insert(Drawn { sid: self.config.random.sid()?, at }).sid)
    }

    /// The id that was drawn for a form token, unless somebody else is there since; `now` is the encoding of the fields.
    pub(crate) fn drawn(&self, now: Option<&[u8]>) -> Option<Sid> {
        let drawn = self.drawn.as_ref().filter(|drawn| !drawn.at.is_somebody_else(&self.value, now))?;
        Some(drawn.sid)
    }

    /// What the tokens of the forms have in them that this visitor was sent before; none for a fresh session.
    pub(crate) fn csrf_secret(&self) -> Option<CsrfSecret> {
        let came = self.came.as_ref().filter(|_| !self.ended)?;
        came.sid.as_ref().map(|sid| CsrfSecret::of(sid, self.schema.name()))
    }

    /// Makes a transition: another state, another session id. The lifetime begins anew if the transition `renews`.
    pub(crate) fn enter(&mut self, value: S, renews: bool) {
        self.value = value;
        self.before = Before::Incomparable;
        self.clocks = self.clocks.entering(self.opened, renews);
        self.no_store |= self.value.state().is_no_store();
        self.renew();
    }

    /// From here on the request has a fresh session.
    pub(crate) fn end(&mut self) {
        self.value = S::fresh();
        self.no_store |= self.value.state().is_no_store();
        self.before = Before::Untouched(None);
        let persistent = self.schema.is_persistent();
        self.persistent = Persistent { came: persistent, wanted: persistent };
        self.origin = Origin::Fresh;
        self.clocks = Clocks::starting(self.opened);
        self.ended = true;
        self.drawn = None;
        if self.wish == Wish::Renew {
            self.wish = Wish::None;
        }
    }

    pub(crate) fn discard(&mut self) {
        if self.wish != Wish::StandIn {
            self.wish = Wish::Discard;
        }
    }

    /// The context, for whoever it is lent to. What stands in for it until it is back is a fresh session that can't be closed, so that
    /// nobody is answered as a stranger because it didn't come back.
    #[doc(hidden)]
    #[must_use]
    pub fn lend(&mut self) -> Self {
        let fresh = (S::fresh(), None);
        let mut stand_in =
            Self::new(Arc::clone(&self.config), self.schema, fresh, Origin::Fresh, self.opened, Cookies::default());
        stand_in.wish = Wish::StandIn;
        std::mem::replace(self, stand_in)
    }

    /// Whether the session is in `state`.
    #[doc(hidden)]
    pub fn check(&self, state: &'static State) -> Result<(), WrongState> {
        WrongState::check(self.schema.name(), state, self.value.state())
    }

    /// The first second in which the session is refused as it is now.
    pub(crate) fn expires(&self) -> Timestamp {
        self.config.format.expires(self.clocks, self.value.state())
    }

    /// Whether the response may not be stored at all, because of what the session is or was.
    pub(crate) fn is_no_store(&self) -> bool {
        self.no_store
    }

    /// Whether closing knows what the handler did without encoding the fields.
    pub(crate) fn is_untouched(&self) -> bool {
        self.before.is_as_it_was() || self.wish == Wish::Discard
    }

    /// Finds a field that the handler has made longer than it may be. One that came so, from before there was a limit, may stay.
    pub(crate) fn check_lengths(&self, fields: &Encoded) -> Result<(), SessionError> {
        let now = fields.bytes().unwrap_or_default();
        let too_long = fields.too_long().iter().find(|(field, _)| now.is_empty() || self.before.has_changed(field, now));
        too_long.map_or(Ok(()), |(field, length)| {
            let limit = field.max_len().unwrap_or_default();
            Err(SessionError::FieldTooLong { field: field.rust_name(), length: *length, limit })
        })
    }

    /// What the handler did, given the fields as they are now; none if they weren't encoded.
    pub(crate) fn did(&self, now: Option<&Encoded>) -> Result<Did, SessionError> {
        let changes = match now.map(Encoded::bytes) {
            Some(None) => Changes::everything(&self.value),
            now => self.before.changes(&self.value, now.flatten())?,
        };
        Ok(match self.wish {
            Wish::StandIn => return Err(SessionError::InUse),
            Wish::Discard => Did::Discarded,
            Wish::Renew => Did::Renewed,
            Wish::None if changes.an_identity => Did::Renewed,
            Wish::None if changes.some_field || self.persistent.came != self.persistent.wanted => Did::Wrote,
            Wish::None if self.drawn.is_some() => Did::Wrote,
            Wish::None if self.ended => Did::Ended,
            Wish::None => Did::Read,
        })
    }
}

/// Shows where the session came from, never what is in it.
impl<S> fmt::Debug for RequestContext<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("session", &self.schema.name())
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}
