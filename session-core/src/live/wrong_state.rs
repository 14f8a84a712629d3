//! The error of a session that is in another state than a handler asks for.

use std::fmt;

use crate::schema::State;

/// A handler asked for one state of a session, and the visitor's session is in another.
///
/// In `session-axum`, `with_session(…).or_else(…)` receives this value. Without `or_else`, it
/// becomes a redirect or a 403.
#[derive(Clone, Copy)]
pub struct WrongState {
    session: &'static str,
    expected: &'static State,
    found: &'static State,
}

impl WrongState {
    /// Checks that `found` is `expected`. States of one machine have different names.
    pub(crate) fn check(session: &'static str, expected: &'static State, found: &'static State) -> Result<(), Self> {
        if expected.name() == found.name() { Ok(()) } else { Err(Self { session, expected, found }) }
    }

    /// Returns the session's name, as in its schema: `"shop/Login"`.
    pub fn session(&self) -> &'static str {
        self.session
    }

    /// Returns the state that the handler asked for.
    pub fn expected(&self) -> &'static State {
        self.expected
    }

    /// Returns the state that the session is in.
    pub fn found(&self) -> &'static State {
        self.found
    }

    /// Returns where the expected state sends visitors who are in another state: its `otherwise`.
    pub fn otherwise(&self) -> Option<&'static str> {
        self.expected.otherwise()
    }
}

impl fmt::Debug for WrongState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrongState")
            .field("session", &self.session)
            .field("expected", &self.expected.name())
            .field("found", &self.found.name())
            .finish()
    }
}

impl fmt::Display for WrongState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this page needs {} in state {}, but it is in {}", self.session, self.expected.name(), self.found.name())
    }
}

impl std::error::Error for WrongState {}
