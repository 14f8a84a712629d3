//! Sessions that a request can't get, or that aren't given back.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use session_axum::{Next, from_fn, with_session};
use session_core::testing::key;
use session_core::{Live, Session, Sessions};
use tower::ServiceExt as _;

use crate::capture::events;

#[derive(Session)]
#[session(name = "visits", cookie = "__Host-visits")]
struct Visits {
    count: u32,
}

#[derive(Session)]
#[session(name = "theme", cookie = "__Host-theme")]
struct Theme {
    dark: bool,
}

#[derive(Clone)]
struct Both {
    visits: Sessions<Visits>,
    theme: Sessions<Theme>,
}

impl FromRef<Both> for Sessions<Visits> {
    fn from_ref(both: &Both) -> Self {
        both.visits.clone()
    }
}

impl FromRef<Both> for Sessions<Theme> {
    fn from_ref(both: &Both) -> Self {
        both.theme.clone()
    }
}

fn both() -> Both {
    Both { visits: Sessions::in_cookie(key(1)), theme: Sessions::in_cookie(key(1)) }
}

async fn count(mut visits: Live<'_, Visits>) {
    visits.count += 1;
}

async fn lending(visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
    next.run(visits, request).await.1
}

/// Returns the status of the response, and puts all events into `told`.
fn told_of(site: Router, told: &mut String) -> StatusCode {
    let mut status = StatusCode::OK;
    *told = events(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let request = Request::get("/").body(Body::empty()).expect("a path");
        let Ok(response) = runtime.block_on(site.oneshot(request));
        status = response.status();
    });
    status
}

/// Returns the status of the response, and the events above `info`.
fn visit(site: Router) -> (StatusCode, Vec<String>) {
    let mut events = String::new();
    let status = told_of(site, &mut events);
    let told = events.lines().filter(|line| line.starts_with("ERROR") || line.starts_with("WARN"));
    (status, told.map(str::to_owned).collect())
}

fn is_told(told: &[String], parts: [&str; 3]) -> bool {
    matches!(told, [event] if parts.iter().all(|part| event.contains(part)))
}

#[test]
fn a_session_that_middleware_keeps_is_not_available_inside() {
    async fn keeping(live: Live<'_, (Visits, Theme)>, request: Request, next: Next) -> Response {
        let (_visits, theme) = live.split();
        next.run(theme, request).await.1
    }
    let both = both();
    let site = Router::new().route("/", get(with_session(count))).layer(from_fn(both.clone(), keeping)).with_state(both);
    let (status, told) = visit(site);
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(is_told(&told, ["session not available", "__Host-visits", "in use elsewhere"]), "{told:?}");
}

#[test]
fn a_second_session_of_one_cookie_is_not_available() {
    let site = Router::new().route("/", get(with_session(count))).layer(from_fn(both(), lending)).with_state(both());
    let (status, told) = visit(site);
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(is_told(&told, ["session not available", "__Host-visits", "make one `Sessions` and clone it"]), "{told:?}");
}

/// With any number of layers, only the one that would have saved the session tells it.
#[test]
fn a_session_that_does_not_come_back_is_not_saved() {
    async fn keep(State(kept): State<Kept>, request: Request, next: middleware::Next) {
        let mut inside = Box::pin(next.run(request));
        let begun = poll_fn(|context| Poll::Ready(inside.as_mut().poll(context))).await;
        assert!(begun.is_pending(), "the handler waits");
        *kept.0.lock().expect("nobody panics") = Some(inside);
    }
    let waiting = async |mut visits: Live<'_, Visits>| {
        visits.count += 1;
        pending::<()>().await;
    };
    let (kept, both) = (Kept::default(), both());
    let site = Router::new()
        .route("/", get(with_session(waiting)))
        .layer(middleware::from_fn_with_state(kept.clone(), keep))
        .layer(from_fn(both.clone(), lending))
        .layer(from_fn(both.clone(), lending))
        .with_state(both);
    let (status, told) = visit(site);
    assert!(kept.0.lock().expect("nobody panics").is_some(), "the handler waits still");
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(is_told(&told, ["session not saved", "__Host-visits", "in use elsewhere"]), "{told:?}");
}

#[test]
fn a_handler_that_is_given_up_is_told_and_the_middleware_is_saved() {
    async fn broken(mut visits: Live<'_, Visits>) {
        visits.count += 1;
        panic!("on purpose");
    }
    async fn caught(request: Request, next: middleware::Next) -> StatusCode {
        tokio::spawn(next.run(request)).await.map_or(StatusCode::BAD_GATEWAY, |response| response.status())
    }
    let both = both();
    let site = Router::new()
        .route("/", get(with_session(broken)))
        .layer(middleware::from_fn(caught))
        .layer(from_fn(both.clone(), lending))
        .with_state(both);
    let mut told = String::new();
    let status = told_of(site, &mut told);
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(told.contains("INFO message=session given back as it was lent") && told.contains("__Host-visits"), "{told}");
}

/// A handler that doesn't finish.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<Running>>>);

type Running = Pin<Box<dyn Future<Output = Response> + Send>>;
