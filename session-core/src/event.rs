//! The events that an operator is told. All events of this crate are here. Without the feature
//! `tracing` they cost nothing.
//!
//! An event names the cookie and the reason, and the session by a keyed hash of its id (`LogId`).
//! It never contains a cookie's value, a key or a session's id.

use std::fmt;

use crate::error::{CloseError, OpenError, Refusal};
use crate::id::LogId;

/// Emits one event, or evaluates nothing.
macro_rules! event {
    ($level:ident, $message:literal, $($field:ident = $value:expr),* $(,)?) => {
        #[cfg(feature = "tracing")]
        tracing::$level!(target: "session", $($field = tracing::field::display(&$value),)* $message);
        #[cfg(not(feature = "tracing"))]
        let _ = (stringify!($level), $(&$value,)*);
    };
}

/// Tells that a cookie was opened. Counted by key and role, these events show an operator when an
/// old key opens no cookie any more. The key's id stands in every token and says nothing about the
/// key.
pub(crate) fn opened(cookie: &str, key_id: [u8; 4], role: &str) {
    event!(trace, "session cookie opened", cookie = cookie, key = KeyId(key_id), role = role);
}

/// Tells that a cookie was sealed. The number of these events counts towards the number of tokens
/// that one key may seal.
pub(crate) fn sealed(cookie: &str, key_id: [u8; 4]) {
    event!(trace, "session cookie sealed", cookie = cookie, key = KeyId(key_id));
}

/// A key's id, written in hexadecimal as in `docs/wire-format.md`.
struct KeyId([u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// Tells that a cookie was refused. Anyone can send garbage, so only refusals of tokens that our
/// own key signed are above `debug`.
pub(crate) fn refused(cookie: &str, refusal: Refusal) {
    if refusal.is_authentic() {
        event!(info, "session cookie refused", cookie = cookie, reason = refusal);
    } else {
        event!(debug, "session cookie refused", cookie = cookie, reason = refusal);
    }
}

/// Tells that the data of an authentic cookie doesn't fit its type in this version of the
/// application: one field of it, or its outer shape.
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

/// Tells that a write replaced a cookie that another version or instance may still have been able
/// to read.
pub(crate) fn replaced(cookie: &str, refusal: Refusal) {
    event!(warn, "refused session cookie replaced by a new session", cookie = cookie, reason = refusal);
}

/// Tells that a request carried a valid session.
pub(crate) fn resumed(cookie: &str, session: LogId<'_>) {
    event!(debug, "session resumed", cookie = cookie, session = session);
}

/// Tells that a session began.
pub(crate) fn began(cookie: &str, session: LogId<'_>) {
    event!(debug, "session began", cookie = cookie, session = session);
}

/// Tells that a session was changed and goes on.
pub(crate) fn continued(cookie: &str, session: LogId<'_>) {
    event!(debug, "session continued", cookie = cookie, session = session);
}

/// Tells that a session got another id: `was` is its name until now.
pub(crate) fn renewed(cookie: &str, session: LogId<'_>, was: LogId<'_>) {
    event!(info, "session renewed", cookie = cookie, session = session, was = was);
}

/// Tells that a session ended.
pub(crate) fn ended(cookie: &str, session: LogId<'_>) {
    event!(info, "session ended", cookie = cookie, session = session);
}

/// Tells that a request that only read sends a new cookie: the session's `refresh` time had
/// passed, or a retired key had sealed the old cookie.
pub(crate) fn refreshed(cookie: &str, session: LogId<'_>) {
    event!(debug, "session cookie refreshed", cookie = cookie, session = session);
}

/// Tells that a refresh was due and failed, or that the response itself sets a cookie of its name.
/// The visitor keeps the old cookie for as long as it is valid.
pub(crate) fn not_refreshed(cookie: &str, session: LogId<'_>, error: &CloseError) {
    event!(info, "session cookie not refreshed", cookie = cookie, session = session, reason = error);
}

/// Tells that a change is dropped, since another request has changed the session meanwhile. The
/// request only asked for a page, which its visitor gets.
pub(crate) fn dropped(cookie: &str, session: LogId<'_>, error: &CloseError) {
    event!(info, "session change dropped", cookie = cookie, session = session, reason = error);
}

/// Tells that a change has replaced that of another request: both have changed one field, which
/// doesn't say how they are merged.
pub(crate) fn overwritten(cookie: &str, session: LogId<'_>, field: &str) {
    event!(warn, "session field overwritten", cookie = cookie, session = session, field = field);
}

/// Tells that a refresh waits for another response: this one is a 304, or a shared cache may store
/// it.
pub(crate) fn refresh_waits(cookie: &str, session: LogId<'_>) {
    event!(debug, "session refresh waits for another response", cookie = cookie, session = session);
}

/// Tells that a page may have a form whose token is worthless, since the visitor's session has
/// another id after the request than the one that the token was made from, or none.
pub(crate) fn worthless_token(cookie: &str, why: &str) {
    event!(warn, "form token is worthless", cookie = cookie, reason = why);
}

/// Tells that an application's observer panicked. `session` is the name of the session's type.
pub(crate) fn observer_panicked(session: &str) {
    event!(error, "session observer panicked", session_type = session);
}

/// Tells that a request carried more than one valid session under one cookie name.
pub(crate) fn duplicate(cookie: &str, count: usize) {
    event!(info, "more than one valid session cookie", cookie = cookie, count = count);
}

/// Tells that a session ended while the browser has another valid one, which can be neither deleted
/// nor hidden.
pub(crate) fn another_is_left(cookie: &str) {
    event!(warn, "session ended, and another one is left under the cookie's name", cookie = cookie);
}

/// Tells that fields of another version were dropped so that the cookie isn't too large.
pub(crate) fn dropped_unknown(cookie: &str, bytes: usize) {
    event!(info, "unknown session fields dropped", cookie = cookie, bytes = bytes);
}

/// Tells that a cacheable response was made `no-store` because it carries a changed session.
pub(crate) fn cache_overridden(cookie: &str) {
    event!(warn, "cacheable response made no-store: it changes a session", cookie = cookie);
}

/// Tells that cookies are sent without `Secure`.
pub(crate) fn http_allowed(cookie: &str) {
    event!(warn, "session cookie is sent over plain http: never in production", cookie = cookie);
}

/// Tells that a field's default gives another value each time, so that a visitor without a cookie
/// sees it change at every request.
pub(crate) fn unsteady_default(session: &str) {
    event!(warn, "a `default` of this session gives another value each time", session_type = session);
}

/// Tells that a cookie takes more than its share of the header size that proxies allow.
pub(crate) fn large(cookie: &str, size: usize) {
    event!(info, "large session cookie", cookie = cookie, size = size);
}

/// Tells that inner code was given up half way, so that what it did to a lent session doesn't
/// count.
pub(crate) fn given_up(cookie: &str) {
    event!(info, "session given back as it was lent: the code that had it was given up", cookie = cookie);
}

/// Tells that a lent session can't be made what it was before inner code had it.
pub(crate) fn lost(cookie: &str) {
    event!(error, "session lost: it can't be made what it was when it was lent", cookie = cookie);
}

/// Tells that a session could not be opened, so that the handler didn't run.
pub(crate) fn not_opened(cookie: &str, error: &OpenError) {
    event!(error, "session not available", cookie = cookie, reason = error);
}

/// Tells that a session could not be closed, or that the response can't carry its cookie. The
/// visitor keeps the old cookie.
pub(crate) fn not_closed(cookie: &str, session: LogId<'_>, error: &CloseError) {
    event!(error, "session not saved", cookie = cookie, session = session, reason = error);
}
