//! The pages that aren't about a session.

use crate::visitor::World;

#[tokio::test]
async fn the_wrong_password_opens_nothing() {
    let world = World::new();
    let mut tab = world.visitor();
    for (name, password) in [("ada", "amazing grace"), ("nobody", "amazing grace"), ("ada", "")] {
        let answer = tab.post("/sign-in", &[("name", name), ("password", password)]).await;
        assert_eq!(answer.location(), Some("/sign-in"));
        tab.get("/sign-in").await.says("That isn’t their password.");
    }
    assert_eq!(tab.get("/account").await.location(), Some("/sign-in"));
}

#[tokio::test]
async fn a_tab_that_shows_another_state_is_sent_where_the_visitor_is() {
    let world = World::new();
    let mut visitor = world.visitor();
    assert_eq!(visitor.order().await.location(), Some("/sign-in"));
    let mut ada = world.customer("ada", &[]).await;
    let answer = ada.post("/sign-in", &[("name", "grace"), ("password", "amazing grace")]).await;
    assert_eq!(answer.location(), Some("/sign-in"));
    assert_eq!(ada.get("/sign-in").await.location(), Some("/account"));
}

#[tokio::test]
async fn what_isnt_there_is_a_404() {
    let world = World::new();
    let mut tab = world.visitor();
    assert_eq!(tab.get("/nothing").await.status, 404);
    assert_eq!(tab.add("rose").await.status, 404);
    tab.get("/").await.says_not("rose");
}

#[tokio::test]
async fn every_page_has_its_headers() {
    let world = World::new();
    let mut tab = world.visitor();
    for path in ["/", "/sign-in", "/nothing", "/style.css", "/ready"] {
        let answer = tab.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().expect("ASCII");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn a_store_out_of_reach_is_a_503_and_nothing_is_lost() {
    let world = World::new();
    let mut ada = world.customer("ada", &["fern"]).await;
    let token = ada.token().await;
    assert_eq!(ada.get("/ready").await.status, 200);
    world.store.set_down(true);
    assert_eq!(ada.get("/ready").await.status, 503);
    for answer in [ada.get("/account").await, ada.post_with(&token, "/sign-out", &[]).await] {
        assert_eq!((answer.status, answer.headers["retry-after"].as_bytes()), (503, &b"1"[..]));
        answer.says("We can’t reach your basket");
    }
    world.store.set_down(false);
    ada.get("/account").await.says("Fern");
}
