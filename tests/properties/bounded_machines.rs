//! A bounded machine's cookie is never larger than its bound, and its largest state reaches it.

use std::time::Duration;

use proptest::prelude::*;
use session_core::testing::block_on;
use session_core::{CloseError, Live, Session, SessionState};

use crate::bounds::sent;
use crate::forge::sessions;

#[derive(Session)]
#[session(cookie = "__Host-machine", bounded, encrypted, padded = 8, idle = "1h")]
enum Machine {
    #[session(start, to(Signing))]
    Anonymous(Anonymous),
    #[session(to(In))]
    Signing(Signing),
    In(In),
}

#[derive(SessionState, Default)]
#[session(bounded)]
struct Anonymous {
    #[session(max_len = 400)]
    basket: Vec<u8>,
}

#[derive(SessionState)]
#[session(bounded)]
struct Signing {
    tries: u8,
}

#[derive(SessionState)]
#[session(bounded)]
struct In {
    #[session(identity)]
    user: u128,
    #[session(max_len = 790)]
    name: String,
}

fn anonymous(login: Live<'_, Machine>) -> Live<'_, Anonymous> {
    login.in_state::<Anonymous>().map_err(|_| "another state").expect("the start")
}

/// Returns the size of a machine's cookie in each of its states.
fn machine(basket: &[u8], tries: u8, user: u128, name: &str) -> [usize; 3] {
    [
        machine_after(|login| anonymous(login).basket = basket.to_vec()),
        machine_after(|login| _ = anonymous(login).to(Signing { tries })),
        machine_after(|login| _ = anonymous(login).to(Signing { tries }).to(In { user, name: name.to_owned() })),
    ]
}

/// Returns the size of a machine's cookie after `enter`, with an id and with a time when it was
/// seen, as in [`size_of`].
fn machine_after(enter: impl FnOnce(Live<'_, Machine>)) -> usize {
    let (sessions, clock) = sessions::<Machine>();
    let (_, entered) = block_on(sessions.scope(None, async |mut login| {
        login.renew_id();
        enter(login);
    }))
    .expect("it can be stored");
    let cookie = entered.set_cookie().expect("renewed");
    let field = format!("{}={}", cookie.name(), cookie.value());
    clock.advance(Duration::from_secs(1));
    let (_, closed) = block_on(sessions.scope(&field, async |mut login| {
        login.renew_id();
        login.csrf_token().expect("randomness");
        login.ignore_as_activity();
    }))
    .expect("it can be stored");
    sent(&closed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_machine_is_as_large_as_its_largest_state(
        basket in prop::collection::vec(any::<u8>(), 0..=400),
        tries in any::<u8>(),
        user in any::<u128>(),
        name in "[a-z]{0,790}",
    ) {
        let sizes = machine(&basket, tries, user, &name);
        prop_assert!(sizes.iter().all(|size| *size <= Machine::MAX_COOKIE_SIZE), "{:?}", sizes);
    }
}

#[test]
fn the_largest_state_reaches_the_size_of_its_machine() {
    let [anonymous, signing, inside] = machine(&[255; 400], 255, u128::MAX, &"x".repeat(790));
    assert_eq!(inside.max(anonymous), Machine::MAX_COOKIE_SIZE);
    assert!(signing < anonymous && anonymous != inside);
}

#[test]
fn a_field_of_a_state_is_limited_and_nothing_is_sent() {
    let (sessions, _) = sessions::<Machine>();
    let write = |length: usize| {
        let write = async |login: Live<'_, Machine>| anonymous(login).basket = vec![1; length];
        block_on(sessions.scope(None, write)).map(|((), closed)| sent(&closed))
    };
    assert!(write(400).is_ok());
    let error = write(401).expect_err("it is limited");
    assert_eq!(error.to_string(), CloseError::FieldTooLong { field: "basket", length: 401, limit: 400 }.to_string());
    assert_eq!(error.to_string(), "field `basket` has length 401, but its `max_len` is 400");
}
