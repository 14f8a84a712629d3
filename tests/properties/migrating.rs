//! Moving from one key, kind or format to another, while visitors stay signed in.

use std::time::{Duration, SystemTime};

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Clock, Keys, Refusal, Session, Sessions};

const HOUR: Duration = Duration::from_hours(1);

#[derive(Session)]
#[session(name = "account", cookie = "__Host-account", lifetime = "10d")]
struct Signed {
    #[session(identity)]
    user: Option<u32>,
    count: u32,
}

/// The same session after it became encrypted.
#[derive(Session)]
#[session(name = "account", cookie = "__Host-account", lifetime = "10d", encrypted)]
struct Encrypted {
    #[session(identity)]
    user: Option<u32>,
    count: u32,
}

/// Returns what a request saw, and the value of the cookie that it was sent.
type Seen<T> = (Arrival, T, Option<String>);

fn field(token: &str) -> String {
    format!("__Host-account={token}")
}

fn signed(sessions: &Sessions<Signed>, token: Option<&str>, write: bool) -> Seen<u32> {
    let ((arrival, count), closed) = block_on(sessions.scope(token.map(field).as_deref(), async |mut live| {
        live.count += u32::from(write);
        (live.arrival(), live.count)
    }))
    .expect("it can be stored");
    (arrival, count, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

fn encrypted(sessions: &Sessions<Encrypted>, token: &str) -> Seen<Option<u32>> {
    let ((arrival, user), closed) =
        block_on(sessions.scope(&field(token), async |live| (live.arrival(), live.user))).expect("a read");
    let headers = closed.headers();
    assert!(headers.iter().filter(|header| header.name == "set-cookie").count() <= 1, "one cookie of one name: {headers:?}");
    (arrival, user, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

#[test]
fn a_type_becomes_encrypted_and_nobody_is_signed_out() {
    let clock = ManualClock::default();
    let before = Sessions::<Signed>::options().clock(clock.clone()).in_cookie(key(1));
    let (_, closed) = block_on(before.scope(None, async |mut live| live.user = Some(7))).expect("stored");
    let token = closed.set_cookie().expect("written").value().to_owned();

    let alone = Sessions::<Encrypted>::options().clock(clock.clone()).in_cookie(key(1));
    assert_eq!(encrypted(&alone, &token), (Arrival::Refused(Refusal::Malformed), None, None));

    let until = clock.now() + HOUR;
    let accepting = |number| {
        let options = Sessions::<Encrypted>::options().clock(clock.clone());
        options.accepting_signed_until(key(number), until).in_cookie(key(1))
    };
    let both = accepting(1);
    let (arrival, user, moved) = encrypted(&both, &token);
    assert_eq!((arrival, user), (Arrival::Resumed, Some(7)));
    let moved = moved.expect("it is encrypted when it is met");
    assert_eq!(encrypted(&alone, &moved), (Arrival::Resumed, Some(7), None));
    assert_eq!(encrypted(&both, &moved), (Arrival::Resumed, Some(7), None), "it moves once");

    let other = accepting(2);
    assert_eq!(encrypted(&other, &token).0, Arrival::Refused(Refusal::UnknownKey));
    clock.advance(Duration::from_secs(60 * 60 - 1));
    assert_eq!(encrypted(&both, &token).0, Arrival::Resumed);
    clock.advance(Duration::from_secs(1));
    assert_eq!(encrypted(&both, &token).0, Arrival::Refused(Refusal::Malformed), "the time is over, to the second");
}

#[test]
fn a_moved_session_keeps_its_beginning() {
    let clock = ManualClock::default();
    let before = Sessions::<Signed>::options().clock(clock.clone()).in_cookie(key(1));
    let token = signed(&before, None, true).2.expect("written");
    let began = clock.now();
    clock.advance(HOUR);
    let both = Sessions::<Encrypted>::options().clock(clock.clone()).accepting_signed_until(key(1), far()).in_cookie(key(1));
    let moved = encrypted(&both, &token).2.expect("moved");
    let issued = block_on(both.scope(&field(&moved), async |live| live.began_at())).expect("a read").0;
    assert_eq!(issued, began);
}

fn far() -> SystemTime {
    ManualClock::default().now() + 100 * 24 * HOUR
}

/// A token that was issued after the old key ceased to be used isn't this application's.
#[test]
fn what_is_issued_after_the_switch_is_refused() {
    let clock = ManualClock::default();
    let options = || Sessions::<Signed>::options().clock(clock.clone());
    let with = |number| options().in_cookie(key(number));
    let switch = clock.now() + HOUR;
    let moving = options().migrating(&with(1), switch..switch + HOUR).in_cookie(key(2));
    let before = signed(&with(1), None, true).2.expect("written");
    clock.advance(HOUR + Duration::from_mins(1));
    // The leeway allows for it, since the clocks of two applications differ.
    let just = signed(&with(1), None, true).2.expect("written");
    clock.advance(Duration::from_secs(1));
    let after = signed(&with(1), None, true).2.expect("written");
    for (token, arrival) in
        [(&before, Arrival::Resumed), (&just, Arrival::Resumed), (&after, Arrival::Refused(Refusal::Superseded))]
    {
        let (saw, _, sent) = signed(&moving, Some(token), false);
        assert_eq!((saw, sent.is_some()), (arrival, arrival == Arrival::Resumed));
    }
    clock.advance(HOUR);
    assert_eq!(signed(&moving, Some(&before), false).0, Arrival::Refused(Refusal::UnknownKey), "the time is over");
}

#[test]
fn of_two_valid_cookies_the_one_of_the_format_that_is_written_wins() {
    let clock = ManualClock::default();
    let options = || Sessions::<Signed>::options().clock(clock.clone());
    let with = |number| options().in_cookie(Keys::new(key(number)));
    let own = signed(&with(2), None, true).2.expect("written");
    clock.advance(HOUR);
    let newer = signed(&with(1), None, true).2.expect("written");
    let newer = signed(&with(1), Some(&newer), true).2.expect("written");
    let both = options().migrating(&with(1), far()..far() + HOUR).in_cookie(key(2));
    for cookies in [format!("{}; {}", field(&own), field(&newer)), format!("{}; {}", field(&newer), field(&own))] {
        let (count, _) = block_on(both.scope(&cookies, async |live| live.count)).expect("a read");
        assert_eq!(count, 1);
    }
}

/// A chain of moves: a visitor who comes back after two of them is still signed in.
#[test]
fn what_the_former_sessions_read_is_read_too() {
    let clock = ManualClock::default();
    let options = || Sessions::<Signed>::options().clock(clock.clone());
    let with = |number| options().in_cookie(key(number));
    let second = options().migrating(&with(1), far()..far() + HOUR).in_cookie(key(2));
    let third = options().migrating(&second, far()..far() + HOUR).in_cookie(key(3));
    let token = signed(&with(1), None, true).2.expect("written");
    assert_eq!(signed(&third, Some(&token), false).0, Arrival::Resumed);
}

#[test]
fn signed_cookies_are_accepted_over_http_in_any_order() {
    let until = far();
    let options = || Sessions::<Encrypted>::options().clock(ManualClock::default());
    let before = Sessions::<Signed>::options().clock(ManualClock::default()).danger_allow_http().in_cookie(key(1));
    let (_, closed) = block_on(before.scope(None, async |mut live| live.user = Some(7))).expect("stored");
    let cookie = format!("account={}", closed.set_cookie().expect("written").value());
    for both in [
        options().accepting_signed_until(key(1), until).danger_allow_http(),
        options().danger_allow_http().accepting_signed_until(key(1), until),
    ] {
        let both = both.in_cookie(key(1));
        assert_eq!(block_on(both.scope(&cookie, async |live| live.user)).expect("a read").0, Some(7));
    }
}

#[test]
#[should_panic(expected = "both formats use the cookie `account`")]
fn two_formats_side_by_side_have_two_cookies() {
    let one = Sessions::<Signed>::in_cookie(key(1));
    let _ = Sessions::<Signed>::options().danger_allow_http().side_by_side(&one, far()).in_cookie(key(2));
}
