//! Orders: whatever becomes of a session's commit, nothing is sold twice.

use crate::visitor::World;

/// Returns how many orders an account shows.
fn orders(page: &str) -> usize {
    page.matches(r#"class="past""#).count()
}

#[tokio::test]
async fn an_order_takes_the_stock_and_empties_the_basket() {
    let world = World::new();
    let mut ada = world.customer("ada", &["fern", "bonsai"]).await;
    assert_eq!(ada.order().await.location(), Some("/account"));
    let page = ada.get("/account").await;
    page.says("Thank you! It goes to 5 Long Lane, Ely.");
    page.says("1 × Fern, 1 × Bonsai");
    page.says("Nothing in it.");
    let shop = ada.get("/").await;
    shop.says("11 left");
    shop.says("sold out");

    ada.order().await;
    let page = ada.get("/account").await;
    page.says("There is nothing in your basket.");
    assert_eq!(orders(&page.page), 1);
}

#[tokio::test]
async fn two_tabs_that_order_at_once_order_once() {
    let world = World::new();
    let mut one = world.customer("ada", &["cactus", "cactus"]).await;
    let (mut other, token) = (one.clone(), one.token().await);
    let (late, early) = world.at_once(&token, (&mut one, "/account/order", &[]), (&mut other, "/account/order", &[])).await;
    assert_eq!(early.location(), Some("/account"));
    assert_eq!(late.conflict(), (409, "fields"));
    late.says("You have ordered in another tab");
    assert!(late.headers["content-type"].to_str().expect("ASCII").starts_with("text/html"));
    let page = one.get("/account").await;
    assert_eq!(orders(&page.page), 1);
    page.says("Nothing in it.");
    one.get("/").await.says("18 left");
}

#[tokio::test]
async fn of_two_customers_one_gets_the_last_one() {
    let world = World::new();
    let mut ada = world.customer("ada", &["bonsai"]).await;
    let mut grace = world.customer("grace", &["bonsai", "fern"]).await;
    let (tokens, store) = ((ada.token().await, grace.token().await), &world.store);
    let (late, early) = store
        .overtake(ada.post_with(&tokens.0, "/account/order", &[]), grace.post_with(&tokens.1, "/account/order", &[]))
        .await;
    assert_eq!((late.location(), early.location()), (Some("/account"), Some("/account")));
    grace.get("/account").await.says("Thank you!");
    let page = ada.get("/account").await;
    page.says("Bonsai: none left. Nothing was ordered.");
    page.says("1 ×");
    assert_eq!(orders(&page.page), 0);
}

#[tokio::test]
async fn what_is_added_during_an_order_is_in_the_basket_afterwards() {
    for is_order_late in [true, false] {
        let world = World::new();
        let mut one = world.customer("ada", &["fern"]).await;
        let (mut other, token) = (one.clone(), one.token().await);
        let order = one.post_with(&token, "/account/order", &[]);
        let add = other.post_with(&token, "/basket/add", &[("item", "fern")]);
        let (first, second) =
            if is_order_late { world.store.overtake(order, add).await } else { world.store.overtake(add, order).await };
        assert_eq!((first.status, second.status), (303, 303));
        let page = one.get("/account").await;
        page.says("<p>1 × Fern ");
        page.says("<td>1 ×</td>");
        assert_eq!(orders(&page.page), 1);
    }
}

/// The shop has sold, and the session's write is lost: it still has its basket and its key.
#[tokio::test]
async fn an_order_whose_commit_is_lost_is_made_once() {
    let world = World::new();
    let mut ada = world.customer("ada", &["bonsai"]).await;
    let token = ada.token().await;
    let goes_down = async { world.store.set_down(true) };
    let (answer, ()) = world.store.overtake(ada.post_with(&token, "/account/order", &[]), goes_down).await;
    assert_eq!(answer.conflict(), (503, ""));
    answer.says("We can’t reach your basket");
    world.store.set_down(false);

    ada.add("cactus").await;
    assert_eq!(ada.order().await.location(), Some("/account"));
    let page = ada.get("/account").await;
    page.says("Thank you!");
    page.says("<p>1 × Bonsai ");
    page.says(r#"<th scope="row">Cactus</th><td>1 ×</td>"#);
    assert_eq!(orders(&page.page), 1);
    ada.order().await;
    assert_eq!(orders(&ada.get("/account").await.page), 2, "the rest is another order");
}

#[tokio::test]
async fn an_order_needs_an_address() {
    let world = World::new();
    let mut ada = world.visitor();
    ada.add("fern").await;
    ada.sign_in("ada").await;
    ada.order().await;
    ada.get("/account").await.says("Save your address first.");
    for city in ["", " ", &"x".repeat(101)] {
        ada.post("/account/address", &[("street", "5 Long Lane"), ("city", city)]).await;
        ada.get("/account").await.says("An address has a street and a city");
    }
    ada.order().await;
    assert_eq!(orders(&ada.get("/account").await.page), 0);
}

#[tokio::test]
async fn an_order_that_is_later_than_the_sign_out_says_where_to_look() {
    let world = World::new();
    let mut one = world.customer("ada", &["fern"]).await;
    let (mut other, token) = (one.clone(), one.token().await);
    let (late, early) = world.at_once(&token, (&mut one, "/account/order", &[]), (&mut other, "/sign-out", &[])).await;
    assert_eq!(early.location(), Some("/"));
    assert_eq!(late.conflict(), (409, "ended"));
    late.says("You have signed out in another tab");
    other.sign_in("ada").await;
    assert_eq!(orders(&other.get("/account").await.page), 1, "it was made, and the account has it");
}
