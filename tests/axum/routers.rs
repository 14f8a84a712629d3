//! The places where a session handler can be mounted.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::header::{SET_COOKIE, VARY};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use axum_extra::routing::{RouterExt as _, TypedPath};
use serde::Deserialize;
use session_axum::with_session;
use session_core::testing::key;
use session_core::{Live, Session, Sessions};

use crate::{Visits, again, count, first, read, request, send, sessions};

#[derive(Session)]
struct Theme {
    dark: bool,
}

#[tokio::test]
async fn a_fallback_has_a_session() {
    let site = Router::new().route("/", get("home")).fallback(with_session(count)).with_state(sessions());
    let answer = first(&site, "/nowhere").await;
    assert_eq!(answer.body, "Visit number: 1");
    assert_eq!(again(&site, "/elsewhere", &answer.cookie()).await.body, "Visit number: 2");
    assert!(!first(&site, "/").await.headers.contains_key(VARY), "a route without a session says nothing");
}

#[tokio::test]
async fn the_methods_of_one_route_share_the_session() {
    async fn end(visits: Live<'_, Visits>) -> StatusCode {
        visits.end();
        StatusCode::NO_CONTENT
    }
    let route = get(with_session(count)).delete(with_session(end)).fallback(with_session(read));
    let site = Router::new().route("/", route).with_state(sessions());
    let cookie = first(&site, "/").await.cookie();
    let with = |method: Method| {
        let mut request = request("/", &[cookie.as_bytes()]);
        *request.method_mut() = method;
        request
    };
    assert_eq!(send(&site, with(Method::PATCH)).await.body, "Visits until now: 1");
    let deleted = send(&site, with(Method::DELETE)).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(deleted.cookie(), "__Host-visits=");
    let head = send(&site, with(Method::HEAD)).await;
    assert_eq!((head.status, &*head.body), (StatusCode::OK, ""));
    assert!(head.sets_no_cookie(), "HEAD is GET without the body, and changes nothing");
}

#[tokio::test]
async fn a_layer_sees_the_session_headers() {
    async fn stamp(request: Request, next: Next) -> Response {
        let mut response = next.run(request).await;
        let sent = response.headers().contains_key(SET_COOKIE);
        response.headers_mut().insert("x-set-cookie", HeaderValue::from_static(if sent { "yes" } else { "no" }));
        response
    }
    let site = Router::new()
        .route("/one", get(with_session(count)).layer(from_fn(stamp)))
        .route("/two", get(with_session(count)).route_layer(from_fn(stamp)))
        .route("/three", get(with_session(read)))
        .layer(from_fn(stamp))
        .with_state(sessions());
    for (path, sent) in [("/one", "yes"), ("/two", "yes"), ("/three", "no")] {
        assert_eq!(first(&site, path).await.all("x-set-cookie"), [sent], "{path}");
    }
}

#[tokio::test]
async fn the_state_may_be_an_arc_of_what_has_the_sessions() {
    async fn both(live: Live<'_, (Visits, Theme)>, State(app): State<Arc<App>>) -> String {
        let (mut visits, theme) = live.split();
        visits.count += 1;
        format!("{}, {} {}", app.motto, visits.count, theme.dark)
    }
    async fn twice(mut visits: Live<'_, Visits>, request: Request, next: session_axum::Next) -> Response {
        visits.count += 1;
        next.run(visits, request).await.1
    }
    let app = Arc::new(App { visits: sessions(), theme: Sessions::in_cookie(key(2)), motto: "Onwards" });
    let site = Router::new()
        .route("/", get(with_session(count)))
        .route("/both", get(with_session(both)))
        .layer(session_axum::from_fn(Arc::clone(&app), twice))
        .with_state(app);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "Visit number: 2");
    assert_eq!(again(&site, "/both", &answer.cookie()).await.body, "Onwards, 4 false");
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/visits/{step}")]
struct Step {
    step: u32,
}

/// The path of axum-extra's `TypedPath` stands behind the session.
#[tokio::test]
async fn a_path_may_be_a_type() {
    async fn add(mut visits: Live<'_, Visits>, Step { step }: Step, method: Method) -> String {
        visits.count += step;
        format!("{method} {}", visits.count)
    }
    let site = Router::new().typed_get(with_session(add)).typed_post(with_session(add)).with_state(sessions());
    let answer = first(&site, "/visits/3").await;
    assert_eq!(answer.body, "GET 3");
    let mut request = request("/visits/4", &[answer.cookie().as_bytes()]);
    *request.method_mut() = Method::POST;
    assert_eq!(send(&site, request).await.body, "POST 7");
}

#[tokio::test]
async fn nested_and_merged_routers_keep_their_sessions() {
    let inner = Router::new().route("/count", get(with_session(count)));
    let themed = Router::new().route("/dark", get(with_session(dark))).with_state(Sessions::<Theme>::in_cookie(key(2)));
    let site = Router::new().nest("/shop", inner).with_state(sessions()).merge(themed);
    assert_eq!(first(&site, "/shop/count").await.body, "Visit number: 1");
    assert!(first(&site, "/dark").await.cookie().starts_with("__Host-theme="));
}

async fn dark(mut theme: Live<'_, Theme>) -> &'static str {
    theme.dark = !theme.dark;
    if theme.dark { "dark" } else { "light" }
}

#[derive(Clone)]
struct App {
    visits: Sessions<Visits>,
    theme: Sessions<Theme>,
    motto: &'static str,
}

impl FromRef<App> for Sessions<Visits> {
    fn from_ref(app: &App) -> Self {
        app.visits.clone()
    }
}

impl FromRef<App> for Sessions<Theme> {
    fn from_ref(app: &App) -> Self {
        app.theme.clone()
    }
}

#[tokio::test]
async fn one_state_holds_several_session_types() {
    async fn motto(mut visits: Live<'_, Visits>, State(app): State<App>) -> String {
        visits.count += 1;
        format!("{} {}", app.motto, visits.count)
    }
    let app = App { visits: sessions(), theme: Sessions::in_cookie(key(1)), motto: "Onwards" };
    let site = Router::new().route("/motto", get(with_session(motto))).route("/dark", get(with_session(dark))).with_state(app);
    let visits = first(&site, "/motto").await;
    assert_eq!(visits.body, "Onwards 1");
    let theme = again(&site, "/dark", &visits.cookie()).await;
    assert_eq!(theme.body, "dark");

    let both = format!("{}; {}", visits.cookie(), theme.cookie());
    assert_eq!(again(&site, "/motto", &both).await.body, "Onwards 2");
    assert_eq!(again(&site, "/dark", &both).await.body, "light");

    // One key signs both cookies, and yet a value can't be moved from one to the other.
    let moved = theme.cookie().replace("__Host-theme", "__Host-visits");
    assert_eq!(again(&site, "/motto", &moved).await.body, "Onwards 1");
}
