//! Middleware and handlers that ask for different things: a session, one of its states, or several
//! sessions.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use session_axum::{Next, from_fn, with_session};
use session_core::Live;
use session_core::testing::ManualClock;

use super::{SEEN, Shop, counting, filling, look};
use crate::{Anonymous, Locked, LoggedIn, Login, Visits, again, count, first, read, send};

pub(super) async fn sign_in(login: Live<'_, Anonymous>) -> &'static str {
    login.to(LoggedIn { user: 7 });
    "signed in"
}

async fn account(mut login: Live<'_, LoggedIn>) -> String {
    login.user += 1;
    format!("number {}", login.user)
}

/// Lets visitors in who have signed in.
async fn members(mut login: Live<'_, LoggedIn>, request: Request, next: Next) -> impl IntoResponse {
    login.user += 100;
    let (login, response) = next.run(login, request).await;
    let seen = look(login).await;
    ([(SEEN, seen)], response)
}

/// Takes the session in any state.
async fn everybody(login: Live<'_, Login>, request: Request, next: Next) -> impl IntoResponse {
    let (login, response) = next.run(login, request).await;
    ([(SEEN, look(login).await)], response)
}

#[tokio::test]
async fn a_gate_for_a_state_shares_it_with_whatever_view_is_inside() {
    async fn lock(login: Live<'_, LoggedIn>) {
        login.to(Locked);
    }
    async fn several(live: Live<'_, (Visits, LoggedIn)>) -> String {
        let (mut visits, login) = live.split();
        visits.count += 1;
        format!("{} of {}", visits.count, login.user)
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/whole", get(with_session(look)))
        .route("/account", get(with_session(account)))
        .route("/several", get(with_session(several)))
        .route("/lock", get(with_session(lock)))
        .layer(from_fn(shop.clone(), members))
        .route("/enter", get(with_session(sign_in)))
        .with_state(shop);
    let entered = first(&site, "/enter").await.cookie();
    for (path, body, seen, cookies) in [
        ("/whole", "number 107", "number 107", 1),
        ("/account", "number 108", "number 108", 1),
        ("/several", "1 of 107", "number 107", 2),
        ("/lock", "", "locked", 1),
    ] {
        let answer = again(&site, path, &entered).await;
        assert_eq!((&*answer.body, answer.all(SEEN)), (body, vec![seen]), "{path}");
        assert_eq!(answer.cookies().len(), cookies, "{path}");
    }
}

#[tokio::test]
async fn a_gate_is_closed_to_other_states_and_nothing_inside_runs() {
    let shop = Shop::default();
    let site = Router::new()
        .route("/", get(with_session(read)))
        .layer(from_fn(shop.clone(), counting))
        .layer(from_fn(shop.clone(), members))
        .route("/enter", get(with_session(sign_in)))
        .with_state(shop);
    let refused = first(&site, "/").await;
    assert_eq!((refused.status, refused.all(LOCATION)), (StatusCode::SEE_OTHER, vec!["/sign-in"]));
    assert!(refused.sets_no_cookie(), "the layer inside would have counted");
    assert_eq!(refused.all(SEEN), [""; 0], "the gate's own code didn't run");
    let post = Request::post("/").body(Body::empty()).expect("a path");
    assert_eq!(send(&site, post).await.status, StatusCode::FORBIDDEN);
    let entered = first(&site, "/enter").await.cookie();
    assert_eq!(again(&site, "/", &entered).await.body, "Visits until now: 1");
}

/// In a nested router the request's path is only the rest. The redirect has to compare the whole
/// path.
#[tokio::test]
async fn a_nested_page_leads_elsewhere_unless_it_would_lead_to_itself() {
    let shop = Shop::default();
    let gate = || Router::new().route("/sign-in", get("a page")).layer(from_fn(shop.clone(), members));
    let handler = || Router::new().route("/sign-in", get(with_session(account)));
    for nested in [gate(), handler()] {
        let site = nested.clone().nest("/admin", nested).with_state(shop.clone());
        let elsewhere = first(&site, "/admin/sign-in").await;
        assert_eq!((elsewhere.status, elsewhere.all(LOCATION)), (StatusCode::SEE_OTHER, vec!["/sign-in"]));
        let itself = first(&site, "/sign-in").await;
        assert_eq!(
            (itself.status, itself.all(LOCATION)),
            (StatusCode::FORBIDDEN, vec![]),
            "or the browser would go round for ever"
        );
    }
}

/// As for a handler, a refused request must not extend the session.
#[tokio::test]
async fn a_closed_gate_refreshes_nothing() {
    async fn anonymous(login: Live<'_, Anonymous>, request: Request, next: Next) -> Response {
        next.run(login, request).await.1
    }
    let clock = ManualClock::default();
    let shop = Shop::new(&clock);
    let site = Router::new()
        .route("/", get("for strangers"))
        .layer(from_fn(shop.clone(), anonymous))
        .route("/enter", get(with_session(sign_in)))
        .route("/whole", get(with_session(look)))
        .with_state(shop);
    let entered = first(&site, "/enter").await.cookie();
    clock.advance(Duration::from_mins(20));
    assert!(!again(&site, "/whole", &entered).await.sets_no_cookie(), "a refresh is due");
    let refused = again(&site, "/", &entered).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.sets_no_cookie());
}

#[tokio::test]
async fn the_outer_code_has_the_session_in_the_state_that_a_handler_led_to() {
    async fn strangers(login: Live<'_, Anonymous>, request: Request, next: Next) -> impl IntoResponse {
        let (login, response) = next.run(login, request).await;
        match login.in_state::<LoggedIn>() {
            Ok(mut login) => {
                login.user += 1000;
                ([(SEEN, login.user.to_string())], response).into_response()
            }
            Err(_) => response,
        }
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/enter", get(with_session(sign_in)))
        .layer(from_fn(shop.clone(), strangers))
        .layer(from_fn(shop.clone(), everybody))
        .route("/whole", get(with_session(look)))
        .with_state(shop);
    let entered = first(&site, "/enter").await;
    assert_eq!(entered.body, "signed in");
    assert_eq!(entered.all(SEEN), ["number 1007"], "the outermost layer's replaces the other's");
    assert_eq!(again(&site, "/whole", &entered.cookie()).await.body, "number 1007");
}

#[tokio::test]
async fn a_handler_is_in_the_state_that_middleware_led_to() {
    async fn remembering(login: Live<'_, Login>, request: Request, next: Next) -> Response {
        let login = match login.in_state::<Anonymous>() {
            Ok(login) => login.to(LoggedIn { user: 7 }).whole(),
            Err(login) => login,
        };
        next.run(login, request).await.1
    }
    let shop = Shop::default();
    let site = Router::new().route("/", get(with_session(account))).layer(from_fn(shop.clone(), remembering)).with_state(shop);
    let one = first(&site, "/").await;
    assert_eq!(one.body, "number 8");
    assert_eq!(again(&site, "/", &one.cookie()).await.body, "number 9");
}

#[tokio::test]
async fn a_handler_in_the_wrong_state_leaves_what_the_middleware_wrote() {
    let shop = Shop::default();
    let site = Router::new()
        .route("/account", get(with_session(account)))
        .route("/mine", get(with_session(account).or_else(async |_| "not yours")))
        .layer(from_fn(shop.clone(), filling))
        .route("/whole", get(with_session(look)))
        .with_state(shop);
    let refused = first(&site, "/account").await;
    assert_eq!((refused.status, refused.all(LOCATION)), (StatusCode::SEE_OTHER, vec!["/sign-in"]));
    assert_eq!(again(&site, "/whole", &refused.cookie()).await.body, "anonymous with [1]");
    let answered = again(&site, "/mine", &refused.cookie()).await;
    assert_eq!(answered.body, "not yours");
    assert_eq!(again(&site, "/whole", &answered.cookie()).await.body, "anonymous with [1, 1]");
}

#[derive(Deserialize)]
struct Page {
    page: u32,
}

/// Contexts that were lent are given back unchanged, and those that were opened for the handler
/// don't change.
#[tokio::test]
async fn a_rejected_extractor_leaves_what_the_middleware_wrote_and_refreshes_nothing_else() {
    async fn paged(live: Live<'_, (Visits, LoggedIn)>, Query(page): Query<Page>) -> String {
        let (mut visits, login) = live.split();
        visits.count += page.page;
        format!("{} of {}", visits.count, login.user)
    }
    let clock = ManualClock::default();
    let shop = Shop::new(&clock);
    let site = Router::new()
        .route("/", get(with_session(paged)))
        .layer(from_fn(shop.clone(), counting))
        .route("/enter", get(with_session(sign_in)))
        .with_state(shop);
    let entered = first(&site, "/enter").await.cookie();
    clock.advance(Duration::from_mins(20));
    let rejected = again(&site, "/?page=one", &entered).await;
    assert_eq!(rejected.status, StatusCode::BAD_REQUEST);
    let visits = rejected.cookie();
    assert!(visits.starts_with("__Host-visits="), "and the login isn't refreshed, though that is due: {visits}");
    let paged = again(&site, "/?page=20", &format!("{entered}; {visits}")).await;
    assert_eq!(paged.body, "22 of 7");
    assert_eq!(paged.cookies().len(), 2, "the refresh was due");
}

#[tokio::test]
async fn of_a_tuple_one_session_is_lent_and_one_opened() {
    async fn visits_first(live: Live<'_, (Visits, Login)>) -> String {
        let (mut visits, login) = live.split();
        visits.count += 1;
        let login = login.in_state::<Anonymous>().map(|login| login.to(LoggedIn { user: 7 }).user);
        format!("{} {}", visits.count, login.is_ok())
    }
    async fn login_first(live: Live<'_, (Anonymous, Visits)>) -> String {
        let (login, mut visits) = live.split();
        visits.count += 1;
        login.to(LoggedIn { user: 7 });
        format!("{} true", visits.count)
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/one", get(with_session(visits_first)))
        .route("/two", get(with_session(login_first)))
        .layer(from_fn(shop.clone(), counting))
        .route("/read", get(with_session(read)))
        .route("/whole", get(with_session(look)))
        .with_state(shop);
    for path in ["/one", "/two"] {
        let answer = first(&site, path).await;
        assert_eq!(answer.body, "2 true", "{path}");
        let [login, visits] = &*answer.cookies() else { panic!("two cookies, {path}: {:?}", answer.cookies()) };
        assert_eq!(again(&site, "/read", visits).await.body, "Visits until now: 2", "{path}");
        assert_eq!(again(&site, "/whole", login).await.body, "number 7", "{path}");
    }
}

#[tokio::test]
async fn middleware_with_several_sessions_shares_each() {
    async fn both(live: Live<'_, (Visits, LoggedIn)>, request: Request, next: Next) -> impl IntoResponse {
        let (live, response) = next.run(live, request).await;
        let (mut visits, login) = live.split();
        visits.count += 10;
        ([(SEEN, format!("{} {}", visits.count, look(login).await))], response)
    }
    async fn leave(login: Live<'_, LoggedIn>) {
        login.to(Anonymous::default());
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/visits", get(with_session(count)))
        .route("/leave", get(with_session(leave)))
        .route("/page", get("a page"))
        .layer(from_fn(shop.clone(), both))
        .layer(from_fn(shop.clone(), counting))
        .route("/enter", get(with_session(sign_in)))
        .with_state(shop);
    let entered = first(&site, "/enter").await.cookie();
    for (path, body, seen, cookies) in [
        ("/visits", "Visit number: 2", "12 number 7", 1),
        ("/leave", "", "11 anonymous with []", 2),
        ("/page", "a page", "11 number 7", 1),
    ] {
        let answer = again(&site, path, &entered).await;
        assert_eq!((&*answer.body, answer.all(SEEN)), (body, vec![seen]), "{path}");
        assert_eq!(answer.cookies().len(), cookies, "{path}");
    }
}

/// Middleware keeps one of its sessions while it passes the other on. Inner code doesn't open the
/// kept session a second time.
#[tokio::test]
async fn a_session_that_middleware_keeps_is_not_opened_again_inside() {
    async fn keeping(live: Live<'_, (Visits, Login)>, request: Request, next: Next) -> Response {
        let (mut visits, login) = live.split();
        visits.count += 1;
        next.run(login, request).await.1
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/whole", get(with_session(look)))
        .route("/visits", get(with_session(count)))
        .layer(from_fn(shop.clone(), keeping))
        .with_state(shop);
    assert_eq!(first(&site, "/whole").await.cookies().len(), 1);
    let visits = first(&site, "/visits").await;
    assert_eq!(visits.status, StatusCode::INTERNAL_SERVER_ERROR, "somebody else has it");
    assert_eq!(visits.cookies().len(), 1, "what the middleware wrote");
}

/// The sessions of a handler are saved together or not at all, whichever stands first.
#[tokio::test]
async fn a_session_that_cannot_be_saved_takes_the_lent_one_of_its_tuple_with_it() {
    async fn visits_first(live: Live<'_, (Visits, Anonymous)>) {
        let (mut visits, mut login) = live.split();
        visits.count += 100;
        login.basket = vec![u32::MAX; 2000];
    }
    async fn login_first(live: Live<'_, (Anonymous, Visits)>) {
        let (mut login, mut visits) = live.split();
        visits.count += 100;
        login.basket = vec![u32::MAX; 2000];
    }
    let shop = Shop::default();
    let site = Router::new()
        .route("/visits-first", get(with_session(visits_first)))
        .route("/login-first", get(with_session(login_first)))
        .layer(from_fn(shop.clone(), counting))
        .route("/read", get(with_session(read)))
        .with_state(shop);
    for path in ["/visits-first", "/login-first"] {
        let answer = first(&site, path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert_eq!(again(&site, "/read", &answer.cookie()).await.body, "Visits until now: 1", "what the middleware wrote");
    }
}
