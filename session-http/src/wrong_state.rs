//! The answer for a visitor in another state than a handler asks for.

use session_core::WrongState;

/// Where a visitor in another state is sent, by a 303; none if the answer is a 403.
///
/// A page is looked for where the expected state says (`otherwise`), by GET and HEAD. Any other
/// request would be made there by a redirect that nobody asked for. `path` is the one that the
/// browser asked for: a page that sends its visitor to itself would do so for ever.
pub fn redirect(wrong: WrongState, method: &str, path: &str) -> Option<&'static str> {
    wrong.otherwise().filter(|otherwise| ["GET", "HEAD"].contains(&method) && *otherwise != path)
}
