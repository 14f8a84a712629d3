//! What an operator is told. Every event of this crate is here; without the feature `tracing` none
//! of them costs anything.
//!
//! An event names the cookie and the reason. No cookie's value, no key and no session's id is ever
//! in one.

use std::fmt;

use crate::error::{CloseError, OpenError, Refusal};

/// Emits one event, or evaluates nothing.
macro_rules! event {
    ($level:ident, $message:literal, $($field:ident = $value:expr),* $(,)?) => {
        #[cfg(feature = "tracing")]
        tracing::$level!(target: "session", $($field = tracing::field::display(&$value),)* $message);
        #[cfg(not(feature = "tracing"))]
        let _ = (stringify!($level), $(&$value,)*);
    };
}

/// A cookie was opened. Counted by key and role, these tell an operator when an old key opens
/// nothing any more. A key's id says nothing about the key, and stands in every token.
pub(crate) fn opened(cookie: &str, key_id: [u8; 4], role: &str) {
    event!(trace, "session cookie opened", cookie = cookie, key = KeyId(key_id), role = role);
}

/// A cookie was sealed, which counts towards what one key may seal.
pub(crate) fn sealed(cookie: &str, key_id: [u8; 4]) {
    event!(trace, "session cookie sealed", cookie = cookie, key = KeyId(key_id));
}

/// In hexadecimal, as in `docs/wire-format.md`.
struct KeyId([u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A cookie was refused. Anyone can send garbage, so only what our own key signed is above
/// `debug`.
pub(crate) fn refused(cookie: &str, refusal: Refusal) {
    if refusal.is_authentic() {
        event!(info, "session cookie refused", cookie = cookie, reason = refusal);
    } else {
        event!(debug, "session cookie refused", cookie = cookie, reason = refusal);
    }
}

/// The data of a good cookie doesn't fit its type in this version of the application: one field of
/// it, or its outer shape.
pub(crate) fn unreadable(cookie: &str, field: Option<&str>) {
    match field {
        Some(field) => {
            event!(info, "session field unreadable", cookie = cookie, field = field);
        }
        None => {
            event!(info, "session unreadable", cookie = cookie);
        }
    }
}

/// A write replaced a cookie that another version or instance may still have been able to read.
pub(crate) fn replaced(cookie: &str, refusal: Refusal) {
    event!(warn, "refused session cookie replaced by a new session", cookie = cookie, reason = refusal);
}

/// A request that only read sends a new cookie: the session's `refresh` had passed, or a retired
/// key had sealed the old one.
pub(crate) fn refreshed(cookie: &str) {
    event!(debug, "session cookie refreshed", cookie = cookie);
}

/// A refresh was due and can't be made. The visitor keeps the old cookie, for as long as that is
/// valid.
pub(crate) fn not_refreshed(cookie: &str, error: &CloseError) {
    event!(info, "session cookie not refreshed", cookie = cookie, reason = error);
}

/// More than one valid session came under one name.
pub(crate) fn duplicate(cookie: &str, count: usize) {
    event!(info, "more than one valid session cookie", cookie = cookie, count = count);
}

/// Fields of another version were dropped so that the cookie keeps its size.
pub(crate) fn dropped_unknown(cookie: &str, bytes: usize) {
    event!(info, "unknown session fields dropped", cookie = cookie, bytes = bytes);
}

/// A response that said it may be cached carries a changed session and was made `no-store`.
pub(crate) fn cache_overridden(cookie: &str) {
    event!(warn, "cacheable response made no-store: it changes a session", cookie = cookie);
}

/// Cookies travel without `Secure`.
pub(crate) fn http_allowed(cookie: &str) {
    event!(warn, "session cookie is sent over plain http: never in production", cookie = cookie);
}

/// A field's default gives another value each time, so that a visitor without a cookie sees it
/// change at every request.
pub(crate) fn unsteady_default(session: &str) {
    event!(warn, "a `default` of this session gives another value each time", session = session);
}

/// A cookie takes more than its share of the headers that proxies let through.
pub(crate) fn large(cookie: &str, size: usize) {
    event!(info, "large session cookie", cookie = cookie, size = size);
}

/// A session could not be opened, so that the handler didn't run.
pub(crate) fn not_opened(cookie: &str, error: &OpenError) {
    event!(error, "session not available", cookie = cookie, reason = error);
}

/// A session could not be closed. The visitor keeps the old cookie.
pub(crate) fn not_closed(cookie: &str, error: &CloseError) {
    event!(error, "session not saved", cookie = cookie, reason = error);
}
