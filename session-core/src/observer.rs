//! What an application is told of its sessions as values, for counters and alarms.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::error::{Arrival, CloseError, CsrfRefusal, OpenError, Refusal};
use crate::event;
use crate::id::{LogId, SessionId};

/// Counts what happens to an application's sessions: for metrics, and to notice somebody who
/// guesses or tampers (OWASP). [`Options::observer`](crate::Options::observer) sets it.
///
/// It is called while a request is answered, so it should only count. It gets no data, no id and
/// no part of a cookie. If it panics, the request goes on, and an event says so.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use session_core::{Key, Observer, Refusal, Session, SessionEvent, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// #[derive(Default)]
/// struct Counters {
///     forged: AtomicU64,
///     forms_refused: AtomicU64,
///     lost: AtomicU64,
/// }
///
/// impl Observer for Counters {
///     fn observe(&self, _session: &'static str, event: SessionEvent<'_>) {
///         let counter = match event {
///             SessionEvent::CookieRefused(Refusal::BadSignature) => &self.forged,
///             SessionEvent::FormRefused(_) => &self.forms_refused,
///             SessionEvent::NotOpened(_) | SessionEvent::NotClosed(_) => &self.lost,
///             _ => return,
///         };
///         counter.fetch_add(1, Ordering::Relaxed);
///     }
/// }
///
/// let counters = Arc::<Counters>::default();
/// let sessions = Sessions::<Visits>::options().observer(Arc::clone(&counters)).in_cookie(Key::generate());
/// # let _ = sessions;
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Counts one event. `session` is the name of the session's type, as in its schema:
    /// `"shop/Login"`.
    fn observe(&self, session: &'static str, event: SessionEvent<'_>);
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn observe(&self, session: &'static str, event: SessionEvent<'_>) {
        (**self).observe(session, event);
    }
}

/// What happened to a session.
///
/// A request that has its session is [`Opened`](Self::Opened) once, and then has one of the
/// outcomes from [`Unchanged`](Self::Unchanged) on. An outcome says what the response carries: it
/// is told when a program asks [`ResponseHeaders`](crate::ResponseHeaders) for the headers to
/// write, or when there are none because closing failed. A request without a response has no
/// outcome: its handler was dropped or panicked, or another session of it couldn't be opened.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum SessionEvent<'e> {
    /// A request's cookie was refused. A request may carry several, and a valid one beside them.
    CookieRefused(Refusal),
    /// A request's session was opened.
    Opened(Arrival),
    /// A request couldn't have its session, and the handler didn't run.
    NotOpened(&'e OpenError),
    /// The session was in another state than the handler asks for, and the handler didn't run.
    InAnotherState,
    /// A form or a script's request was refused, because another site may have sent it.
    FormRefused(CsrfRefusal),
    /// No cookie is sent: the request only read, its handler didn't run, or its refresh waits for
    /// another response.
    Unchanged,
    /// The same session is sent again, last seen now.
    Refreshed,
    /// A session began: a handler wrote, or ended a session while the browser has another one,
    /// which this one hides.
    Began,
    /// A session was changed.
    Continued,
    /// A session got a new id, by itself, by a transition or by another identity.
    Renewed,
    /// A session ended. If another one begins in the same request, [`Began`](Self::Began) follows.
    Ended,
    /// A session couldn't be closed, or another one whose response it shares
    /// ([`CloseError::OtherNotClosed`]). No cookie is sent.
    NotClosed(&'e CloseError),
}

/// What is asked of sessions whatever their type.
pub(crate) trait Reporting: Send + Sync {
    /// Returns the cookie's name.
    fn cookie_name(&self) -> &str;
    /// Returns whether the sessions were kept in a cookie of this name before, or are read from
    /// one.
    fn has_former_cookie(&self, name: &str) -> bool;
    fn observer(&self) -> &Observing;
    /// Returns the name of a session in events.
    fn log_id(&self, id: Option<SessionId>) -> LogId<'_>;
}

/// The observer of the sessions of one type, if they have one.
#[derive(Clone)]
pub(crate) struct Observing {
    /// The name of the session's type.
    session: &'static str,
    observer: Option<Arc<dyn Observer>>,
}

impl Observing {
    pub(crate) fn new(session: &'static str, observer: Option<Arc<dyn Observer>>) -> Self {
        Self { session, observer }
    }

    /// Tells the observer. A panic of it ends here, since the visitor's request is none of its
    /// business.
    pub(crate) fn tell(&self, event: SessionEvent<'_>) {
        if let Some(observer) = &self.observer
            && catch_unwind(AssertUnwindSafe(|| observer.observe(self.session, event))).is_err()
        {
            event::observer_panicked(self.session);
        }
    }
}

impl fmt::Debug for Observing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observing").field("session", &self.session).finish_non_exhaustive()
    }
}
