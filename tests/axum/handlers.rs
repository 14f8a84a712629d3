//! The functions that a session handler can be.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use session_axum::with_session;
use session_core::{Live, Sessions};

use crate::{Visits, again, first, send, sessions};

#[tokio::test]
async fn a_body_is_the_last_argument() {
    async fn note(mut visits: Live<'_, Visits>, method: Method, body: String) -> String {
        visits.note = body;
        format!("{method} {}", visits.note)
    }
    let site = Router::new().route("/", post(with_session(note))).with_state(sessions());
    let request = Request::post("/").body(Body::from("hello")).expect("a path");
    assert_eq!(send(&site, request).await.body, "POST hello");
}

#[tokio::test]
async fn fifteen_extractors_follow_the_session() {
    #[expect(clippy::too_many_arguments, reason = "as many as can be")]
    #[expect(clippy::many_single_char_names, reason = "their order is what counts")]
    async fn all(
        mut visits: Live<'_, Visits>,
        a: Method,
        b: Method,
        c: Method,
        d: Method,
        e: Method,
        f: Method,
        g: Method,
        h: Method,
        i: Method,
        j: Method,
        k: Method,
        l: Method,
        m: Method,
        State(_): State<Sessions<Visits>>,
        body: String,
    ) -> String {
        visits.count += 1;
        let methods = [a, b, c, d, e, f, g, h, i, j, k, l, m];
        format!("{} {} {body}", visits.count, methods.iter().filter(|method| *method == Method::PUT).count())
    }
    let site = Router::new().route("/", put(with_session(all))).with_state(sessions());
    let request = Request::put("/").body(Body::from("body")).expect("a path");
    assert_eq!(send(&site, request).await.body, "1 13 body");
}

#[tokio::test]
async fn an_async_closure_keeps_what_it_captures() {
    let greeting: Arc<str> = "Welcome".into();
    let greet = async move |mut visits: Live<'_, Visits>, method: Method| {
        visits.count += 1;
        tokio::task::yield_now().await;
        format!("{greeting}, {method} {}", visits.count)
    };
    let site = Router::new().route("/", get(with_session(greet))).with_state(sessions());
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "Welcome, GET 1");
    assert_eq!(again(&site, "/", &answer.cookie()).await.body, "Welcome, GET 2");
}

/// A page that still holds the handle when it becomes a response.
struct Page<'req>(Live<'req, Visits>);

impl IntoResponse for Page<'_> {
    fn into_response(mut self) -> Response {
        self.0.count += 1;
        format!("Page {}", self.0.count).into_response()
    }
}

#[tokio::test]
async fn what_is_returned_may_hold_the_handle_until_it_is_a_response() {
    async fn page(visits: Live<'_, Visits>) -> Page<'_> {
        Page(visits)
    }
    let site = Router::new().route("/", get(with_session(page))).with_state(sessions());
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "Page 1");
    assert_eq!(again(&site, "/", &answer.cookie()).await.body, "Page 2", "a write while rendering is kept");
}
