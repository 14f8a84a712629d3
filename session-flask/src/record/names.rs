//! The names that a session's values have in Flask's dict.

use session_core::schema::Field;

use crate::value::{Dict, Value};

/// The key of the state that a machine is in. A session without it is in the start state: the
/// Flask application, which knows no states, began it.
pub(crate) const STATE: &str = "_state";

/// Finds the value of a field by the field's name, or else by the first of its former names that
/// is there.
pub(super) fn find<'a>(entries: &'a Dict, field: &Field) -> Option<&'a Value> {
    let mut names = std::iter::once(field.name()).chain(field.aliases().iter().copied());
    names.find_map(|name| entries.get(name))
}
