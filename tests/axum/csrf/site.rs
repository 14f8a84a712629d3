//! A site with forms, and its visitors.

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST};
use axum::http::{Method, StatusCode};
use axum::routing::{any, get, post};
use serde::Deserialize;
use session_axum::{Protected, ProtectedForm, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{CsrfToken, Flash, Keys, Live, RngError, Session, Sessions};

use crate::{Anonymous, Answer, LoggedIn, Login, first, send};

/// A session without an id, until a form needs one.
#[derive(Session)]
#[session(idle = "30m")]
pub(super) struct Desk {
    pub(super) note: String,
    flash: Flash,
}

/// A session with an id from the start.
#[derive(Session)]
pub(super) struct Member {
    #[session(identity)]
    user: u64,
    visits: u32,
}

#[derive(Clone)]
pub(super) struct All {
    desk: Sessions<Desk>,
    member: Sessions<Member>,
    login: Sessions<Login>,
}

impl All {
    pub(super) fn with(keys: &Keys, clock: &ManualClock) -> Self {
        Self {
            desk: Sessions::options().clock(clock.clone()).in_cookie(keys.clone()),
            member: Sessions::options().clock(clock.clone()).in_cookie(keys.clone()),
            login: Sessions::options().clock(clock.clone()).in_cookie(keys.clone()),
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
pub(super) struct Note {
    pub(super) note: String,
}

#[derive(Deserialize)]
pub(super) struct Button {}

pub(super) type Page = Result<String, StatusCode>;

pub(super) fn text(token: Result<CsrfToken, RngError>) -> Page {
    token.map(|token| token.to_string()).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// Shows a page that only consists of its token.
pub(super) async fn desk(mut desk: Live<'_, Desk>) -> Page {
    text(desk.csrf_token())
}

pub(super) async fn save(mut desk: Live<'_, Desk>, ProtectedForm(form): ProtectedForm<Note>) -> String {
    desk.note = form.note;
    format!("saved {}", desk.note)
}

/// Renews the id in a POST that isn't protected, so that tests can change the session that a token
/// belongs to.
pub(super) async fn renew(mut desk: Live<'_, Desk>) {
    desk.renew_id();
}

pub(super) async fn end(desk: Live<'_, Desk>) {
    desk.end();
}

pub(super) async fn look(desk: Live<'_, Desk>) -> String {
    desk.note.clone()
}

pub(super) async fn write(mut desk: Live<'_, Desk>) {
    desk.note.push('x');
}

pub(super) async fn say(mut desk: Live<'_, Desk>) {
    desk.flash.push("Saved.");
}

pub(super) async fn shown(mut desk: Live<'_, Desk>) -> String {
    desk.flash.take().iter().map(|message| message.text().to_owned()).collect()
}

pub(super) async fn member(mut member: Live<'_, Member>) -> Page {
    text(member.csrf_token())
}

pub(super) async fn visit(mut member: Live<'_, Member>, _: ProtectedForm<Button>) {
    member.visits += 1;
}

pub(super) async fn become_another(mut member: Live<'_, Member>) {
    member.user += 1;
}

pub(super) async fn login(mut login: Live<'_, Login>) -> Page {
    text(login.csrf_token())
}

pub(super) async fn sign_in(login: Live<'_, Anonymous>) {
    login.to(LoggedIn { user: 7 });
}

pub(super) async fn lock(login: Live<'_, LoggedIn>, _: ProtectedForm<Button>) {
    login.to(Anonymous::default());
}

pub(super) async fn buy(mut login: Live<'_, Login>, _: ProtectedForm<Button>) {
    login.renew_id();
}

pub(super) async fn both(live: Live<'_, (Desk, Login)>, _: ProtectedForm<Button>) {
    let (mut desk, _) = live.split();
    desk.note.push('b');
}

pub(super) async fn script(mut desk: Live<'_, Desk>, _: Protected, body: String) -> String {
    desk.note.clone_from(&body);
    format!("saved {body}")
}

pub(super) fn routes() -> Router<All> {
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

pub(super) fn site() -> Router {
    routes().with_state(All::with(&key(1).into(), &ManualClock::default()))
}

/// Sends a form as an old browser does: with a token, if there is one, and with no header that
/// says where the form comes from.
pub(super) fn form(path: &str, cookie: &str, token: Option<&str>, fields: &str) -> Request {
    let token = token.map(|token| format!("&{}={token}", CsrfToken::FIELD)).unwrap_or_default();
    let mut request = bare(Method::POST, path, cookie, Body::from(format!("{fields}{token}")));
    request.headers_mut().insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("a type"));
    request
}

pub(super) fn bare(method: Method, path: &str, cookie: &str, body: Body) -> Request {
    let request = Request::builder().method(method).uri(path).header(HOST, "shop.example").header(COOKIE, cookie);
    request.body(body).expect("a path")
}

pub(super) fn with(mut request: Request, name: &'static str, value: &str) -> Request {
    request.headers_mut().insert(name, value.parse().expect("a value"));
    request
}

/// Returns a visitor who has looked at the page at `path`: their cookie, and the token of the
/// page's form.
pub(super) async fn visitor(site: &Router, path: &str) -> (String, String) {
    let answer = first(site, path).await;
    (answer.cookie(), answer.body)
}

pub(super) async fn post_to(site: &Router, path: &str, cookie: &str, token: &str) -> Answer {
    send(site, form(path, cookie, Some(token), "note=n")).await
}

/// Returns the cookie after a POST that needs no token.
pub(super) async fn after(site: &Router, path: &str, cookie: &str) -> Answer {
    send(site, form(path, cookie, None, "")).await
}

pub(super) fn assert_forbidden(answer: &Answer, why: &str) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{why}: {}", answer.body);
    assert!(answer.sets_no_cookie(), "{why}");
    assert!(answer.body.starts_with("Forbidden: this page is out of date"), "{why}: {}", answer.body);
}
