//! Middleware that shares the session with what it wraps.

mod given_up;
mod interrupted;
mod restored;
mod twins;
mod views;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Path, Request};
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use session_axum::{Next, SessionLayer, from_fn, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{Live, Sessions};

use crate::{Anonymous, Answer, LoggedIn, Login, Visits, again, count, first, read, send, sessions};

/// A state that holds two session types.
#[derive(Clone)]
struct Shop {
    visits: Sessions<Visits>,
    login: Sessions<Login>,
}

impl Shop {
    fn new(clock: &ManualClock) -> Self {
        Self {
            visits: Sessions::options().clock(clock.clone()).in_cookie(key(1)),
            login: Sessions::options().clock(clock.clone()).in_cookie(key(1)),
        }
    }
}

impl Default for Shop {
    fn default() -> Self {
        Self::new(&ManualClock::default())
    }
}

impl FromRef<Shop> for Sessions<Visits> {
    fn from_ref(shop: &Shop) -> Self {
        shop.visits.clone()
    }
}

impl FromRef<Shop> for Sessions<Login> {
    fn from_ref(shop: &Shop) -> Self {
        shop.login.clone()
    }
}

/// Writes to the session before the handler runs.
async fn counting(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
    visits.count += 1;
    next.run(visits, request).await.1
}

/// Writes to the session after the handler has run.
async fn counting_after(visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
    let (mut visits, response) = next.run(visits, request).await;
    visits.count += 10;
    response
}

/// Reads the session before and after the handler runs.
async fn watching(visits: Live<'_, Visits>, request: Request, next: Next) -> impl IntoResponse {
    let before = visits.count;
    let (visits, response) = next.run(visits, request).await;
    ([(SEEN, format!("{before} {}", visits.count))], response)
}

const SEEN: HeaderName = HeaderName::from_static("x-seen");

/// Puts an item into the basket of a visitor who hasn't signed in.
async fn filling(login: Live<'_, Login>, request: Request, next: Next) -> Response {
    let login = match login.in_state::<Anonymous>() {
        Ok(mut login) => {
            login.basket.push(1);
            login.whole()
        }
        Err(login) => login,
    };
    next.run(login, request).await.1
}

async fn look(login: Live<'_, Login>) -> String {
    match &*login {
        Login::Anonymous(anonymous) => format!("anonymous with {:?}", anonymous.basket),
        Login::LoggedIn(logged_in) => format!("number {}", logged_in.user),
        Login::Locked(_) => "locked".to_owned(),
    }
}

async fn note(visits: Live<'_, Visits>) -> String {
    visits.note.clone()
}

fn names(answer: &Answer) -> Vec<String> {
    answer.cookies().iter().filter_map(|cookie| Some(cookie.split_once('=')?.0.to_owned())).collect()
}

/// Returns the result of a future that is ready at its first poll.
async fn polled_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    let poll = |context: &mut Context<'_>| match Pin::new(&mut future).poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    };
    poll_fn(poll).await
}

#[tokio::test]
async fn middleware_and_handler_share_one_session() {
    let shared = sessions();
    let site = Router::new()
        .route("/", get(with_session(count)))
        .layer(from_fn(shared.clone(), watching))
        .layer(from_fn(shared.clone(), counting))
        .layer(from_fn(shared.clone(), counting_after))
        .route("/read", get(with_session(read)))
        .with_state(shared);
    let one = first(&site, "/").await;
    assert_eq!(one.body, "Visit number: 2", "the handler sees what was written before");
    assert_eq!(one.all(SEEN), ["1 2"], "and is seen by who wraps it");
    assert_eq!(again(&site, "/read", &one.cookie()).await.body, "Visits until now: 12", "what is written after it counts");
    let two = again(&site, "/", &one.cookie()).await;
    assert_eq!(two.body, "Visit number: 14", "a session that came in is shared as well");
    assert_eq!(again(&site, "/read", &two.cookie()).await.body, "Visits until now: 24");
}

/// Leaves a mark before and after the handler runs.
fn marking(sessions: &Sessions<Visits>, mark: char) -> SessionLayer<Visits, Sessions<Visits>> {
    from_fn(sessions.clone(), async move |mut visits: Live<'_, Visits>, request: Request, next: Next| {
        visits.note.push(mark);
        let (mut visits, response) = next.run(visits, request).await;
        visits.note.push(mark);
        response
    })
}

#[tokio::test]
async fn every_layer_and_nested_router_writes_to_one_cookie() {
    async fn mark(mut visits: Live<'_, Visits>) -> String {
        visits.note.push('!');
        visits.note.clone()
    }
    let shared = sessions();
    let inner = Router::new().route("/buy", get(with_session(mark)).layer(marking(&shared, 'd'))).layer(marking(&shared, 'c'));
    let site = Router::new()
        .nest("/shop", inner)
        .layer(marking(&shared, 'b'))
        .layer(marking(&shared, 'a'))
        .route("/note", get(with_session(note)))
        .with_state(shared);
    let answer = first(&site, "/shop/buy").await;
    assert_eq!(answer.body, "abcd!");
    assert_eq!(again(&site, "/note", &answer.cookie()).await.body, "abcd!dcba");
}

#[tokio::test]
async fn layers_of_two_sessions_give_each_one_cookie_in_any_order() {
    async fn both(live: Live<'_, (Login, Visits)>) -> String {
        let (login, mut visits) = live.split();
        visits.count += 1;
        format!("{} {}", visits.count, look(login).await)
    }
    for order in ["VVLL", "VLVL", "VLLV", "LVVL", "LVLV", "LLVV"] {
        let shop = Shop::default();
        let wrap = |site: Router<Shop>, layer: char| match layer {
            'V' => site.layer(from_fn(shop.clone(), counting)),
            _ => site.layer(from_fn(shop.clone(), filling)),
        };
        let site = Router::new().route("/", get(with_session(both)));
        let site = order.chars().fold(site, wrap).with_state(shop.clone());
        let one = first(&site, "/").await;
        assert_eq!(one.body, "3 anonymous with [1, 1]", "{order}");
        let mut cookies = one.cookies();
        cookies.sort();
        let [login, visits] = &*cookies else { panic!("two cookies, {order}: {cookies:?}") };
        assert!(login.starts_with("__Host-login=") && visits.starts_with("__Host-visits="), "{order}: {cookies:?}");
        let two = again(&site, "/", &cookies.join("; ")).await;
        assert_eq!(two.body, "6 anonymous with [1, 1, 1, 1]", "{order}");
    }
}

#[tokio::test]
async fn middleware_may_answer_by_itself_and_what_it_wrote_is_kept() {
    async fn closed(mut visits: Live<'_, Visits>, _: Request, _: Next) -> impl IntoResponse {
        visits.count += 1;
        (StatusCode::SERVICE_UNAVAILABLE, format!("closed to {}", visits.count))
    }
    let shared = sessions();
    let site = Router::new().route("/", get(with_session(count))).layer(from_fn(shared.clone(), closed)).with_state(shared);
    let one = first(&site, "/").await;
    assert_eq!((one.status, &*one.body), (StatusCode::SERVICE_UNAVAILABLE, "closed to 1"), "the handler didn't run");
    assert_eq!(again(&site, "/", &one.cookie()).await.body, "closed to 2");
}

#[tokio::test]
async fn what_is_inside_needs_no_session() {
    let shared = sessions();
    let site: Router = Router::new().route("/", get("a page")).layer(from_fn(shared.clone(), counting));
    let read = Router::new().route("/", get(with_session(read))).with_state(shared);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "a page");
    assert_eq!(again(&read, "/", &answer.cookie()).await.body, "Visits until now: 1");
}

#[tokio::test]
async fn a_layer_wraps_the_fallback_and_a_route_layer_does_not() {
    let shared = sessions();
    let site = || Router::new().route("/", get(with_session(read))).fallback(with_session(read));
    let layered = site().layer(from_fn(shared.clone(), counting)).with_state(shared.clone());
    let routes = site().route_layer(from_fn(shared.clone(), counting)).with_state(shared.clone());
    let method: Router =
        Router::new().route("/", get(with_session(read)).route_layer(from_fn(shared.clone(), counting))).with_state(shared);
    for (site, path, counted) in
        [(&layered, "/", 1), (&layered, "/nowhere", 1), (&routes, "/", 1), (&routes, "/nowhere", 0), (&method, "/", 1)]
    {
        let answer = first(site, path).await;
        assert_eq!(answer.body, format!("Visits until now: {counted}"), "{path}");
        assert_eq!(answer.cookies().len(), counted, "{path}");
    }
    let request = Request::post("/").body(Body::empty()).expect("a path");
    let refused = send(&method, request).await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(refused.sets_no_cookie(), "a route layer doesn't run for another method");
}

/// Returns the response of a route behind one layer for each of two sessions. The inner session
/// changes if `inner_writes`.
async fn behind_two_layers(outer_writes: bool, inner_writes: bool, own: Option<&'static str>) -> Answer {
    let shop = Shop::default();
    let outer = async move |mut visits: Live<'_, Visits>, request: Request, next: Next| {
        visits.count += u32::from(outer_writes);
        next.run(visits, request).await.1
    };
    let inner = async move |login: Live<'_, Login>, request: Request, next: Next| {
        let login = match login.in_state::<Anonymous>() {
            Ok(login) if inner_writes => login.to(LoggedIn { user: 7 }).whole(),
            Ok(login) => login.whole(),
            Err(login) => login,
        };
        next.run(login, request).await.1
    };
    let page = async move |_: Live<'_, Visits>| (own.map(|own| [(CACHE_CONTROL, own), (VARY, "Accept")]), "a page");
    let site = Router::new().route("/", get(with_session(page)));
    let site = site.layer(from_fn(shop.clone(), inner)).layer(from_fn(shop.clone(), outer)).with_state(shop);
    first(&site, "/").await
}

#[tokio::test]
async fn caches_are_told_once_and_the_strictest_counts() {
    let public = Some("public, max-age=60");
    for (outer_writes, inner_writes, own, cache_control) in [
        (false, false, None, "private"),
        (true, false, None, "no-store"),
        (false, true, None, "no-store"),
        (true, true, None, "no-store"),
        (false, false, public, "public, max-age=60"),
        (true, false, public, "no-store"),
        (false, true, public, "no-store"),
    ] {
        let case = format!("outer writes {outer_writes}, inner writes {inner_writes}, own {own:?}");
        let answer = behind_two_layers(outer_writes, inner_writes, own).await;
        assert_eq!(answer.all(CACHE_CONTROL), [cache_control], "{case}");
        let vary = if own.is_some() { &["Accept", "Cookie"][..] } else { &["Cookie"] };
        assert_eq!(answer.all(VARY), vary, "{case}");
        assert_eq!(answer.cookies().len(), usize::from(outer_writes) + usize::from(inner_writes), "{case}");
    }
}

#[tokio::test]
async fn a_refresh_is_sent_once_and_waits_for_a_response_that_is_not_shared() {
    let clock = ManualClock::default();
    let shop = Shop::new(&clock);
    let public = async |_: Live<'_, Visits>| [(CACHE_CONTROL, "public, max-age=60")];
    let site = Router::new()
        .route("/read", get(with_session(read)))
        .route("/public", get(with_session(public)))
        .layer(from_fn(shop.clone(), watching))
        .layer(from_fn(shop.clone(), watching))
        .route("/count", get(with_session(count)))
        .with_state(shop);
    let cookie = first(&site, "/count").await.cookie();
    assert!(again(&site, "/read", &cookie).await.sets_no_cookie(), "nothing is due yet");
    clock.advance(Duration::from_mins(16));
    let refreshed = again(&site, "/read", &cookie).await;
    assert_ne!(refreshed.cookie(), cookie, "seen now");
    assert_eq!(refreshed.all(CACHE_CONTROL), ["no-store"]);
    assert!(again(&site, "/public", &cookie).await.sets_no_cookie());
}

/// If the outer session can't be saved, the response of the inner code isn't sent either.
#[tokio::test]
async fn what_does_not_fit_is_a_500_for_all_that_is_inside() {
    async fn too_much(mut visits: Live<'_, Visits>) -> &'static str {
        visits.note = "x".repeat(5000);
        "saved"
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(too_much)))
        .layer(from_fn(shop.clone(), filling))
        .layer(from_fn(shop.clone(), counting))
        .with_state(shop);
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, answer.public_text()), (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"));
    assert!(answer.sets_no_cookie());
}

/// The account was disabled: the middleware ends the session and goes on as for a stranger.
#[tokio::test]
async fn middleware_may_end_the_session_and_go_on() {
    async fn disabling(login: Live<'_, Login>, request: Request, next: Next) -> Response {
        let login = match login.in_state::<LoggedIn>() {
            Ok(login) if login.user == 13 => login.restart(),
            Ok(login) => login.whole(),
            Err(login) => login,
        };
        next.run(login, request).await.1
    }
    async fn enter(login: Live<'_, Anonymous>, Path(user): Path<u64>) {
        login.to(LoggedIn { user });
    }
    async fn fill(mut login: Live<'_, Anonymous>) {
        login.basket.push(1);
    }
    async fn account(_: Live<'_, LoggedIn>) {}
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(look)))
        .route("/account", get(with_session(account)))
        .route("/fill", get(with_session(fill)))
        .layer(from_fn(shop.clone(), disabling))
        .route("/enter/{user}", get(with_session(enter)))
        .with_state(shop);
    let good = first(&site, "/enter/7").await.cookie();
    assert_eq!(again(&site, "/", &good).await.body, "number 7");
    let disabled = first(&site, "/enter/13").await.cookie();
    let seen = again(&site, "/", &disabled).await;
    assert_eq!((&*seen.body, &*seen.cookie()), ("anonymous with []", "__Host-login="), "a stranger, whose cookie is deleted");
    let refused = again(&site, "/account", &disabled).await;
    assert_eq!((refused.status, &*refused.cookie()), (StatusCode::SEE_OTHER, "__Host-login="));
    let begun = again(&site, "/fill", &disabled).await;
    assert_eq!(again(&site, "/", &begun.cookie()).await.body, "anonymous with [1]", "what is written is another session's");
}

/// A HEAD request only asks what a GET would answer (RFC 9110 §9.3.2), whichever code opened the
/// session.
#[tokio::test]
async fn a_head_request_saves_nothing() {
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(look)))
        .layer(from_fn(shop.clone(), filling))
        .layer(from_fn(shop.clone(), watching))
        .layer(from_fn(shop.clone(), counting))
        .with_state(shop);
    let head = Request::head("/").body(Body::empty()).expect("a path");
    let answer = send(&site, head).await;
    assert_eq!(answer.all(SEEN), ["1 1"], "the layers ran");
    assert!(answer.sets_no_cookie());
    assert_eq!(first(&site, "/").await.cookies().len(), 2);
}

/// The request's body is passed on: only the request's extensions change.
#[tokio::test]
async fn the_request_and_its_body_go_through() {
    async fn echo(visits: Live<'_, Visits>, body: String) -> String {
        format!("{body} {}", visits.count)
    }
    let shared = sessions();
    let site = Router::new().route("/", post(with_session(echo))).layer(from_fn(shared.clone(), counting)).with_state(shared);
    let request = Request::post("/").body(Body::from("hello")).expect("a path");
    assert_eq!(send(&site, request).await.body, "hello 1");
}
