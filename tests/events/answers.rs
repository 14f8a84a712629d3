//! Every answer that the library gives by itself has an event with its reason, which a debug
//! build's answer says as well.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, Request};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST};
use axum::routing::{any, get, post};
use serde::Deserialize;
use session_axum::{CsrfRejection, Protected, ProtectedForm, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{CsrfToken, Live, RngError, Session, SessionState, Sessions};
use tower::ServiceExt as _;

use crate::capture::events;

#[derive(Session)]
#[session(name = "desk", cookie = "__Host-desk", idle = "10m")]
struct Desk {
    note: String,
}

#[derive(Session)]
#[session(name = "login", cookie = "__Host-login")]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    #[session(otherwise = "/sign-in")]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

#[derive(Clone)]
struct All {
    desk: Sessions<Desk>,
    login: Sessions<Login>,
}

impl FromRef<All> for Sessions<Desk> {
    fn from_ref(all: &All) -> Self {
        all.desk.clone()
    }
}

impl FromRef<All> for Sessions<Login> {
    fn from_ref(all: &All) -> Self {
        all.login.clone()
    }
}

#[derive(Deserialize)]
struct Note {
    note: String,
}

fn text(token: Result<CsrfToken, RngError>) -> String {
    token.expect("randomness").to_string()
}

fn site(clock: &ManualClock) -> Router {
    let save = async |mut desk: Live<'_, Desk>, ProtectedForm(form): ProtectedForm<Note>| desk.note = form.note;
    let asks = async |_: Live<'_, Desk>, form: Result<ProtectedForm<Note>, CsrfRejection>| match form {
        Ok(_) => "taken".to_owned(),
        Err(rejection) => rejection.to_string(),
    };
    Router::new()
        .route("/desk", get(with_session(async |mut desk: Live<'_, Desk>| text(desk.csrf_token()))).post(with_session(save)))
        .route("/any", any(with_session(save)))
        .route("/own", post(with_session(asks)))
        .route("/script", post(with_session(async |_: Live<'_, Desk>, _: Protected, _: String| ())))
        .route("/both", post(with_session(async |_: Live<'_, (Desk, Login)>, _: Protected| ())))
        .route("/login", get(with_session(async |mut login: Live<'_, Login>| text(login.csrf_token()))))
        .route("/account", any(with_session(async |login: Live<'_, LoggedIn>| login.user.to_string())))
        .route("/large", get(with_session(async |mut desk: Live<'_, Desk>| desk.note = "x".repeat(5000))))
        .route("/unwrapped", post(async |_: ProtectedForm<Note>| ()))
        .route("/unwrapped/script", post(async |_: Protected| ()))
        .with_state(All {
            desk: Sessions::options().clock(clock.clone()).in_cookie(key(1)),
            login: Sessions::options().clock(clock.clone()).in_cookie(key(1)),
        })
}

/// A response: its status, its body and the cookie that it sets.
struct Answer {
    status: u16,
    body: String,
    cookie: String,
}

fn send(site: &Router, request: Request) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let Ok(response) = site.clone().oneshot(request).await;
        let cookie = response.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Answer { status, body: String::from_utf8(body.to_vec()).expect("a text"), cookie }
    })
}

fn get_page(site: &Router, path: &str) -> Answer {
    send(site, Request::get(path).body(Body::empty()).expect("a path"))
}

type Headers<'t> = &'t [(&'t str, &'t str)];

/// A form's request, by an old browser.
struct Form<'t> {
    path: &'t str,
    cookie: &'t str,
    headers: Headers<'t>,
    body: String,
}

impl Form<'_> {
    fn request(self) -> Request {
        let mut request = Request::post(self.path).header(HOST, "shop.example").header(COOKIE, self.cookie);
        if self.headers.iter().all(|(name, _)| *name != "content-type") {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(Body::from(self.body)).expect("a path")
    }
}

/// Checks the status, and that the one event about the answer has this level and these parts.
/// Returns the answer.
#[track_caller]
fn check(site: &Router, request: Request, status: u16, level: &str, parts: &[&str]) -> Answer {
    let mut answer = None;
    let told = events(|| answer = Some(send(site, request)));
    let answer = answer.expect("it ran");
    assert_eq!(answer.status, status, "{}", answer.body);
    let about = ["form refused", "form not read", "session in another state", "session not saved", "session not available"];
    let lines: Vec<_> = told.lines().filter(|line| about.iter().any(|message| line.contains(message))).collect();
    let [line] = *lines else { panic!("one event: {told}") };
    assert!(line.starts_with(level) && parts.iter().all(|part| line.contains(part)), "{level} {parts:?}: {line}");
    answer
}

#[test]
fn a_refused_form_has_its_reason() {
    let clock = ManualClock::default();
    let site = site(&clock);
    let (page, other, login) = (get_page(&site, "/desk"), get_page(&site, "/desk"), get_page(&site, "/login"));
    let both = format!("{}; {}", page.cookie, login.cookie);
    let field = |name: &str, token: &str| format!("note=n&{name}={token}");
    let json = ("content-type", "application/json");
    let none: Headers<'_> = &[][..];
    for (path, cookie, headers, body, level, reason) in [
        ("/desk", &*page.cookie, none, field("x", ""), "INFO", "has no form token"),
        ("/desk", "", none, field("x", ""), "DEBUG", "has no form token"),
        ("/desk", &page.cookie, none, field("csrf_token", "{{ token }}"), "INFO", "isn't one"),
        ("/desk", &page.cookie, none, field("csrf_token", &other.body), "INFO", "another session id"),
        ("/desk", "", none, field("csrf_token", &page.body), "DEBUG", "no session cookie"),
        ("/desk", "__Host-desk=x", none, field("csrf_token", &page.body), "DEBUG", "was refused: malformed"),
        ("/desk", &page.cookie, none, field("_csrf", &page.body), "ERROR", "in another field or header"),
        (
            "/script",
            &page.cookie,
            &[json, ("x-xsrf-token", &page.body)],
            "null".to_owned(),
            "ERROR",
            "in another field or header",
        ),
        ("/script", &page.cookie, &[json, ("x-csrf-token", "x")][..], "null".to_owned(), "INFO", "isn't one"),
        ("/both", &both, &[("x-csrf-token", &login.body)], String::new(), "ERROR", "another session of this handler"),
        ("/desk", &page.cookie, &[("sec-fetch-site", "cross-site")], field("csrf_token", &page.body), "INFO", "another site"),
        ("/desk", "", &[("origin", "https://evil.example")], field("x", ""), "DEBUG", "another site"),
    ] {
        let form = Form { path, cookie, headers, body };
        let answer = check(&site, form.request(), 403, level, &["form refused", "cookie=__Host-desk", "session=", reason]);
        let mut lines = answer.body.lines();
        assert_eq!(lines.next(), Some("Forbidden: this page is out of date. Go back, reload it, and try again"));
        assert_eq!(lines.any(|line| line.contains(reason)), cfg!(debug_assertions), "{}", answer.body);
    }
    clock.advance(std::time::Duration::from_mins(11));
    let form = Form { path: "/desk", cookie: &page.cookie, headers: &[], body: field("csrf_token", &page.body) };
    check(&site, form.request(), 403, "DEBUG", &["form refused", "was refused: idle for too long"]);
}

/// Two tabs fetch a first page at once. Each gets a session of its own, of which the browser keeps
/// one.
#[test]
fn the_form_of_the_first_of_two_first_pages_is_refused_with_its_reason() {
    let site = site(&ManualClock::default());
    let (first, second) = (get_page(&site, "/desk"), get_page(&site, "/desk"));
    let send_form = |token: &str| {
        let body = format!("note=n&csrf_token={token}");
        Form { path: "/desk", cookie: &second.cookie, headers: &[], body }.request()
    };
    check(&site, send_form(&first.body), 403, "INFO", &["form refused", "two first pages were fetched at once"]);
    assert_eq!(send(&site, send_form(&second.body)).status, 200);
}

#[test]
fn a_form_that_is_not_read_has_its_reason() {
    let site = site(&ManualClock::default());
    let page = get_page(&site, "/desk");
    let token = format!("csrf_token={}", page.body);
    let form = |path, headers, body: &str| Form { path, cookie: &page.cookie, headers, body: body.to_owned() }.request();
    let multipart = &[("content-type", "multipart/form-data; boundary=x")][..];
    for (request, status, level, reason) in [
        (form("/desk", multipart, &token), 415, "DEBUG", "isn't `application/x-www-form-urlencoded`"),
        (form("/desk", multipart, ""), 415, "DEBUG", "isn't `application/x-www-form-urlencoded`"),
        (form("/desk", &[], &format!("{token}&note={}", "n".repeat(3_000_000))), 413, "DEBUG", "too large"),
        (form("/desk", &[], &format!("{token}&other=n")), 422, "DEBUG", "aren't those that the handler wants"),
        (form("/unwrapped", &[], &token), 500, "ERROR", "there is no session here"),
        (form("/unwrapped/script", &[("x-csrf-token", &page.body)], ""), 500, "ERROR", "there is no session here"),
        (Request::get("/any?note=n").body(Body::empty()).expect("a path"), 405, "ERROR", "isn't sent by GET"),
    ] {
        let answer = check(&site, request, status, level, &["form not read", reason]);
        if matches!(status, 405 | 500) {
            assert_eq!(answer.body.contains(reason), cfg!(debug_assertions), "{}", answer.body);
        }
    }
}

#[test]
fn a_handler_that_answers_itself_has_the_event_too() {
    let site = site(&ManualClock::default());
    let page = get_page(&site, "/desk");
    let form = Form { path: "/own", cookie: &page.cookie, headers: &[], body: "note=n".to_owned() };
    let answer = check(&site, form.request(), 200, "INFO", &["form refused", "has no form token"]);
    assert!(answer.body.contains("has no form token"), "{}", answer.body);
}

#[test]
fn another_state_has_its_reason() {
    let site = site(&ManualClock::default());
    let about = ["session in another state", "cookie=__Host-login", "session=none", "expected=LoggedIn", "found=Anonymous"];
    for (method, status) in [("GET", 303), ("POST", 403)] {
        let request = Request::builder().method(method).uri("/account").body(Body::empty()).expect("a path");
        let answer = check(&site, request, status, "DEBUG", &about);
        let says = answer.body.contains("needs login in state LoggedIn, but it is in Anonymous");
        assert_eq!(says, status == 403 && cfg!(debug_assertions), "{}", answer.body);
    }
}

#[test]
fn a_session_that_is_not_saved_has_its_reason() {
    let site = site(&ManualClock::default());
    let request = Request::get("/large").body(Body::empty()).expect("a path");
    let answer = check(&site, request, 500, "ERROR", &["session not saved", "cookie=__Host-desk", "browsers keep only 4096"]);
    assert!(answer.body.starts_with("Internal Server Error"));
    assert_eq!(answer.body.contains("browsers keep only 4096"), cfg!(debug_assertions), "{}", answer.body);
}
