//! The context of a request: its session as it is now, where the session came from, and what the
//! handler asked for.

use std::fmt;
use std::mem;
use std::sync::Arc;

use super::change::{Before, Changes};
use super::lifecycle::Action;
use crate::config::Config;
use crate::error::{Arrival, CloseError};
use crate::id::SessionId;
use crate::response::SiteData;
use crate::schema::Schema;
use crate::schema::record::Record;
use crate::time::{Timeline, Timestamp};
use crate::token::{Encoded, TokenState};

/// The owner of one request's session.
///
/// An integration opens it before the handler runs, lends the handle to the handler, and closes it
/// when the response exists and before it is sent. A context that is dropped without being closed
/// (after a panic, or when the client hung up) changes nothing.
///
/// ```
/// # use session_core::{Key, Session, Sessions};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// # async fn respond() -> Result<(), session_core::SessionError> {
/// # let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// let mut context = sessions.open(Some("theme=dark")).await?;
/// context.live().count += 1;
/// let headers = context.close().await?;
/// assert!(headers.set_cookie().is_some());
/// # Ok(())
/// # }
/// # session_core::testing::block_on(respond()).unwrap();
/// ```
pub struct RequestContext<S> {
    pub(crate) config: Arc<Config<S>>,
    pub(crate) schema: &'static Schema,
    pub(crate) value: S,
    pub(crate) arrival: Arrival,
    /// When the request was opened.
    pub(crate) opened: Timestamp,
    pub(crate) timeline: Timeline,
    pub(crate) persistent: Persistent,
    /// The contents of the request's token, if it is valid.
    pub(crate) token: Option<TokenState>,
    pub(crate) cookies: Cookies,
    /// The id that was drawn in this request, for a form token that needed one.
    pub(super) drawn: Option<DrawnId>,
    /// What the browser is asked to forget besides the cookie.
    pub(crate) clears: SiteData,
    /// Whether the session of the request's token has been ended, so that what is written now
    /// belongs to another session.
    pub(crate) ended: bool,
    /// Whether the request counts as the visitor's activity.
    pub(crate) is_activity: bool,
    /// Whether a state that the session was in during this request says `no_store`.
    pub(super) no_store: bool,
    asked: Asked,
    presence: Presence,
    pub(super) before: Before,
}

/// The session cookies that the request carried, valid or not.
#[derive(Default)]
pub(crate) struct Cookies {
    /// The number of cookies with the current name.
    pub(crate) own: usize,
    /// The indices of the former cookies that the request carried.
    pub(crate) former: Vec<usize>,
    /// The number of former cookies that were tried.
    pub(crate) read: usize,
}

/// Whether the cookie outlives the browser's window: according to the token, and as the handler
/// wants it.
#[derive(Clone, Copy)]
pub(crate) struct Persistent {
    pub(crate) came: bool,
    pub(crate) wanted: bool,
}

/// What the handler asked for besides writing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    RenewId,
    Discard,
}

/// An id drawn during this request, with a snapshot of the session at that moment. The id is
/// dropped if the visitor's identity changes later.
pub(super) struct DrawnId {
    pub(super) id: SessionId,
    pub(super) at: Before,
}

/// Whether the session is here, or lent to inner code that hasn't given it back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here,
    LentOut,
}

impl<S: Record> RequestContext<S> {
    /// Creates the context of a request whose `token` contained `value`. Without a valid token,
    /// `value` is fresh.
    pub(crate) fn new(
        config: Arc<Config<S>>,
        schema: &'static Schema,
        (value, token): (S, Option<TokenState>),
        arrival: Arrival,
        opened: Timestamp,
        cookies: Cookies,
    ) -> Self {
        let persistent = token.as_ref().map_or(schema.is_persistent(), |token| token.persistent);
        Self {
            timeline: token.as_ref().map_or(Timeline::starting(opened), |token| token.timeline),
            no_store: schema.is_no_store() || value.state().is_no_store(),
            before: Before::untouched(&value, config.checked),
            persistent: Persistent { came: persistent, wanted: persistent },
            config,
            schema,
            value,
            arrival,
            opened,
            token,
            cookies,
            drawn: None,
            clears: SiteData::NOTHING,
            ended: false,
            is_activity: true,
            asked: Asked::Nothing,
            presence: Presence::Here,
        }
    }

    /// Returns the value for a change, and keeps what it was before.
    pub(crate) fn touch(&mut self) -> &mut S {
        self.before.touch(&self.value);
        &mut self.value
    }

    pub(crate) fn renew_id(&mut self) {
        self.drawn = None;
        if self.asked == Asked::Nothing {
            self.asked = Asked::RenewId;
        }
    }

    /// Returns whether the id of the request's token no longer counts.
    pub(super) fn is_renewed(&self) -> bool {
        self.ended || self.asked == Asked::RenewId
    }

    /// Ends the session. From here on the request has a fresh one.
    pub(crate) fn end(&mut self) {
        self.value = S::fresh();
        self.no_store |= self.value.state().is_no_store();
        self.before = Before::Untouched(None);
        let persistent = self.schema.is_persistent();
        self.persistent = Persistent { came: persistent, wanted: persistent };
        self.arrival = Arrival::Fresh;
        self.timeline = Timeline::starting(self.opened);
        self.ended = true;
        self.drawn = None;
        if self.asked == Asked::RenewId {
            self.asked = Asked::Nothing;
        }
    }

    pub(crate) fn discard(&mut self) {
        self.asked = Asked::Discard;
    }

    /// Lends the context to inner code. A placeholder with a fresh session stays here until the
    /// context is given back. Closing the placeholder fails, so that a visitor never gets an
    /// answer for a fresh session because the real one wasn't given back.
    #[must_use]
    pub(crate) fn lend_out(&mut self) -> Self {
        let fresh = (S::fresh(), None);
        let mut placeholder =
            Self::new(Arc::clone(&self.config), self.schema, fresh, Arrival::Fresh, self.opened, Cookies::default());
        placeholder.presence = Presence::LentOut;
        mem::replace(self, placeholder)
    }

    /// Returns the first second in which the session as it is now is refused.
    pub(crate) fn expires(&self) -> Timestamp {
        self.config.format.expires(self.timeline, self.value.state())
    }

    /// Returns whether the response may not be stored at all, because of a state that the session
    /// is or was in.
    pub(crate) fn is_no_store(&self) -> bool {
        self.no_store
    }

    /// Returns whether closing knows what the handler did without encoding the fields.
    pub(crate) fn is_untouched(&self) -> bool {
        self.before.is_as_it_was() || self.asked == Asked::Discard
    }

    /// Checks that the handler made no field longer than its `max_len`. A field that was longer
    /// before, from a time without this limit, may stay.
    pub(crate) fn check_lengths(&self, fields: &Encoded) -> Result<(), CloseError> {
        let now = fields.bytes().unwrap_or_default();
        let too_long = fields.too_long().iter().find(|(field, _)| now.is_empty() || self.before.has_changed(field, now));
        too_long.map_or(Ok(()), |(field, length)| {
            let limit = field.max_len().unwrap_or_default();
            Err(CloseError::FieldTooLong { field: field.rust_name(), length: *length, limit })
        })
    }

    /// Returns what the handler did, given the encoded fields, or `None` if they weren't encoded.
    pub(crate) fn action(&self, now: Option<&Encoded>) -> Result<Action, CloseError> {
        if self.presence == Presence::LentOut {
            return Err(CloseError::InUse);
        }
        let changes = match now.map(Encoded::bytes) {
            Some(None) => Changes::everything(&self.value),
            now => self.before.changes(&self.value, now.flatten())?,
        };
        Ok(match self.asked {
            Asked::Discard => Action::Discarded,
            Asked::RenewId => Action::Renewed,
            Asked::Nothing if changes.an_identity => Action::Renewed,
            Asked::Nothing if changes.some_field || self.persistent.came != self.persistent.wanted => Action::Wrote,
            Asked::Nothing if self.drawn.is_some() => Action::Wrote,
            Asked::Nothing if self.ended => Action::Ended,
            Asked::Nothing => Action::Read,
        })
    }
}

/// Prints where the session came from, never its data.
impl<S> fmt::Debug for RequestContext<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("session", &self.schema.name())
            .field("arrival", &self.arrival)
            .finish_non_exhaustive()
    }
}
