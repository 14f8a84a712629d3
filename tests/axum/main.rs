//! Session handlers in axum routers, request by request and without a socket.

mod cookies;
mod csrf;
mod handlers;
mod headers;
mod lifecycle;
mod methods;
mod middleware;
mod redirects;
mod routers;
mod states;
mod stores;

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{AsHeaderName, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use session_core::testing::{ManualClock, key};
use session_core::{Live, Session, SessionState, Sessions};
use tower::ServiceExt as _;

#[derive(Session)]
#[session(idle = "30m")]
struct Visits {
    count: u32,
    note: String,
}

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous, Locked), idle = "30m", otherwise = "/sign-in", no_store)]
    LoggedIn(LoggedIn),
    Locked(Locked),
}

#[derive(SessionState, Default)]
struct Anonymous {
    basket: Vec<u32>,
}

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

#[derive(SessionState)]
struct Locked;

fn sessions() -> Sessions<Visits> {
    Sessions::options().clock(ManualClock::default()).in_cookie(key(1))
}

async fn count(mut visits: Live<'_, Visits>) -> String {
    visits.count += 1;
    format!("Visit number: {}", visits.count)
}

async fn read(visits: Live<'_, Visits>) -> String {
    format!("Visits until now: {}", visits.count)
}

/// The response to a request.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn all(&self, name: impl AsHeaderName) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().expect("a text")).collect()
    }

    /// Returns the `Cookie` field that a browser sends next.
    fn cookie(&self) -> String {
        let [cookie] = &*self.cookies() else { panic!("one cookie: {:?}", self.cookies()) };
        cookie.clone()
    }

    /// Returns name and value of every cookie that is set.
    fn cookies(&self) -> Vec<String> {
        let pairs = self.all(SET_COOKIE).into_iter().filter_map(|cookie| cookie.split(';').next());
        pairs.map(str::to_owned).collect()
    }

    /// Returns the text that the visitor of a release build reads. A debug build says the reason
    /// behind it.
    fn public_text(&self) -> &str {
        self.body.lines().next().unwrap_or_default()
    }

    fn sets_no_cookie(&self) -> bool {
        !self.headers.contains_key(SET_COOKIE)
    }
}

/// Makes a GET request with these `Cookie` fields, each in a header of its own.
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

/// Returns the response to a visitor without cookies.
async fn first(site: &Router, path: &str) -> Answer {
    send(site, request(path, &[])).await
}

async fn again(site: &Router, path: &str, cookie: &str) -> Answer {
    send(site, request(path, &[cookie.as_bytes()])).await
}
