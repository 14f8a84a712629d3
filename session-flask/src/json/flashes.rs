//! Which entries of Flask's `_flashes` a [`Flash`](session_core::Flash) reads.
//!
//! Flask's `flash` takes any value for a message or a category, and other code of the application
//! may put anything into the list. A `Flash` reads pairs of texts and skips everything else: a
//! strange message is no reason to refuse the visitor's whole session. A field of another type
//! sees all entries.

use crate::value::Value;

/// Returns the entries that are messages: pairs of a category and a text.
pub(super) fn messages(entries: &[Value]) -> impl Iterator<Item = &Value> {
    let is_message = |entry: &&Value| matches!(entry.as_slice(), Some([category, text]) if is_text(category) && is_text(text));
    entries.iter().filter(is_message)
}

/// Returns whether a value is a text that Rust can represent, or has a tag and is read as one.
fn is_text(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Markup(text) | Value::UnreadableDate(text) => text.as_str().is_some(),
        Value::Uuid(_) | Value::DateTime(_) => true,
        _ => false,
    }
}
