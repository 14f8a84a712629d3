//! When the changes of a request are kept, and when they aren't.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE, VARY};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use session_axum::with_session;
use session_core::testing::{ManualClock, key};
use session_core::{Live, Sessions};
use tokio::sync::Notify;

use crate::{Visits, again, count, first, read, sessions};

#[tokio::test]
async fn a_visitor_is_counted_by_the_cookie_alone() {
    let site = Router::new().route("/", get(with_session(count))).with_state(sessions());
    let one = first(&site, "/").await;
    assert_eq!(one.body, "Visit number: 1");
    let two = again(&site, "/", &one.cookie()).await;
    assert_eq!(two.body, "Visit number: 2");
    assert_eq!(again(&site, "/", &two.cookie()).await.body, "Visit number: 3");
    assert_eq!(again(&site, "/", &one.cookie()).await.body, "Visit number: 2", "a cookie is what it was");
}

#[tokio::test]
async fn the_status_does_not_matter_for_what_is_kept() {
    async fn missing(mut visits: Live<'_, Visits>) -> StatusCode {
        visits.count += 1;
        StatusCode::NOT_FOUND
    }
    async fn away(mut visits: Live<'_, Visits>) -> Result<(), Redirect> {
        visits.count += 1;
        Err(Redirect::to("/login"))
    }
    let site = Router::new()
        .route("/missing", get(with_session(missing)))
        .route("/away", get(with_session(away)))
        .route("/read", get(with_session(read)))
        .with_state(sessions());
    let missing = first(&site, "/missing").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let away = again(&site, "/away", &missing.cookie()).await;
    assert_eq!((away.status, away.all(LOCATION)), (StatusCode::SEE_OTHER, vec!["/login"]));
    assert_eq!(again(&site, "/read", &away.cookie()).await.body, "Visits until now: 2");
}

#[tokio::test]
async fn a_rejected_extractor_leaves_the_session_as_it_is_even_when_a_refresh_is_due() {
    #[derive(Deserialize)]
    struct Page {
        page: u32,
    }
    async fn paged(mut visits: Live<'_, Visits>, Query(page): Query<Page>) -> String {
        visits.count += page.page;
        visits.count.to_string()
    }
    let clock = ManualClock::default();
    let sessions = Sessions::<Visits>::options().clock(clock.clone()).in_cookie(key(1));
    let site = Router::new().route("/", get(with_session(paged))).with_state(sessions);
    let cookie = first(&site, "/?page=1").await.cookie();
    clock.advance(Duration::from_mins(16));

    let rejected = again(&site, "/?page=one", &cookie).await;
    assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
    assert!(rejected.sets_no_cookie(), "the handler didn't run");
    assert_eq!((rejected.all(VARY), rejected.all(CACHE_CONTROL)), (vec!["Cookie"], vec!["private"]));

    let read = again(&site, "/?page=0", &cookie).await;
    assert_eq!(read.body, "1");
    assert!(!read.sets_no_cookie(), "the refresh was due");
}

#[tokio::test]
async fn what_does_not_fit_is_a_500_that_tells_the_visitor_nothing() {
    async fn write(mut visits: Live<'_, Visits>) -> impl IntoResponse {
        visits.note = "x".repeat(4096);
        ([(SET_COOKIE, "own=1"), (CACHE_CONTROL, "public")], "saved")
    }
    let site = Router::new()
        .route("/count", get(with_session(count)))
        .route("/write", get(with_session(write)))
        .with_state(sessions());
    let cookie = first(&site, "/count").await.cookie();
    let failed = again(&site, "/write", &cookie).await;
    assert_eq!((failed.status, failed.public_text()), (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"));
    assert!(failed.sets_no_cookie(), "not the handler's either");
    assert_eq!((failed.all(VARY), failed.all(CACHE_CONTROL)), (vec!["Cookie"], vec!["private"]));
    assert_eq!(again(&site, "/count", &cookie).await.body, "Visit number: 2", "the old cookie is still good");
}

#[tokio::test]
async fn a_handler_that_panics_commits_nothing() {
    async fn broken(mut visits: Live<'_, Visits>) {
        visits.count += 100;
        panic!("on purpose");
    }
    async fn caught(request: Request, next: Next) -> Response {
        match tokio::spawn(next.run(request)).await {
            Ok(response) => response,
            Err(failed) => (StatusCode::INTERNAL_SERVER_ERROR, failed.is_panic().to_string()).into_response(),
        }
    }
    let site = Router::new()
        .route("/count", get(with_session(count)))
        .route("/broken", get(with_session(broken)))
        .layer(from_fn(caught))
        .with_state(sessions());
    let cookie = first(&site, "/count").await.cookie();
    let answer = again(&site, "/broken", &cookie).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::INTERNAL_SERVER_ERROR, "true"));
    assert!(answer.sets_no_cookie());
    assert_eq!(again(&site, "/count", &cookie).await.body, "Visit number: 2");
}

#[tokio::test]
async fn a_handler_that_is_dropped_midway_commits_nothing() {
    async fn give_up(State(written): State<Arc<Notify>>, request: Request, next: Next) -> Response {
        tokio::select! {
            response = next.run(request) => response,
            () = written.notified() => StatusCode::REQUEST_TIMEOUT.into_response(),
        }
    }
    let written = Arc::new(Notify::new());
    let wait = {
        let written = Arc::clone(&written);
        async move |mut visits: Live<'_, Visits>| {
            visits.count += 100;
            written.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let site = Router::new()
        .route("/wait", get(with_session(wait)))
        .layer(from_fn_with_state(written, give_up))
        .route("/count", get(with_session(count)))
        .with_state(sessions());
    let cookie = first(&site, "/count").await.cookie();
    let answer = again(&site, "/wait", &cookie).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert!(answer.sets_no_cookie());
    assert_eq!(again(&site, "/count", &cookie).await.body, "Visit number: 2");
}
