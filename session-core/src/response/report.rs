//! What became of a session, to be told when the response is made.

use std::fmt;
use std::sync::Arc;

use crate::error::{CloseError, Refusal};
use crate::event;
use crate::id::SessionId;
use crate::observer::{Reporting, SessionEvent};

/// What became of a session, if its cookie is sent. Nothing of it is told before that is known:
/// the response may have a cookie of this name already, or another session of it may fail.
pub(crate) struct Report {
    pub(crate) session: Arc<dyn Reporting>,
    /// The id in the request's token.
    pub(crate) was: Option<SessionId>,
    /// The id that the session has now.
    pub(crate) id: Option<SessionId>,
    pub(crate) outcome: SessionEvent<'static>,
    /// Whether a session of the request ended and another one begins.
    pub(crate) another_begins: bool,
    /// Why a cookie was refused that this session replaces, if another version or instance may
    /// still have been able to read it.
    pub(crate) replaces: Option<Refusal>,
    /// Why a form token that the handler made is worthless now, if it is.
    pub(crate) worthless_token: Option<&'static str>,
}

impl Report {
    /// Tells the operator and the application's observer what became of the session, whose cookie
    /// the response carries.
    pub(super) fn sent(&self) {
        let cookie = self.session.cookie_name();
        let [session, was] = [self.id, self.was].map(|id| self.session.log_id(id));
        if self.another_begins {
            event::ended(cookie, was);
            self.observe(SessionEvent::Ended);
        }
        match self.outcome {
            SessionEvent::Refreshed => event::refreshed(cookie, session),
            SessionEvent::Began => event::began(cookie, session),
            SessionEvent::Continued => event::continued(cookie, session),
            SessionEvent::Renewed => event::renewed(cookie, session, was),
            SessionEvent::Ended => event::ended(cookie, was),
            _ => {}
        }
        self.observe(self.outcome);
        if let Some(why) = self.replaces {
            event::replaced(cookie, why);
        }
    }

    /// Tells that the refresh of the session waits for another response.
    pub(super) fn refresh_waits(&self) {
        event::refresh_waits(self.session.cookie_name(), self.session.log_id(self.was));
    }

    /// Tells that no cookie is sent.
    pub(super) fn unchanged(&self) {
        self.observe(SessionEvent::Unchanged);
    }

    /// Tells that the change of the session isn't sent.
    pub(super) fn not_closed(&self, why: &CloseError) {
        event::not_closed(self.session.cookie_name(), self.session.log_id(self.was), why);
        self.observe(SessionEvent::NotClosed(why));
    }

    /// Tells that the refresh of the session isn't sent.
    pub(super) fn not_refreshed(&self, why: &CloseError) {
        event::not_refreshed(self.session.cookie_name(), self.session.log_id(self.was), why);
    }

    /// Tells of a worthless form token, for a response that may have a page.
    pub(super) fn of_tokens(&self) {
        if let Some(why) = self.worthless_token {
            event::worthless_token(self.session.cookie_name(), why);
        }
    }

    fn observe(&self, event: SessionEvent<'_>) {
        self.session.observer().tell(event);
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
