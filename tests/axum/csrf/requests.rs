//! Which requests are accepted, by what the browser says, by the form's token, and by who asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{ALLOW, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{Method, StatusCode, Version};
use axum::routing::{any, post};
use session_axum::{CsrfRejection, Protected, ProtectedForm, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{CsrfToken, Live};

use super::site::{All, Desk, Note, assert_forbidden, bare, form, post_to, routes, save, site, visitor, with};
use crate::send;

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

/// HTTP/2 has the host in the request's address, and may have no `Host` header.
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
async fn a_token_in_the_header_counts_before_that_in_the_form() {
    let site = site();
    let (cookie, token) = visitor(&site, "/desk").await;
    for (in_header, in_form, is_taken) in [
        (Some(&*token), Some("x"), true),
        (Some("x"), Some(&*token), false),
        (None, Some(&*token), true),
        (Some(&*token), None, true),
    ] {
        let mut request = form("/desk", &cookie, in_form, "note=n");
        if let Some(value) = in_header {
            request = with(request, CsrfToken::HEADER, value);
        }
        let status = send(&site, request).await.status;
        assert_eq!(status == StatusCode::OK, is_taken, "header: {in_header:?}, form: {in_form:?}");
    }
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

/// A link on any site carries a cookie that is `SameSite=Lax`, and can have a form in its query.
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
async fn the_token_is_asked_for_before_the_fields_of_the_form() {
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
    let typed = |content_type: Option<&str>, token| {
        let mut request = form("/counted", &cookie, token, "note=n");
        request.headers_mut().remove(CONTENT_TYPE);
        match content_type {
            Some(value) => with(request, "content-type", value),
            None => request,
        }
    };
    for (request, status, why) in [
        (form("/counted", &cookie, Some("x"), "other=n"), 403, "not the form, and no token"),
        (form("/counted", &cookie, Some(&token), "other=n"), 422, "not the form"),
        (typed(None, None), 415, "no form, and no token"),
        (typed(None, Some(&token)), 415, "no form"),
        (typed(Some("multipart/form-data; boundary=x"), Some(&token)), 415, "an upload"),
        (typed(Some("multipart/form-data; boundary=x"), None), 415, "an upload without a token"),
        (typed(Some("application/json"), Some(&token)), 415, "a script's request"),
        (with(typed(Some("application/json"), None), CsrfToken::HEADER, &token), 415, "with a token in the header"),
        (with(typed(Some("application/json"), None), "sec-fetch-site", "cross-site"), 403, "from elsewhere"),
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

/// If the tokens of any session counted, an attacker who can plant one of the cookies could forge
/// the forms of all.
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

/// A handler that answers with a 403 of its own can give the reason.
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
        (form("/own", &cookie, None, "note=n"), "the request has no form token"),
        (form("/own", &cookie, Some("x"), "note=n"), "what the request has for a form token isn't one"),
        (elsewhere, "the browser says that another site sent the request"),
    ] {
        let answer = send(&site, request).await;
        assert!(answer.body.starts_with(body), "{}", answer.body);
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
        assert_eq!(
            (answer.status, answer.public_text()),
            (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            "{path}"
        );
    }
}
