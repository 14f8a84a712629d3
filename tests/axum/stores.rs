//! Sessions in a store: what a client is told of a conflict, and commits that outlive their client.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, RETRY_AFTER, SET_COOKIE};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use session_axum::{Conflict, Next, Reason, from_fn, with_session};
use session_core::store::{Entry, Expected, MemoryStore, Name, Put, Store, StoreError};
use session_core::testing::key;
use session_core::{Live, Session, Sessions};
use tokio::sync::Notify;
use tower::ServiceExt as _;

use crate::{Answer, send};

mod commits;

#[derive(Session)]
struct Shop {
    #[session(identity)]
    user: Option<u64>,
    #[session(merge = add)]
    orders: u32,
    #[session(merge = refuse)]
    coupon: String,
}

/// A store that can be out of reach, and in which a put waits until it is let go.
#[derive(Clone, Default)]
struct Gate {
    store: Arc<Memory>,
    is_down: Arc<AtomicBool>,
    waits: Arc<AtomicBool>,
    is_waiting: Arc<Notify>,
    goes_on: Arc<Notify>,
}

struct Memory(MemoryStore);

impl Default for Memory {
    fn default() -> Self {
        Self(MemoryStore::new(1000))
    }
}

impl Gate {
    fn answers(&self) -> Result<(), StoreError> {
        if self.is_down.load(Ordering::SeqCst) { Err(StoreError::too_slow()) } else { Ok(()) }
    }
}

impl Store for Gate {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.answers()?;
        self.store.0.load(name).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.answers()?;
        if self.waits.load(Ordering::SeqCst) {
            self.is_waiting.notify_one();
            self.goes_on.notified().await;
        }
        self.store.0.put(name, expected, next).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.answers()?;
        self.store.0.touch(name, seen, expires).await
    }
}

/// The application: its sessions, and what the handlers do while a request is open.
#[derive(Clone)]
struct App {
    sessions: Sessions<Shop>,
}

impl FromRef<App> for Sessions<Shop> {
    fn from_ref(app: &App) -> Self {
        app.sessions.clone()
    }
}

/// Runs another request of the same visitor while this one is open.
async fn meanwhile(app: &App, cookie: &str, change: impl FnOnce(&mut Shop)) {
    let mut context = app.sessions.open(Some(cookie)).await.expect("the store answers");
    change(&mut context.live());
    let _ = context.close().await.expect("it is written");
}

fn cookie_of(request: &Request) -> String {
    request.headers()[COOKIE].to_str().expect("a text").to_owned()
}

async fn order(mut shop: Live<'_, Shop>) -> String {
    shop.orders += 1;
    format!("orders: {}", shop.orders)
}

/// Writes while the visitor signs in in another tab.
async fn late(mut shop: Live<'_, Shop>, State(app): State<App>, request: Request) -> String {
    meanwhile(&app, &cookie_of(&request), |shop| shop.user = Some(7)).await;
    shop.orders += 1;
    "the page".to_owned()
}

async fn late_and_must_hold(mut shop: Live<'_, Shop>, app: State<App>, request: Request) -> String {
    shop.must_hold();
    late(shop, app, request).await
}

async fn coupon(mut shop: Live<'_, Shop>, State(app): State<App>, request: Request) -> &'static str {
    meanwhile(&app, &cookie_of(&request), |shop| "spring".clone_into(&mut shop.coupon)).await;
    "summer".clone_into(&mut shop.coupon);
    "redeemed"
}

async fn ended(mut shop: Live<'_, Shop>, State(app): State<App>, request: Request) -> &'static str {
    let mut context = app.sessions.open(Some(&*cookie_of(&request))).await.expect("the store answers");
    context.live().end();
    let _ = context.close().await.expect("it is ended");
    shop.orders += 1;
    "ordered"
}

async fn sign_out(shop: Live<'_, Shop>) {
    shop.end();
}

fn app(store: impl Store) -> (Router, App) {
    let app = App { sessions: Sessions::in_store(key(1), store) };
    let router = Router::new()
        .route("/order", get(with_session(order)).post(with_session(order)))
        .route("/late", get(with_session(late)).post(with_session(late)))
        .route("/late-and-must-hold", get(with_session(late_and_must_hold)))
        .route("/coupon", post(with_session(coupon)))
        .route("/ended", post(with_session(ended)))
        .route("/sign-out", post(with_session(sign_out)));
    (router.with_state(app.clone()), app)
}

async fn ask(router: &Router, method: &str, path: &str, cookie: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(COOKIE, cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(router, request.body(Body::empty()).expect("a request")).await
}

/// Begins a session, and returns its cookie.
async fn begun(router: &Router) -> String {
    ask(router, "POST", "/order", "theme=dark", &[]).await.cookie()
}

fn conflict(answer: &Answer) -> (u16, Vec<&str>) {
    (answer.status.as_u16(), answer.all("session-conflict"))
}

#[tokio::test]
async fn an_ordinary_write_sends_no_cookie() {
    let (router, _) = app(MemoryStore::new(1000));
    let cookie = begun(&router).await;
    let answer = ask(&router, "POST", "/order", &cookie, &[]).await;
    assert_eq!((&*answer.body, answer.all(SET_COOKIE).len()), ("orders: 2", 0));
}

#[tokio::test]
async fn each_conflict_has_an_answer() {
    for (path, expected) in [("/late", "superseded"), ("/ended", "ended"), ("/coupon", "fields")] {
        let (router, _) = app(MemoryStore::new(1000));
        let cookie = begun(&router).await;
        let answer = ask(&router, "POST", path, &cookie, &[]).await;
        assert_eq!(conflict(&answer), (409, vec![expected]));
        assert_eq!((answer.all(SET_COOKIE).len(), answer.all(CACHE_CONTROL)), (0, vec!["no-store"]));
        assert!(answer.body.starts_with("Conflict: "), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_page_that_comes_late_is_shown() {
    let (router, app) = app(MemoryStore::new(1000));
    let cookie = begun(&router).await;
    let answer = ask(&router, "GET", "/late", &cookie, &[]).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::OK, "the page"));
    assert_eq!(answer.all(SET_COOKIE).len(), 0);
    drop(app);
    let cookie = begun(&router).await;
    let answer = ask(&router, "GET", "/late-and-must-hold", &cookie, &[]).await;
    assert_eq!(conflict(&answer), (409, vec!["superseded"]));
}

#[tokio::test]
async fn a_browser_that_has_sent_a_form_gets_a_page_that_leads_back() {
    let (router, _) = app(MemoryStore::new(1000));
    let cookie = begun(&router).await;
    let answer = ask(&router, "POST", "/late", &cookie, &[("sec-fetch-mode", "navigate")]).await;
    assert_eq!(conflict(&answer), (409, vec!["superseded"]));
    assert_eq!(answer.all(CONTENT_TYPE), ["text/html; charset=utf-8"]);
    assert!(!answer.body.contains("<a"), "{}", answer.body);
    let headers =
        [("sec-fetch-mode", "navigate"), ("host", "shop.example"), ("referer", "https://shop.example/basket?a=1&b=\"2\"")];
    let cookie = begun(&router).await;
    let answer = ask(&router, "POST", "/late", &cookie, &headers).await;
    assert!(answer.body.contains("<a href=\"/basket?a=1&amp;b=&quot;2&quot;\">"), "{}", answer.body);
}

#[tokio::test]
async fn a_store_out_of_reach_is_503_and_nothing_is_deleted() {
    let store = Gate::default();
    let (router, _) = app(store.clone());
    let cookie = begun(&router).await;
    store.is_down.store(true, Ordering::SeqCst);
    for (method, path, cookie) in
        [("GET", "/order", &*cookie), ("POST", "/order", "theme=dark"), ("POST", "/sign-out", &cookie)]
    {
        let answer = ask(&router, method, path, cookie, &[]).await;
        assert_eq!((answer.status, answer.all(RETRY_AFTER)), (StatusCode::SERVICE_UNAVAILABLE, vec!["1"]));
        assert_eq!(answer.all(SET_COOKIE).len(), 0);
    }
    store.is_down.store(false, Ordering::SeqCst);
    assert_eq!(ask(&router, "GET", "/order", &cookie, &[]).await.body, "orders: 2");
}

async fn as_json(response: Response) -> Response {
    let reason = response.extensions().get::<session_axum::Answer>().map(|answer| answer.reason);
    match reason {
        Some(Reason::Conflict(Conflict::Superseded)) => (StatusCode::CONFLICT, "{\"try\":\"again\"}").into_response(),
        _ => response,
    }
}

#[tokio::test]
async fn an_application_answers_in_its_own_way() {
    let (router, _) = app(MemoryStore::new(1000));
    let cookie = begun(&router).await;
    let router = router.layer(map_response(as_json));
    let answer = ask(&router, "POST", "/late", &cookie, &[]).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::CONFLICT, "{\"try\":\"again\"}"));
}

#[tokio::test]
async fn a_commit_outlives_its_client() {
    let store = Gate::default();
    let (router, app) = app(store.clone());
    let cookie = begun(&router).await;
    store.waits.store(true, Ordering::SeqCst);
    let request = Request::post("/sign-out").header(COOKIE, &cookie).body(Body::empty()).expect("a request");
    let hung_up = tokio::spawn(router.clone().oneshot(request));
    store.is_waiting.notified().await;
    hung_up.abort();
    assert!(hung_up.await.is_err(), "the client has hung up");
    store.waits.store(false, Ordering::SeqCst);
    store.goes_on.notify_one();
    app.sessions.settled().await;
    assert_eq!(ask(&router, "GET", "/order", &cookie, &[]).await.body, "orders: 1", "the session was ended");
}

#[derive(Session)]
struct Visits {
    #[session(merge = refuse)]
    count: u32,
}

/// Middleware whose own session conflicts, around a handler that signs in.
#[tokio::test]
async fn a_response_that_is_replaced_keeps_the_cookies_of_what_is_committed() {
    async fn counting(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        let cookie = cookie_of(&request);
        visits.count += 1;
        let (mut visits, response) = next.run(visits, request).await;
        let sessions = Sessions::<Visits>::clone(response.extensions().get().expect("the handler's"));
        let mut context = sessions.open(Some(&*cookie)).await.expect("the store answers");
        context.live().count = 9;
        let _ = context.close().await.expect("it is written");
        visits.count += 1;
        response
    }
    let visits = Sessions::<Visits>::in_store(key(1), MemoryStore::new(1000));
    let shop = Sessions::<Shop>::in_store(key(1), MemoryStore::new(1000));
    let of_handler = visits.clone();
    let sign_in = async move |mut shop: Live<'_, Shop>| {
        shop.user = Some(7);
        Extension(of_handler.clone())
    };
    let router =
        Router::new().route("/", post(with_session(sign_in))).layer(from_fn(visits.clone(), counting)).with_state(shop.clone());
    let mut context = visits.open(None).await.expect("the store answers");
    context.live().count = 1;
    let headers = context.close().await.expect("it is stored");
    let cookie = headers.set_cookie().expect("a cookie");
    let cookie = format!("{}={}", cookie.name(), cookie.value());
    let answer = ask(&router, "POST", "/", &cookie, &[]).await;
    assert_eq!(conflict(&answer), (409, vec!["fields"]));
    assert_eq!(answer.all(CACHE_CONTROL), ["no-store"]);
    let mut context = shop.open(Some(&*answer.cookie())).await.expect("the store answers");
    assert_eq!(context.live().user, Some(7), "the sign-in holds, and its cookie is sent");
}
