//! Closing: from a request's session to what its response carries.

use std::cell::LazyCell;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Place;
use crate::cookie::SetCookie;
use crate::error::{Arrival, CloseError, Refusal};
use crate::event;
use crate::id::SessionId;
use crate::limits::{COOKIE_SIZE, LARGE_COOKIE, LATE_REFRESH};
use crate::live::lifecycle::{Action, Incoming, Outcome, decide};
use crate::live::{RequestContext, Session};
use crate::observer::{Reporting, SessionEvent};
use crate::response::{NotClosed, Report, ResponseHeaders, Sending, SiteData};
use crate::time::Timestamp;
use crate::token::{Encoded, Sealing};

impl<S: Session> RequestContext<S> {
    /// Closes the session and decides what the response carries.
    ///
    /// # Errors
    ///
    /// If the handler wrote a value that can't be stored or too much data, or if the session is
    /// still lent out, or if there is no randomness for a new id. In a store also if another
    /// request of the visitor was faster and the two can't be merged, or if the store gives no
    /// answer. Then no cookie is to be sent, and the visitor keeps the old one.
    #[expect(clippy::manual_async_fn, reason = "the future of an `async fn` has room for its argument twice")]
    pub fn close(mut self) -> impl Future<Output = Result<ResponseHeaders, CloseError>> {
        async move { self.close_in_place().await.map_err(|failed| failed.why) }
    }

    /// Closes the session where it is, since moving it costs more than most of what closing does.
    pub(super) async fn close_in_place(&mut self) -> Result<ResponseHeaders, NotClosed> {
        self.settle();
        // What waits for a store has memory of its own, so that a session in a cookie needs none.
        let mut closed = match &self.config.place {
            Place::Store(vault) => {
                let vault = Arc::clone(vault);
                Box::pin(self.close_in_store(&vault)).await.map_err(NotClosed::from)
            }
            Place::Cookie(_) if self.visit.is_some() => Box::pin(self.close_out_of_store()).await,
            Place::Cookie(_) => self.close_now(),
        };
        if let Err(failed) = &mut closed {
            self.tell_not_closed(failed);
        }
        closed
    }

    /// Tells why the session isn't closed. Returns that with what its response carries all the
    /// same.
    pub(super) fn not_closed(&self, why: CloseError) -> NotClosed {
        let mut failed = NotClosed::from(why);
        self.tell_not_closed(&mut failed);
        failed
    }

    #[cold]
    fn tell_not_closed(&self, failed: &mut NotClosed) {
        event::not_closed(self.config.cookie.name(), self.config.log_id(self.session_id()), &failed.why);
        self.config.observer.tell(SessionEvent::NotClosed(&failed.why));
        *failed.headers = self.headers_without_close(&failed.why);
    }

    pub(super) fn close_now(&mut self) -> Result<ResponseHeaders, NotClosed> {
        self.failed_commit()?;
        let mut encoded;
        let mut fields = None;
        if !self.is_untouched() {
            encoded = Encoded::nothing();
            encoded.put(&self.value)?;
            self.check_lengths(&encoded)?;
            fields = Some(&mut encoded);
        }
        let action = self.action(fields.as_deref())?;
        let hides = action == Action::Ended && self.hides_another();
        if hides {
            // What hides a session outlives the browser's window if that one does.
            self.progress.persistent.wanted |= self.cookies.persistent;
        }
        let action = if hides { Action::Wrote } else { action };
        let config = &*self.config;
        // Most requests that read need no second look at the clock.
        let now = LazyCell::new(|| Timestamp::from(config.clock.now()));
        let incoming = match &self.token {
            _ if !self.has_cookies() => Incoming::Nothing,
            Some(token) if !self.progress.ended => Incoming::Valid {
                refresh_due: token.is_refresh_due(self.value.state().timeouts(), || *now, self.progress.is_activity),
            },
            _ => Incoming::Refused,
        };
        let outcome = decide(incoming, action);
        // What is discarded hasn't ended: the visitor keeps the old cookie.
        let came = self.session_id().filter(|_| !self.progress.ended || action == Action::Discarded);
        let (sending, id) = match outcome {
            Outcome::Nothing => (Sending::Nothing, came),
            Outcome::Delete => (self.change(outcome, SetCookie::deletion(&config.cookie)), None),
            Outcome::Refresh if now.since(self.opened) > LATE_REFRESH => (Sending::Nothing, came),
            Outcome::Refresh => match self.seal(outcome, *now, fields) {
                Ok((cookie, id)) => (Sending::Refresh { others: self.others(outcome), cookie }, id),
                Err(why) => {
                    event::not_refreshed(config.cookie.name(), config.log_id(came), &why);
                    (Sending::Nothing, came)
                }
            },
            Outcome::Begin | Outcome::Continue | Outcome::Renew => match self.seal(outcome, *now, fields) {
                Ok((cookie, id)) => (self.change(outcome, cookie), id),
                Err(_) if hides => (self.change(outcome, SetCookie::deletion(&config.cookie)), None),
                Err(why) => return Err(why.into()),
            },
        };
        let told = match (&sending, outcome) {
            // A format may say that an empty session's cookie is deleted.
            (Sending::Change { cookie, .. }, _) if cookie.value().is_empty() => Outcome::Delete,
            _ => outcome,
        };
        if hides && told == Outcome::Delete {
            event::another_is_left(config.cookie.name());
        }
        let clears = if action == Action::Discarded { SiteData::NOTHING } else { self.progress.clears };
        let report = self.report(told, id);
        Ok(ResponseHeaders::new(sending, Some(report), self.is_no_store()).clearing(clears))
    }

    pub(super) fn change(&self, outcome: Outcome, cookie: SetCookie) -> Sending {
        Sending::Change { others: self.others(outcome), cookie }
    }

    /// Returns the id in the request's token, if there is one.
    fn session_id(&self) -> Option<SessionId> {
        self.token.as_ref().and_then(|token| token.session_id)
    }

    /// Returns what is told of the session, which has this id now, if its cookie is sent.
    pub(super) fn report(&self, outcome: Outcome, id: Option<SessionId>) -> Report {
        let may_be_readable_elsewhere = [Refusal::UnknownKey, Refusal::Unreadable, Refusal::FromTheFuture];
        let replaces = match (outcome, self.progress.arrival) {
            (Outcome::Begin, Arrival::Refused(why)) if may_be_readable_elsewhere.contains(&why) => Some(why),
            _ => None,
        };
        Report {
            session: Arc::clone(&self.config) as Arc<dyn Reporting>,
            was: self.held().map_or_else(|| self.session_id(), |held| held.was),
            id,
            outcome: match outcome {
                Outcome::Nothing => SessionEvent::Unchanged,
                Outcome::Refresh => SessionEvent::Refreshed,
                Outcome::Begin => SessionEvent::Began,
                Outcome::Continue => SessionEvent::Continued,
                Outcome::Renew => SessionEvent::Renewed,
                Outcome::Delete => SessionEvent::Ended,
            },
            another_begins: outcome == Outcome::Begin && self.another_begins(),
            replaces,
            worthless_token: self.worthless_token(id),
        }
    }

    /// Returns whether the request has ended the session that it carried, and goes on with another
    /// one.
    pub(super) fn another_begins(&self) -> bool {
        self.progress.ended && self.token.is_some() || self.held().is_some_and(|held| held.another_begins)
    }

    /// Returns when a token that is sealed now counts as written. It is newer than the token that
    /// came in, so that it wins over that one where a browser keeps both.
    fn written(&self, now: Timestamp) -> Timestamp {
        self.token.as_ref().map_or(now, |token| now.max(token.written.after(Duration::from_secs(1))))
    }

    /// Seals the session as it is now into a cookie, and returns the id that it is sealed with.
    fn seal(
        &self,
        outcome: Outcome,
        now: Timestamp,
        fields: Option<&mut Encoded>,
    ) -> Result<(SetCookie, Option<SessionId>), CloseError> {
        let Some(fields) = fields else {
            return self.seal(outcome, now, Some(&mut Encoded::of(&self.value)?));
        };
        let config = &*self.config;
        let is_same = matches!(outcome, Outcome::Continue | Outcome::Refresh | Outcome::Renew);
        let replaced = self.token.as_ref().filter(|_| is_same);
        let seen = self.progress.timeline;
        let timeline = if self.progress.is_activity { seen.seen_at(now) } else { seen };
        let sealing = Sealing {
            value: &self.value,
            timeline,
            now,
            written: self.written(now).max(timeline.seen),
            persistent: self.progress.persistent.wanted,
            session_id: self.id_at_close(outcome, fields)?,
            kept: replaced.map_or(&None, |token| &token.kept),
            renewed: outcome == Outcome::Renew,
            cookie: config.cookie.name(),
            limit: COOKIE_SIZE - config.cookie.name().len(),
            checked: config.checked,
            fields,
            random: &config.random,
        };
        let (persistent, id) = (sealing.persistent, sealing.session_id);
        let encode = |text: &mut String| config.format().encode(sealing, text);
        let cookie = SetCookie::new(&config.cookie, now.into(), persistent, encode)?;
        let size = cookie.name().len() + cookie.value().len();
        if size > LARGE_COOKIE {
            event::large(cookie.name(), size);
        }
        Ok((cookie, id))
    }
}
