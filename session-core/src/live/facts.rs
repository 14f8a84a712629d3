//! What is known of a request's session besides its data, for the checks and reports of an
//! integration.

use std::fmt;
use std::sync::Arc;

use super::{CsrfSecret, RequestContext, Session};
use crate::error::Arrival;
use crate::id::{LogId, SessionId};
use crate::observer::{Reporting, SessionEvent};
use crate::schema::Schema;

/// What is known of a request's session besides its data: what its form tokens are checked
/// against, what events call it, and who observes it. An integration has it while a handler has
/// the session itself.
#[derive(Clone)]
pub struct SessionFacts {
    config: Arc<dyn Reporting>,
    schema: &'static Schema,
    arrival: Arrival,
    /// The id in the request's token.
    id: Option<SessionId>,
}

impl SessionFacts {
    /// Returns the cookie's name.
    pub fn cookie(&self) -> &str {
        self.config.cookie_name()
    }

    /// Returns where the session came from.
    pub fn arrival(&self) -> Arrival {
        self.arrival
    }

    /// Returns the name of the session in events.
    pub fn log_id(&self) -> LogId<'_> {
        self.config.log_id(self.id)
    }

    /// Returns the secret of the tokens in this visitor's forms, or `None` if the request's
    /// session has made none.
    pub fn csrf_secret(&self) -> Option<CsrfSecret> {
        self.id.as_ref().map(|id| CsrfSecret::of(id, self.schema.name()))
    }

    /// Returns whether this is the session with this name, as in its schema.
    pub fn is_of(&self, session: &str) -> bool {
        self.schema.name() == session
    }

    /// Tells the application's observer.
    pub fn tell(&self, event: SessionEvent<'_>) {
        self.config.observer().tell(event);
    }
}

impl<S: Session> RequestContext<S> {
    /// Returns what is known of the session now. One that was ended has made no token.
    pub(crate) fn facts(&self) -> SessionFacts {
        SessionFacts {
            config: Arc::clone(&self.config) as Arc<dyn Reporting>,
            schema: self.schema,
            arrival: self.progress.arrival,
            id: self.came_id().filter(|_| !self.progress.ended),
        }
    }
}

/// Prints where the session came from, never its id.
impl fmt::Debug for SessionFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionFacts")
            .field("session", &self.schema.name())
            .field("arrival", &self.arrival)
            .finish_non_exhaustive()
    }
}
