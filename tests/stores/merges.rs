//! Two requests of one visitor that are open at once.

use std::collections::{BTreeMap, HashMap};

use session_core::{CloseError, Flash, FlashMessage, Session, SessionState};

use crate::world::{World, close};

#[derive(Session)]
struct Shop {
    #[session(identity)]
    user: Option<u64>,
    #[session(merge = add)]
    visits: u32,
    #[session(merge = add)]
    basket: BTreeMap<String, u32>,
    settings: HashMap<String, String>,
    #[session(group = "address")]
    street: String,
    #[session(group = "address")]
    city: String,
    #[session(merge = refuse)]
    coupon: String,
    theme: String,
    flash: Flash,
}

fn begun(world: &World<Shop>) -> String {
    let mut context = world.open(None);
    context.live().visits = 1;
    close(context).unwrap().expect("a cookie")
}

/// Lets two requests make these changes at once, one after the other, and returns what becomes of
/// the second one.
fn two(
    world: &World<Shop>,
    cookie: &str,
    first: impl FnOnce(&mut Shop),
    second: impl FnOnce(&mut Shop),
) -> Result<Option<String>, CloseError> {
    let [mut one, mut other] = [(); 2].map(|()| world.open(Some(cookie)));
    first(&mut one.live());
    second(&mut other.live());
    assert!(close(one).is_ok(), "the first one is written");
    close(other)
}

#[test]
fn every_field_keeps_what_its_policy_says() {
    let world = World::<Shop>::new();
    let cookie = begun(&world);
    let done = two(
        &world,
        &cookie,
        |shop| {
            shop.visits += 1;
            *shop.basket.entry("tea".to_owned()).or_default() += 1;
            shop.settings.insert("language".to_owned(), "de".to_owned());
            shop.street = "First Street".to_owned();
            shop.theme = "dark".to_owned();
            shop.flash.push("one");
        },
        |shop| {
            shop.visits += 1;
            *shop.basket.entry("tea".to_owned()).or_default() += 2;
            shop.city = "Second City".to_owned();
            shop.coupon = "spring".to_owned();
            shop.theme = "light".to_owned();
            shop.flash.push("two");
        },
    );
    assert_eq!(done.unwrap(), None);
    let mut context = world.open(Some(&cookie));
    let shop = context.live();
    assert_eq!((shop.visits, shop.basket["tea"]), (3, 3));
    assert_eq!(shop.settings["language"], "de", "the second one hasn't touched it");
    assert_eq!((&*shop.street, &*shop.city), ("", "Second City"), "a group is taken together");
    assert_eq!((&*shop.coupon, &*shop.theme), ("spring", "light"));
    assert_eq!(shop.flash.iter().map(FlashMessage::text).collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn what_refuses_is_a_conflict_and_nothing_is_written() {
    let world = World::<Shop>::new();
    let cookie = begun(&world);
    let done = two(
        &world,
        &cookie,
        |shop| shop.coupon = "spring".to_owned(),
        |shop| {
            shop.coupon = "summer".to_owned();
            shop.visits += 1;
        },
    );
    assert!(matches!(done, Err(CloseError::Unmergeable { field: Some("coupon") })), "{done:?}");
    let mut context = world.open(Some(&cookie));
    let shop = context.live();
    assert_eq!((&*shop.coupon, shop.visits), ("spring", 1));
}

#[test]
fn a_sign_in_takes_along_only_what_has_a_policy() {
    let world = World::<Shop>::new();
    let cookie = begun(&world);
    let new = two(
        &world,
        &cookie,
        |shop| {
            shop.visits += 1;
            shop.theme = "planted".to_owned();
        },
        |shop| shop.user = Some(7),
    );
    let new = new.unwrap().expect("a new ticket");
    let mut context = world.open(Some(&new));
    let shop = context.live();
    assert_eq!((shop.user, shop.visits, &*shop.theme), (Some(7), 2, ""));
}

#[derive(Session)]
enum Login {
    #[session(start, to(Member))]
    Guest(Guest),
    #[session(to(Guest))]
    Member(Member),
}

#[derive(SessionState, Default)]
struct Guest {
    #[session(merge = add)]
    basket: BTreeMap<String, u32>,
}

#[derive(SessionState)]
struct Member {
    name: String,
    #[session(merge = add)]
    basket: BTreeMap<String, u32>,
}

#[test]
fn a_basket_goes_along_into_the_next_state() {
    let world = World::<Login>::new();
    let mut context = world.open(None);
    let mut guest = context.live().in_state::<Guest>().expect("a guest");
    guest.basket.insert("tea".to_owned(), 1);
    let cookie = close(context).unwrap().expect("a cookie");
    let [mut tab, mut sign_in] = [(); 2].map(|()| world.open(Some(&cookie)));
    *tab.live().in_state::<Guest>().expect("a guest").basket.entry("tea".to_owned()).or_default() += 1;
    let guest = sign_in.live().in_state::<Guest>().expect("a guest");
    guest.to_with(|guest| Member { name: "Ada".to_owned(), basket: guest.basket });
    close(tab).unwrap();
    let cookie = close(sign_in).unwrap().expect("a new ticket");
    let mut context = world.open(Some(&cookie));
    let member = context.live().in_state::<Member>().expect("a member");
    assert_eq!((&*member.name, member.basket["tea"]), ("Ada", 2));
}

#[test]
fn who_only_renews_the_id_keeps_what_another_request_has_begun() {
    let world = World::<Shop>::new();
    let mut context = world.open(None);
    context.live().csrf_token().unwrap();
    let cookie = close(context).unwrap().expect("a form's token needs a cookie");
    let (mut writes, mut renews) = (world.open(Some(&cookie)), world.open(Some(&cookie)));
    "dark".clone_into(&mut writes.live().theme);
    renews.live().renew_id();
    close(writes).unwrap();
    let renewed = close(renews).unwrap().expect("a ticket");
    assert_eq!(world.open(Some(&renewed)).live().theme, "dark");
}
