//! A store, the sessions of one type in it, and a clock.

use std::sync::Arc;

use session_core::store::MemoryStore;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{CloseError, RequestContext, ResponseHeaders, Session, Sessions};

/// The sessions of one type in a store.
pub(crate) struct World<S: Session> {
    pub(crate) sessions: Sessions<S>,
    pub(crate) clock: ManualClock,
}

impl<S: Session> World<S> {
    pub(crate) fn new() -> Self {
        Self::over(Arc::new(MemoryStore::new(1000)))
    }

    pub(crate) fn over(store: Arc<MemoryStore>) -> Self {
        let clock = ManualClock::default();
        Self { sessions: Sessions::options().clock(clock.clone()).in_store(key(1), store), clock }
    }

    /// Opens a request with this cookie, as a `Cookie` header has it.
    pub(crate) fn open(&self, cookie: Option<&str>) -> RequestContext<S> {
        block_on(self.sessions.open(cookie)).expect("a store in memory answers")
    }
}

/// Closes a request.
pub(crate) fn close<S: Session>(context: RequestContext<S>) -> Result<Option<String>, CloseError> {
    block_on(context.close()).map(|headers| cookie_of(&headers))
}

/// Returns the cookie that a response sets, as the next request has it.
pub(crate) fn cookie_of(headers: &ResponseHeaders) -> Option<String> {
    let cookie = headers.set_cookie()?;
    Some(format!("{}={}", cookie.name(), cookie.value()))
}
