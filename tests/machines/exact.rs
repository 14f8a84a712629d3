//! Checks each limit of the derived machine: one second before it, at it, and one second after it.

use std::time::Duration;

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Live, Refusal, Session, SessionState, Sessions, StateOf, Timeouts};

use crate::derived::{Anonymous, AwaitingCode, DERIVED, Derived, LoggedIn};
use crate::keys;
use crate::reference::{Data, Timeline};
use crate::subject::Walked as _;
use crate::wire::{self, Header, Oddity};

const T: u64 = 1_700_000_000;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

const ANONYMOUS: usize = 0;
const AWAITING_CODE: usize = 1;
const LOGGED_IN: usize = 2;

fn sessions(now: u64) -> (Sessions<Derived>, ManualClock) {
    let clock = ManualClock::at(now);
    (Sessions::options().clock(clock.clone()).in_cookie(key(1)), clock)
}

/// Returns the `Cookie` field with a token in this state and with these times.
fn field(state: usize, Timeline { began, entered, seen }: Timeline) -> String {
    let header = Header {
        persistent: false,
        key_id: keys::key_id(1),
        began,
        written: began.max(entered).max(seen),
        entered: Some(entered),
        seen: None,
        session_id: DERIVED.has_id(state).then_some([7; 16]),
        nonce: None,
    };
    let data = Data { state, ..Data::default() };
    let token = wire::seal(&header, &wire::body(&DERIVED, &data, Oddity::None), 1, &DERIVED);
    format!("{}={token}", DERIVED.cookie)
}

/// Sends a request that only reads. Returns the session's arrival, its state and its end, and the
/// token that the response sets.
fn look(field: &str, now: u64, takes: u64) -> (Arrival, usize, u64, Option<String>) {
    let (sessions, clock) = sessions(now);
    let handler = async |live: Live<'_, Derived>| {
        clock.advance(Duration::from_secs(takes));
        let ends = live.expires_at().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
        (live.arrival(), live.shown().state, ends)
    };
    let ((arrival, state, ends), closed) = block_on(sessions.scope(field, handler)).expect("a read can be closed");
    (arrival, state, ends, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

struct Case {
    what: &'static str,
    state: usize,
    timeline: Timeline,
    limit: u64,
    refusal: Refusal,
}

const fn case(what: &'static str, state: usize, [entered, seen, limit]: [u64; 3], refusal: Refusal) -> Case {
    let timeline = Timeline { began: T, entered: T + entered, seen: T + seen };
    Case { what, state, timeline, limit: T + limit, refusal }
}

/// The limits to check. The numbers are seconds after the session began: when it entered its state,
/// when it was last seen, and the limit.
const CASES: [Case; 12] = [
    case("the session's lifetime, at the start", ANONYMOUS, [0, 0, DAY], Refusal::Expired),
    case("the session's lifetime, back at the start", ANONYMOUS, [DAY - 9, DAY - 9, DAY], Refusal::Expired),
    case("the session's lifetime, with a code on its way", AWAITING_CODE, [DAY - 100, DAY - 100, DAY], Refusal::Expired),
    case("the session's lifetime, signed in", LOGGED_IN, [20 * HOUR, DAY - 100, DAY], Refusal::Expired),
    case("the state's lifetime, with a code on its way", AWAITING_CODE, [1000, 1000, 1300], Refusal::Expired),
    case("the state's lifetime, signed in", LOGGED_IN, [HOUR, 13 * HOUR - 100, 13 * HOUR], Refusal::Expired),
    case("the idle time", LOGGED_IN, [0, HOUR, HOUR + 30 * MINUTE], Refusal::Idle),
    case("the idle time since the state was entered", LOGGED_IN, [HOUR, HOUR, HOUR + 30 * MINUTE], Refusal::Idle),
    case("both lifetimes", AWAITING_CODE, [DAY - 300, DAY - 300, DAY], Refusal::Expired),
    case("the session's lifetime and the idle time", LOGGED_IN, [20 * HOUR, DAY - 30 * MINUTE, DAY], Refusal::Expired),
    case("the state's lifetime and the idle time", LOGGED_IN, [HOUR, 13 * HOUR - 30 * MINUTE, 13 * HOUR], Refusal::Expired),
    case("both lifetimes and the idle time", LOGGED_IN, [12 * HOUR, DAY - 30 * MINUTE, DAY], Refusal::Expired),
];

#[test]
fn every_limit_is_exact() {
    for Case { what, state, timeline, limit, refusal } in CASES {
        let field = field(state, timeline);
        let (arrival, found, ends, _) = look(&field, limit - 1, 0);
        assert_eq!((arrival, found, ends), (Arrival::Resumed, state, limit), "{what}: one second before the limit");
        for now in [limit, limit + 1] {
            let (arrival, found, ends, token) = look(&field, now, 0);
            assert_eq!((arrival, found), (Arrival::Refused(refusal), ANONYMOUS), "{what}: at {now}");
            assert_eq!((ends, token), (now + DAY, None), "{what}: a fresh session at {now}");
        }
    }
}

/// Checks the reason where the idle time ends one second before the lifetime, and where both end at
/// the same second.
#[test]
fn the_nearer_limit_is_the_reason() {
    let half_an_hour = 30 * MINUTE;
    for (seen, at_limit) in [(half_an_hour + 1, Refusal::Idle), (half_an_hour, Refusal::Expired)] {
        let timeline = Timeline { began: T, entered: T + 12 * HOUR, seen: T + DAY - seen };
        let field = field(LOGGED_IN, timeline);
        let limit = timeline.seen + half_an_hour;
        assert_eq!(look(&field, limit - 1, 0).0, Arrival::Resumed);
        assert_eq!(look(&field, limit, 0).0, Arrival::Refused(at_limit));
        assert_eq!(look(&field, T + DAY, 0).0, Arrival::Refused(Refusal::Expired));
    }
}

#[test]
fn the_refresh_is_exact() {
    let timeline = Timeline { began: T, entered: T + 50, seen: T + 100 };
    let logged_in = field(LOGGED_IN, timeline);
    let due = timeline.seen + 15 * MINUTE;
    assert_eq!(look(&logged_in, due - 1, 0).3, None);
    for now in [due, due + 1, timeline.seen + 30 * MINUTE - 1] {
        let token = look(&logged_in, now, 0).3.expect("a refresh is due");
        let (header, _) = wire::read(&token, 1, &DERIVED);
        let times = (header.began, header.written, header.entered, header.seen, header.session_id);
        assert_eq!(times, (T, now, Some(T + 50), None, Some([7; 16])), "only `written` moves, which is when it was seen");
    }
    // The refresh may become due while the handler runs.
    for (takes, is_sent) in [(29, false), (30, true)] {
        assert_eq!(look(&logged_in, due - 30, takes).3.is_some(), is_sent, "{takes} s");
    }
    // A request that takes longer than 30 seconds sends no refresh.
    assert_eq!(look(&logged_in, due, 30).3.map(|token| wire::read(&token, 1, &DERIVED).0.written), Some(due + 30));
    assert_eq!(look(&logged_in, due, 31).3, None, "31 s");
    // A state without an idle time has no refresh.
    for state in [ANONYMOUS, AWAITING_CODE] {
        assert_eq!(look(&field(state, timeline), timeline.entered + 299, 0).3, None);
    }
}

#[test]
fn the_leeway_is_exact_for_each_clock() {
    let long_ago = T - HOUR;
    for (state, began, entered, seen) in [
        (ANONYMOUS, T, T, T),
        (ANONYMOUS, long_ago, T, T),
        (AWAITING_CODE, long_ago, T, T),
        (LOGGED_IN, T, T, T),
        (LOGGED_IN, long_ago, T, T),
        (LOGGED_IN, long_ago, long_ago, T),
    ] {
        let field = field(state, Timeline { began, entered, seen });
        for (ahead, arrival) in [(59, Arrival::Resumed), (60, Arrival::Resumed), (61, Arrival::Refused(Refusal::FromTheFuture))]
        {
            assert_eq!(look(&field, T - ahead, 0).0, arrival, "{state}: {ahead} s ahead");
        }
    }
}

/// Sends `cookie` to an application whose clock shows `now`. If the response sets a cookie, that
/// one replaces it.
fn visit<R>(cookie: &mut Option<String>, now: u64, handler: impl FnOnce(Live<'_, Derived>) -> R) -> R {
    let (sessions, _) = sessions(now);
    let (reply, closed) = block_on(sessions.scope(cookie.as_deref(), async |live| handler(live))).expect("it can be stored");
    let kept = closed.set_cookie().map(|sent| format!("{}={}", DERIVED.cookie, sent.value()));
    *cookie = kept.or(cookie.take());
    reply
}

fn await_code(live: Live<'_, Derived>) {
    let live = live.in_state::<Anonymous>().expect("at the start");
    live.to(AwaitingCode { user: 1, attempt: 0 });
}

fn arrival(live: &Live<'_, Derived>) -> (Arrival, usize) {
    (live.arrival(), live.shown().state)
}

#[test]
fn a_states_lifetime_counts_from_its_last_entering() {
    let mut cookie = None;
    visit(&mut cookie, T, await_code);
    for attempt in 1..5 {
        // A write doesn't postpone the end.
        let now = T + 299 * attempt;
        visit(&mut cookie, now, |live| live.in_state::<AwaitingCode>().expect("in time").attempt += 1);
        // A transition to the same state does.
        visit(&mut cookie, now, |live| {
            let live = live.in_state::<AwaitingCode>().expect("in time");
            let (user, attempt) = (live.user, live.attempt);
            live.to(AwaitingCode { user, attempt });
        });
    }
    let entered = T + 4 * 299;
    assert_eq!(visit(&mut cookie, entered + 299, |live| arrival(&live)), (Arrival::Resumed, AWAITING_CODE));
    assert_eq!(visit(&mut cookie, entered + 300, |live| arrival(&live)), (Arrival::Refused(Refusal::Expired), ANONYMOUS));
}

#[test]
fn only_a_reset_of_the_lifetime_gives_the_session_a_new_beginning() {
    let almost = T + 23 * HOUR;
    for signs_in in [false, true] {
        let mut cookie = None;
        visit(&mut cookie, T, |live| live.in_state::<Anonymous>().expect("at the start").basket.push(1));
        visit(&mut cookie, almost, await_code);
        visit(&mut cookie, almost + 1, |live| {
            let live = live.in_state::<AwaitingCode>().expect("in time");
            if signs_in {
                live.to(LoggedIn { user: 1, basket: Vec::new() }).to(Anonymous::default());
            } else {
                live.to(Anonymous::default());
            }
        });
        let ends = if signs_in { almost + 1 + DAY } else { T + DAY };
        assert_eq!(visit(&mut cookie, ends - 1, |live| arrival(&live)), (Arrival::Resumed, ANONYMOUS));
        assert_eq!(visit(&mut cookie, ends, |live| arrival(&live)), (Arrival::Refused(Refusal::Expired), ANONYMOUS));
    }
}

/// Checks a session that began on an instance whose clock is ahead.
#[test]
fn no_state_is_entered_before_its_session_begins() {
    let mut cookie = Some(field(ANONYMOUS, Timeline { began: T + 60, entered: T + 60, seen: T + 60 }));
    visit(&mut cookie, T, await_code);
    let (_, token) = cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie");
    let (header, _) = wire::read(token, 1, &DERIVED);
    assert_eq!((header.began, header.entered), (T + 60, Some(T + 60)));
    assert_eq!(visit(&mut cookie, T + 359, |live| arrival(&live)), (Arrival::Resumed, AWAITING_CODE));
    assert_eq!(visit(&mut cookie, T + 360, |live| arrival(&live)).1, ANONYMOUS);
}

/// A machine whose states declare different timeouts.
#[derive(Session, Debug)]
#[session(name = "times", cookie = "__Host-times", lifetime = "10h", idle = "1h", refresh = "20m")]
enum Clocked {
    #[session(start, to(Lives, Idles, Refreshes, Says))]
    Silent(Silent),
    #[session(lifetime = "2h")]
    Lives(Lives),
    #[session(idle = "30m")]
    Idles(Idles),
    #[session(refresh = "10m")]
    Refreshes(Refreshes),
    #[session(lifetime = "3h", idle = "40m", refresh = "5m")]
    Says(Says),
}

macro_rules! states {
    ($($state:ident)*) => {
        $(#[derive(SessionState, Debug, Default)] struct $state;)*
    };
}

states! { Silent Lives Idles Refreshes Says }

#[test]
fn what_a_state_does_not_say_is_the_sessions() {
    fn minutes<S: StateOf<Clocked>>() -> [Option<u64>; 3] {
        let times: &Timeouts = S::STATE.timeouts();
        [Some(times.lifetime()), times.idle(), times.refresh()].map(|time| time.map(|time| time.as_secs() / MINUTE))
    }
    assert_eq!(minutes::<Silent>(), [Some(600), Some(60), Some(20)]);
    assert_eq!(minutes::<Lives>(), [Some(120), Some(60), Some(20)]);
    assert_eq!(minutes::<Idles>(), [Some(600), Some(30), Some(15)], "half of its own idle time");
    assert_eq!(minutes::<Refreshes>(), [Some(600), Some(60), Some(10)]);
    assert_eq!(minutes::<Says>(), [Some(180), Some(40), Some(5)]);
}
