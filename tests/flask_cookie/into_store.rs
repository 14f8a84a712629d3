//! From Flask's cookie into a store: a copy of the cookie is worth nothing after a sign-out.

use std::time::Duration;

use session_core::store::MemoryStore;
use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, Refusal, Session, SessionState, Sessions};
use session_flask::{FlaskConfig, FlaskKeys};

use crate::vectors::SECRET;

const DAY: Duration = Duration::from_hours(24);

#[derive(Session)]
#[session(cookie = "__Host-account")]
struct Account {
    #[session(rename = "_user_id", identity)]
    user: Option<String>,
    #[session(merge = add)]
    visits: u32,
}

#[test]
fn a_visitor_of_flask_moves_into_a_store_and_signs_out_of_every_copy() {
    let clock = ManualClock::default();
    let options = || Sessions::<Account>::options().clock(clock.clone());
    let flask = FlaskConfig::default();
    let flask = flask.sessions_with(FlaskKeys::new(SECRET).expect("a secret"), options()).expect("Flask's own");
    let mut browser = Browser::new(&flask);
    browser.visit(|mut live| (live.user, live.visits) = (Some("7".to_owned()), 1));
    let copy = browser.cookies().expect("Flask's cookie");

    let when = clock.now() + DAY..clock.now() + 60 * DAY;
    let sessions = options().migrating(&flask, when).in_store(key(1), MemoryStore::new(100));
    browser.restart(&sessions);
    let add = |mut live: session_core::Live<'_, Account>| {
        live.visits += 1;
        (live.user.clone(), live.visits)
    };
    assert_eq!(browser.visit(add), (Some("7".to_owned()), 2));
    assert_eq!(browser.visit(add), (Some("7".to_owned()), 3));
    let cookies = browser.cookies().expect("the store's cookie");
    assert!(cookies.starts_with("__Host-account=") && !cookies.contains("; "), "{cookies}");

    let arrival = |cookie: &str| block_on(sessions.open(Some(cookie))).expect("the store answers").live().arrival();
    assert_eq!(arrival(&copy), Arrival::Resumed);
    browser.visit(|live| {
        live.end();
    });
    assert_eq!(browser.cookies(), None);
    for _ in 0..30 {
        assert_eq!(arrival(&copy), Arrival::Refused(Refusal::Ended), "a copy of Flask's cookie");
        clock.advance(DAY);
    }
    clock.advance(2 * DAY);
    assert_eq!(arrival(&copy), Arrival::Refused(Refusal::Expired));
}

#[test]
fn beside_flask_a_form_is_accepted_and_a_read_sends_no_cookie() {
    let clock = ManualClock::default();
    let options = || Sessions::<Account>::options().clock(clock.clone());
    let flask = FlaskConfig::default();
    let flask = flask.sessions_with(FlaskKeys::new(SECRET).expect("a secret"), options()).expect("Flask's own");
    let mut browser = Browser::new(&flask);
    browser.visit(|mut live| live.user = Some("7".to_owned()));
    let sessions = options().side_by_side(&flask, clock.now() + 60 * DAY).in_store(key(1), MemoryStore::new(100));
    browser.restart(&sessions);
    let token = browser.visit(|mut live| live.csrf_token().expect("randomness").to_string());
    let cookies = browser.cookies().expect("both cookies");
    assert!(cookies.contains("session=") && cookies.contains("__Host-account="), "{cookies}");
    for _ in 0..2 {
        clock.advance(Duration::from_mins(1));
        let (is_good, closed) = browser.request(|live| live.is_csrf_token(&token)).expect("it is a read");
        assert!(is_good);
        assert!(closed.set_cookie().is_none());
    }
}

#[derive(Session)]
#[session(name = "poll", cookie = "__Host-poll")]
enum Poll {
    #[session(start, to(Voted))]
    Open(Open),
    Voted(Voted),
}

#[derive(SessionState, Default)]
struct Open {}

#[derive(SessionState)]
struct Voted {
    #[session(merge = last)]
    choice: u8,
}

/// Flask's cookie has no id: two visitors who vote the same in one second have the same cookie.
#[test]
fn two_visitors_with_the_same_cookie_do_not_share_a_session() {
    let clock = ManualClock::default();
    let options = || Sessions::<Poll>::options().clock(clock.clone());
    let flask = FlaskConfig::default();
    let flask = flask.sessions_with(FlaskKeys::new(SECRET).expect("a secret"), options()).expect("Flask's own");
    let sessions = options().migrating(&flask, clock.now()..clock.now() + DAY).in_store(key(1), MemoryStore::new(100));
    let mut visitors = [(), ()].map(|()| {
        let mut browser = Browser::new(&flask);
        browser.visit(|live| match live.in_state::<Open>() {
            Ok(live) => drop(live.to(Voted { choice: 1 })),
            Err(live) => panic!("a visitor begins in {live:?}"),
        });
        browser
    });
    assert_eq!(visitors[0].cookies(), visitors[1].cookies());
    for visitor in &mut visitors {
        visitor.restart(&sessions);
        visitor.visit(|_| ());
    }
    let [one, other] = &mut visitors;
    let choice = |live: session_core::Live<'_, Poll>| live.in_state::<Voted>().ok().map(|live| live.choice);
    one.visit(|live| live.in_state::<Voted>().ok().map(|mut live| live.choice = 2));
    assert_eq!((one.visit(choice), other.visit(choice)), (Some(2), Some(1)));
}
