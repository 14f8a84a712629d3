//! Handlers inside of middleware that panic or are dropped half way. It is as if they had never
//! run.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use session_axum::{Next, from_fn, with_session};
use session_core::Live;
use tower::ServiceExt as _;

use super::views::sign_in;
use super::{Shop, counting, counting_after, filling, look, names, polled_once};
use crate::{Anonymous, LoggedIn, Login, Visits, again, count, first, read, sessions};

/// Answers for a handler that panics, as tower-http's `CatchPanic` does.
pub(super) async fn caught(request: Request, next: middleware::Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(failed) => (StatusCode::INTERNAL_SERVER_ERROR, format!("caught: {}", failed.is_panic())).into_response(),
    }
}

/// Drops the inner future as soon as it waits, as a timeout does.
pub(super) async fn given_up(request: Request, next: middleware::Next) -> Response {
    let mut inside = pin!(next.run(request));
    polled_once(inside.as_mut()).await.unwrap_or_else(|| StatusCode::GATEWAY_TIMEOUT.into_response())
}

/// Writes, and then waits for ever.
pub(super) async fn endless(mut visits: Live<'_, Visits>) {
    visits.count += 100;
    pending::<()>().await;
}

#[tokio::test]
async fn of_a_handler_that_panics_nothing_is_saved_and_of_the_middleware_everything() {
    async fn broken(mut visits: Live<'_, Visits>) {
        visits.count += 100;
        panic!("on purpose");
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(broken)))
        .layer(middleware::from_fn(caught))
        .layer(from_fn(shop.clone(), counting))
        .layer(from_fn(shop.clone(), counting_after))
        .layer(from_fn(shop.clone(), filling))
        .route("/count", get(with_session(count)))
        .route("/whole", get(with_session(look)))
        .with_state(shop);
    let visits = first(&site, "/count").await.cookie();
    let answer = again(&site, "/", &visits).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::INTERNAL_SERVER_ERROR, "caught: true"));
    let [visits, login] = &*answer.cookies() else { panic!("two cookies: {:?}", answer.cookies()) };
    assert_eq!(again(&site, "/whole", login).await.body, "anonymous with [1]", "a session that it didn't have");
    assert_eq!(again(&site, "/count", visits).await.body, "Visit number: 13", "1 + 1 + 10, and then 1");
}

#[tokio::test]
async fn of_a_handler_that_is_dropped_nothing_is_saved_and_of_the_middleware_everything() {
    let shared = sessions();
    let inner = Router::new().route("/", get(with_session(endless))).layer(from_fn(shared.clone(), counting));
    let site = inner
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shared.clone(), counting))
        .layer(from_fn(shared.clone(), counting_after))
        .route("/read", get(with_session(read)))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 11", "the inner layer was dropped too");
}

#[tokio::test]
async fn a_retry_applies_a_change_once() {
    async fn retry(request: Request, next: middleware::Next) -> Response {
        let (parts, _) = request.into_parts();
        let copy = || Request::from_parts(parts.clone(), Body::empty());
        let mut tried = pin!(next.clone().run(copy()));
        assert!(polled_once(tried.as_mut()).await.is_none(), "it waits");
        tried.set(next.run(copy()));
        tried.await
    }
    let shared = sessions();
    let tries = Arc::new(AtomicU32::new(0));
    let slow_at_first = async move |mut visits: Live<'_, Visits>| {
        visits.count += 1;
        if tries.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
            pending::<()>().await;
        }
        visits.count.to_string()
    };
    let site = Router::new()
        .route("/", get(with_session(slow_at_first)))
        .layer(middleware::from_fn(retry))
        .layer(from_fn(shared.clone(), counting))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "2", "the middleware's change and its own");
    assert_eq!(again(&site, "/", &answer.cookie()).await.body, "4");
}

#[tokio::test]
async fn middleware_signs_out_after_a_handler_that_was_dropped() {
    async fn sign_out_if_late(login: Live<'_, Login>, request: Request, next: Next) -> Response {
        let (login, response) = next.run(login, request).await;
        if response.status() == StatusCode::GATEWAY_TIMEOUT {
            login.end();
        }
        response
    }
    let waiting = async |mut login: Live<'_, LoggedIn>| {
        login.user += 1;
        pending::<()>().await;
    };
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(waiting)))
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shop.clone(), sign_out_if_late))
        .route("/enter", get(with_session(sign_in)))
        .with_state(shop);
    let entered = first(&site, "/enter").await.cookie();
    let answer = again(&site, "/", &entered).await;
    assert_eq!((answer.status, answer.cookie()), (StatusCode::GATEWAY_TIMEOUT, "__Host-login=".to_owned()));
}

#[tokio::test]
async fn a_fallback_runs_in_the_state_that_the_session_is_in() {
    async fn signing_in(login: Live<'_, Anonymous>) {
        login.to(LoggedIn { user: 7 });
        pending::<()>().await;
    }
    async fn secret(login: Live<'_, LoggedIn>) -> String {
        format!("the secret of {}", login.user)
    }
    /// Answers by the fallback if the handler takes too long.
    async fn or_fallback(State(fallback): State<Router>, request: Request, next: middleware::Next) -> Response {
        let (parts, _) = request.into_parts();
        let copy = || Request::from_parts(parts.clone(), Body::empty());
        let mut inside = Box::pin(next.run(copy()));
        assert!(polled_once(inside.as_mut()).await.is_none(), "it waits");
        drop(inside);
        let Ok(response) = fallback.oneshot(copy()).await;
        response
    }
    let shop = Shop::default();
    let fallback: Router = Router::new().fallback(with_session(secret)).with_state(shop.clone());
    let site = Router::new()
        .route("/", get(with_session(signing_in)))
        .layer(middleware::from_fn_with_state(fallback, or_fallback))
        .layer(from_fn(shop.clone(), filling))
        .with_state(shop);
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, answer.all("location")), (StatusCode::SEE_OTHER, vec!["/sign-in"]));
    assert_eq!(names(&answer), ["__Host-login"], "the basket of the middleware");
}

/// The sessions of a handler are saved together or not at all, also where only the response says
/// that they can't be.
#[tokio::test]
async fn a_response_that_cannot_be_sent_takes_the_lent_session_of_its_handler_with_it() {
    const OTHER: &str = "__Host-login=of-the-handler; Path=/; Secure";
    async fn both(live: Live<'_, (Visits, Anonymous)>) -> impl IntoResponse {
        let (mut visits, mut login) = live.split();
        visits.count += 100;
        login.basket.push(1);
        [(SET_COOKIE, OTHER)]
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(both)))
        .layer(from_fn(shop.clone(), counting))
        .route("/read", get(with_session(read)))
        .with_state(shop);
    let answer = first(&site, "/").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 1", "what the middleware wrote");
}

/// An extractor that waits for ever, as for the rest of a slow body.
struct SlowBody;

impl<St: Sync> FromRequest<St> for SlowBody {
    type Rejection = Infallible;

    async fn from_request(_: Request, _: &St) -> Result<Self, Infallible> {
        pending().await
    }
}

#[tokio::test]
async fn a_body_that_takes_too_long_leaves_what_the_middleware_wrote() {
    async fn upload(mut visits: Live<'_, Visits>, _: SlowBody) {
        visits.count += 100;
    }
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(upload)))
        .layer(middleware::from_fn(given_up))
        .layer(from_fn(shared.clone(), counting))
        .route("/read", get(with_session(read)))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 1");
}

/// Middleware that gives up by itself loses the handle, but not the changes that it made before.
#[tokio::test]
async fn middleware_may_give_up_what_is_inside() {
    async fn impatient(mut visits: Live<'_, Visits>, request: Request, next: Next) -> StatusCode {
        visits.count += 1;
        let mut inside = pin!(next.run(visits, request));
        assert!(polled_once(inside.as_mut()).await.is_none(), "it waits");
        StatusCode::REQUEST_TIMEOUT
    }
    async fn waiting(_: Request, _: middleware::Next) {
        pending::<()>().await;
    }
    let shared = sessions();
    let begun = Router::new().route("/", get(with_session(endless)));
    let not_begun = Router::new().route("/", get(with_session(count))).layer(middleware::from_fn(waiting));
    let read = Router::new().route("/", get(with_session(read))).with_state(shared.clone());
    for (site, what) in [(begun, "a handler that was dropped midway"), (not_begun, "a handler that was never called")] {
        let site = site.layer(from_fn(shared.clone(), impatient)).with_state(shared.clone());
        let answer = first(&site, "/").await;
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT, "{what}");
        assert_eq!(again(&read, "/", &answer.cookie()).await.body, "Visits until now: 1", "{what}");
    }
}

/// A form's token needs an id, which is drawn. A wish to have another id or another kind of cookie
/// is not the middleware's either.
#[tokio::test]
async fn what_a_dropped_handler_asked_for_is_not_done() {
    async fn asking(mut visits: Live<'_, Visits>) {
        visits.csrf_token().expect("randomness");
        visits.renew_id();
        visits.set_persistent(true);
        visits.ignore_as_activity();
        pending::<()>().await;
    }
    async fn ending(visits: Live<'_, Visits>) {
        let _fresh = visits.restart();
        pending::<()>().await;
    }
    async fn discarding(visits: Live<'_, Visits>) {
        visits.discard();
        pending::<()>().await;
    }
    async fn passing(visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        next.run(visits, request).await.1
    }
    let shared = sessions();
    let inner = Router::new()
        .route("/asking", get(with_session(asking)))
        .route("/ending", get(with_session(ending)))
        .route("/discarding", get(with_session(discarding)))
        .layer(middleware::from_fn(given_up));
    let reading = inner.clone().layer(from_fn(shared.clone(), passing)).with_state(shared.clone());
    let writing = inner.layer(from_fn(shared.clone(), counting_after)).with_state(shared.clone());
    let site = Router::new().route("/", get(with_session(count))).route("/read", get(with_session(read))).with_state(shared);
    let cookie = first(&site, "/").await.cookie();
    for path in ["/asking", "/ending", "/discarding"] {
        let answer = again(&reading, path, &cookie).await;
        assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::GATEWAY_TIMEOUT, true), "{path}");
        let answer = again(&writing, path, &cookie).await;
        assert!(!answer.all(SET_COOKIE)[0].contains("Max-Age"), "{path}");
        assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 11", "{path}");
    }
}
