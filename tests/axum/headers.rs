//! The headers that a session adds to a response.

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use session_axum::with_session;
use session_core::testing::{ManualClock, key};
use session_core::{Live, Session, Sessions};

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

/// An application that moved its cookie deletes the former one by hand.
#[tokio::test]
async fn a_handler_may_delete_a_cookie_of_the_same_name_that_is_elsewhere() {
    for (own, status) in [
        ("__Host-visits=; Path=/old; Max-Age=0", StatusCode::OK),
        ("__host-VISITS=; Path=/old; Max-Age=0", StatusCode::OK),
        ("__Host-visits=; Path=/; Domain=shop.example; Max-Age=0", StatusCode::OK),
        ("__Host-visits=; Path=/old; Expires=Thu, 01 Jan 1970 00:00:00 GMT", StatusCode::OK),
        ("__Host-visits=; Path=/; Max-Age=0", StatusCode::INTERNAL_SERVER_ERROR),
        ("__Host-visits=; Max-Age=0", StatusCode::INTERNAL_SERVER_ERROR),
        ("__Host-visits=mine; Path=/old", StatusCode::INTERNAL_SERVER_ERROR),
        ("__Host-visits=mine; Path=/", StatusCode::INTERNAL_SERVER_ERROR),
        ("__Host-visits", StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let handler = async move |mut visits: Live<'_, Visits>| {
            visits.count += 1;
            AppendHeaders([(SET_COOKIE, own)])
        };
        let site = Router::new().route("/", get(with_session(handler))).with_state(sessions());
        let answer = first(&site, "/").await;
        assert_eq!(answer.status, status, "{own}");
        let sent = answer.all(SET_COOKIE);
        if status == StatusCode::OK {
            assert!(matches!(&*sent, [first, ours] if *first == own && ours.contains("Path=/; ")), "{sent:?}");
        } else {
            assert!(sent.is_empty(), "{sent:?}");
        }
    }
}

/// Another application's answer is passed on, and signs its visitor in there.
#[tokio::test]
async fn a_former_cookie_that_the_response_sets_is_not_deleted() {
    #[derive(Session)]
    #[session(cookie = "__Host-moved", was_cookie(name = "old"), was_cookie(name = "older"))]
    struct Moved {
        count: u32,
    }
    for (own, deleted) in [
        ("old=new; Path=/; HttpOnly", "older"),
        ("older=; Max-Age=0; path=/", "old"),
        ("old=new; Path=/app", "old, older"),
        ("other=1; Path=/", "old, older"),
    ] {
        let handler = async move |mut moved: Live<'_, Moved>| {
            moved.count += 1;
            AppendHeaders([(SET_COOKIE, own)])
        };
        let shared = Sessions::<Moved>::in_cookie(key(1));
        let site = Router::new().route("/", get(with_session(handler))).with_state(shared);
        let answer = again(&site, "/", "old=1; older=2").await;
        let sent = answer.all(SET_COOKIE);
        assert!(sent.contains(&own), "{sent:?}");
        let ours = sent.iter().filter(|header| **header != own && header.contains("Max-Age=0"));
        let names: Vec<&str> = ours.filter_map(|header| Some(header.split_once('=')?.0)).collect();
        assert_eq!(names.join(", "), deleted, "{own}");
    }
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
        .route("/asked", get(with_session(async |_: Live<'_, Visits>| [(CACHE_CONTROL, "no-cache")])))
        .route("/unmodified", get(with_session(async |_: Live<'_, Visits>| StatusCode::NOT_MODIFIED)))
        .with_state(sessions);
    let cookie = first(&site, "/count").await.cookie();
    clock.advance(Duration::from_mins(16));

    assert!(again(&site, "/public", &cookie).await.sets_no_cookie());
    assert!(again(&site, "/unmodified", &cookie).await.sets_no_cookie());
    for path in ["/private", "/asked"] {
        let refreshed = again(&site, path, &cookie).await;
        assert_eq!(refreshed.all(CACHE_CONTROL), ["no-store"], "{path}");
        assert_ne!(refreshed.cookie(), cookie, "{path}: seen now");
    }
}

/// A cache that stores a response with a session's cookie hands the cookie out again (OWASP).
#[tokio::test]
async fn a_response_with_a_session_cookie_is_stored_nowhere_whatever_the_handler_did() {
    const OWN: [&[(&str, &str)]; 8] = [
        &[],
        &[("cache-control", "private, max-age=60")],
        &[("cache-control", "max-age=60")],
        &[("cache-control", "public, max-age=60"), ("cdn-cache-control", "max-age=60")],
        &[("cache-control", "private"), ("surrogate-control", "max-age=60")],
        &[("cache-control", "private"), ("x-accel-expires", "60")],
        &[("expires", "Thu, 01 Dec 2994 16:00:00 GMT")],
        &[("cache-control", "no-store"), ("x-accel-expires", "60")],
    ];
    let own = |Path(index): Path<usize>| AppendHeaders(OWN[index].to_vec());
    let clock = ManualClock::default();
    let site = Router::new()
        .route("/count", get(with_session(count)))
        .route("/read/{own}", get(with_session(async move |_: Live<'_, Visits>, index| own(index))))
        .route("/look/{own}", get(with_session(async move |visits: Live<'_, Visits>, index| (own(index), visits.note.clone()))))
        .route(
            "/write/{own}",
            get(with_session(async move |mut visits: Live<'_, Visits>, index| {
                visits.count += 1;
                own(index)
            })),
        )
        .route(
            "/renew/{own}",
            get(with_session(async move |mut visits: Live<'_, Visits>, index| {
                visits.renew_id();
                own(index)
            })),
        )
        .route(
            "/end/{own}",
            get(with_session(async move |visits: Live<'_, Visits>, index| {
                visits.end();
                own(index)
            })),
        )
        .with_state(Sessions::<Visits>::options().clock(clock.clone()).in_cookie(key(1)));
    let cookie = first(&site, "/count").await.cookie();
    let mut sent = HashMap::<_, usize>::new();
    for is_due in [false, true] {
        for access in ["read", "look", "write", "renew", "end"] {
            for (index, own) in OWN.iter().enumerate() {
                let answer = again(&site, &format!("/{access}/{index}"), &cookie).await;
                let told = format!("{access}, {own:?}, due: {is_due}");
                assert_eq!(answer.status, StatusCode::OK, "{told}");
                if answer.sets_no_cookie() {
                    continue;
                }
                *sent.entry((access, is_due)).or_default() += 1;
                assert_eq!(answer.all(CACHE_CONTROL), ["no-store"], "{told}");
                for (name, forbids) in [
                    ("cdn-cache-control", "no-store"),
                    ("surrogate-control", "no-store"),
                    ("x-accel-expires", "0"),
                    ("expires", "0"),
                ] {
                    assert!(answer.all(name).iter().all(|value| *value == forbids), "{told}: {name}");
                }
            }
        }
        clock.advance(Duration::from_mins(16));
    }
    // A refresh is held back from what a shared cache may store.
    for (access, is_due, count) in [
        ("read", false, 0),
        ("read", true, 2),
        ("look", true, 2),
        ("write", false, OWN.len()),
        ("renew", true, OWN.len()),
        ("end", false, OWN.len()),
    ] {
        assert_eq!(sent.get(&(access, is_due)).copied().unwrap_or_default(), count, "{access}, due: {is_due}");
    }
}

/// Who only looks gets no cookie, and a page without a session says nothing of sessions.
#[tokio::test]
async fn no_session_begins_by_being_read() {
    let site = Router::new()
        .route("/", get(with_session(read)))
        .route("/without", get(async || "the same for everybody"))
        .with_state(sessions());
    let answer = first(&site, "/").await;
    assert!(answer.sets_no_cookie(), "{:?}", answer.cookies());
    assert_eq!(answer.all(VARY), ["Cookie"], "another visitor may see another page");
    let answer = first(&site, "/without").await;
    assert!(answer.sets_no_cookie() && answer.all(VARY).is_empty() && answer.all(CACHE_CONTROL).is_empty());
}

#[tokio::test]
async fn a_session_cookie_is_marked_sensitive() {
    let site = Router::new().route("/", get(with_session(count))).with_state(sessions());
    assert!(first(&site, "/").await.headers[SET_COOKIE].is_sensitive());
}

/// A refresh may wait, so a response that sets the cookie itself is no error for its visitor.
#[tokio::test]
async fn a_refresh_beside_a_cookie_of_its_name_is_not_sent() {
    const GONE: &str = "__Host-visits=; Path=/; Secure; Max-Age=0";
    async fn reading(visits: Live<'_, Visits>) -> impl IntoResponse {
        ([("set-cookie", GONE)], visits.count.to_string())
    }
    let clock = ManualClock::default();
    let site = Router::new()
        .route("/", get(with_session(reading)))
        .route("/count", get(with_session(count)))
        .with_state(Sessions::<Visits>::options().clock(clock.clone()).in_cookie(key(1)));
    let cookie = first(&site, "/count").await.cookie();
    clock.advance(Duration::from_mins(16));
    let answer = again(&site, "/", &cookie).await;
    assert_eq!((answer.status, answer.all("set-cookie")), (StatusCode::OK, vec![GONE]));
}
