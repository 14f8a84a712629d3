//! Random walks through the states of a visitor's sign-in. In any order and after any time, the
//! account is open to visitors who are signed in, and to nobody else.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::testing::{Walk, walk};

use crate::site::sessions::{Anonymous, AwaitingCode, LoggedIn, Login};
use crate::visitor::{Visitor, World};

proptest! {
    // Each sign-in checks a password, which is slow on purpose.
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_account_is_open_exactly_to_those_who_are_signed_in(walk in walk::<Login>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(take(&walk))?;
    }
}

/// Takes the steps of `walk` through the site's pages and forms.
async fn take(walk: &Walk<Login>) -> Result<(), TestCaseError> {
    let world = World::new();
    let mut visitor = world.visitor();
    // A user gets five codes in five minutes, and the longest walk needs ten.
    let mut people = [("ada", "analytical engine"), ("grace", "amazing grace")].into_iter().cycle();
    for step in walk.steps() {
        world.clock.advance(step.waits());
        check_pages(&mut visitor, step.is_from::<AwaitingCode>(), step.is_from::<LoggedIn>()).await?;

        let answer = if step.leads_to::<AwaitingCode>() {
            let (name, password) = people.next().expect("they take turns");
            visitor.password(name, password).await
        } else if step.leads_to::<LoggedIn>() {
            visitor.type_code(world.wrong_code()).await;
            visitor.type_code(&world.code()).await
        } else if step.is_from::<AwaitingCode>() {
            visitor.post("/sign-in/start-over", &[]).await
        } else {
            prop_assert!(step.is_from::<LoggedIn>() && step.leads_to::<Anonymous>(), "{:?} isn't declared", step);
            visitor.post("/account/lock", &[]).await
        };
        prop_assert_eq!(answer.status, 303, "{}", answer.page);
        check_pages(&mut visitor, step.leads_to::<AwaitingCode>(), step.leads_to::<LoggedIn>()).await?;
    }
    Ok(())
}

/// Checks what each page answers to a visitor in this state. A visitor who neither awaits a code
/// nor is signed in is in `Anonymous`.
async fn check_pages(visitor: &mut Visitor<'_>, awaits_code: bool, is_signed_in: bool) -> Result<(), TestCaseError> {
    prop_assert_eq!(visitor.get("/account").await.status == 200, is_signed_in, "/account");
    prop_assert_eq!(visitor.get("/sign-in/code").await.status == 200, awaits_code, "/sign-in/code");
    let leads_to = match (awaits_code, is_signed_in) {
        (true, _) => Some("/sign-in/code"),
        (_, true) => Some("/account"),
        (false, false) => None,
    };
    let sign_in = visitor.get("/sign-in").await;
    prop_assert_eq!(sign_in.location(), leads_to, "/sign-in");
    prop_assert_eq!(visitor.get("/").await.status, 200, "the shop is for everybody");
    Ok(())
}
