//! Forms that change something need a token.

use crate::visitor::{Visitor, World};

/// The fields of a form, without its token.
type Fields = &'static [(&'static str, &'static str)];

/// Every form of the site, and the state that it is for.
const FORMS: [(&str, Fields, State); 7] = [
    ("/basket/add", &[("item", "assam")], State::Anonymous),
    ("/basket/remove", &[("item", "assam")], State::Anonymous),
    ("/sign-in", &[("name", "ada"), ("password", "analytical engine")], State::Anonymous),
    ("/sign-in/code", &[("code", "000000")], State::AwaitingCode),
    ("/sign-in/start-over", &[], State::AwaitingCode),
    ("/account/lock", &[], State::LoggedIn),
    ("/sign-out", &[], State::LoggedIn),
];

#[derive(Clone, Copy)]
enum State {
    Anonymous,
    AwaitingCode,
    LoggedIn,
}

async fn in_state(world: &World, state: State) -> Visitor<'_> {
    let mut visitor = world.visitor();
    visitor.post("/basket/add", &[("item", "mint")]).await;
    match state {
        State::Anonymous => {}
        State::AwaitingCode => drop(visitor.password("ada", "analytical engine").await),
        State::LoggedIn => visitor.sign_in().await,
    }
    visitor
}

#[tokio::test]
async fn without_the_right_token_a_form_is_refused_and_changes_nothing() {
    for (path, fields, state) in FORMS {
        let world = World::new();
        let mut visitor = in_state(&world, state).await;
        let right = visitor.token().await;
        let codes = world.number_of_codes();
        let somebody_elses = world.visitor().token().await;
        for token in [None, Some(""), Some("x"), Some(&*somebody_elses), Some(&right[1..]), Some(&format!("{right}x"))] {
            let answer = visitor.post_with(token, path, fields).await;
            assert_eq!(answer.status, 403, "{path} with {token:?}");
            assert!(answer.page.contains("This form is out of date"), "{}", answer.page);
            assert!(answer.set_cookies().is_empty(), "{path} changes {:?}", answer.set_cookies());
            assert_eq!(world.number_of_codes(), codes, "{path} sends no code");
        }
        let answer = visitor.post_with(Some(&right), path, fields).await;
        assert_eq!(answer.status, 303, "{path} with the right one");
    }
}

#[tokio::test]
async fn a_visitor_who_has_seen_no_form_can_send_none() {
    let world = World::new();
    let mut visitor = world.visitor();
    for token in [None, Some(""), Some("x")] {
        assert_eq!(visitor.post_with(token, "/basket/add", &[("item", "assam")]).await.status, 403);
    }
    assert!(visitor.cookies.is_empty());
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let world = World::new();
    let mut visitor = world.visitor();
    let token = visitor.token().await;
    let long = "x".repeat(17 * 1024);
    assert_eq!(visitor.post_with(Some(&token), "/basket/add", &[("item", &long)]).await.status, 403, "too long to be read");
    assert_eq!(visitor.post_with(Some(&token), "/basket/add", &[("item", "%ff%00")]).await.status, 404, "no such item");
    assert_eq!(visitor.post_with(Some(&token), "/basket/add", &[]).await.status, 404);
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused_whatever_its_token() {
    let world = World::new();
    let mut visitor = in_state(&world, State::LoggedIn).await;
    let right = visitor.token().await;
    for (from, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303)] {
        let answer = visitor.post_from(from, &right, "/account/lock").await;
        assert_eq!((answer.status, answer.set_cookies().is_empty()), (status, status == 403), "{from}");
    }
}

#[tokio::test]
async fn two_tabs_can_be_open() {
    let world = World::new();
    let mut visitor = world.visitor();
    let (first, second) = (visitor.token().await, visitor.token().await);
    assert_ne!(first, second, "it is masked");
    for token in [&first, &second, &first] {
        let answer = visitor.post_with(Some(token), "/basket/add", &[("item", "mint")]).await;
        assert_eq!(answer.status, 303);
    }
}

#[tokio::test]
async fn a_token_is_of_no_use_after_signing_in_and_out() {
    let world = World::new();
    let mut visitor = world.visitor();
    let mut tokens = vec![visitor.token().await];
    visitor.password("ada", "analytical engine").await;
    tokens.push(visitor.token().await);
    visitor.type_code(&world.code()).await;
    tokens.push(visitor.token().await);
    visitor.post("/account/lock", &[]).await;
    tokens.push(visitor.token().await);
    visitor.post("/sign-out", &[]).await;
    let now = visitor.token().await;
    for token in &tokens {
        assert_eq!(visitor.post_with(Some(token), "/basket/add", &[("item", "mint")]).await.status, 403, "after the end");
    }
    assert_eq!(visitor.post_with(Some(&now), "/basket/add", &[("item", "mint")]).await.status, 303);
}

/// Each transition makes the token worthless, one at a time.
#[tokio::test]
async fn a_token_ends_with_each_step() {
    for step in [Step::Password, Step::Code, Step::OneWrongCodeTooMany, Step::StartOver, Step::Lock, Step::SignOut] {
        let world = World::new();
        let mut visitor = in_state(&world, step.starts_from()).await;
        let before = visitor.token().await;
        step.take(&world, &mut visitor, &before).await;
        assert_eq!(visitor.post_with(Some(&before), "/basket/add", &[("item", "mint")]).await.status, 403, "after {step:?}");
        let after = visitor.token().await;
        assert_eq!(visitor.post_with(Some(&after), "/basket/add", &[("item", "mint")]).await.status, 303, "after {step:?}");
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Password,
    Code,
    OneWrongCodeTooMany,
    StartOver,
    Lock,
    SignOut,
}

impl Step {
    fn starts_from(self) -> State {
        match self {
            Self::Password => State::Anonymous,
            Self::Code | Self::OneWrongCodeTooMany | Self::StartOver => State::AwaitingCode,
            Self::Lock | Self::SignOut => State::LoggedIn,
        }
    }

    /// Makes the transition, with this token.
    async fn take(self, world: &World, visitor: &mut Visitor<'_>, token: &str) {
        let (path, fields, times) = match self {
            Self::Password => ("/sign-in", vec![("name", "ada".to_owned()), ("password", "analytical engine".to_owned())], 1),
            Self::Code => ("/sign-in/code", vec![("code", world.code())], 1),
            Self::OneWrongCodeTooMany => ("/sign-in/code", vec![("code", world.wrong_code().to_owned())], 5),
            Self::StartOver => ("/sign-in/start-over", vec![], 1),
            Self::Lock => ("/account/lock", vec![], 1),
            Self::SignOut => ("/sign-out", vec![], 1),
        };
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for _ in 0..times {
            assert_eq!(visitor.post_with(Some(token), path, &fields).await.status, 303, "{self:?}");
        }
    }
}

#[tokio::test]
async fn a_basket_leads_back_to_where_its_form_was() {
    let world = World::new();
    let mut visitor = world.visitor();
    for (path, fields, place) in [
        ("/basket/add", &[("item", "mint")][..], "/#tea-mint"),
        ("/basket/add", &[("item", "mint"), ("at", "basket")], "/#basket"),
        ("/basket/remove", &[("item", "mint"), ("at", "basket")], "/#basket"),
    ] {
        assert_eq!(visitor.post(path, fields).await.location(), Some(place));
        let shop = visitor.get("/").await.page;
        assert!(shop.contains(&format!(r#"id="{}""#, &place[2..])), "{place}: {shop}");
    }
}
