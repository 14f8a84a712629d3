//! Signing in and out, and what a visitor can't do by presenting cookies.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::visitor::{Visitor, World};

const ADA: (&str, &str) = ("ada", "analytical engine");

/// Returns a visitor whose password was right.
async fn awaiting_code(world: &World) -> Visitor<'_> {
    let mut visitor = world.visitor();
    assert_eq!(visitor.password(ADA.0, ADA.1).await.location(), Some("/sign-in/code"));
    visitor
}

#[tokio::test]
async fn a_password_and_a_code_open_the_account() {
    let world = World::new();
    let mut visitor = world.visitor();
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"), "not without");
    visitor.password(ADA.0, ADA.1).await;
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"), "not with a password alone");
    let code = format!(" {} {} ", &world.code()[..3], &world.code()[3..]);
    assert_eq!(visitor.type_code(&code).await.location(), Some("/account"), "spaces don't matter");
    let account = visitor.get("/account").await;
    assert_eq!(account.status, 200);
    assert!(account.page.contains("Ada’s account") && account.page.contains("Welcome, Ada!"), "{}", account.page);
    assert_eq!(account.headers["cache-control"], "no-store");
    assert!(!visitor.get("/account").await.page.contains("Welcome"), "it is said once");
}

#[tokio::test]
async fn no_code_is_in_a_cookie() {
    let world = World::new();
    let visitor = awaiting_code(&world).await;
    let code = world.code();
    let number: u32 = code.parse().expect("digits");
    assert!(visitor.cookies.contains_key("__Host-login"), "{:?}", visitor.cookies.keys());
    for (name, value) in &visitor.cookies {
        let body = URL_SAFE_NO_PAD.decode(value).expect("base64url");
        let holds = |needle: &[u8]| body.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(code.as_bytes()) && !value.contains(&code), "{name} holds the code's digits");
        assert!(!holds(&[&[0x66], code.as_bytes()].concat()), "{name} holds it as a text of CBOR");
        assert!(!holds(&[&[0x1a], &number.to_be_bytes()[..]].concat()), "{name} holds it as a number of CBOR");
    }
    let text = URL_SAFE_NO_PAD.decode(visitor.cookie("__Host-login")).expect("base64url");
    assert!(text.windows(7).any(|window| window == b"attempt"), "what is looked into here is the session");
}

/// Tries can be counted because the table changes while the cookie stays the same.
#[tokio::test]
async fn a_cookie_that_is_presented_again_brings_no_tries_back() {
    let world = World::new();
    let saved = awaiting_code(&world).await;
    for _ in 1..=5 {
        let answer = saved.clone().type_code(world.wrong_code()).await;
        assert_eq!(answer.status, 303);
        assert_ne!(answer.location(), Some("/account"));
    }
    let mut sixth = saved.clone();
    let answer = sixth.type_code(&world.code()).await;
    assert_eq!(answer.location(), Some("/sign-in"), "the right code, too late");
    assert_eq!(sixth.get("/account").await.location(), Some("/sign-in"));
    assert!(sixth.see("/sign-in").await.page.contains("can’t be used any more"), "and it says why");
}

#[tokio::test]
async fn a_code_opens_one_account_once() {
    let world = World::new();
    let saved = awaiting_code(&world).await;
    let code = world.code();
    assert_eq!(saved.clone().type_code(&code).await.location(), Some("/account"));
    assert_eq!(saved.clone().type_code(&code).await.location(), Some("/sign-in"), "whoever has copied the cookie is too late");
}

#[tokio::test]
async fn tries_are_counted_for_the_visitor_to_see() {
    let world = World::new();
    let mut visitor = awaiting_code(&world).await;
    for left in ["4 more tries", "3 more tries", "2 more tries", "one more try"] {
        visitor.type_code(world.wrong_code()).await;
        let page = visitor.see("/sign-in/code").await.page;
        assert!(page.contains(left), "{page}");
    }
    assert_eq!(visitor.type_code(world.wrong_code()).await.location(), Some("/sign-in"));
    assert!(visitor.see("/sign-in").await.page.contains("<h1>Sign in</h1>"));
}

/// Returns the page without the value of its form's token, which differs each time.
fn without_token(page: &str) -> String {
    let (before, after) = page.split_once(r#"name="csrf_token" value=""#).expect("one form");
    let (token, after) = after.split_once('"').expect("a value");
    assert!(!token.is_empty() && !after.contains("csrf_token"), "{page}");
    format!("{before}{after}")
}

#[tokio::test]
async fn an_unknown_name_is_answered_as_a_wrong_password_is() {
    let world = World::new();
    let mut pages = Vec::new();
    for (name, password) in [("ada", "wrong"), ("nobody", "wrong"), ("", ""), ("ada", "amazing grace")] {
        let mut visitor = world.visitor();
        let answer = visitor.password(name, password).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/sign-in")));
        let headers = (answer.set_cookies(), visitor.cookie("__Host-page").len());
        pages.push((headers, without_token(&visitor.see("/sign-in").await.page)));
    }
    assert!(pages[0].1.contains("That name and password don’t match."), "{}", pages[0].1);
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert_eq!(world.number_of_codes(), 0);
}

#[tokio::test]
async fn the_basket_comes_along() {
    let world = World::new();
    let mut visitor = world.visitor();
    for item in ["assam", "assam", "mint"] {
        visitor.post("/basket/add", &[("item", item)]).await;
    }
    let total = "€18.40";
    assert!(visitor.see("/").await.page.contains(total));
    visitor.password(ADA.0, ADA.1).await;
    assert!(visitor.see("/").await.page.contains(total), "between the steps");
    visitor.post("/basket/add", &[("item", "rooibos")]).await;
    visitor.post("/basket/remove", &[("item", "rooibos")]).await;
    visitor.type_code(&world.code()).await;
    let account = visitor.see("/account").await.page;
    assert!(account.contains(total) && account.contains("Moroccan mint"), "{account}");

    visitor.post("/account/lock", &[]).await;
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"));
    assert!(visitor.see("/").await.page.contains(total), "locking keeps it");
}

#[tokio::test]
async fn a_code_is_awaited_for_five_minutes() {
    let world = World::new();
    let mut visitor = awaiting_code(&world).await;
    world.clock.advance(Duration::from_secs(299));
    assert!(visitor.get("/sign-in/code").await.page.contains("It expires in 1 minute."));
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(visitor.get("/sign-in/code").await.location(), Some("/sign-in"));
    assert_eq!(visitor.type_code(&world.code()).await.location(), Some("/sign-in"));
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"));
}

#[tokio::test]
async fn an_account_closes_after_half_an_hour_without_its_visitor_and_after_twelve_hours_with_them() {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.sign_in().await;
    let mut idle = visitor.clone();
    world.clock.advance(Duration::from_mins(30));
    assert_eq!(idle.get("/account").await.location(), Some("/sign-in"));

    let world = World::new();
    let mut visitor = world.visitor();
    visitor.sign_in().await;
    for _ in 0..12 * 3 - 1 {
        world.clock.advance(Duration::from_mins(20));
        assert_eq!(visitor.get("/account").await.status, 200);
    }
    world.clock.advance(Duration::from_mins(20));
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"));
}

#[tokio::test]
async fn a_remembered_device_greets_and_opens_nothing() {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.post("/sign-in", &[("name", "ada"), ("password", ADA.1), ("stay", "yes")]).await;
    visitor.type_code(&world.code()).await;
    visitor.close_window();
    assert!(visitor.see("/").await.page.contains("Good to see you, Ada"));
    assert!(visitor.see("/sign-in").await.page.contains(r#"value="ada""#), "the name is filled in");
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"));
    visitor.password(ADA.0, ADA.1).await;
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"), "the code is asked for as well");
    visitor.type_code(&world.code()).await;
    assert_eq!(visitor.get("/account").await.status, 200);
    assert!(!visitor.cookies.contains_key("__Host-device"), "this time the box wasn't ticked");
}

#[tokio::test]
async fn signing_out_ends_both_sessions() {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.post("/sign-in", &[("name", "grace"), ("password", "amazing grace"), ("stay", "yes")]).await;
    visitor.type_code(&world.code()).await;
    assert!(visitor.see("/account").await.page.contains("Grace’s account"));
    visitor.post("/sign-out", &[]).await;
    assert_eq!(visitor.cookies.keys().collect::<Vec<_>>(), ["__Host-page"]);
    let shop = visitor.see("/").await.page;
    assert!(shop.contains("this browser has forgotten you") && !shop.contains("Grace"), "{shop}");
    assert_eq!(visitor.get("/account").await.location(), Some("/sign-in"));
}

#[tokio::test]
async fn a_form_from_a_tab_that_is_behind_leads_to_where_the_visitor_is() {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.sign_in().await;
    let codes = world.number_of_codes();
    for (path, field) in [("/sign-in", ("name", "grace")), ("/sign-in/code", ("code", "1")), ("/sign-in/start-over", ("x", ""))]
    {
        let answer = visitor.post(path, &[field]).await;
        assert_eq!((answer.status, answer.location()), (303, Some("/sign-in")), "{path}");
    }
    assert!(visitor.see("/sign-in").await.page.contains("Ada’s account"));
    assert_eq!(world.number_of_codes(), codes);
    world.clock.advance(Duration::from_mins(30));
    let answer = visitor.post("/account/lock", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, Some("/sign-in")), "they were away for too long");
}

#[tokio::test]
async fn a_user_gets_five_codes_at_a_time() {
    let world = World::new();
    for _ in 0..5 {
        awaiting_code(&world).await;
    }
    let mut visitor = world.visitor();
    assert_eq!(visitor.password(ADA.0, ADA.1).await.location(), Some("/sign-in"));
    assert!(visitor.see("/sign-in").await.page.contains("several codes already"));
    world.clock.advance(Duration::from_mins(5));
    awaiting_code(&world).await;
}

#[tokio::test]
async fn a_user_with_fifty_wrong_codes_is_told_to_come_back() {
    let world = World::new();
    for _ in 0..2 {
        for _ in 0..5 {
            let mut guesser = awaiting_code(&world).await;
            for _ in 0..5 {
                guesser.type_code(world.wrong_code()).await;
            }
        }
        world.clock.advance(Duration::from_mins(5));
    }
    let mut visitor = world.visitor();
    assert_eq!(visitor.password(ADA.0, ADA.1).await.location(), Some("/sign-in"));
    assert!(visitor.see("/sign-in").await.page.contains("Try again tomorrow."));
    world.clock.advance(Duration::from_hours(24));
    awaiting_code(&world).await;
}

/// The page shows the time that is left, and not the time before this request extended it.
#[tokio::test]
async fn the_account_says_when_it_closes() {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.sign_in().await;
    let account = visitor.get("/account").await.page;
    assert!(account.contains("within 30 minutes<") && account.contains("in 12 hours<"), "{account}");
    assert!(account.contains("not remembered"), "{account}");
    world.clock.advance(Duration::from_mins(20));
    let account = visitor.get("/account").await.page;
    assert!(account.contains("<dd>20 minutes</dd>") && account.contains("within 30 minutes<"), "{account}");
    assert!(account.contains("in 11 hours 40 minutes<"), "{account}");
}

/// Types `number` wrong passwords for this name.
async fn guess(guesser: &mut Visitor<'_>, name: &str, number: usize) {
    for _ in 0..number {
        assert_eq!(guesser.password(name, "wrong").await.location(), Some("/sign-in"));
    }
}

#[tokio::test]
async fn after_ten_wrong_passwords_a_name_has_to_wait_whether_somebody_has_it_or_not() {
    let mut pages = Vec::new();
    for name in ["ada", "nobody"] {
        let world = World::new();
        guess(&mut world.visitor(), name, 10).await;
        let mut other = world.visitor();
        let answer = other.password(name, ADA.1).await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.headers["retry-after"], "300");
        assert!(answer.page.contains("Try again in 5 minutes"), "{}", answer.page);
        pages.push((answer.set_cookies(), answer.page));
        assert_eq!(world.number_of_codes(), 0, "the right password, too late");
        other.password("grace", "amazing grace").await;
        assert_eq!(world.number_of_codes(), 1, "another name has tries of its own");
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn nobody_is_locked_out_for_more_than_five_minutes() {
    let world = World::new();
    let mut guesser = world.visitor();
    guess(&mut guesser, "ada", 10).await;
    for _ in 0..30 {
        assert_eq!(guesser.password("ada", "wrong").await.status, 429, "it isn't counted");
    }
    world.clock.advance(Duration::from_secs(299));
    assert_eq!(world.visitor().password(ADA.0, ADA.1).await.headers["retry-after"], "1");
    world.clock.advance(Duration::from_secs(1));
    awaiting_code(&world).await;
}

#[tokio::test]
async fn a_guesser_elsewhere_locks_no_remembered_device() {
    let world = World::new();
    let mut owner = world.visitor();
    owner.post("/sign-in", &[("name", "ada"), ("password", ADA.1), ("stay", "yes")]).await;
    owner.type_code(&world.code()).await;
    owner.close_window();

    guess(&mut world.visitor(), "ada", 10).await;
    assert_eq!(world.visitor().password(ADA.0, ADA.1).await.status, 429);
    assert_eq!(owner.clone().password(ADA.0, ADA.1).await.location(), Some("/sign-in/code"));

    guess(&mut owner.clone(), "ada", 10).await;
    assert_eq!(owner.clone().password(ADA.0, ADA.1).await.status, 429, "a copied cookie has as many tries, and no more");
    guess(&mut owner.clone(), "grace", 10).await;
    assert_eq!(owner.password("grace", "amazing grace").await.status, 429, "it is a device of Ada's");
    assert_eq!(world.visitor().password("grace", "amazing grace").await.status, 429);
}

#[tokio::test]
async fn a_right_password_is_no_try() {
    let world = World::new();
    guess(&mut world.visitor(), "ada", 9).await;
    for _ in 0..3 {
        world.visitor().sign_in().await;
    }
    guess(&mut world.visitor(), "ada", 1).await;
    assert_eq!(world.visitor().password(ADA.0, ADA.1).await.status, 429, "nor are the wrong ones forgotten");
}
