//! What a request has made of its session so far, besides the session's data.

use std::sync::Arc;

use super::change::Before;
use crate::config::Drawn;
use crate::error::Arrival;
use crate::id::SessionId;
use crate::response::SiteData;
use crate::schema::Schema;
use crate::schema::record::Record;
use crate::time::{Timeline, Timestamp};
use crate::token::TokenState;

/// What a request has made of its session so far, besides the session's data. A handler changes
/// it through its handle.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub(crate) struct Progress {
    pub(crate) arrival: Arrival,
    pub(crate) timeline: Timeline,
    pub(crate) persistent: Persistent,
    /// The id that was drawn in this request, for a form token that needed one.
    pub(super) drawn: Option<DrawnId>,
    pub(super) form_tokens: FormTokens,
    /// What the browser is asked to forget besides the cookie.
    pub(crate) clears: SiteData,
    /// Whether the session of the request's token has been ended, so that what is written now
    /// belongs to another session.
    pub(crate) ended: bool,
    /// Whether the request counts as the visitor's activity.
    pub(crate) is_activity: bool,
    /// Whether a change that can't be written is an error although the request only asks for
    /// something.
    pub(crate) must_hold: bool,
    /// Whether a commit failed, so that nothing is written any more.
    pub(crate) has_failed: bool,
    /// Whether a state that the session was in during this request says `no_store`.
    pub(super) no_store: bool,
    pub(super) asked: Asked,
    pub(super) before: Before,
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
pub(super) enum Asked {
    Nothing,
    RenewId,
    Discard,
}

/// What the form tokens of this request were made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FormTokens {
    None,
    OfOneId(SessionId),
    OfSeveralIds,
}

/// An id drawn during this request, with a snapshot of the session at that moment. The id is
/// dropped if the visitor's identity changes later.
#[derive(Clone)]
pub(super) struct DrawnId {
    pub(super) drawn: Drawn,
    pub(super) at: Before,
}

impl Progress {
    /// Returns the progress of a request in which nothing has been done yet. `token` is the
    /// request's valid token, which contained `value`.
    pub(super) fn none<S: Record>(
        schema: &Schema,
        value: &S,
        token: Option<&TokenState>,
        arrival: Arrival,
        opened: Timestamp,
        checked: bool,
    ) -> Self {
        let persistent = token.map_or(schema.is_persistent(), |token| token.persistent);
        Self {
            arrival,
            timeline: token.map_or(Timeline::starting(opened), |token| token.timeline),
            persistent: Persistent { came: persistent, wanted: persistent },
            drawn: None,
            form_tokens: FormTokens::None,
            clears: SiteData::NOTHING,
            ended: false,
            is_activity: true,
            must_hold: false,
            has_failed: false,
            no_store: schema.is_no_store() || value.state().is_no_store(),
            asked: Asked::Nothing,
            before: Before::untouched(value, checked),
        }
    }

    /// Measures changes by `again` where they were measured by `before`. Both are encodings of one
    /// value: a hash map is written in another order when it has been read back.
    pub(super) fn measure_again(&mut self, before: &[u8], again: &Arc<[u8]>) {
        self.before.measure_again(before, again);
        if let Some(drawn) = &mut self.drawn {
            drawn.at.measure_again(before, again);
        }
    }
}
