//! A form that is sent more than once, as by a double click: the requests carry the same cookies,
//! and the browser may get only some of the answers, in any order.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::visitor::World;

/// What is typed each time: the right code or a wrong one.
fn codes() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(prop::bool::weighted(0.4), 1..9)
}

/// Which answers arrive, and in what order: each number names one of those that are left.
fn arrivals() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..8usize, 0..9)
}

proptest! {
    // Each case checks a password, which is slow on purpose.
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The first right code signs in, if it is among the first five. No other answer undoes it.
    #[test]
    fn whoever_gets_the_answer_to_the_right_code_is_signed_in(codes in codes(), arrivals in arrivals()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(submit(&codes, &arrivals))?;
    }
}

async fn submit(codes: &[bool], arrivals: &[usize]) -> Result<(), TestCaseError> {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.password("ada", "analytical engine").await;
    let token = visitor.token().await;

    let mut answers = Vec::new();
    for is_right in codes {
        let code = if *is_right { world.code() } else { world.wrong_code().to_owned() };
        answers.push(visitor.clone().post_with(Some(&token), "/sign-in/code", &[("code", &code)]).await);
    }
    let first_right = codes.iter().take(5).position(|is_right| *is_right);
    let signs_in = |answer: usize| first_right == Some(answer);
    for (number, answer) in answers.iter().enumerate() {
        prop_assert_eq!(answer.location() == Some("/account"), signs_in(number), "a code is good once: {:?}", answer);
    }

    let mut under_way: Vec<_> = (0..answers.len()).collect();
    let mut is_signed_in = false;
    for which in arrivals.iter().take(answers.len()) {
        let number = under_way.remove(which % under_way.len());
        visitor.receive(&answers[number]);
        is_signed_in |= signs_in(number);
    }
    prop_assert_eq!(visitor.get("/account").await.status == 200, is_signed_in);
    Ok(())
}

/// The second click cancels the first request, so that its answer is lost, and with it the sign-in.
/// The code isn't good again, and the page says what to do.
#[tokio::test]
async fn a_visitor_whose_sign_in_was_lost_on_the_way_can_start_over() {
    let world = World::new();
    let mut visitor = world.visitor();
    visitor.password("ada", "analytical engine").await;
    let code = world.code();
    visitor.clone().type_code(&code).await;

    let token = visitor.token().await;
    let answer = visitor.post_with(Some(&token), "/sign-in/code", &[("code", &code)]).await;
    assert!(answer.set_cookies().is_empty(), "{:?}", answer.set_cookies());
    let page = visitor.see("/sign-in").await.page;
    assert!(page.contains("can’t be used any more") && page.contains("Start over"), "{page}");
    assert!(!page.contains(r#"name="code""#), "there is nothing to type: {page}");
    visitor.post("/sign-in/start-over", &[]).await;
    visitor.sign_in().await;
}
