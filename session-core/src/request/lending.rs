//! Functions for an integration that lends an open session to inner code.

use std::sync::Arc;
use std::{fmt, ptr};

use super::Sessions;
use crate::config::Place;
use crate::cookie::{CookieFields, SetCookie, deletes_another};
use crate::error::{CloseError, OpenError};
use crate::event;
use crate::live::{Live, RequestContext, Session, View};
use crate::observer::{Reporting, SessionEvent};
use crate::response::{NotClosed, ResponseHeaders};
use crate::schema::record::Record;

/// Opens a session in memory of its own: a context is large, and the futures of an integration pass
/// it on.
///
/// # Errors
///
/// As [`Sessions::open`] has them.
pub async fn open_boxed<S: Session>(
    sessions: &Sessions<S>,
    cookies: impl CookieFields,
) -> Result<Box<RequestContext<S>>, OpenError> {
    sessions.open_boxed(cookies).await
}

/// Returns whether the session of `context` is in a store, or comes from there, so that closing it
/// waits for that.
pub fn is_stored<S>(context: &RequestContext<S>) -> bool {
    matches!(context.config.place, Place::Store(_)) || context.visit.is_some()
}

/// Returns whether a response sets the cookie of this session by itself. `header` is a `Set-Cookie`
/// header of it.
pub fn is_set_by<S: Session>(context: &RequestContext<S>, header: &[u8]) -> bool {
    let cookie = SetCookie::deletion(&context.config.cookie);
    let name = header.split(|byte| matches!(byte, b'=' | b';')).next().unwrap_or_default().trim_ascii();
    name.eq_ignore_ascii_case(cookie.name().as_bytes()) && !deletes_another(header, &cookie)
}

/// Notes that the request of `context` only asks for something. A change of it that comes too late
/// for its session is dropped then. If it `is_read_only`, the context is discarded instead of being
/// closed, and nothing of it is committed.
pub fn set_safe<S>(context: &mut RequestContext<S>, is_read_only: bool) {
    context.is_safe = true;
    context.is_read_only = is_read_only;
}

/// Returns the sessions that opened `context`.
pub fn sessions_of<S>(context: &RequestContext<S>) -> Sessions<S> {
    Sessions { config: Arc::clone(&context.config) }
}

/// The sessions that a request has in a cookie, whatever their type.
#[derive(Clone)]
pub struct SessionsMark(Arc<dyn Reporting>);

impl SessionsMark {
    /// Returns the mark of these sessions.
    pub fn of<S: Session>(sessions: &Sessions<S>) -> Self {
        Self(Arc::clone(&sessions.config) as Arc<dyn Reporting>)
    }

    /// Returns whether both are marks of the same sessions, or of clones of them.
    pub fn is_same(&self, other: &Self) -> bool {
        ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }

    /// Returns the name of the cookie: the type's or another format's, without a prefix where plain
    /// http is allowed.
    pub fn cookie_name(&self) -> &str {
        self.0.cookie_name()
    }

    /// Returns whether a response of one of the two may delete the cookie of the other, which was
    /// kept in a cookie of that name before or is read from one.
    pub fn may_delete(&self, other: &Self) -> bool {
        self.0.has_former_cookie(other.cookie_name()) || other.0.has_former_cookie(self.cookie_name())
    }
}

impl fmt::Debug for SessionsMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SessionsMark").field(&self.cookie_name()).finish()
    }
}

/// Tells the operator that a request can't have its session, and why.
#[must_use]
pub fn not_opened<S: Session>(sessions: &Sessions<S>, error: OpenError) -> OpenError {
    event::not_opened(sessions.config.cookie.name(), &error);
    sessions.config.observer.tell(SessionEvent::NotOpened(&error));
    error
}

/// Returns the context behind a handle, for code that lends it to inner code and takes it back.
pub fn context_of<V: View>(live: Live<'_, V>) -> &mut V::Context {
    let Live { context } = live;
    context
}

/// Lends the context to inner code. A placeholder, which can't be closed, stays until the context
/// is given back.
#[must_use]
pub fn lend_out<S: Record>(context: &mut RequestContext<S>) -> RequestContext<S> {
    context.lend_out()
}

/// Sets a savepoint, when inner code takes a lent context.
///
/// # Errors
///
/// If the session isn't here: it is lent out, or code that was given up has lost it.
pub fn set_savepoint<S: Record>(context: &mut RequestContext<S>) -> Result<(), OpenError> {
    context.set_savepoint()
}

/// Forgets the last savepoint, when inner code gives the context back with its changes.
pub fn release_savepoint<S: Record>(context: &mut RequestContext<S>) {
    context.release_savepoint();
}

/// Undoes what inner code did to a lent context since the last savepoint.
pub fn undo<S: Record>(context: &mut RequestContext<S>) {
    context.undo();
}

/// Undoes what inner code did, and tells the operator: that code panicked or was dropped half way,
/// or its response can't be sent.
pub fn give_up<S: Record>(context: &mut RequestContext<S>) {
    event::given_up(context.config.cookie.name());
    context.undo();
}

/// Discards what was done with a session, as if no handler had run.
pub fn discard<S: Record>(context: &mut RequestContext<S>) {
    context.pass_over();
}

/// Checks what can be checked of closing a session before anything is committed. If it fails, that
/// is told.
///
/// # Errors
///
/// If the handler has written what can't be stored.
pub fn check_close<S: Session>(context: &mut RequestContext<S>) -> Result<(), NotClosed> {
    context.check_close().map_err(|why| context.not_closed(why))
}

/// Tells why a session isn't closed.
pub fn not_closed<S: Session>(context: &RequestContext<S>, why: CloseError) -> NotClosed {
    context.not_closed(why)
}

/// Returns the error of a session that isn't closed, since another one of the request couldn't be.
/// That is told.
pub fn other_not_closed<S: Session>(context: &RequestContext<S>) -> NotClosed {
    not_closed(context, CloseError::OtherNotClosed)
}

/// Closes a session where it is. The context is of no use afterwards.
///
/// # Errors
///
/// As [`RequestContext::close`] has them.
pub fn close_in_place<S: Session>(context: &mut RequestContext<S>) -> impl Future<Output = Result<ResponseHeaders, NotClosed>> {
    context.close_in_place()
}
