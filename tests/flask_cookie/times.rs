//! Flask's cookie has one time, that of its signature. These tests show what lifetimes, idle times
//! and states mean then.

use std::time::Duration;

use session_core::testing::{Browser, ManualClock, block_on};
use session_core::{Arrival, Live, Refusal, Session, SessionState, Sessions, Timeouts};
use session_flask::{FlaskConfig, FlaskKeys};

use crate::vectors::SECRET;

fn keys() -> FlaskKeys {
    FlaskKeys::new(SECRET).expect("a secret")
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[derive(Session)]
struct Plain {
    count: u32,
}

#[derive(Session)]
#[session(lifetime = "10m", idle = "5m")]
struct Short {
    count: u32,
}

#[test]
fn a_declared_lifetime_counts_from_the_signature_and_the_default_one_not_at_all() {
    assert_eq!(Plain::SCHEMA.timeouts().lifetime(), Timeouts::DEFAULT_LIFETIME);
    let clock = ManualClock::default();
    let plain: Sessions<Plain> =
        FlaskConfig::default().sessions_with(keys(), Sessions::options().clock(clock.clone())).expect("Flask's own");
    let short: Sessions<Short> =
        FlaskConfig::default().sessions_with(keys(), Sessions::options().clock(clock.clone())).expect("Flask's own");
    let (_, closed) = block_on(plain.scope(None, async |mut live| live.count = 1)).expect("stored");
    let cookie = format!("session={}", closed.set_cookie().expect("written").value());
    let arrival =
        |sessions: &Sessions<Short>| block_on(sessions.scope(&cookie, async |live| live.arrival())).expect("a read").0;
    clock.advance(secs(299));
    assert_eq!(arrival(&short), Arrival::Resumed);
    clock.advance(secs(1));
    assert_eq!(arrival(&short), Arrival::Refused(Refusal::Idle));
    clock.advance(secs(300));
    assert_eq!(arrival(&short), Arrival::Refused(Refusal::Expired));
    clock.advance(secs(31 * 24 * 60 * 60 - 600));
    let (seen, _) = block_on(plain.scope(&cookie, async |live| (live.arrival(), live.expires_at()))).expect("a read");
    assert_eq!(seen, (Arrival::Resumed, session_core::Clock::now(&clock) + secs(1)), "31 days, the last second with them");
}

#[test]
fn a_permanent_session_is_sent_with_every_response_unless_flask_is_told_not_to() {
    for refreshes in [true, false] {
        let clock = ManualClock::default();
        let config = FlaskConfig { session_refresh_each_request: refreshes, ..FlaskConfig::default() };
        let sessions: Sessions<Plain> =
            config.sessions_with(keys(), Sessions::options().clock(clock.clone())).expect("Flask's own");
        let mut browser = Browser::new(&sessions);
        browser.visit(|mut live| {
            live.count = 1;
            live.set_persistent(true);
        });
        clock.advance(secs(60));
        let (_, response) = browser.request(|live| live.count).expect("a read");
        assert_eq!(response.set_cookie().is_some(), refreshes);
        let (_, response) = browser.request(|mut live| live.ignore_as_activity()).expect("a read");
        assert!(response.set_cookie().is_none(), "polling is no activity");
        browser.close_window();
        assert_eq!(browser.visit(|live| (live.count, live.is_persistent())), (1, true));
        browser.visit(|mut live| live.set_persistent(false));
        let (_, response) = browser.request(|live| live.count).expect("a read");
        assert!(response.set_cookie().is_none());
        browser.close_window();
        assert_eq!(browser.visit(|live| live.count), 0);
    }
}

/// Flask's clock is two seconds behind.
#[test]
fn a_cookie_can_say_that_it_is_older() {
    let clock = ManualClock::default();
    let sessions: Sessions<Plain> = FlaskConfig::default()
        .sessions_with(keys().backdate(secs(2)), Sessions::options().clock(clock.clone()))
        .expect("Flask's own");
    let (_, closed) = block_on(sessions.scope(None, async |mut live| live.count = 1)).expect("stored");
    let cookie = format!("session={}", closed.set_cookie().expect("written").value());
    let flask: Sessions<Plain> = FlaskConfig::default()
        .sessions_with(keys(), Sessions::options().clock(ManualClock::at(clock.seconds() - 2)))
        .expect("Flask's own");
    let earlier: Sessions<Plain> = FlaskConfig::default()
        .sessions_with(keys(), Sessions::options().clock(ManualClock::at(clock.seconds() - 3)))
        .expect("Flask's own");
    let arrival =
        |sessions: &Sessions<Plain>| block_on(sessions.scope(&cookie, async |live| live.arrival())).expect("a read").0;
    assert_eq!(arrival(&flask), Arrival::Resumed);
    assert_eq!(arrival(&earlier), Arrival::Refused(Refusal::FromTheFuture));
}

#[derive(Session)]
enum Login {
    #[session(start, to(Waiting))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), lifetime = "5m")]
    Waiting(Waiting),
}

#[derive(Debug, Default, SessionState)]
struct Anonymous {
    cart: Vec<u32>,
}

#[derive(Debug, SessionState)]
struct Waiting {
    user: u32,
    tries: u32,
}

/// A state's lifetime counts from when it was entered, however often the session is written.
#[test]
fn a_state_ends_when_its_time_is_over() {
    let clock = ManualClock::default();
    let sessions: Sessions<Login> =
        FlaskConfig::default().sessions_with(keys(), Sessions::options().clock(clock.clone())).expect("Flask's own");
    let mut browser = Browser::new(&sessions);
    browser.visit(|login| {
        login.in_state::<Anonymous>().expect("a fresh session begins there").to(Waiting { user: 7, tries: 0 });
    });
    for minute in 1..5 {
        clock.advance(secs(60));
        browser.visit(|login: Live<'_, Login>| login.in_state::<Waiting>().expect("still there").tries += 1);
        let tries = browser.visit(|login| match &*login {
            Login::Waiting(waiting) => Some((waiting.user, waiting.tries)),
            Login::Anonymous(_) => None,
        });
        assert_eq!(tries, Some((7, minute)));
    }
    clock.advance(secs(60));
    assert_eq!(browser.visit(|login| login.state().name()), "Anonymous");
}
