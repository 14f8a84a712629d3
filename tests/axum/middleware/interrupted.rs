//! Handlers inside of middleware that go on while others answer, or that run twice.

use std::future::pending;
use std::pin::pin;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use session_axum::{Next, from_fn, with_session};
use session_core::Live;
use tokio::sync::Notify;
use tower::ServiceExt as _;

use super::{Shop, counting, counting_after, filling, names, polled_once};
use crate::{Login, Visits, again, count, first, read, sessions};

/// No inner code had the session when the request was given up, so what was written before counts.
#[tokio::test]
async fn a_layer_between_that_answers_by_itself_leaves_the_session_as_it_is() {
    async fn busy(_: Request, _: middleware::Next) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(count)))
        .layer(middleware::from_fn(busy))
        .layer(from_fn(shared.clone(), counting))
        .route("/read", get(with_session(read)))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 1");
}

/// Messages to and from a handler that is left running in a task of its own.
#[derive(Clone, Default)]
struct Detached {
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
    done: Arc<Notify>,
}

/// Answers before the inner future is done.
async fn detach(State(detached): State<Detached>, request: Request, next: middleware::Next) -> StatusCode {
    tokio::spawn(async move {
        let response = next.run(request).await;
        detached.done.notify_one();
        response
    });
    detached.begun.notified().await;
    StatusCode::ACCEPTED
}

/// Otherwise the middleware would go on as if its visitor were a stranger, and its changes would
/// be lost.
#[tokio::test]
async fn a_handler_that_still_has_the_session_makes_the_answer_a_500() {
    async fn discarding(visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        let (visits, response) = next.run(visits, request).await;
        visits.discard();
        response
    }
    async fn both(live: Live<'_, (Login, Visits)>, request: Request, next: Next) -> Response {
        next.run(live, request).await.1
    }
    let shop = Shop::default();
    let detached = Detached::default();
    let slow = {
        let Detached { begun, go_on, .. } = detached.clone();
        async move |mut visits: Live<'_, Visits>| {
            begun.notify_one();
            go_on.notified().await;
            visits.count += 100;
        }
    };
    let inside = Router::new()
        .route("/", get(with_session(slow)))
        .layer(middleware::from_fn_with_state(detached.clone(), detach))
        .layer(from_fn(shop.clone(), counting));
    let cookie = first(&Router::new().route("/", get(with_session(count))).with_state(sessions()), "/").await.cookie();
    for (site, around) in [
        (inside.clone(), "one layer"),
        (inside.clone().layer(from_fn(shop.clone(), counting_after)), "a layer that writes afterwards"),
        (inside.clone().layer(from_fn(shop.clone(), discarding)), "a layer that discards"),
        (inside.clone().layer(from_fn(shop.clone(), both)), "a layer of two sessions"),
    ] {
        let answer = again(&site.with_state(shop.clone()), "/", &cookie).await;
        assert_eq!(
            (answer.status, answer.public_text()),
            (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            "{around}"
        );
        assert!(answer.sets_no_cookie(), "{around}");
        detached.go_on.notify_one();
        detached.done.notified().await;
    }
}

#[tokio::test]
async fn who_discards_inside_discards_what_is_written_around_it() {
    async fn forget(visits: Live<'_, Visits>) -> &'static str {
        visits.discard();
        "forgotten"
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(forget)))
        .layer(from_fn(shop.clone(), counting))
        .layer(from_fn(shop.clone(), counting_after))
        .layer(from_fn(shop.clone(), filling))
        .with_state(shop);
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::OK, "forgotten"));
    assert!(answer.cookie().starts_with("__Host-login="), "the other session is another one");
}

#[tokio::test]
async fn what_is_written_around_an_end_begins_anew() {
    async fn end(visits: Live<'_, Visits>) {
        visits.end();
    }
    let shared = sessions();
    let ending = Router::new().route("/end", get(with_session(end)));
    let before = ending.clone().layer(from_fn(shared.clone(), counting)).with_state(shared.clone());
    let after = ending.layer(from_fn(shared.clone(), counting_after)).with_state(shared.clone());
    let site = Router::new().route("/", get(with_session(count))).route("/read", get(with_session(read))).with_state(shared);
    let cookie = first(&site, "/").await.cookie();
    assert_eq!(again(&before, "/end", &cookie).await.cookie(), "__Host-visits=", "what was written before is gone");
    let begun = again(&after, "/end", &cookie).await.cookie();
    assert_eq!(again(&site, "/read", &begun).await.body, "Visits until now: 10", "and the count of before as well");
}

/// Makes a copy of a request, without its body.
fn copy(parts: &Parts) -> Request {
    Request::from_parts(parts.clone(), Body::empty())
}

/// A session can't be in two places: the second code that asks for it finds it in use.
#[tokio::test]
async fn of_two_copies_of_a_request_at_once_the_second_is_refused() {
    async fn twice(State(done): State<Arc<Notify>>, request: Request, next: middleware::Next) -> String {
        let (parts, _) = request.into_parts();
        let run = async |request| {
            let response = next.clone().run(request).await;
            done.notify_one();
            response.status().as_u16()
        };
        let (one, two) = tokio::join!(run(copy(&parts)), run(copy(&parts)));
        format!("{} {}", one.min(two), one.max(two))
    }
    let done = Arc::new(Notify::new());
    let wait = {
        let done = Arc::clone(&done);
        async move |mut visits: Live<'_, Visits>| {
            done.notified().await;
            visits.count += 1;
        }
    };
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(wait)))
        .layer(middleware::from_fn_with_state(done, twice))
        .layer(from_fn(shared.clone(), counting))
        .route("/read", get(with_session(read)))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "200 500");
    assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 2", "of the one that had it");
}

#[tokio::test]
async fn a_request_that_is_tried_again_has_the_session_as_the_first_try_left_it() {
    async fn retry(request: Request, next: middleware::Next) -> Response {
        let (parts, _) = request.into_parts();
        next.clone().run(copy(&parts)).await;
        next.run(copy(&parts)).await
    }
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(count)))
        .layer(middleware::from_fn(retry))
        .layer(from_fn(shared.clone(), counting))
        .with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "Visit number: 3");
    assert_eq!(again(&site, "/", &answer.cookie()).await.body, "Visit number: 6");
}

/// A copy of the request that is kept until the response is made has no session to write to.
#[tokio::test]
async fn a_copy_that_outlives_the_request_is_refused() {
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Option<(Parts, middleware::Next)>>>);
    async fn keep(State(kept): State<Kept>, request: Request, next: middleware::Next) -> Response {
        let (parts, _) = request.into_parts();
        *kept.0.lock().expect("nobody panics") = Some((parts.clone(), next.clone()));
        next.run(copy(&parts)).await
    }
    let kept = Kept::default();
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(count)))
        .layer(middleware::from_fn_with_state(kept.clone(), keep))
        .layer(from_fn(shared.clone(), counting))
        .with_state(shared);
    assert_eq!(first(&site, "/").await.body, "Visit number: 2");
    let (parts, next) = kept.0.lock().expect("nobody panics").take().expect("a copy was kept");
    let late = next.run(copy(&parts)).await;
    assert_eq!(late.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

/// A session that is in use elsewhere is no reason to lose another session that isn't.
#[tokio::test]
async fn of_a_tuple_that_cannot_be_had_the_lent_session_goes_back_as_it_came() {
    async fn both(_: Live<'_, (Visits, Login)>) {}
    async fn beside(State(site): State<Router>, request: Request, next: middleware::Next) -> String {
        let (parts, _) = request.into_parts();
        // The handler has the session `Login`, and waits.
        let mut waiting = pin!(next.run(copy(&parts)));
        assert!(polled_once(waiting.as_mut()).await.is_none(), "it waits");
        let Ok(second) = site.oneshot(copy(&parts)).await;
        second.status().to_string()
    }
    let shop = Shop::default();
    let waiting = async |_: Live<'_, Login>| pending::<()>().await;
    let other: Router = Router::new().fallback(with_session(both)).with_state(shop.clone());
    let site = Router::new()
        .route("/", get(with_session(waiting)))
        .layer(middleware::from_fn_with_state(other, beside))
        .layer(from_fn(shop.clone(), filling))
        .layer(from_fn(shop.clone(), counting))
        .route("/read", get(with_session(read)))
        .with_state(shop);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "500 Internal Server Error");
    assert_eq!(names(&answer), ["__Host-login", "__Host-visits"], "what the middleware wrote to both");
    assert_eq!(again(&site, "/read", &answer.cookies()[1]).await.body, "Visits until now: 1");
}
