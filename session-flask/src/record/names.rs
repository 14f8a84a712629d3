//! The names that a session's values have in Flask's dict.

use session_core::schema::Field;

use crate::value::{Dict, Value};

/// The key that says which state a machine is in. A session without it is in the start state:
/// Flask knows no states, and began it.
pub(crate) const STATE: &str = "_state";

/// Finds the value of a field by the field's name, or else by the first of its former names that
/// is there.
pub(super) fn find<'a>(entries: &'a Dict, field: &Field) -> Option<&'a Value> {
    let mut names = std::iter::once(field.name()).chain(field.aliases().iter().copied());
    names.find_map(|name| entries.get(name))
}
