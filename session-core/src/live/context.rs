//! The context of a request: its session as it is now, where the session came from, and what the
//! handler asked for.

use std::fmt;
use std::mem;
use std::sync::Arc;

use super::change::{Before, Changes};
use super::commits::Commits;
use super::lifecycle::Action;
use super::progress::{Asked, FormTokens, Persistent, Progress};
use super::savepoint::Savepoint;
use crate::config::Config;
use crate::error::{Arrival, CloseError};
use crate::id::SessionId;
use crate::schema::record::Record;
use crate::schema::{Field, Schema};
use crate::store::under_way::UnderWay;
use crate::store::vault::{Found, Vault};
use crate::time::{Timeline, Timestamp};
use crate::token::{Claim, Encoded, TokenState};

/// The owner of one request's session.
///
/// An integration opens it before the handler runs, lends the handle to the handler, and closes it
/// when the response exists and before it is sent. A context that is dropped without being closed
/// (after a panic, or when the client hung up) changes nothing but what its handler has committed.
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
    /// When the request was opened.
    pub(crate) opened: Timestamp,
    /// The contents of the request's token, if it is valid.
    pub(crate) token: Option<TokenState>,
    /// What the request has found in a store, if the session is kept in one.
    pub(crate) visit: Option<Box<Visit>>,
    /// What was committed before the request is closed, if something was.
    pub(crate) commits: Option<Box<Commits>>,
    pub(crate) cookies: Cookies,
    pub(crate) value: S,
    pub(crate) progress: Progress,
    /// Counts the request among those that a shutdown waits for, if its session is in a store.
    pub(crate) under_way: Option<UnderWay>,
    /// Whether the request only asks for something (RFC 9110 §9.2.1), as the integration says.
    pub(crate) is_safe: bool,
    /// Whether nothing that the request does is kept: a HEAD request, say.
    pub(crate) is_read_only: bool,
    pub(super) presence: Presence,
    /// What the session was each time that inner code took it, the latest last.
    pub(super) savepoints: Vec<Savepoint<S>>,
}

/// What a request has found in a store.
pub(crate) struct Visit {
    /// The store. Sessions that move into cookies are in another one than is configured.
    pub(crate) vault: Arc<Vault>,
    pub(crate) found: Found,
    /// Other sessions of the visitor, whose cookies the request carried as well.
    pub(crate) others: Vec<Found>,
    /// More of them, whose records weren't loaded.
    pub(crate) unseen: Vec<Claim>,
}

/// The session cookies that the request carried, valid or not.
#[derive(Default)]
pub(crate) struct Cookies {
    /// The number of cookies with the current name.
    pub(crate) own: usize,
    /// The number of those that are valid.
    pub(crate) valid: usize,
    /// Whether one of those outlives the browser's window.
    pub(crate) persistent: bool,
    /// The indices of the former cookies that the request carried.
    pub(crate) former: Vec<usize>,
}

/// Where the session is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Here,
    /// Inner code has it, and this is a placeholder.
    LentOut,
    /// It is here, and is to become what it was at its last savepoint.
    Undone,
    /// It couldn't be made what it was at a savepoint, or a transition that was to make another
    /// one of it panicked. This is a placeholder.
    Lost,
}

impl<S: Record> RequestContext<S> {
    /// Creates the context of a request whose `token` contained `value`. Without a valid token,
    /// `value` is fresh.
    pub(crate) fn new(
        config: Arc<Config<S>>,
        schema: &'static Schema,
        value: S,
        token: Option<TokenState>,
        arrival: Arrival,
        opened: Timestamp,
        cookies: Cookies,
    ) -> Self {
        let progress = Progress::none(schema, &value, token.as_ref(), arrival, opened, config.checked);
        let (presence, savepoints) = (Presence::Here, Vec::new());
        Self {
            config,
            schema,
            opened,
            token,
            visit: None,
            commits: None,
            cookies,
            value,
            progress,
            under_way: None,
            is_safe: false,
            is_read_only: false,
            presence,
            savepoints,
        }
    }

    /// Returns the value for a change, and keeps what it was before.
    pub(crate) fn touch(&mut self) -> &mut S {
        self.progress.before.touch(&self.value);
        self.keep_value();
        &mut self.value
    }

    /// Takes the value out, to make another one of it.
    pub(super) fn take_value(&mut self) -> S {
        self.keep_value();
        mem::replace(&mut self.value, S::fresh())
    }

    /// Replaces the value.
    pub(super) fn replace_value(&mut self, value: S) {
        let replaced = mem::replace(&mut self.value, value);
        self.progress.no_store |= self.value.state().is_no_store();
        if let Some(savepoint) = self.savepoints.last_mut() {
            savepoint.keep_replaced(replaced);
        }
    }

    /// Keeps the value for the code that lent the context, before it changes.
    fn keep_value(&mut self) {
        if let Some(savepoint) = self.savepoints.last_mut() {
            savepoint.keep(&self.value);
        }
    }

    pub(crate) fn renew_id(&mut self) {
        self.progress.drawn = None;
        if self.progress.asked == Asked::Nothing {
            self.progress.asked = Asked::RenewId;
        }
    }

    /// Returns whether the id of the request's token no longer counts.
    pub(super) fn is_renewed(&self) -> bool {
        self.progress.ended || self.progress.asked == Asked::RenewId
    }

    /// Ends the session. From here on the request has a fresh one.
    pub(crate) fn end(&mut self) {
        self.replace_value(S::fresh());
        let asked = if self.progress.asked == Asked::Discard { Asked::Discard } else { Asked::Nothing };
        self.progress = Progress {
            ended: true,
            clears: self.progress.clears,
            form_tokens: self.progress.form_tokens,
            is_activity: self.progress.is_activity,
            must_hold: self.progress.must_hold,
            has_failed: self.progress.has_failed,
            no_store: self.progress.no_store,
            asked,
            timeline: Timeline::starting(self.opened.max(self.entered())),
            ..Progress::none(self.schema, &self.value, None, Arrival::Fresh, self.opened, false)
        };
    }

    /// Begins to look for changes again, when everything so far is committed: with this token, the
    /// request has found the session in its store.
    pub(crate) fn begin_again(&mut self, token: TokenState, vault: Arc<Vault>, found: Found) {
        let before = &self.progress;
        let others = self.visit.take().filter(|_| !before.ended).map(|visit| {
            let mut others = visit.others;
            // A session that this version can't read, in the place of which another one began.
            others.extend((visit.found.claim.name != found.claim.name).then_some(visit.found));
            (others, visit.unseen)
        });
        let none = Progress::none(self.schema, &self.value, Some(&token), before.arrival, self.opened, self.config.checked);
        self.progress = Progress {
            persistent: Persistent { came: before.persistent.wanted, ..before.persistent },
            form_tokens: before.form_tokens,
            clears: before.clears,
            is_activity: before.is_activity,
            must_hold: before.must_hold,
            no_store: before.no_store || none.no_store,
            ..none
        };
        let (others, unseen) = others.unwrap_or_default();
        (self.visit, self.token) = (Some(Box::new(Visit { vault, found, others, unseen })), Some(token));
    }

    /// Makes the session as it is now what inner code is undone to, since a store has it.
    pub(crate) fn forget_savepoints(&mut self) {
        for savepoint in &mut self.savepoints {
            *savepoint = Savepoint::now(&self.progress);
        }
    }

    /// Returns when the session of the request's token entered its state.
    fn entered(&self) -> Timestamp {
        self.token.as_ref().map_or(self.opened, |token| token.timeline.entered)
    }

    pub(crate) fn discard(&mut self) {
        self.progress.asked = Asked::Discard;
    }

    /// Returns whether what the handler does is discarded.
    pub(crate) fn is_discarded(&self) -> bool {
        self.progress.asked == Asked::Discard
    }

    /// Discards what was done, as if no handler had run: no page has what it made.
    pub(crate) fn pass_over(&mut self) {
        self.settle();
        self.discard();
        self.progress.form_tokens = FormTokens::None;
    }

    /// Returns why a form token that the handler made is worthless when the visitor's session has
    /// this id after the request, or `None` if it isn't.
    pub(crate) fn worthless_token(&self, id: Option<SessionId>) -> Option<&'static str> {
        let is_worthless = match self.progress.form_tokens {
            FormTokens::None => false,
            FormTokens::OfOneId(of) => id != Some(of),
            FormTokens::OfSeveralIds => true,
        };
        is_worthless.then_some(if self.is_discarded() { TOKEN_OF_A_DISCARDED_SESSION } else { TOKEN_FROM_BEFORE })
    }

    /// Returns the first second in which the session as it is now is refused.
    pub(crate) fn expires(&self) -> Timestamp {
        self.config.place.expires(self.progress.timeline, self.value.state())
    }

    /// Returns whether the request carried a session cookie, valid or not.
    pub(crate) fn has_cookies(&self) -> bool {
        self.cookies.own > 0 || !self.cookies.former.is_empty()
    }

    /// Returns whether the handler changed a field, given the encoding of the current value.
    pub(crate) fn has_changed(&self, field: &Field, now: &[u8]) -> bool {
        self.progress.before.has_changed(field, now)
    }

    /// Returns whether a transition has made another value of the session.
    pub(crate) fn has_moved(&self) -> bool {
        matches!(self.progress.before, Before::Incomparable)
    }

    /// Returns whether the response may not be stored at all, because of a state that the session
    /// is or was in.
    pub(crate) fn is_no_store(&self) -> bool {
        self.progress.no_store
    }

    /// Returns whether closing knows what the handler did without encoding the fields.
    pub(crate) fn is_untouched(&self) -> bool {
        self.progress.before.is_as_it_was() || self.is_discarded()
    }

    /// Checks that the handler made no field longer than its `max_len`. A field that was longer
    /// before, from a time without this limit, may stay.
    pub(crate) fn check_lengths(&self, fields: &Encoded) -> Result<(), CloseError> {
        let now = fields.bytes().unwrap_or_default();
        let too_long =
            fields.too_long().iter().find(|(field, _)| now.is_empty() || self.progress.before.has_changed(field, now));
        too_long.map_or(Ok(()), |(field, length)| {
            let limit = field.max_len().unwrap_or_default();
            Err(CloseError::FieldTooLong { field: field.rust_name(), length: *length, limit })
        })
    }

    /// Checks that the session is here.
    pub(crate) fn check_presence(&self) -> Result<(), CloseError> {
        match self.presence {
            Presence::Here => Ok(()),
            Presence::LentOut => Err(CloseError::InUse),
            Presence::Undone | Presence::Lost => Err(CloseError::Interrupted),
        }
    }

    /// Returns what the handler did, given the encoded fields, or `None` if they weren't encoded.
    pub(crate) fn action(&self, now: Option<&Encoded>) -> Result<Action, CloseError> {
        self.check_presence()?;
        let changes = match now.map(Encoded::bytes) {
            Some(None) => Changes::everything(&self.value),
            now => self.progress.before.changes(&self.value, now.flatten())?,
        };
        Ok(match self.progress.asked {
            Asked::Discard => Action::Discarded,
            Asked::RenewId => Action::Renewed,
            Asked::Nothing if changes.an_identity => Action::Renewed,
            Asked::Nothing if changes.some_field || self.progress.persistent.came != self.progress.persistent.wanted => {
                Action::Wrote
            }
            Asked::Nothing if self.progress.drawn.is_some() => Action::Drew,
            Asked::Nothing if self.progress.ended => Action::Ended,
            Asked::Nothing => Action::Read,
        })
    }
}

const TOKEN_FROM_BEFORE: &str = "it was taken before the session was renewed or ended: ask for it after that";
const TOKEN_OF_A_DISCARDED_SESSION: &str =
    "it was taken of a session that was discarded, so the visitor gets no cookie for it: keep the session, or show no form";

/// Prints where the session came from, never its data.
impl<S> fmt::Debug for RequestContext<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("session", &self.schema.name())
            .field("arrival", &self.progress.arrival)
            .finish_non_exhaustive()
    }
}
