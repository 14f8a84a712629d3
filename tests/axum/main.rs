//! Session handlers in axum routers, request by request and without a socket.

mod cookies;
mod handlers;
mod headers;
mod lifecycle;
mod routers;
mod states;

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{AsHeaderName, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use session_core::testing::{ManualClock, key};
use session_core::{Live, Session, Sessions};
use tower::ServiceExt as _;

#[derive(Session)]
#[session(idle = "30m")]
struct Visits {
    count: u32,
    note: String,
}

fn sessions() -> Sessions<Visits> {
    Sessions::in_cookie(key(1)).with_clock(ManualClock::default())
}

async fn count(mut visits: Live<'_, Visits>) -> String {
    visits.count += 1;
    format!("Visit number: {}", visits.count)
}

async fn read(visits: Live<'_, Visits>) -> String {
    format!("Visits until now: {}", visits.count)
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn all(&self, name: impl AsHeaderName) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().expect("a text")).collect()
    }

    /// The `Cookie` field that a browser sends next.
    fn cookie(&self) -> String {
        let [set_cookie] = &*self.all(SET_COOKIE) else { panic!("one cookie: {:?}", self.all(SET_COOKIE)) };
        set_cookie.split(';').next().unwrap_or_default().to_owned()
    }

    fn sets_no_cookie(&self) -> bool {
        !self.headers.contains_key(SET_COOKIE)
    }
}

/// A GET with these `Cookie` fields, each a header of its own.
fn request(path: &str, cookies: &[&[u8]]) -> Request {
    let mut request = Request::get(path).body(Body::empty()).expect("a path");
    for cookie in cookies {
        request.headers_mut().append(COOKIE, HeaderValue::from_bytes(cookie).expect("no control characters"));
    }
    request
}

async fn send(site: &Router, request: Request) -> Answer {
    let response: Result<Response, Infallible> = site.clone().oneshot(request).await;
    let (parts, body) = response.expect("a router answers everything").into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).expect("a text") }
}

/// The answer to a visitor without cookies.
async fn first(site: &Router, path: &str) -> Answer {
    send(site, request(path, &[])).await
}

async fn again(site: &Router, path: &str, cookie: &str) -> Answer {
    send(site, request(path, &[cookie.as_bytes()])).await
}
