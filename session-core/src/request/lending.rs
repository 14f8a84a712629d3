//! Functions for an integration that lends an open session to inner code.

use std::sync::Arc;

use super::Sessions;
use crate::error::OpenError;
use crate::event;
use crate::live::{Live, RequestContext, Session, View};
use crate::schema::record::Record;

/// Returns the sessions that opened `context`.
pub fn sessions_of<S>(context: &RequestContext<S>) -> Sessions<S> {
    Sessions { config: Arc::clone(&context.config) }
}

/// Returns whether these are clones of one another.
pub fn are_clones<S>(one: &Sessions<S>, other: &Sessions<S>) -> bool {
    Arc::ptr_eq(&one.config, &other.config)
}

/// Returns the name of the cookie: the type's or another format's, without a prefix where plain
/// http is allowed.
pub fn cookie_name<S>(sessions: &Sessions<S>) -> &str {
    sessions.config.cookie.name()
}

/// Tells the operator that a request can't have its session, and why.
#[must_use]
pub fn not_opened<S>(sessions: &Sessions<S>, error: OpenError) -> OpenError {
    event::not_opened(cookie_name(sessions), &error);
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

/// Discards what was done with a session, as if no handler had run.
pub fn discard<S: Session>(context: &mut RequestContext<S>) {
    context.discard();
}
