//! How long a form's token is valid.

use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use session_axum::with_session;
use session_core::testing::{ManualClock, key};
use session_core::{CsrfToken, Keys, Live};

use super::site::{All, Desk, after, assert_forbidden, form, post_to, routes, site, text, visitor, with};
use crate::{again, first, send};

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

/// A session whose pages never had a form has no id, so an attacker can't make a token from it.
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

/// An attacker who has the cookie from before a sign-in also has the token from before it.
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

/// A handler signs a visitor in and answers with a page, whose token has to belong to the session
/// after the sign-in.
#[tokio::test]
async fn a_token_that_is_made_after_a_renewal_belongs_to_the_new_session() {
    let page = async |mut desk: Live<'_, Desk>| {
        desk.renew_id();
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
    let refreshed_again = again(&rotated, "/desk/look", &refreshed).await.cookie();
    let later = routes().with_state(All::with(&key(2).into(), &clock));
    assert_eq!(post_to(&later, "/desk", &refreshed_again, &token).await.status, StatusCode::OK, "after the old key is gone");
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
