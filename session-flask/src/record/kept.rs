//! The part of a session that was read and that the Rust value doesn't have.

use session_core::schema::Field;
use session_core::schema::State;

use super::names::{STATE, find};
use crate::value::{Dict, Text, Value};

/// The part of a session that was read and that the Rust value doesn't have. It is needed when the
/// session is written again.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Kept {
    /// The keys that the type doesn't name. They are written unchanged.
    unknown: Dict,
    /// The keys that the type names, with the values that were read. The Rust value may have lost
    /// a part of them: that a text was markup, that a list was a tuple, a key inside of a dict.
    originals: Dict,
}

impl Kept {
    /// Keeps the dict of a session that was read. Its state was `written_as` in the version that
    /// wrote it, and is `today` in this version.
    pub(super) fn of(session: Dict, written_as: &State, today: &State) -> Self {
        let is_machine = !today.name().is_empty();
        let is_known = |name: &str| written_as.knows(name) || today.knows(name) || is_machine && name == STATE;
        let (known, unknown) = session.into_iter().partition(|(name, _)| name.as_str().is_some_and(is_known));
        Self { unknown: Dict::from_sorted(unknown), originals: Dict::from_sorted(known) }
    }

    /// Lists the keys that `state` doesn't name either. The session may have entered that state
    /// since it was read, and then a key that was unknown can be one of its fields.
    pub(super) fn unknown_to(&self, state: &State) -> impl Iterator<Item = (&Text, &Value)> {
        self.unknown.iter().filter(|(name, _)| !name.as_str().is_some_and(|name| state.knows(name)))
    }

    /// Returns the value that a field was read from.
    pub(super) fn original(&self, field: &Field) -> Option<&Value> {
        find(&self.originals, field)
    }
}
