//! The headers that a session adds to a response.

use std::time::Duration;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use session_axum::with_session;
use session_core::testing::{ManualClock, key};
use session_core::{Live, Sessions};

use crate::{Answer, Visits, again, count, first, read, sessions};

#[tokio::test]
async fn the_cookie_goes_beside_the_handlers_own() {
    async fn two(mut visits: Live<'_, Visits>) -> impl IntoResponse {
        visits.count += 1;
        AppendHeaders([(SET_COOKIE, "a=1"), (SET_COOKIE, "b=2")])
    }
    let site = Router::new().route("/", get(with_session(two))).with_state(sessions());
    let answer = first(&site, "/").await;
    let [a, b, ours] = &*answer.all(SET_COOKIE) else { panic!("three cookies: {:?}", answer.all(SET_COOKIE)) };
    assert_eq!((*a, *b), ("a=1", "b=2"));
    assert!(ours.starts_with("__Host-visits="), "{ours}");
}

/// Returns what becomes of a handler's own header when the handler only reads.
async fn with_own(name: HeaderName, values: &'static [&'static str]) -> Answer {
    let handler = async move |_: Live<'_, Visits>| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(&name, HeaderValue::from_static(value));
        }
        headers
    };
    let site = Router::new().route("/", get(with_session(handler))).with_state(sessions());
    first(&site, "/").await
}

#[tokio::test]
async fn vary_is_merged_without_duplicates_and_a_star_is_left_alone() {
    for (own, sent) in [
        (&[][..], &["Cookie"][..]),
        (&["Accept"], &["Accept", "Cookie"]),
        (&["Cookie"], &["Cookie"]),
        (&["accept-encoding, cookie"], &["accept-encoding, cookie"]),
        (&["Accept", "COOKIE"], &["Accept", "COOKIE"]),
        (&["*"], &["*"]),
    ] {
        assert_eq!(with_own(VARY, own).await.all(VARY), sent, "{own:?}");
    }
}

#[tokio::test]
async fn a_response_that_says_nothing_about_caches_is_private_and_others_keep_what_they_say() {
    for (own, sent) in [
        (&[][..], "private"),
        (&["no-store"], "no-store"),
        (&["max-age=60"], "max-age=60"),
        (&["public, max-age=3600"], "public, max-age=3600"),
    ] {
        assert_eq!(with_own(CACHE_CONTROL, own).await.all(CACHE_CONTROL), [sent], "{own:?}");
    }
}

#[tokio::test]
async fn a_change_is_never_stored_whatever_the_handler_said() {
    async fn public(mut visits: Live<'_, Visits>) -> impl IntoResponse {
        visits.count += 1;
        let cdn = HeaderName::from_static("cdn-cache-control");
        (AppendHeaders([(CACHE_CONTROL, "public"), (CACHE_CONTROL, "max-age=3600")]), [(cdn, "max-age=60")])
    }
    let site = Router::new().route("/", get(with_session(public))).with_state(sessions());
    let answer = first(&site, "/").await;
    assert_eq!(answer.all(CACHE_CONTROL), ["no-store"]);
    assert_eq!(answer.all("cdn-cache-control"), ["no-store"]);
    assert_eq!(answer.all(VARY), ["Cookie"]);
    assert!(answer.cookie().starts_with("__Host-visits="));
}

#[tokio::test]
async fn a_refresh_waits_when_a_shared_cache_may_store_the_response() {
    let clock = ManualClock::default();
    let sessions = Sessions::<Visits>::options().clock(clock.clone()).in_cookie(key(1));
    let site = Router::new()
        .route("/count", get(with_session(count)))
        .route("/private", get(with_session(read)))
        .route("/public", get(with_session(async |_: Live<'_, Visits>| [(CACHE_CONTROL, "public, max-age=60")])))
        .route("/unmodified", get(with_session(async |_: Live<'_, Visits>| StatusCode::NOT_MODIFIED)))
        .with_state(sessions);
    let cookie = first(&site, "/count").await.cookie();
    clock.advance(Duration::from_mins(16));

    assert!(again(&site, "/public", &cookie).await.sets_no_cookie());
    assert!(again(&site, "/unmodified", &cookie).await.sets_no_cookie());
    let refreshed = again(&site, "/private", &cookie).await;
    assert_eq!(refreshed.all(CACHE_CONTROL), ["private"]);
    assert_ne!(refreshed.cookie(), cookie, "seen now");
}

#[tokio::test]
async fn a_session_cookie_is_marked_sensitive() {
    let site = Router::new().route("/", get(with_session(count))).with_state(sessions());
    assert!(first(&site, "/").await.headers[SET_COOKIE].is_sensitive());
}
