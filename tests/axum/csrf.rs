//! Forms that another site makes a visitor's browser send.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef, Request};
use axum::http::header::{ALLOW, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{Method, StatusCode, Version};
use axum::routing::{any, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use session_axum::{CsrfRejection, Next, Protected, ProtectedForm, from_fn, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{CsrfToken, Flash, Keys, Live, Session, SessionError, Sessions};

use crate::{Anonymous, Answer, LoggedIn, Login, again, first, request, send};

/// A session without an id, until a form asks for one.
#[derive(Session)]
#[session(idle = "30m")]
struct Desk {
    note: String,
    flash: Flash,
}

/// A session with an id from the start.
#[derive(Session)]
struct Member {
    #[session(identity)]
    user: u64,
    visits: u32,
}

#[derive(Clone)]
struct All {
    desk: Sessions<Desk>,
    member: Sessions<Member>,
    login: Sessions<Login>,
}

impl All {
    fn with(keys: &Keys, clock: &ManualClock) -> Self {
        Self {
            desk: Sessions::in_cookie(keys.clone()).with_clock(clock.clone()),
            member: Sessions::in_cookie(keys.clone()).with_clock(clock.clone()),
            login: Sessions::in_cookie(keys.clone()).with_clock(clock.clone()),
        }
    }
}

impl FromRef<All> for Sessions<Desk> {
    fn from_ref(all: &All) -> Self {
        all.desk.clone()
    }
}

impl FromRef<All> for Sessions<Member> {
    fn from_ref(all: &All) -> Self {
        all.member.clone()
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

#[derive(Deserialize)]
struct Button {}

type Page = Result<String, StatusCode>;

fn text(token: Result<CsrfToken, SessionError>) -> Page {
    token.map(|token| token.to_string()).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// Each page is nothing but its token.
async fn desk(mut desk: Live<'_, Desk>) -> Page {
    text(desk.csrf_token())
}

async fn save(mut desk: Live<'_, Desk>, ProtectedForm(form): ProtectedForm<Note>) -> String {
    desk.note = form.note;
    format!("saved {}", desk.note)
}

/// A POST that isn't protected, so that tests can change what a token belongs to.
async fn renew(mut desk: Live<'_, Desk>) {
    desk.renew();
}

async fn end(desk: Live<'_, Desk>) {
    desk.end();
}

async fn look(desk: Live<'_, Desk>) -> String {
    desk.note.clone()
}

async fn write(mut desk: Live<'_, Desk>) {
    desk.note.push('x');
}

async fn say(mut desk: Live<'_, Desk>) {
    desk.flash.push("Saved.");
}

async fn shown(mut desk: Live<'_, Desk>) -> String {
    desk.flash.take().iter().map(|message| message.text().to_owned()).collect()
}

async fn member(mut member: Live<'_, Member>) -> Page {
    text(member.csrf_token())
}

async fn visit(mut member: Live<'_, Member>, _: ProtectedForm<Button>) {
    member.visits += 1;
}

async fn become_another(mut member: Live<'_, Member>) {
    member.user += 1;
}

async fn login(mut login: Live<'_, Login>) -> Page {
    text(login.csrf_token())
}

async fn sign_in(login: Live<'_, Anonymous>) {
    login.to(LoggedIn { user: 7 });
}

async fn lock(login: Live<'_, LoggedIn>, _: ProtectedForm<Button>) {
    login.to(Anonymous::default());
}

async fn buy(mut login: Live<'_, Login>, _: ProtectedForm<Button>) {
    login.renew();
}

async fn both(live: Live<'_, (Desk, Login)>, _: ProtectedForm<Button>) {
    let (mut desk, _) = live.split();
    desk.note.push('b');
}

async fn script(mut desk: Live<'_, Desk>, _: Protected, body: String) -> String {
    desk.note.clone_from(&body);
    format!("saved {body}")
}

fn routes() -> Router<All> {
    Router::new()
        .route("/desk", get(with_session(desk)).post(with_session(save)))
        .route("/desk/renew", post(with_session(renew)))
        .route("/desk/end", post(with_session(end)))
        .route("/desk/look", get(with_session(look)))
        .route("/desk/write", post(with_session(write)))
        .route("/desk/say", post(with_session(say)))
        .route("/desk/shown", get(with_session(shown)))
        .route("/desk/script", any(with_session(script)))
        .route("/member", get(with_session(member)).post(with_session(visit)))
        .route("/member/other", post(with_session(become_another)))
        .route("/login", get(with_session(login)).post(with_session(buy)))
        .route("/login/in", post(with_session(sign_in)))
        .route("/login/lock", post(with_session(lock)))
        .route("/both", post(with_session(both)))
}

fn site() -> Router {
    routes().with_state(All::with(&key(1).into(), &ManualClock::default()))
}

/// A form as a browser of the last century sends it: with a token, if there is one, and nothing that says where it comes from.
fn form(path: &str, cookie: &str, token: Option<&str>, fields: &str) -> Request {
    let token = token.map(|token| format!("&{}={token}", CsrfToken::FIELD)).unwrap_or_default();
    let mut request = bare(Method::POST, path, cookie, Body::from(format!("{fields}{token}")));
    request.headers_mut().insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("a type"));
    request
}

fn bare(method: Method, path: &str, cookie: &str, body: Body) -> Request {
    let request = Request::builder().method(method).uri(path).header(HOST, "shop.example").header(COOKIE, cookie);
    request.body(body).expect("a path")
}

fn with(mut request: Request, name: &'static str, value: &str) -> Request {
    request.headers_mut().insert(name, value.parse().expect("a value"));
    request
}

/// A visitor who has looked at the page at `path`: their cookie, and the token of its form.
async fn visitor(site: &Router, path: &str) -> (String, String) {
    let answer = first(site, path).await;
    (answer.cookie(), answer.body)
}

async fn post_to(site: &Router, path: &str, cookie: &str, token: &str) -> Answer {
    send(site, form(path, cookie, Some(token), "note=n")).await
}

/// The cookie after a POST that needs no token.
async fn after(site: &Router, path: &str, cookie: &str) -> Answer {
    send(site, form(path, cookie, None, "")).await
}

fn assert_forbidden(answer: &Answer, why: &str) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{why}: {}", answer.body);
    assert!(answer.sets_no_cookie(), "{why}");
    assert!(answer.body.starts_with("Forbidden: this page is out of date"), "{why}: {}", answer.body);
}

#[tokio::test]
async fn a_form_with_the_token_of_its_page_is_taken() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    let answer = send(&site, form("/desk", &cookie, Some(&token), "note=tea+%26+milk")).await;
    assert_eq!((answer.status, &*answer.body), (StatusCode::OK, "saved tea & milk"));
    assert_eq!(again(&site, "/desk/look", &answer.cookie()).await.body, "tea & milk");
}

#[tokio::test]
async fn a_form_without_a_token_of_this_visitor_is_refused() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    let (_, of_another) = visitor(&site, "/desk").await;
    let (_, of_another_session) = visitor(&site, "/login").await;
    let long = format!("{token}A");
    let changed = format!("{}{}", if token.starts_with('A') { 'B' } else { 'A' }, &token[1..]);
    assert_forbidden(&send(&site, form("/desk", &cookie, None, "note=n")).await, "no token");
    for wrong in ["", "A", &"A".repeat(43), &token[1..], &token[..42], &long, &changed, &of_another, &of_another_session] {
        assert_forbidden(&post_to(&site, "/desk", &cookie, wrong).await, wrong);
        let in_header = with(form("/desk", &cookie, None, "note=n"), CsrfToken::HEADER, wrong);
        assert_forbidden(&send(&site, in_header).await, wrong);
    }
    assert_forbidden(&send(&site, form("/desk", "", Some(&token), "note=n")).await, "a fresh session has made none");
    assert_eq!(again(&site, "/desk/look", &cookie).await.body, "", "nothing was written");
    assert_eq!(post_to(&site, "/desk", &cookie, &token).await.status, StatusCode::OK);
}

/// A session that no form was ever shown of has no id, and so nothing that a token could be made of by somebody else.
#[tokio::test]
async fn a_session_that_has_shown_no_form_takes_none() {
    let site = site();
    let cookie = after(&site, "/desk/write", "").await.cookie();
    let (_, of_another) = visitor(&site, "/desk").await;
    for token in ["", &"A".repeat(43), &of_another] {
        assert_forbidden(&post_to(&site, "/desk", &cookie, token).await, token);
    }
}

#[tokio::test]
async fn a_cookie_that_is_refused_takes_its_tokens_along() {
    let clock = ManualClock::default();
    let site = routes().with_state(All::with(&key(1).into(), &clock));
    let (cookie, token) = visitor(&site, "/desk").await;
    clock.advance(Duration::from_mins(30));
    assert_forbidden(&post_to(&site, "/desk", &cookie, &token).await, "idle for too long");
    let forged = cookie.replace('=', "=A");
    assert_forbidden(&post_to(&site, "/desk", &forged, &token).await, "no valid cookie");
}

/// An attacker who has the cookie from before a sign-in has the token from before as well.
#[tokio::test]
async fn a_token_is_worth_nothing_after_a_renewal() {
    let site = site();
    for (page, change, target) in [
        ("/desk", "/desk/renew", "/desk"),
        ("/member", "/member/other", "/member"),
        ("/login", "/login/in", "/login"),
        ("/login", "/login/in", "/login/lock"),
    ] {
        let (cookie, token) = visitor(&site, page).await;
        let changed = after(&site, change, &cookie).await.cookie();
        assert_forbidden(&post_to(&site, target, &changed, &token).await, change);
        let page = again(&site, page, &changed).await;
        let cookie = page.cookies().pop().unwrap_or(changed);
        assert_eq!(post_to(&site, target, &cookie, &page.body).await.status, StatusCode::OK, "the new page's, after {change}");
    }
}

#[tokio::test]
async fn a_token_is_worth_nothing_in_the_state_that_a_form_led_to() {
    let site = site();
    let signed_in = after(&site, "/login/in", "").await.cookie();
    let page = again(&site, "/login", &signed_in).await;
    assert!(page.sets_no_cookie(), "it has an id");
    let locked = post_to(&site, "/login/lock", &signed_in, &page.body).await;
    assert_eq!(locked.status, StatusCode::OK);
    assert_forbidden(&post_to(&site, "/login", &locked.cookie(), &page.body).await, "the account is locked");
}

#[tokio::test]
async fn a_token_is_worth_nothing_after_the_end() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    let ended = after(&site, "/desk/end", &cookie).await;
    assert_eq!(ended.cookie(), "__Host-desk=", "the cookie is deleted");
    assert_forbidden(&post_to(&site, "/desk", "", &token).await, "no session");
    let next = first(&site, "/desk").await;
    assert_forbidden(&post_to(&site, "/desk", &next.cookie(), &token).await, "the next one");
    assert_eq!(post_to(&site, "/desk", &next.cookie(), &next.body).await.status, StatusCode::OK);
}

/// A handler that signs somebody in and answers with a page: its token is for the session as it will be.
#[tokio::test]
async fn a_token_that_is_made_after_a_renewal_belongs_to_the_new_session() {
    let page = async |mut desk: Live<'_, Desk>| {
        desk.renew();
        text(desk.csrf_token())
    };
    let site = routes().route("/page", get(with_session(page))).with_state(All::with(&key(1).into(), &ManualClock::default()));
    let (cookie, before) = visitor(&site, "/desk").await;
    let renewed = again(&site, "/page", &cookie).await;
    assert_eq!(post_to(&site, "/desk", &renewed.cookie(), &renewed.body).await.status, StatusCode::OK);
    assert_forbidden(&post_to(&site, "/desk", &renewed.cookie(), &before).await, "from before");
}

#[tokio::test]
async fn a_token_outlives_what_changes_nothing_about_who_is_there() {
    let clock = ManualClock::default();
    let site = routes().with_state(All::with(&key(1).into(), &clock));
    let (cookie, token) = visitor(&site, "/desk").await;

    let written = after(&site, "/desk/write", &cookie).await.cookie();
    assert_eq!(post_to(&site, "/desk", &written, &token).await.status, StatusCode::OK, "after a write");

    clock.advance(Duration::from_mins(20));
    let refreshed = again(&site, "/desk/look", &cookie).await.cookie();
    assert_ne!(refreshed, cookie);
    assert_eq!(post_to(&site, "/desk", &refreshed, &token).await.status, StatusCode::OK, "after a refresh");

    let keys = Keys::new(key(2)).accepting(key(1));
    let rotated = routes().with_state(All::with(&keys, &clock));
    assert_eq!(post_to(&rotated, "/desk", &refreshed, &token).await.status, StatusCode::OK, "while the old key is accepted");
    let sealed_anew = again(&rotated, "/desk/look", &refreshed).await.cookie();
    let later = routes().with_state(All::with(&key(2).into(), &clock));
    assert_eq!(post_to(&later, "/desk", &sealed_anew, &token).await.status, StatusCode::OK, "after the old key is gone");
}

#[tokio::test]
async fn a_page_sets_a_cookie_once_and_each_has_a_token_of_its_own() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    let second = again(&site, "/desk", &cookie).await;
    assert!(second.sets_no_cookie(), "there is an id now");
    assert_ne!(second.body, token, "it is masked");
    for token in [&token, &second.body] {
        assert_eq!(post_to(&site, "/desk", &cookie, token).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn what_the_browser_says_counts_besides_the_token() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    for (sec_fetch_site, origin, status) in [
        (None, None, 200),
        (Some("same-origin"), None, 200),
        (Some("none"), None, 200),
        (Some("same-site"), None, 403),
        (Some("cross-site"), None, 403),
        (Some("what"), None, 403),
        (Some("cross-site"), Some("https://shop.example"), 403),
        (None, Some("https://shop.example"), 200),
        (None, Some("https://evil.example"), 403),
        (None, Some("https://evil.shop.example"), 403),
        (None, Some("https://shop.example.evil.example"), 403),
        (None, Some("https://shop.example:8443"), 403),
        (None, Some("null"), 403),
    ] {
        let headers =
            sec_fetch_site.map(|value| ("sec-fetch-site", value)).into_iter().chain(origin.map(|value| ("origin", value)));
        let ours = |request| headers.clone().fold(request, |request, (name, value)| with(request, name, value));
        let told = format!("{sec_fetch_site:?} {origin:?}");
        let answer = send(&site, ours(form("/desk", &cookie, Some(&token), "note=n"))).await;
        assert_eq!((answer.status.as_u16(), answer.sets_no_cookie()), (status, status == 403), "{told}");
        let request = bare(Method::POST, "/desk/script", &cookie, Body::from("{}"));
        let answer = send(&site, ours(with(request, CsrfToken::HEADER, &token))).await;
        assert_eq!((answer.status.as_u16(), answer.sets_no_cookie()), (status, status == 403), "a script: {told}");
        let answer = send(&site, ours(form("/desk", &cookie, None, "note=n"))).await;
        assert_forbidden(&answer, "what the browser says is no token");
    }
}

/// HTTP/2 has the host in the address, and may have no `Host`.
#[tokio::test]
async fn the_host_of_http_2_is_known() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    for (origin, status) in [("https://shop.example", StatusCode::OK), ("https://evil.example", StatusCode::FORBIDDEN)] {
        let mut request = form("https://shop.example/desk", &cookie, Some(&token), "note=n");
        *request.version_mut() = Version::HTTP_2;
        request.headers_mut().remove(HOST);
        request.headers_mut().insert(ORIGIN, origin.parse().expect("a value"));
        assert_eq!(send(&site, request).await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn a_script_sends_its_token_in_a_header() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    let json = || bare(Method::POST, "/desk/script", &cookie, Body::from(r#"{"note":1}"#));
    assert_forbidden(&send(&site, json()).await, "no token");
    assert_forbidden(&send(&site, with(json(), CsrfToken::HEADER, "x")).await, "a wrong one");
    let answer = send(&site, with(json(), CsrfToken::HEADER, &token)).await;
    assert_eq!(answer.body, r#"saved {"note":1}"#, "the body is left for the extractor behind it");
    assert_forbidden(&post_to(&site, "/desk/script", &cookie, &token).await, "it looks for no token in a body");
    let in_header = with(form("/desk", &cookie, None, "note=n"), CsrfToken::HEADER, &token);
    assert_eq!(send(&site, in_header).await.status, StatusCode::OK, "a form's may be there as well");
}

#[tokio::test]
async fn requests_that_change_nothing_need_no_token() {
    let site = site();
    let (cookie, _) = visitor(&site, "/desk").await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        for cookie in ["", &cookie] {
            let request = with(bare(method.clone(), "/desk/script", cookie, Body::empty()), "sec-fetch-site", "cross-site");
            assert_eq!(send(&site, request).await.status, StatusCode::OK, "{method}: a link from elsewhere");
        }
    }
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        assert_forbidden(&send(&site, bare(method.clone(), "/desk/script", &cookie, Body::empty())).await, method.as_str());
    }
}

/// A link from anywhere carries a cookie that is `SameSite=Lax`, and the form in its query.
#[tokio::test]
async fn a_form_is_not_taken_from_an_address() {
    let site = routes().route("/any", any(with_session(save))).with_state(All::with(&key(1).into(), &ManualClock::default()));
    let (cookie, token) = visitor(&site, "/desk").await;
    for path in ["/any?note=n", &format!("/any?note=n&{}={token}", CsrfToken::FIELD)] {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE] {
            let answer = send(&site, bare(method.clone(), path, &cookie, Body::empty())).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}: {}", answer.body);
            assert_eq!(answer.all(ALLOW), ["POST, PUT, PATCH, DELETE"]);
            assert!(answer.sets_no_cookie(), "{method} {path}");
        }
    }
    assert_eq!(post_to(&site, "/any", &cookie, &token).await.body, "saved n");
}

#[tokio::test]
async fn the_token_is_asked_for_before_anything_else_of_the_form() {
    let runs = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&runs);
    let save = async move |mut desk: Live<'_, Desk>, ProtectedForm(form): ProtectedForm<Note>| {
        counted.fetch_add(1, Ordering::SeqCst);
        desk.note = form.note;
    };
    let site = routes()
        .route("/counted", post(with_session(save)).layer(DefaultBodyLimit::max(200)))
        .with_state(All::with(&key(1).into(), &ManualClock::default()));
    let (cookie, token) = visitor(&site, "/desk").await;
    let long = format!("note={}", "n".repeat(200));
    let typeless = |token| {
        let mut request = form("/counted", &cookie, token, "note=n");
        request.headers_mut().remove(CONTENT_TYPE);
        request
    };
    for (request, status, why) in [
        (form("/counted", &cookie, Some("x"), "other=n"), 403, "not the form, and no token"),
        (form("/counted", &cookie, Some(&token), "other=n"), 422, "not the form"),
        (typeless(None), 403, "no form, and no token"),
        (typeless(Some(&token)), 415, "no form"),
        (form("/counted", &cookie, Some(&token), &long), 413, "too long to be read"),
        (with(form("/counted", &cookie, None, &long), "sec-fetch-site", "cross-site"), 403, "from elsewhere, and too long"),
    ] {
        let answer = send(&site, request).await;
        assert_eq!((answer.status.as_u16(), answer.sets_no_cookie()), (status, true), "{why}: {}", answer.body);
    }
    assert_eq!(runs.load(Ordering::SeqCst), 0, "the handler hasn't run");
    assert_eq!(post_to(&site, "/counted", &cookie, &token).await.status, StatusCode::OK);
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

/// With a token of any of them, whoever can plant the cookie of one would have the forms of all.
#[tokio::test]
async fn a_handler_of_several_sessions_takes_tokens_of_the_first() {
    let site = site();
    let (desk, desk_token) = visitor(&site, "/desk").await;
    let (login, login_token) = visitor(&site, "/login").await;
    let (_, of_another) = visitor(&site, "/desk").await;
    let cookies = format!("{desk}; {login}");
    assert_eq!(post_to(&site, "/both", &cookies, &desk_token).await.status, StatusCode::OK);
    assert_forbidden(&post_to(&site, "/both", &cookies, &login_token).await, "the second one's");
    assert_forbidden(&post_to(&site, "/both", &cookies, &of_another).await, "of no session that it has");
    assert_forbidden(&post_to(&site, "/both", &login, &login_token).await, "the first one is fresh");
    assert_forbidden(&post_to(&site, "/both", &login, &desk_token).await, "the first one's cookie is missing");
}

/// Who says 403 of their own can say why.
#[tokio::test]
async fn a_handler_can_answer_itself() {
    let save = async |_: Live<'_, Desk>, form: Result<ProtectedForm<Note>, CsrfRejection>| match form {
        Ok(ProtectedForm(form)) => form.note,
        Err(rejection) => rejection.to_string(),
    };
    let site = routes().route("/own", post(with_session(save))).with_state(All::with(&key(1).into(), &ManualClock::default()));
    let (cookie, token) = visitor(&site, "/desk").await;
    let elsewhere = with(form("/own", &cookie, Some(&token), "note=n"), "sec-fetch-site", "cross-site");
    for (request, body) in [
        (form("/own", &cookie, Some(&token), "note=n"), "n"),
        (form("/own", &cookie, None, "note=n"), "the request has no token"),
        (form("/own", &cookie, Some("x"), "note=n"), "the request's token is not one of this session's"),
        (elsewhere, "the request comes from another site"),
    ] {
        assert_eq!(send(&site, request).await.body, body);
    }
}

#[tokio::test]
async fn without_a_session_nothing_is_taken() {
    let site = Router::new()
        .route("/form", post(async |_: ProtectedForm<Note>| "taken"))
        .route("/script", post(async |_: Protected| "taken"));
    let token = "A".repeat(43);
    for path in ["/form", "/script"] {
        let request = with(form(path, "", Some(&token), "note=n"), CsrfToken::HEADER, &token);
        let answer = send(&site, request).await;
        assert_eq!((answer.status, &*answer.body), (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"), "{path}");
    }
}

/// Middleware that has the session open lends it, and its tokens along with it.
#[tokio::test]
async fn a_session_that_middleware_has_open_knows_its_tokens() {
    let all = All::with(&key(1).into(), &ManualClock::default());
    let layer = from_fn(all.clone(), async |live: Live<'_, Desk>, request: Request, next: Next| {
        let (_, response) = next.run(live, request).await;
        response
    });
    let site = routes().layer(layer).with_state(all);
    let (cookie, token) = visitor(&site, "/desk").await;
    assert_eq!(post_to(&site, "/desk", &cookie, &token).await.body, "saved n");
    assert_forbidden(&send(&site, form("/desk", &cookie, None, "note=n")).await, "no token");
    assert_forbidden(&send(&site, form("/desk", "", Some(&token), "note=n")).await, "a fresh session");
}

/// A session with a largest size, which has no id until a form asks for one.
#[derive(Session)]
#[session(bounded)]
struct Bounded {
    #[session(max_len = 40)]
    note: String,
}

#[tokio::test]
async fn a_bounded_session_has_room_for_its_id() {
    let page = async |mut live: Live<'_, Bounded>| {
        live.note = "n".repeat(40);
        text(live.csrf_token())
    };
    let site = Router::new().route("/", get(with_session(page))).with_state(Sessions::<Bounded>::in_cookie(key(1)));
    let cookie = first(&site, "/").await.cookie();
    let (length, most) = (cookie.len() - "=".len(), Bounded::MAX_COOKIE_SIZE);
    assert!(length <= most, "{length} of {most}");
}

/// What a token has in it: its second half under the mask of its first.
fn secret(token: &str) -> Vec<u8> {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    bytes[..16].iter().zip(&bytes[16..]).map(|(mask, masked)| mask ^ masked).collect()
}

/// A cookie that is merely signed can be read, by whoever has seen one; what is in it makes no tokens without the derivation, and
/// tokens tell nothing about the id.
#[tokio::test]
async fn the_cookie_does_not_say_the_secret() {
    let site = site();
    let page = first(&site, "/desk").await;
    let cookie = page.cookie();
    let found = secret(&page.body);
    assert_eq!(found, secret(&again(&site, "/desk", &cookie).await.body), "each token has it");
    let (_, value) = cookie.split_once('=').expect("a pair");
    let bytes = URL_SAFE_NO_PAD.decode(value).expect("base64url");
    assert!(!bytes.windows(16).any(|window| window == found));
}

#[tokio::test]
async fn no_token_is_in_debug() {
    let shows = async |mut desk: Live<'_, Desk>| {
        let token = desk.csrf_token().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok::<_, StatusCode>(format!("{token} {token:?} {desk:?}"))
    };
    let site = Router::new()
        .route("/", get(with_session(shows)))
        .with_state(Sessions::<Desk>::in_cookie(key(1)).with_clock(ManualClock::default()));
    let body = first(&site, "/").await.body;
    let (token, debug) = body.split_once(' ').expect("two parts");
    assert!(debug.starts_with("CsrfToken(…)"), "{debug}");
    assert!(!debug.contains(&token[..16]) && !debug.contains(&token[27..]), "{debug}");
}

#[tokio::test]
async fn head_takes_no_message_and_sets_no_cookie() {
    let bare_site = site();
    let all = All::with(&key(1).into(), &ManualClock::default());
    let layer = from_fn(all.clone(), async |mut live: Live<'_, Desk>, request: Request, next: Next| {
        live.note.push('m');
        let (_, response) = next.run(live, request).await;
        response
    });
    let behind_middleware = routes().layer(layer).with_state(all);
    for site in [bare_site, behind_middleware] {
        let head = |path, cookie: &str| {
            let mut request = request(path, &[cookie.as_bytes()]);
            *request.method_mut() = Method::HEAD;
            request
        };
        assert!(send(&site, head("/desk", "")).await.sets_no_cookie(), "a page with a form");
        let told = after(&site, "/desk/say", "").await.cookie();
        let answer = send(&site, head("/desk/shown", &told)).await;
        assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::OK, true));
        let shown = again(&site, "/desk/shown", &told).await;
        assert_eq!(shown.body, "Saved.");
        assert_eq!(again(&site, "/desk/shown", &shown.cookie()).await.body, "", "once");
    }
}
