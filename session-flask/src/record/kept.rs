//! What came in a session and isn't in the Rust value.

use session_core::State;
use session_core::field::Field;

use super::STATE;
use super::read::find;
use crate::value::{Dict, Text, Value};

/// What came in a session and the Rust value doesn't have: it is needed when the session is written again.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Kept {
    /// Keys that the type doesn't name. They are written as they came.
    unknown: Dict,
    /// Keys that it does name, of which the Rust type can have lost something: that a text was markup, a list a tuple, or a key inside.
    before: Dict,
}

impl Kept {
    /// Of a session that was read: by a type, in a state of the version that wrote it and in the one that it is in today.
    pub(super) fn of(session: Dict, written_as: &State, today: &State) -> Self {
        let is_machine = !today.name().is_empty();
        let is_known = |name: &str| written_as.knows(name) || today.knows(name) || is_machine && name == STATE;
        let (known, unknown) = session.into_iter().partition(|(name, _)| name.as_str().is_some_and(is_known));
        Self { unknown: Dict::from_ordered(unknown), before: Dict::from_ordered(known) }
    }

    /// Keys that a state doesn't name either. In a state that was entered since then, a key that another one didn't name would be a field.
    pub(super) fn unknown_to(&self, state: &State) -> impl Iterator<Item = (&Text, &Value)> {
        self.unknown.iter().filter(|(name, _)| !name.as_str().is_some_and(|name| state.knows(name)))
    }

    /// What a field was read from.
    pub(super) fn before(&self, field: &Field) -> Option<&Value> {
        find(&self.before, field)
    }
}
