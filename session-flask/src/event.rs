//! What an operator is told, beside the events of `session-core`. No value of a session and no
//! part of a secret is ever in one.

/// Emits one event, or evaluates nothing.
macro_rules! event {
    ($level:ident, $message:literal, $($field:ident = $value:expr),* $(,)?) => {
        #[cfg(feature = "tracing")]
        tracing::$level!(target: "session", $($field = tracing::field::display(&$value),)* $message);
        #[cfg(not(feature = "tracing"))]
        let _ = ($(&$value,)*);
    };
}

/// A secret can be guessed from a single cookie, at billions of tries a second.
pub(crate) fn short_secret(cookie: &str) {
    event!(warn, "a secret of Flask's has fewer than 32 bytes: make a longer one", cookie = cookie);
}

/// A cookie was signed by Flask's key, and what is in it isn't such a session.
pub(crate) fn unreadable(cookie: &str, field: Option<&str>, why: impl std::fmt::Display) {
    event!(info, "Flask session unreadable", cookie = cookie, field = field.unwrap_or("?"), reason = why);
}
