//! What an integration asks for that lends an open session to inner code.

use std::sync::Arc;

use super::Sessions;
use crate::error::OpenError;
use crate::event;
use crate::live::{Live, RequestContext, Session, View};
use crate::schema::record::Record;

/// The sessions that have opened `context`.
pub fn sessions_of<S>(context: &RequestContext<S>) -> Sessions<S> {
    Sessions { config: Arc::clone(&context.config) }
}

/// Whether these are clones of one another.
pub fn are_clones<S>(one: &Sessions<S>, other: &Sessions<S>) -> bool {
    Arc::ptr_eq(&one.config, &other.config)
}

/// The name of the cookie: the type's, or that of another format, and without a prefix where plain
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

/// The context behind a handle, for whoever lends it on and takes it back.
pub fn context_of<V: View>(live: Live<'_, V>) -> &mut V::Context {
    let Live { context } = live;
    context
}

/// Gives the context to inner code. A placeholder, which can't be closed, stays until it is back.
#[must_use]
pub fn lend_out<S: Record>(context: &mut RequestContext<S>) -> RequestContext<S> {
    context.lend_out()
}

/// Discards what was done with a session: it counts as if no handler had run.
pub fn discard<S: Session>(context: &mut RequestContext<S>) {
    context.discard();
}
