//! The events that an operator is told about requests that are refused. Those about sessions are
//! session-core's. Without the feature `tracing` they cost nothing.
//!
//! An event has a reason, and never a value that the visitor sent.

use std::fmt::Display;

use session_core::__private::SessionFacts;
use session_core::{CsrfRefusal, WrongState};

/// Emits one event, or evaluates nothing.
macro_rules! event {
    ($level:ident, $message:literal, $($field:ident = $value:expr),* $(,)?) => {
        #[cfg(feature = "tracing")]
        tracing::$level!(target: "session", $($field = tracing::field::display(&$value),)* $message);
        #[cfg(not(feature = "tracing"))]
        let _ = (stringify!($level), $(&$value,)*);
    };
}

/// Tells that a form or a script's request may come from another site. Anyone can send such a
/// request without a session, so only those with one are above `debug`.
pub(crate) fn form_refused(session: &SessionFacts, refusal: CsrfRefusal) {
    let (cookie, id) = (session.cookie(), session.log_id());
    if refusal.is_mistake_of_the_application() {
        event!(error, "form refused", cookie = cookie, session = id, reason = refusal);
    } else if id.is_some() {
        event!(info, "form refused", cookie = cookie, session = id, reason = refusal);
    } else {
        event!(debug, "form refused", cookie = cookie, session = id, reason = refusal);
    }
}

/// Tells that a form can't be read, which is a mistake of the application or of whoever sent it.
pub(crate) fn form_not_read(reason: impl Display, is_mistake_of_the_application: bool) {
    if is_mistake_of_the_application {
        event!(error, "form not read", reason = reason);
    } else {
        event!(debug, "form not read", reason = reason);
    }
}

/// Tells that a visitor is in another state than the handler asks for.
pub(crate) fn wrong_state(session: &SessionFacts, wrong: WrongState) {
    let (cookie, id) = (session.cookie(), session.log_id());
    let (expected, found) = (wrong.expected().name(), wrong.found().name());
    event!(debug, "session in another state", cookie = cookie, session = id, expected = expected, found = found);
}
