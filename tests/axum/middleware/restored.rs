//! What a session is again after code inside of middleware was given up, and where it can't be
//! that.

use std::collections::HashSet;
use std::future::pending;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::{Deserialize, Deserializer, Serialize};
use session_axum::{Next, from_fn, with_session};
use session_core::testing::key;
use session_core::{Live, Session, Sessions};

use super::given_up::{caught, endless, given_up};
use super::polled_once;
use crate::{Visits, again, first, sessions};

/// A number whose type's own code must not run while a thread panics: a second panic would end the
/// process.
#[derive(Default, Serialize)]
struct Careful(u32);

impl<'de> Deserialize<'de> for Careful {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        assert!(!std::thread::panicking());
        u32::deserialize(deserializer).map(Self)
    }
}

#[derive(Session)]
struct Guarded {
    count: Careful,
}

/// What several layers and a handler did is undone one by one, and only when somebody asks for the
/// session.
#[tokio::test]
async fn a_panic_is_undone_after_it() {
    async fn adding(mut guarded: Live<'_, Guarded>, request: Request, next: Next) -> Response {
        guarded.count.0 += 1;
        next.run(guarded, request).await.1
    }
    async fn broken(mut guarded: Live<'_, Guarded>) {
        guarded.count.0 += 100;
        panic!("on purpose");
    }
    async fn shown(guarded: Live<'_, Guarded>) -> String {
        guarded.count.0.to_string()
    }
    let shared = Sessions::<Guarded>::in_cookie(key(1));
    let site = Router::new()
        .route("/", get(with_session(broken)))
        .layer(from_fn(shared.clone(), adding))
        .layer(from_fn(shared.clone(), adding))
        .layer(middleware::from_fn(caught))
        .layer(from_fn(shared.clone(), adding))
        .layer(from_fn(shared.clone(), adding))
        .route("/shown", get(with_session(shown)))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "caught: true");
    assert_eq!(again(&site, "/shown", &answer.cookie()).await.body, "2", "the two outer layers");
}

/// A set has another order when it has been restored. That is no change, also not to a layer around
/// the one that was given up.
#[tokio::test]
async fn a_set_that_is_restored_is_not_changed() {
    #[derive(Session)]
    struct Seen {
        pages: HashSet<u32>,
    }
    async fn passing(seen: Live<'_, Seen>, request: Request, next: Next) -> Response {
        next.run(seen, request).await.1
    }
    async fn filling(mut seen: Live<'_, Seen>) {
        seen.pages.extend(0..50);
    }
    async fn waiting(mut seen: Live<'_, Seen>) {
        seen.pages.insert(100);
        pending::<()>().await;
    }
    /// Drops the inner future, and then waits itself.
    async fn given_up_and_waiting(request: Request, next: middleware::Next) -> Response {
        let mut inside = Box::pin(next.run(request));
        assert!(polled_once(inside.as_mut()).await.is_none(), "it waits");
        drop(inside);
        pending().await
    }
    let shared = Sessions::<Seen>::in_cookie(key(1));
    let site = Router::new()
        .route("/", get(with_session(waiting)))
        .layer(middleware::from_fn(given_up_and_waiting))
        .layer(from_fn(shared.clone(), passing))
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shared.clone(), passing))
        .route("/fill", get(with_session(filling)))
        .with_state(shared);
    let cookie = first(&site, "/fill").await.cookie();
    let answer = again(&site, "/", &cookie).await;
    assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::GATEWAY_TIMEOUT, true));
}

/// No cookie of our own is as large; another format may compress it.
#[tokio::test]
async fn a_session_that_is_larger_than_a_cookie_is_restored_whole() {
    #[derive(Session)]
    struct Notes {
        notes: Vec<(u8, String)>,
    }
    fn many() -> Vec<(u8, String)> {
        (0..2000_u16).map(|number| (number.to_le_bytes()[0], number.to_string())).collect()
    }
    async fn filling(mut notes: Live<'_, Notes>, request: Request, next: Next) -> &'static str {
        notes.notes = many();
        let (notes, _) = next.run(notes, request).await;
        let told = if notes.notes == many() { "whole" } else { "another" };
        notes.discard();
        told
    }
    async fn clearing(mut notes: Live<'_, Notes>) {
        notes.notes.clear();
        pending::<()>().await;
    }
    let shared = Sessions::<Notes>::in_cookie(key(1));
    let site = Router::new()
        .route("/", get(with_session(clearing)))
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shared.clone(), filling))
        .with_state(shared);
    assert_eq!(first(&site, "/").await.body, "whole");
}

/// A field that isn't stored can't be what it was. It begins anew, so that nothing of the handler
/// that was given up is left in it.
#[tokio::test]
async fn a_field_that_is_not_stored_begins_anew_if_the_session_was_changed() {
    #[derive(Session)]
    struct Visit {
        count: u32,
        #[session(skip, default = "nobody")]
        by: &'static str,
    }
    async fn shown(mut visit: Live<'_, Visit>, request: Request, next: Next) -> String {
        (visit.count, visit.by) = (1, "middleware");
        let (visit, _) = next.run(visit, request).await;
        format!("{} by {}", visit.count, visit.by)
    }
    async fn reading(visit: Live<'_, Visit>) {
        assert_eq!((visit.count, visit.by), (1, "middleware"));
        pending::<()>().await;
    }
    async fn writing(mut visit: Live<'_, Visit>) {
        (visit.count, visit.by) = (100, "handler");
        pending::<()>().await;
    }
    async fn broken(mut visit: Live<'_, Visit>) {
        visit.by = "handler";
        panic!("on purpose");
    }
    let shared = Sessions::<Visit>::in_cookie(key(1));
    let site = Router::new()
        .route("/reading", get(with_session(reading)))
        .route("/writing", get(with_session(writing)))
        .route("/broken", get(with_session(broken)))
        .layer(middleware::from_fn(given_up))
        .layer(middleware::from_fn(caught))
        .layer(from_fn(shared.clone(), shown))
        .with_state(shared);
    for (path, seen) in [("/reading", "1 by middleware"), ("/writing", "1 by nobody"), ("/broken", "1 by nobody")] {
        assert_eq!(first(&site, path).await.body, seen, "{path}");
    }
}

/// The session is only known by its encoding, which there is none of. So whoever asks for it next
/// is answered by an error, and nothing is saved.
#[tokio::test]
async fn a_session_that_cannot_be_made_what_it_was_is_refused() {
    const TRIED: HeaderName = HeaderName::from_static("x-tried");
    async fn overfilling(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        visits.note = "x".repeat(300_000);
        let (mut visits, response) = next.run(visits, request).await;
        visits.count += 1;
        response
    }
    async fn twice(request: Request, next: middleware::Next) -> Response {
        let (parts, _) = request.into_parts();
        let copy = || Request::from_parts(parts.clone(), Body::empty());
        let mut inside = Box::pin(next.clone().run(copy()));
        assert!(polled_once(inside.as_mut()).await.is_none(), "it waits");
        drop(inside);
        let second = next.run(copy()).await;
        ([(TRIED, second.status().to_string())], "answered").into_response()
    }
    async fn told(request: Request, next: middleware::Next) -> Response {
        let response = next.run(request).await;
        assert_eq!(response.headers()[TRIED], "500 Internal Server Error");
        response
    }
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(endless)))
        .layer(middleware::from_fn(twice))
        .layer(middleware::from_fn(told))
        .layer(from_fn(shared.clone(), overfilling))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::INTERNAL_SERVER_ERROR, true));
}

/// What can't be restored is a 500 for everybody around, also where the middleware that stored it
/// is given up as well.
#[tokio::test]
async fn a_session_that_is_lost_twice_is_a_500() {
    async fn outer(visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        next.run(visits, request).await.1
    }
    /// Stores what is too much to keep, and waits for ever.
    async fn inner(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        visits.note = "x".repeat(300_000);
        let _ = next.run(visits, request).await;
        pending().await
    }
    async fn waiting(mut visits: Live<'_, Visits>) {
        visits.note.clear();
        pending::<()>().await;
    }
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(waiting)))
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shared.clone(), inner))
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shared.clone(), outer))
        .layer(from_fn(shared.clone(), outer))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::INTERNAL_SERVER_ERROR, true));
}
