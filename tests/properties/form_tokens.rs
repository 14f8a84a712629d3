//! A form's token belongs to the session's id at the time when it is asked for.

use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{CsrfToken, InCookie, Live, Session, Sessions, WriteView};

#[derive(Session)]
#[session(name = "member", cookie = "__Host-member")]
struct Member {
    #[session(identity)]
    user: Option<u8>,
    visits: u32,
}

/// The same session without an `identity` field.
#[derive(Session)]
#[session(name = "desk", cookie = "__Host-desk")]
struct Desk {
    user: Option<u8>,
    visits: u32,
}

/// One action of a handler.
#[derive(Clone, Copy, Debug)]
enum Step {
    AskForAToken,
    Become(Option<u8>),
    Visit,
    Renew,
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::AskForAToken),
        4 => prop::option::of(0..2u8).prop_map(Step::Become),
        2 => Just(Step::Visit),
        1 => Just(Step::Renew),
        1 => Just(Step::Restart),
    ]
}

/// The session types that both tests write to.
trait Subject: Session {
    const HAS_IDENTITY: bool;

    fn user(&mut self) -> &mut Option<u8>;
    fn visits(&mut self) -> &mut u32;
}

macro_rules! subject {
    ($subject:ident, $has_identity:literal) => {
        impl Subject for $subject {
            const HAS_IDENTITY: bool = $has_identity;

            fn user(&mut self) -> &mut Option<u8> {
                &mut self.user
            }

            fn visits(&mut self) -> &mut u32 {
                &mut self.visits
            }
        }
    };
}

subject!(Member, true);
subject!(Desk, false);

/// A token, and what happened to the session after it was asked for.
struct Asked {
    token: CsrfToken,
    then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    TheSame,
    /// The user changed, and this was the first one. At the end it may be the first user again;
    /// then the test doesn't say whether the token is good.
    Another(Option<u8>),
    /// The session got a new id, with any user.
    Renewed,
}

/// Takes the steps. Returns the tokens that were asked for, each with whether it must be good, if
/// that is known.
fn run<S: Subject + WriteView>(mut live: Live<'_, S>, steps: &[Step]) -> Vec<(CsrfToken, Option<bool>)> {
    let mut tokens: Vec<Asked> = Vec::new();
    for step in steps {
        match step {
            Step::AskForAToken => {
                tokens.push(Asked { token: live.csrf_token().expect("randomness"), then: Then::TheSame });
            }
            Step::Become(user) => {
                let before = std::mem::replace(live.user(), *user);
                if S::HAS_IDENTITY && before != *user {
                    tokens
                        .iter_mut()
                        .filter(|asked| asked.then == Then::TheSame)
                        .for_each(|asked| asked.then = Then::Another(before));
                }
            }
            Step::Visit => *live.visits() += 1,
            Step::Renew | Step::Restart => {
                match step {
                    Step::Renew => live.renew_id(),
                    _ => live = live.restart(),
                }
                for asked in &mut tokens {
                    asked.then = Then::Renewed;
                }
            }
        }
    }
    let user = *live.user();
    let is_good = |then| match then {
        Then::TheSame => Some(true),
        Then::Another(first) if first == user => None,
        Then::Another(_) | Then::Renewed => Some(false),
    };
    tokens.into_iter().map(|asked| (asked.token, is_good(asked.then))).collect()
}

fn check<S: Subject + WriteView + InCookie + Send + Sync>(requests: &[Vec<Step>]) -> Result<(), TestCaseError> {
    let sessions = Sessions::<S>::options().clock(ManualClock::default()).in_cookie(key(1));
    let mut cookie = None::<String>;
    for steps in requests {
        let (asked, closed) =
            block_on(sessions.scope(cookie.as_deref(), async |live| run(live, steps))).expect("it can be stored");
        if let Some(set) = closed.set_cookie() {
            cookie = Some(format!("{}={}", set.name(), set.value())).filter(|_| !set.value().is_empty());
        }
        let is_taken =
            |token: &CsrfToken| block_on(sessions.scope(cookie.as_deref(), async |live| live.is_csrf_token(token.as_str())));
        for (token, is_good) in &asked {
            let is_taken = is_taken(token).expect("nothing is written").0;
            prop_assert!(is_good.is_none_or(|is_good| is_good == is_taken), "{is_taken} after {steps:?} of {requests:?}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_token_is_good_until_somebody_else_is_there(requests in prop::collection::vec(prop::collection::vec(step(), 0..6), 1..4)) {
        check::<Member>(&requests)?;
        check::<Desk>(&requests)?;
    }
}

/// A handler signs a visitor in by writing to a field, and answers with a page.
#[test]
fn a_token_after_the_sign_in_is_good_on_the_next_request() {
    let steps = [Step::Become(Some(1)), Step::AskForAToken];
    check::<Member>(&[vec![Step::Become(Some(0))], steps.to_vec()]).expect("it is");
    check::<Member>(&[steps.to_vec()]).expect("it is");
}

/// No browser has the session yet, but its user has changed all the same.
#[test]
fn a_token_from_before_the_sign_in_is_not() {
    let steps = [Step::AskForAToken, Step::Become(Some(1))];
    check::<Member>(&[vec![Step::Become(Some(0))], steps.to_vec()]).expect("it isn't");
    check::<Member>(&[steps.to_vec()]).expect("it isn't");
}
