//! Handlers that ask for a state, and visitors who are in another state.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, FromRequestParts, Request};
use axum::http::header::{CACHE_CONTROL, COOKIE, LOCATION, VARY};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Redirect;
use axum::routing::{any, get};
use session_axum::with_session;
use session_core::schema::State;
use session_core::testing::{ManualClock, key};
use session_core::{Arrival, Live, Refusal, Session, SessionState, Sessions, WrongState};

use crate::{Anonymous, Locked, LoggedIn, Login, Visits, again, first, request, send};

fn sessions(clock: &ManualClock) -> Sessions<Login> {
    Sessions::options().clock(clock.clone()).in_cookie(key(1))
}

async fn sign_in(login: Live<'_, Anonymous>) -> Redirect {
    login.to(LoggedIn { user: 7 });
    Redirect::to("/account")
}

async fn account(login: Live<'_, LoggedIn>) -> String {
    format!("number {}", login.user)
}

async fn fill(mut login: Live<'_, Anonymous>) -> String {
    login.basket.push(3);
    format!("{:?}", login.basket)
}

async fn whole(login: Live<'_, Login>) -> String {
    match &*login {
        Login::Anonymous(anonymous) => format!("anonymous with {:?}", anonymous.basket),
        Login::LoggedIn(logged_in) => format!("number {}", logged_in.user),
        Login::Locked(_) => "locked".to_owned(),
    }
}

async fn lock(login: Live<'_, LoggedIn>) {
    login.to(Locked);
}

async fn unlock(_: Live<'_, Locked>) {}

fn site(clock: &ManualClock) -> Router {
    Router::new()
        .route("/", get(with_session(whole)))
        .route("/fill", get(with_session(fill)))
        .route("/enter", get(with_session(sign_in)))
        .route("/account", any(with_session(account)))
        .route("/lock", get(with_session(lock)))
        .route("/unlock", get(with_session(unlock)))
        .with_state(sessions(clock))
}

#[tokio::test]
async fn a_handler_has_the_state_that_it_asks_for() {
    let site = site(&ManualClock::default());
    let filled = first(&site, "/fill").await;
    assert_eq!(filled.body, "[3]");
    assert_eq!(again(&site, "/", &filled.cookie()).await.body, "anonymous with [3]");
    let entered = again(&site, "/enter", &filled.cookie()).await;
    assert_eq!(again(&site, "/account", &entered.cookie()).await.body, "number 7");
    assert_eq!(again(&site, "/", &entered.cookie()).await.body, "number 7");
}

#[tokio::test]
async fn a_page_in_another_state_is_somewhere_else() {
    let site = site(&ManualClock::default());
    for method in [Method::GET, Method::HEAD] {
        let request = Request::builder().method(method).uri("/account").body(Body::empty()).expect("a path");
        let answer = send(&site, request).await;
        assert_eq!((answer.status, answer.all(LOCATION)), (StatusCode::SEE_OTHER, vec!["/sign-in"]));
        assert!(answer.sets_no_cookie());
        assert_eq!(answer.all(VARY), ["Cookie"]);
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let request = Request::builder().method(method).uri("/account").body(Body::empty()).expect("a path");
        let answer = send(&site, request).await;
        assert_eq!((answer.status, answer.all(LOCATION)), (StatusCode::FORBIDDEN, vec![]));
        assert_eq!(answer.public_text(), "Forbidden: this isn't available in your session's current state");
    }
    let says_nothing = first(&site, "/unlock").await;
    assert_eq!(says_nothing.status, StatusCode::FORBIDDEN, "`Locked` has no `otherwise`");
}

/// A refused request must not extend the session.
#[tokio::test]
async fn the_wrong_state_refreshes_nothing() {
    let clock = ManualClock::default();
    let site = site(&clock);
    let entered = first(&site, "/enter").await;
    clock.advance(Duration::from_mins(20));
    assert!(!again(&site, "/account", &entered.cookie()).await.sets_no_cookie(), "a refresh is due");
    let wrong = again(&site, "/unlock", &entered.cookie()).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.sets_no_cookie());
    assert_eq!(wrong.all(CACHE_CONTROL), ["no-store"], "the visitor is in a state that says so");
}

#[tokio::test]
async fn no_store_is_what_the_state_says() {
    let site = site(&ManualClock::default());
    assert_eq!(first(&site, "/").await.all(CACHE_CONTROL), ["private"]);
    let entered = first(&site, "/enter").await;
    assert_eq!(again(&site, "/", &entered.cookie()).await.all(CACHE_CONTROL), ["no-store"]);
    let locked = again(&site, "/lock", &entered.cookie()).await;
    assert_eq!(again(&site, "/", &locked.cookie()).await.all(CACHE_CONTROL), ["private"]);
}

#[tokio::test]
async fn a_route_has_its_own_answer() {
    async fn wrong(wrong: WrongState) -> (StatusCode, String) {
        let names = [wrong.expected(), wrong.found()].map(State::name);
        (StatusCode::UNAUTHORIZED, format!("{names:?} {wrong} {:?}", wrong.otherwise()))
    }
    let captured = Arc::new("captured".to_owned());
    let site = Router::new()
        .route("/named", get(with_session(account).or_else(wrong)))
        .route("/closure", get(with_session(account).or_else(async move |_| captured.to_string())))
        .with_state(sessions(&ManualClock::default()));
    let named = first(&site, "/named").await;
    assert_eq!(named.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        named.body,
        r#"["LoggedIn", "Anonymous"] this page needs session-tests/Login in state LoggedIn, but it is in Anonymous Some("/sign-in")"#
    );
    assert!(named.sets_no_cookie());
    assert_eq!(named.all(VARY), ["Cookie"]);
    assert_eq!(first(&site, "/closure").await.body, "captured");
}

/// Set if an extractor ran.
#[derive(Clone, Default)]
struct Ran(Arc<AtomicBool>);

#[derive(Clone)]
struct App {
    login: Sessions<Login>,
    visits: Sessions<Visits>,
    ran: Ran,
}

impl FromRef<App> for Sessions<Login> {
    fn from_ref(app: &App) -> Self {
        app.login.clone()
    }
}

impl FromRef<App> for Sessions<Visits> {
    fn from_ref(app: &App) -> Self {
        app.visits.clone()
    }
}

struct Marks;

impl FromRequestParts<App> for Marks {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, StatusCode> {
        app.ran.0.store(true, Ordering::Relaxed);
        Ok(Self)
    }
}

fn app() -> App {
    let clock = ManualClock::default();
    let visits = Sessions::options().clock(clock.clone()).in_cookie(key(1));
    App { login: sessions(&clock), visits, ran: Ran::default() }
}

/// A visitor in the wrong state can't make the server read a body.
#[tokio::test]
async fn the_state_is_looked_at_before_any_extractor_runs() {
    async fn upload(login: Live<'_, LoggedIn>, _: Marks, body: String) -> String {
        format!("{} from {}", body, login.user)
    }
    async fn enter(login: Live<'_, Anonymous>, _: Marks) {
        login.to(LoggedIn { user: 7 });
    }
    let app = app();
    let site =
        Router::new().route("/", any(with_session(upload))).route("/enter", get(with_session(enter))).with_state(app.clone());
    assert_eq!(first(&site, "/").await.status, StatusCode::SEE_OTHER);
    assert!(!app.ran.0.load(Ordering::Relaxed));

    let entered = first(&site, "/enter").await;
    assert!(app.ran.0.swap(false, Ordering::Relaxed));
    let mut request = Request::post("/").body(Body::from("hello")).expect("a path");
    request.headers_mut().insert(COOKIE, entered.cookie().parse().expect("a cookie"));
    assert_eq!(send(&site, request).await.body, "hello from 7");
}

#[tokio::test]
async fn a_handler_has_several_sessions() {
    async fn both(live: Live<'_, (Visits, Login)>) -> String {
        let (mut visits, login) = live.split();
        visits.count += 1;
        let count = visits.count;
        match login.in_state::<Anonymous>() {
            Ok(login) => format!("{count}, number {}", login.to(LoggedIn { user: 7 }).user),
            Err(login) => format!("{count}, {:?}", login.arrival()),
        }
    }
    async fn gate(live: Live<'_, (Visits, LoggedIn)>) -> String {
        let (visits, login) = live.split();
        format!("{} and number {}", visits.count, login.user)
    }
    let site = Router::new().route("/", get(with_session(both))).route("/gate", get(with_session(gate))).with_state(app());
    assert_eq!(first(&site, "/gate").await.status, StatusCode::SEE_OTHER);
    let one = first(&site, "/").await;
    assert_eq!(one.body, "1, number 7");
    let [visits, login] = &*one.cookies() else { panic!("two cookies: {:?}", one.cookies()) };
    assert!(visits.starts_with("__Host-visits=") && login.starts_with("__Host-login="));
    assert_eq!(one.all(VARY), ["Cookie"]);
    assert_eq!(one.all(CACHE_CONTROL), ["no-store"]);

    let two = send(&site, request("/", &[visits.as_bytes(), login.as_bytes()])).await;
    assert_eq!(two.body, "2, Resumed");
    assert_eq!(two.cookies().len(), 1, "only one of them changed");
    assert_eq!(again(&site, "/gate", &format!("{visits}; {login}")).await.body, "1 and number 7");
}

#[tokio::test]
async fn four_sessions_are_as_many_as_there_can_be() {
    #[derive(Session)]
    struct Third {
        count: u32,
    }
    #[derive(Session)]
    struct Fourth {
        count: u32,
    }
    async fn all(live: Live<'_, (Third, Visits, Fourth, Anonymous)>) -> String {
        let (mut third, mut visits, fourth, mut login) = live.split();
        third.count += 1;
        visits.count += third.count;
        login.basket.push(4);
        format!("{} {} {} {:?}", third.count, visits.count, fourth.count, login.basket)
    }
    #[derive(Clone)]
    struct Four(App, Sessions<Third>, Sessions<Fourth>);
    impl FromRef<Four> for Sessions<Login> {
        fn from_ref(four: &Four) -> Self {
            four.0.login.clone()
        }
    }
    impl FromRef<Four> for Sessions<Visits> {
        fn from_ref(four: &Four) -> Self {
            four.0.visits.clone()
        }
    }
    impl FromRef<Four> for Sessions<Third> {
        fn from_ref(four: &Four) -> Self {
            four.1.clone()
        }
    }
    impl FromRef<Four> for Sessions<Fourth> {
        fn from_ref(four: &Four) -> Self {
            four.2.clone()
        }
    }
    let state = Four(app(), Sessions::in_cookie(key(1)), Sessions::in_cookie(key(1)));
    let site = Router::new().route("/", get(with_session(all))).with_state(state);
    let answer = first(&site, "/").await;
    assert_eq!(answer.body, "1 1 0 [4]");
    let names: Vec<_> = answer.cookies().iter().filter_map(|cookie| Some(cookie.split_once('=')?.0.to_owned())).collect();
    assert_eq!(names, ["__Host-third", "__Host-visits", "__Host-login"]);
}

/// If one session can't be saved, the request changes none.
#[tokio::test]
async fn of_several_sessions_all_are_sent_or_none() {
    async fn too_much(live: Live<'_, (Visits, Anonymous)>) {
        let (mut visits, mut login) = live.split();
        visits.note = "x".repeat(5000);
        login.basket.push(1);
    }
    let site = Router::new().route("/", get(with_session(too_much))).with_state(app());
    let answer = first(&site, "/").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.sets_no_cookie());
    assert_eq!(answer.all(CACHE_CONTROL), ["no-store"], "one of the states says so");
}

#[tokio::test]
async fn an_idle_visitor_is_at_the_start_again() {
    async fn arrival(login: Live<'_, Login>) -> String {
        assert!(matches!(&*login, Login::Anonymous(_)));
        assert_eq!(login.arrival(), Arrival::Refused(Refusal::Idle));
        login.arrival().to_string()
    }
    let clock = ManualClock::default();
    let entered = first(&site(&clock), "/enter").await;
    clock.advance(Duration::from_mins(30));
    let site = Router::new().route("/", get(with_session(arrival))).with_state(sessions(&clock));
    assert_eq!(again(&site, "/", &entered.cookie()).await.body, "refused: idle for too long");
}

/// A handler that answers with the response of another site of the same sessions would send one
/// cookie twice, and the browser would keep the last.
#[tokio::test]
async fn one_cookie_is_set_once() {
    async fn outer(mut login: Live<'_, Anonymous>) -> axum::response::Response {
        login.basket.push(1);
        let inner = site(&ManualClock::default());
        let Ok(response) = tower::ServiceExt::oneshot(inner, request("/fill", &[])).await;
        response
    }
    let site = Router::new().route("/", get(with_session(outer))).with_state(sessions(&ManualClock::default()));
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::INTERNAL_SERVER_ERROR, true));
}

/// A page that asks for a state and redirects other visitors to itself would never end.
#[tokio::test]
async fn nobody_is_sent_to_where_they_are() {
    let site = Router::new().route("/sign-in", get(with_session(account))).with_state(sessions(&ManualClock::default()));
    let answer = first(&site, "/sign-in").await;
    assert_eq!((answer.status, answer.all(LOCATION)), (StatusCode::FORBIDDEN, vec![]));
}

/// A nested router sees its own part of the path, and the visitor's browser sees the whole.
#[tokio::test]
async fn a_nested_page_leads_elsewhere() {
    let inner = Router::new().route("/sign-in", get(with_session(account)));
    let site = Router::new().nest("/admin", inner).with_state(sessions(&ManualClock::default()));
    let elsewhere = first(&site, "/admin/sign-in").await;
    assert_eq!((elsewhere.status, elsewhere.all(LOCATION)), (StatusCode::SEE_OTHER, vec!["/sign-in"]));
}

#[tokio::test]
async fn a_nested_page_does_not_lead_to_itself() {
    #[derive(Session)]
    enum Admin {
        #[session(start, to(In))]
        Out(Out),
        #[session(otherwise = "/admin/sign-in")]
        In(In),
    }
    #[derive(SessionState, Default)]
    struct Out;
    #[derive(SessionState)]
    struct In;
    async fn only_in(_: Live<'_, In>) {}
    let inner = Router::new().route("/sign-in", get(with_session(only_in)));
    let site = Router::new().nest("/admin", inner).with_state(Sessions::<Admin>::in_cookie(key(1)));
    assert_eq!(first(&site, "/admin/sign-in").await.status, StatusCode::FORBIDDEN);
}
