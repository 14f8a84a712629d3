//! Two tabs of one visitor, whose requests are open at once.

use crate::visitor::{Tab, World};

const ADA: [(&str, &str); 2] = [("name", "ada"), ("password", "analytical engine")];

/// Two tabs that show the shop, with the token of their forms.
async fn two_tabs(world: &World) -> (Tab, Tab, String) {
    let mut tab = world.visitor();
    let token = tab.token().await;
    (tab.clone(), tab, token)
}

/// Returns the rows of the basket, as "Cactus 2".
pub(crate) fn rows(page: &str) -> Vec<String> {
    let table = page.split_once("<tbody>").and_then(|(_, rest)| rest.split_once("</tbody>")).expect("a basket").0;
    let text = |row: &str, before: &str| {
        row.split_once(before).and_then(|(_, rest)| rest.split_once('<')).map(|(text, _)| text.to_owned())
    };
    table
        .split("<tr>")
        .filter_map(|row| Some(format!("{} {}", text(row, r#"<th scope="row">"#)?, text(row, "<span>")?)))
        .collect()
}

#[tokio::test]
async fn what_two_tabs_add_at_once_is_in_the_basket() {
    let world = World::new();
    let (mut one, mut other, token) = two_tabs(&world).await;
    one.post_with(&token, "/basket/add", &[("item", "cactus")]).await;
    for (item, rest) in [("fern", ["Fern 1", "Cactus 2"]), ("cactus", ["Fern 1", "Cactus 4"])] {
        let (late, early) = world
            .at_once(&token, (&mut one, "/basket/add", &[("item", item)]), (&mut other, "/basket/add", &[("item", "cactus")]))
            .await;
        assert_eq!((late.status, early.status), (303, 303));
        assert_eq!(rows(&one.get("/").await.page), rest);
    }
}

#[tokio::test]
async fn two_tabs_that_take_out_the_last_one_leave_nothing() {
    let world = World::new();
    for had in [1, 2] {
        let (mut one, mut other, token) = two_tabs(&world).await;
        for _ in 0..had {
            one.post_with(&token, "/basket/add", &[("item", "fern")]).await;
        }
        let fields = [("item", "fern")];
        let (late, early) =
            world.at_once(&token, (&mut one, "/basket/remove", &fields), (&mut other, "/basket/remove", &fields)).await;
        assert_eq!((late.status, early.status), (303, 303));
        let page = one.get("/").await;
        assert!(rows(&page.page).is_empty(), "{:?}", rows(&page.page));
        page.says("Your basket is empty.");
    }
}

/// The basket of a visitor who has put nothing into it has no record yet.
#[tokio::test]
async fn a_sign_in_takes_the_basket_along_and_what_another_tab_adds_meanwhile() {
    for (had, has) in [(Some("bonsai"), &["Fern 1", "Bonsai 1"][..]), (None, &["Fern 1"])] {
        let world = World::new();
        let (mut one, mut other, token) = two_tabs(&world).await;
        if let Some(item) = had {
            one.post_with(&token, "/basket/add", &[("item", item)]).await;
        }
        let sign_in = (&mut one, "/sign-in", &ADA[..]);
        let (late, early) = world.at_once(&token, sign_in, (&mut other, "/basket/add", &[("item", "fern")])).await;
        assert_eq!((late.location(), early.location()), (Some("/account"), Some("/")));
        let page = one.get("/").await;
        assert_eq!(rows(&page.page), has);
        page.says("Customer");
    }
}

#[tokio::test]
async fn a_tab_that_is_later_than_the_sign_in_hears_of_it() {
    let world = World::new();
    let (mut one, mut other, token) = two_tabs(&world).await;
    one.post_with(&token, "/basket/add", &[("item", "bonsai")]).await;
    let (late, early) =
        world.at_once(&token, (&mut other, "/basket/add", &[("item", "fern")]), (&mut one, "/sign-in", &ADA)).await;
    assert_eq!(early.location(), Some("/account"));
    assert_eq!(late.conflict(), (409, "superseded"));
    late.says("You have signed in in another tab");
    assert_eq!(rows(&one.get("/").await.page), ["Bonsai 1"]);
}

#[tokio::test]
async fn the_first_of_two_links_counts() {
    let world = World::new();
    let (mut one, mut other, _) = two_tabs(&world).await;
    one.add("cactus").await;
    let (late, early) = world.store.overtake(one.get("/?from=a+friend"), other.get("/?from=newsletter")).await;
    assert_eq!((late.status, early.status), (200, 200));
    one.sign_in("ada").await;
    one.post("/account/address", &[("street", "5 Long Lane"), ("city", "Ely")]).await;
    one.get("/?from=elsewhere").await;
    one.order().await;
    one.get("/account").await.says("found by “newsletter”");
}

/// Each half is changed by one of the forms only. The address is that of the later form, and no
/// mixture.
#[tokio::test]
async fn an_address_is_that_of_one_form() {
    let world = World::new();
    let mut one = world.customer("ada", &[]).await;
    let (mut other, token) = (one.clone(), one.token().await);
    let (late, early) = world
        .at_once(
            &token,
            (&mut one, "/account/address", &[("street", "5 Long Lane"), ("city", "York")]),
            (&mut other, "/account/address", &[("street", "9 Short Street"), ("city", "Ely")]),
        )
        .await;
    assert_eq!((late.status, early.status), (303, 303));
    let page = one.get("/account").await;
    page.says(r#"value="5 Long Lane""#);
    page.says(r#"value="York""#);
}

/// A double click: the browser may keep either answer.
#[tokio::test]
async fn who_signs_in_or_out_twice_at_once_is_signed_in_or_out() {
    let world = World::new();
    let (mut one, mut other, token) = two_tabs(&world).await;
    one.post_with(&token, "/basket/add", &[("item", "bonsai")]).await;
    let (late, early) = world.at_once(&token, (&mut one, "/sign-in", &ADA), (&mut other, "/sign-in", &ADA)).await;
    assert_eq!((late.location(), early.location()), (Some("/account"), Some("/account")));
    for tab in [&mut one, &mut other] {
        let page = tab.get("/account").await;
        page.says("Ada’s account");
        page.says("Bonsai");
    }

    let (mut other, token) = (one.clone(), one.token().await);
    let (late, early) = world.at_once(&token, (&mut one, "/sign-out", &[]), (&mut other, "/sign-out", &[])).await;
    assert_eq!((late.location(), early.location()), (Some("/"), Some("/")));
    for mut tab in [one, other] {
        tab.get("/").await.says("You are signed out");
        assert_eq!(tab.get("/account").await.location(), Some("/sign-in"));
    }
}
