//! The answer for a visitor who is in another state than a handler asks for.

use session_core::WrongState;

/// Returns where a visitor in another state is redirected, by a 303, or `None` if the answer is a
/// 403.
///
/// Only GET and HEAD requests are redirected, to the `otherwise` of the expected state: any other
/// request would be turned into one that its sender didn't ask for. `path` is the path that the
/// browser asked for, since a page that redirects to itself would do so for ever.
pub fn redirect(wrong: WrongState, method: &str, path: &str) -> Option<&'static str> {
    wrong.otherwise().filter(|otherwise| ["GET", "HEAD"].contains(&method) && *otherwise != path)
}
