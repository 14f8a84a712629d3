//! Measures what a request costs in axum, in process: a visitor with a session increments a
//! counter. Prints a table; see the README.

#[allow(dead_code, reason = "only the counts of the measurements are printed here")]
mod alloc;
#[allow(dead_code, reason = "the other program needs more of it")]
mod measure;

use std::cell::RefCell;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, Request};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::SignedCookieJar;
use axum_extra::extract::cookie::{Cookie, Key};
use measure::Measurement;
use session_axum::with_session;
use session_core::testing::block_on;
use session_core::{Live, Session, Sessions};
use tower_service::Service;
use tower_sessions::{MemoryStore, SessionManagerLayer};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn bare() -> String {
    reply(1)
}

async fn ours(mut visits: Live<'_, Visits>) -> String {
    visits.count += 1;
    reply(visits.count)
}

async fn ours_read(visits: Live<'_, Visits>) -> String {
    reply(visits.count)
}

async fn jar(jar: SignedCookieJar) -> (SignedCookieJar, String) {
    let count = jar.get("visits").and_then(|cookie| cookie.value().parse().ok()).unwrap_or(0) + 1;
    (jar.add(Cookie::new("visits", count.to_string())), reply(count))
}

async fn stored(session: tower_sessions::Session) -> String {
    let count = session.get("count").await.ok().flatten().unwrap_or(0) + 1;
    session.insert("count", count).await.expect("memory is at hand");
    reply(count)
}

fn reply(count: u32) -> String {
    format!("Visit number: {count}")
}

/// The state that `SignedCookieJar` takes its key from.
#[derive(Clone)]
struct JarKey(Key);

impl FromRef<JarKey> for Key {
    fn from_ref(key: &JarKey) -> Self {
        key.0.clone()
    }
}

/// An application, and the cookie that it gave to its visitor.
struct App {
    router: RefCell<Router>,
    cookie: String,
}

impl App {
    fn new(router: Router) -> Self {
        let mut app = Self { router: RefCell::new(router), cookie: String::new() };
        let response = app.request();
        let set_cookie = response.headers().get(SET_COOKIE).and_then(|header| header.to_str().ok()).unwrap_or_default();
        app.cookie = set_cookie.split(';').next().unwrap_or_default().to_owned();
        app
    }

    /// Returns the page's text, to check that the visitor was recognized.
    fn page(&self) -> String {
        let body = block_on(to_bytes(self.request().into_body(), 1000)).expect("the page is at hand");
        String::from_utf8_lossy(&body).into_owned()
    }

    fn request(&self) -> Response {
        let mut request = Request::builder().uri("/count");
        if !self.cookie.is_empty() {
            request = request.header(COOKIE, &self.cookie);
        }
        let request = request.body(Body::empty()).expect("its parts are valid");
        let response = self.router.borrow_mut().call(request);
        block_on(response).unwrap_or_else(|never| match never {})
    }
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(session_core::Key::generate());
    // The reading handler needs a cookie, which the other handler sets.
    let reading = Router::new().route("/count", get(with_session(ours_read))).with_state(sessions.clone());
    let writing = App::new(Router::new().route("/count", get(with_session(ours))).with_state(sessions));
    let reading = App { router: RefCell::new(reading), cookie: writing.cookie.clone() };
    // The same request, whose header costs something to make and to parse.
    let bare = App { router: RefCell::new(Router::new().route("/count", get(bare))), cookie: writing.cookie.clone() };
    let jar = App::new(Router::new().route("/count", get(jar)).with_state(JarKey(Key::generate())));
    let store = SessionManagerLayer::new(MemoryStore::default());
    let stored = App::new(Router::new().route("/count", get(stored)).layer(store));
    for app in [&writing, &jar, &stored] {
        assert_eq!(app.page(), reply(2), "the second visit");
    }
    assert_eq!(reading.page(), reply(1), "what the first visit left");
    let mut rows = [
        Measurement::of("axum alone", || bare.request()),
        Measurement::of("ours, read", || reading.request()),
        Measurement::of("ours, counted up", || writing.request()),
        Measurement::of("axum-extra, `SignedCookieJar` with the number alone", || jar.request()),
        Measurement::of("tower-sessions, `MemoryStore`", || stored.request()),
    ];
    measure::run(rows.iter_mut());
    println!("| a request | median ns | beyond axum alone | allocations |\n| --- | --: | --: | --: |");
    for row in &rows {
        println!("| {} | {:.0} | {:.0} | {} |", row.what, row.median(), row.beyond(&rows[0]), row.allocations);
    }
    let [bare, read, write, jar, store] = &rows;
    let of = |ours: &Measurement<'_>, peer: &Measurement<'_>| ours.beyond(bare) / peer.beyond(bare);
    println!("\nA read adds {:.2} of what the jar adds, and {:.2} of what the store adds;", of(read, jar), of(read, store));
    println!("a write adds {:.2} and {:.2}.", of(write, jar), of(write, store));
}
