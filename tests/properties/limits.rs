//! Every limit, a second before it, at it, and after it; and the largest cookie.

use std::time::{Duration, SystemTime};

use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{Arrival, CloseError, Refusal, Session, SessionError, Sessions};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// Returns what a request after `seconds` finds, and whether it is sent a cookie when it only
/// reads.
fn after<S: session_core::InCookie + session_core::WriteView>(seconds: u64, write: impl FnOnce(&mut S)) -> (Arrival, bool) {
    let clock = ManualClock::default();
    let sessions = Sessions::<S>::options().clock(clock.clone()).in_cookie(key(1));
    let mut browser = Browser::new(&sessions);
    browser.visit(|mut live| write(&mut live));
    let cookie = browser.cookies().expect("something was written");
    clock.advance(Duration::from_secs(seconds));
    // The test sends the header itself, since a browser wouldn't send an expired cookie.
    let (arrival, closed) = block_on(sessions.scope(&cookie, async |live| live.arrival())).expect("a read");
    (arrival, closed.set_cookie().is_some())
}

#[derive(Session)]
#[session(lifetime = "2h")]
struct Lifetime {
    count: u32,
}

#[derive(Session)]
#[session(lifetime = "30d", idle = "30m", persistent)]
struct Idle {
    count: u32,
}

#[derive(Session)]
#[session(lifetime = "30m", idle = "30m")]
struct Both {
    count: u32,
}

#[derive(Session)]
#[session(refresh = "10m")]
struct Refresh {
    count: u32,
}

#[test]
fn limits_are_exact_to_the_second() {
    let expired = (Arrival::Refused(Refusal::Expired), false);
    let lifetime = |seconds| after::<Lifetime>(seconds, |session| session.count = 1);
    assert_eq!(lifetime(2 * HOUR - 1), (Arrival::Resumed, false));
    assert_eq!(lifetime(2 * HOUR), expired);
    assert_eq!(lifetime(2 * HOUR + 1), expired);

    let idle = |seconds| after::<Idle>(seconds, |session| session.count = 1);
    assert_eq!(idle(15 * MINUTE - 1), (Arrival::Resumed, false));
    assert_eq!(idle(15 * MINUTE), (Arrival::Resumed, true), "half of it: a refresh");
    assert_eq!(idle(15 * MINUTE + 1), (Arrival::Resumed, true));
    assert_eq!(idle(30 * MINUTE - 1), (Arrival::Resumed, true));
    assert_eq!(idle(30 * MINUTE), (Arrival::Refused(Refusal::Idle), false));
    assert_eq!(idle(30 * MINUTE + 1), (Arrival::Refused(Refusal::Idle), false));

    let both = |seconds| after::<Both>(seconds, |session| session.count = 1);
    assert_eq!(both(30 * MINUTE - 1), (Arrival::Resumed, true));
    assert_eq!(both(30 * MINUTE), expired, "in the same second, the limit that can't be put off");

    let refresh = |seconds| after::<Refresh>(seconds, |session| session.count = 1);
    assert_eq!(refresh(10 * MINUTE - 1), (Arrival::Resumed, false));
    assert_eq!(refresh(10 * MINUTE), (Arrival::Resumed, true));
}

#[test]
fn the_leeway_is_exact_to_the_second() {
    let clock = ManualClock::default();
    let sessions = Sessions::<Idle>::options().clock(clock.clone()).in_cookie(key(1));
    let mut browser = Browser::new(&sessions);
    browser.visit(|mut session| session.count = 1);
    let cookie = browser.cookies().expect("written");
    let issued = clock.seconds();
    let arrival = |sessions: &Sessions<Idle>, behind: u64| {
        clock.set(issued - behind);
        block_on(sessions.scope(&cookie, async |live| live.arrival())).expect("a read").0
    };
    assert_eq!(arrival(&sessions, 59), Arrival::Resumed);
    assert_eq!(arrival(&sessions, 60), Arrival::Resumed);
    assert_eq!(arrival(&sessions, 61), Arrival::Refused(Refusal::FromTheFuture));
    let strict = Sessions::<Idle>::options().clock(clock.clone()).leeway(Duration::ZERO).in_cookie(key(1));
    assert_eq!(arrival(&strict, 0), Arrival::Resumed);
    assert_eq!(arrival(&strict, 1), Arrival::Refused(Refusal::FromTheFuture));
}

/// A visitor signs in at one instance and is redirected to another, whose clock is two seconds
/// behind. They stay signed in.
#[test]
fn instances_two_seconds_apart_refuse_nobody() {
    let clock = ManualClock::default();
    let sessions = Sessions::<Idle>::options().clock(clock.clone()).in_cookie(key(1));
    let mut browser = Browser::new(&sessions);
    for round in 0..1000 {
        let expected = if round == 0 { Arrival::Fresh } else { Arrival::Resumed };
        assert_eq!(browser.visit(|mut session| (session.count += 1, session.arrival()).1), expected);
        clock.set(clock.seconds() - 2);
        assert_eq!(browser.visit(|mut session| (session.count += 1, session.arrival()).1), Arrival::Resumed);
        clock.set(clock.seconds() + 3);
    }
}

/// A visitor who comes back in time never idles out, but the lifetime ends all the same.
#[test]
fn activity_puts_off_the_idle_time_and_not_the_lifetime() {
    let clock = ManualClock::default();
    let mut browser = Browser::new(&Sessions::<Idle>::options().clock(clock.clone()).in_cookie(key(1)));
    let begun = clock.seconds();
    browser.visit(|mut session| session.count = 1);
    while clock.seconds() + 15 * MINUTE < begun + 30 * 24 * HOUR {
        clock.advance(Duration::from_secs(15 * MINUTE));
        assert_eq!(browser.visit(|session| session.arrival()), Arrival::Resumed);
    }
    let ends = browser.visit(|session| session.expires_at());
    assert_eq!(ends, SystemTime::UNIX_EPOCH + Duration::from_secs(begun + 30 * 24 * HOUR));
    let cookie = browser.cookies().expect("it is still there");
    clock.set(begun + 30 * 24 * HOUR);
    let sessions = Sessions::<Idle>::options().clock(clock.clone()).in_cookie(key(1));
    let (arrival, _) = block_on(sessions.scope(&cookie, async |live| live.arrival())).expect("a read");
    assert_eq!(arrival, Arrival::Refused(Refusal::Expired));
    assert_eq!(browser.cookies(), None, "and Max-Age has said so to the browser");
}

#[derive(Session)]
#[session(name = "large", cookie = "__Host-large", idle = "1h", version = 2, upgrade_from(LargeBefore))]
struct Large {
    text: String,
}

/// The first version of the type, whose tokens are one byte shorter.
#[derive(Session)]
#[session(name = "large", cookie = "__Host-large")]
struct LargeBefore {
    text: String,
}

impl From<LargeBefore> for Large {
    fn from(before: LargeBefore) -> Self {
        Self { text: before.text }
    }
}

/// Writes a text of `length` bytes.
fn large(length: usize) -> Result<usize, SessionError> {
    let sessions = Sessions::<Large>::options().clock(ManualClock::default()).in_cookie(key(1));
    let mut browser = Browser::new(&sessions);
    let (_, closed) = browser.request(|mut large| large.text = "x".repeat(length))?;
    browser.receive(&closed);
    Ok(closed.set_cookie().map(|cookie| cookie.name().len() + cookie.value().len()).expect("written"))
}

#[test]
fn a_cookie_has_4096_bytes_and_not_one_more() {
    // Three bytes become four characters: these are the sizes next to the limit.
    let longest = (2900..3100).take_while(|length| large(*length).is_ok()).last().expect("some fit");
    assert!((4093..=4096).contains(&large(longest).expect("it fits")), "a browser keeps it");
    let Err(SessionError::Close(CloseError::TooLarge { size, limit })) = large(longest + 1) else {
        panic!("it fits after all")
    };
    assert!((4097..=4099).contains(&size) && limit == 4096, "{size} of {limit}");
    let Err(SessionError::Close(CloseError::TooLarge { size, .. })) = large(1_000_000) else { panic!("it fits after all") };
    assert!(size > 1_333_000, "the size is that of the whole cookie: {size}");
}

#[test]
fn what_does_not_fit_leaves_the_old_cookie_and_a_refresh_that_does_not_fit_is_skipped() {
    let clock = ManualClock::default();
    let before = Sessions::<LargeBefore>::options().clock(clock.clone()).in_cookie(key(1));
    let fits = |length: usize| {
        let (_, closed) = block_on(before.scope(None, async |mut large| large.text = "x".repeat(length))).ok()?;
        closed.set_cookie().map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
    };
    let longest = (2900..3100).rev().find_map(fits).expect("some fit");

    let now = Sessions::<Large>::options().clock(clock.clone()).in_cookie(key(1));
    clock.advance(Duration::from_secs(45 * MINUTE));
    let (arrival, closed) = block_on(now.scope(&longest, async |live| live.arrival())).expect("a mere read never fails");
    assert_eq!((arrival, closed.set_cookie()), (Arrival::Resumed, None), "a refresh is due, and has no room");
    let error = block_on(now.scope(&longest, async |mut live| live.text.push('x'))).expect_err("a write has no room either");
    assert!(matches!(error, SessionError::Close(CloseError::TooLarge { .. })));
    let (length, _) = block_on(now.scope(&longest, async |live| live.text.len())).expect("the old cookie still opens");
    assert!(length > 2900);
}

/// The same with a name that is longer by one character: as base64 has no text of every length,
/// only both together reach 4096 and 4097 bytes.
#[derive(Session)]
#[session(name = "large", cookie = "__Host-larger")]
struct Larger {
    text: String,
}

/// Returns the size of the cookie, or of what doesn't fit, for texts around the limit.
fn sizes<S: session_core::InCookie + session_core::WriteView>(write: impl Fn(&mut S, usize)) -> Vec<(usize, bool)> {
    let sessions = Sessions::<S>::options().clock(ManualClock::default()).in_cookie(key(1));
    let size = |length| match block_on(sessions.scope(None, async |mut live| write(&mut live, length))) {
        Ok((_, closed)) => {
            let cookie = closed.set_cookie().expect("written");
            (cookie.name().len() + cookie.value().len(), true)
        }
        Err(SessionError::Close(CloseError::TooLarge { size, .. })) => (size, false),
        Err(error) => panic!("{error}"),
    };
    (2950..3100).map(size).collect()
}

#[test]
fn a_cookie_of_4096_bytes_is_sent_and_one_of_4097_is_not() {
    let text = |length| "x".repeat(length);
    let mut all = sizes::<LargeBefore>(|large, length| large.text = text(length));
    all.extend(sizes::<Larger>(|large, length| large.text = text(length)));
    for (size, is_sent) in &all {
        assert_eq!(*is_sent, *size <= 4096, "{size}");
    }
    assert!([4096, 4097].iter().all(|size| all.iter().any(|(found, _)| found == size)), "{all:?}");
}

/// As long as browsers keep a cookie.
#[derive(Session)]
#[session(lifetime = "400d", persistent)]
struct Longest {
    count: u32,
}

/// `Max-Age` is what is left of the lifetime, and never more than the 400 days of RFC 6265bis.
#[test]
fn a_cookie_is_kept_for_400_days_at_most() {
    const LIMIT: u64 = 400 * 24 * HOUR;
    let clock = ManualClock::default();
    let (sessions, begun) = (Sessions::<Longest>::options().clock(clock.clone()).in_cookie(key(1)), clock.seconds());
    let mut browser = Browser::new(&sessions);
    let mut left = |after: u64| {
        clock.set(begun + after);
        let (_, closed) = browser.request(|mut live| live.count += 1).expect("stored");
        browser.receive(&closed);
        let header = closed.set_cookie().expect("written").as_str().to_owned();
        let (_, rest) = header.split_once("; Max-Age=").expect("it is persistent");
        rest.split(';').next().and_then(|seconds| seconds.parse::<u64>().ok()).expect("seconds")
    };
    for after in [0, 1, 24 * HOUR, LIMIT - 1] {
        assert_eq!(left(after), LIMIT - after);
    }
    assert_eq!(left(LIMIT), LIMIT, "the first one is over, and this is another session");
}
