//! What the cookie is worth, in the visitor's hands and in others.

use std::time::Duration;

use crate::visitor::World;

#[tokio::test]
async fn a_copied_cookie_is_dead_after_the_sign_out() {
    let world = World::new();
    let mut ada = world.customer("ada", &["fern"]).await;
    let mut copy = ada.clone();
    copy.get("/account").await.says("Ada’s account");
    assert_eq!(ada.post("/sign-out", &[]).await.location(), Some("/"));
    ada.get("/").await.says("You are signed out, and so is every copy of your cookie.");
    let answer = copy.get("/account").await;
    assert_eq!((answer.status, answer.location()), (303, Some("/sign-in")));
    let page = copy.get("/").await;
    page.says("Your basket is empty.");
    page.says("Visitor");
}

#[tokio::test]
async fn the_cookie_says_nothing_and_an_ordinary_write_sends_none() {
    let world = World::new();
    let mut ada = world.customer("ada", &["fern"]).await;
    let cookie = ada.cookie.clone().expect("a session");
    assert_eq!(cookie.len(), 84, "a name, a ticket and a signature");
    let answer = ada.add("fern").await;
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(ada.cookie.as_ref(), Some(&cookie));
}

#[tokio::test]
async fn who_only_looks_has_no_record() {
    let world = World::new();
    let mut visitor = world.visitor();
    world.store.set_down(true);
    assert_eq!(visitor.get("/").await.status, 200, "the form's token needs a cookie and no record");
    assert!(visitor.cookie.is_some());
}

#[tokio::test]
async fn the_ticket_of_a_customer_is_renewed() {
    let world = World::new();
    let mut ada = world.customer("ada", &["fern"]).await;
    let mut thief = ada.clone();
    let token = ada.token().await;
    world.clock.advance(Duration::from_mins(15));
    ada.get("/account").await.says("Ada’s account");
    assert_ne!(ada.cookie, thief.cookie);
    world.clock.advance(Duration::from_secs(11));
    assert_eq!(thief.get("/account").await.location(), Some("/sign-in"));
    assert_eq!(ada.post_with(&token, "/account/order", &[]).await.location(), Some("/account"), "forms stay good");
}

#[tokio::test]
async fn a_form_from_before_the_sign_in_is_refused() {
    let world = World::new();
    let mut tab = world.visitor();
    let token = tab.token().await;
    tab.sign_in("grace").await;
    let answer = tab.post_with(&token, "/basket/add", &[("item", "fern")]).await;
    assert_eq!(answer.status, 403);
    answer.says("This form is out of date");
    tab.get("/").await.says("Your basket is empty.");
}

#[tokio::test]
async fn a_customer_who_is_idle_is_signed_out() {
    let world = World::new();
    let mut ada = world.customer("ada", &[]).await;
    world.clock.advance(Duration::from_mins(30));
    assert_eq!(ada.get("/account").await.location(), Some("/sign-in"));
}
