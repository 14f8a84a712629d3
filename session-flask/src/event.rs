//! The events that an operator is told in addition to those of `session-core`. They never contain
//! a value of a session or a part of a secret.

/// Emits one event, or evaluates nothing.
macro_rules! event {
    ($level:ident, $message:literal, $($field:ident = $value:expr),* $(,)?) => {
        #[cfg(feature = "tracing")]
        tracing::$level!(target: "session", $($field = tracing::field::display(&$value),)* $message);
        #[cfg(not(feature = "tracing"))]
        let _ = ($(&$value,)*);
    };
}

/// Tells that a secret is short. It can be guessed from a single cookie, at billions of tries a
/// second.
pub(crate) fn short_secret(cookie: &str) {
    event!(warn, "a Flask secret has fewer than 32 bytes: use a longer one", cookie = cookie);
}

/// Tells that a cookie with a good signature doesn't contain a session of this type. If one
/// field is the reason, the event has its name.
pub(crate) fn unreadable(cookie: &str, field: Option<&str>, why: impl std::fmt::Display) {
    match field {
        Some(field) => {
            event!(info, "Flask session field unreadable", cookie = cookie, field = field, reason = why);
        }
        None => {
            event!(info, "Flask session unreadable", cookie = cookie, reason = why);
        }
    }
}
