//! What a token reveals, and what it needs room for.

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_axum::{Next, from_fn, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{Live, Session, Sessions};

use super::site::{All, Desk, after, assert_forbidden, form, post_to, routes, site, text, visitor};
use crate::{again, first, request, send};

/// Middleware that has the session open lends it, and the session's tokens along with it.
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

/// A session with a largest size, which has no id until a form needs one.
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

/// Returns the secret in a token: its second half, unmasked by its first half.
fn secret(token: &str) -> Vec<u8> {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    bytes[..16].iter().zip(&bytes[16..]).map(|(mask, masked)| mask ^ masked).collect()
}

/// Anyone who sees a signed cookie can read it. Its content isn't enough to make tokens without
/// the derivation, and tokens reveal nothing about the id.
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
        .with_state(Sessions::<Desk>::options().clock(ManualClock::default()).in_cookie(key(1)));
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
