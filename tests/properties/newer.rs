//! Of two valid cookies of one name, the newer one wins.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{InCookie, Live, Session, SessionState, Sessions, WriteView};

use crate::forge::{Forge, sessions};

/// Makes the sessions of one version of the application.
fn version<S: InCookie>(clock: &ManualClock) -> Sessions<S> {
    Sessions::options().clock(clock.clone()).in_cookie(key(1))
}

/// Makes one visit to the version `Before` and four to the version `After`, in one browser, and
/// returns the count after each of the five. Each visit adds 1, a second after the one before.
/// `scope` has the attributes of the cookie that the first version set.
fn counts<Before, After>(scope: &str, before: fn(Live<'_, Before>) -> u32, after: fn(Live<'_, After>) -> u32) -> Vec<u32>
where
    Before: InCookie + WriteView,
    After: InCookie + WriteView,
{
    let clock = ManualClock::default();
    let mut old = Browser::new(&version::<Before>(&clock));
    old.go_to("https://shop.example/app");
    let mut counts = vec![old.visit(before)];
    let mut browser = Browser::new(&version::<After>(&clock));
    browser.go_to("https://shop.example/app");
    browser.set_cookie(&format!("sid={}; Secure{scope}", old.cookie_mut().expect("written")));
    for _ in 0..4 {
        clock.advance(Duration::from_secs(1));
        counts.push(browser.visit(after));
    }
    counts
}

/// Defines a counter whose cookie has these attributes.
macro_rules! counter {
    ($name:ident, $($attributes:tt)*) => {
        #[derive(Session)]
        #[session(name = "counter", cookie = "sid", $($attributes)*)]
        struct $name {
            count: u32,
        }

        impl $name {
            fn add(mut live: Live<'_, Self>) -> u32 {
                live.count += 1;
                live.count
            }
        }
    };
}

counter!(Plain, path = "/");
counter!(OfPath, path = "/app");
counter!(OfDomain, domain = "shop.example");
counter!(Idle, path = "/", idle = "1h");
counter!(IdleOfPath, path = "/app", idle = "1h");
counter!(Encrypted, path = "/", encrypted);
counter!(EncryptedOfPath, path = "/app", encrypted);

/// Browsers keep the cookie of the former path or domain beside the new one, and send the one with
/// the longer path first, and of equal paths the older one. Nobody wrote `was_cookie`.
#[test]
fn a_cookie_whose_path_or_domain_changes_is_not_hidden_by_its_former_one() {
    let all = [1, 2, 3, 4, 5];
    assert_eq!(counts("; Path=/app", OfPath::add, Plain::add), all, "a wider path");
    assert_eq!(counts("; Path=/", Plain::add, OfPath::add), all, "a narrower path");
    assert_eq!(counts("; Path=/", Plain::add, OfDomain::add), all, "a domain");
    assert_eq!(counts("; Path=/; Domain=shop.example", OfDomain::add, Plain::add), all, "no domain");
    assert_eq!(counts("; Path=/app", IdleOfPath::add, Idle::add), all, "with an idle time");
    assert_eq!(counts("; Path=/app", OfPath::add, Idle::add), all, "with an idle time from now on");
    assert_eq!(counts("; Path=/app", EncryptedOfPath::add, Encrypted::add), all, "encrypted");
}

/// Returns the cookie that `handler` makes of what these cookies bring.
fn write<S: InCookie, T>(sessions: &Sessions<S>, cookies: &[&str], handler: impl AsyncFnOnce(Live<'_, S>) -> T) -> String {
    let (_, headers) = block_on(sessions.scope(cookies, handler)).expect("it can be stored");
    let cookie = headers.set_cookie().expect("written");
    format!("{}={}", cookie.name(), cookie.value())
}

/// Reads what a browser sends that has both cookies: the one with the longer path is first.
fn in_both_orders<S: InCookie, T>(sessions: &Sessions<S>, both: [&str; 2], read: fn(Live<'_, S>) -> T) -> [T; 2] {
    [both, [both[1], both[0]]].map(|both| block_on(sessions.scope(&both[..], async |live| read(live))).expect("a read").0)
}

/// A write by a request that isn't activity is a write: it moves when the token was written, and
/// not when the session was seen.
#[test]
fn a_write_that_is_not_activity_is_newer() {
    let clock = ManualClock::default();
    let sessions = version::<Idle>(&clock);
    let first = write(&sessions, &[], async |live| Idle::add(live));
    clock.advance(Duration::from_secs(1));
    let second = write(&sessions, &[&first], async |mut live| {
        live.count += 1;
        live.ignore_as_activity();
    });
    assert_eq!(in_both_orders(&sessions, [&first, &second], |live| live.count), [2, 2]);
}

/// An instance whose clock is behind reads what was written many times within a second.
#[test]
fn a_session_that_is_written_often_is_not_from_the_future() {
    let (clock, behind) = (ManualClock::default(), ManualClock::default());
    behind.set(clock.seconds() - 60);
    let (sessions, other) = (version::<Plain>(&clock), version::<Plain>(&behind));
    let mut cookie = write(&sessions, &[], async |live| Plain::add(live));
    for count in 2..200 {
        cookie = write(&sessions, &[&cookie], async |live| Plain::add(live));
        assert_eq!(block_on(other.scope(cookie.as_str(), async |live| live.count)).expect("a read").0, count);
    }
}

#[derive(Session)]
#[session(name = "door", cookie = "door", path = "/")]
enum Door {
    #[session(start, to(Inside))]
    Outside(Outside),
    #[session(to(Outside))]
    Inside(Inside),
}

#[derive(SessionState, Default)]
struct Outside;

#[derive(SessionState)]
struct Inside {
    user: u64,
}

fn enter(door: Live<'_, Door>, user: u64) {
    door.in_state::<Outside>().expect("it is outside").to(Inside { user });
}

fn leave(door: Live<'_, Door>) {
    door.in_state::<Inside>().expect("it is inside").to(Outside);
}

/// Returns the visitor, if there is one.
fn user(door: Live<'_, Door>) -> Option<u64> {
    door.in_state::<Inside>().ok().map(|inside| inside.user)
}

/// The clock of the instance that a visitor leaves by, in seconds behind the one of the instance
/// that the visitor entered by.
const BEHIND: [u64; 3] = [0, 1, 60];

fn instances(behind: u64) -> [Sessions<Door>; 2] {
    let clock = ManualClock::default();
    let ahead = ManualClock::default();
    ahead.set(clock.seconds() + behind);
    [ahead, clock].map(|clock| version(&clock))
}

/// The browser has the former cookie still, in another place, where nobody named it.
#[test]
fn a_sign_out_is_newer_in_the_same_second_and_by_a_clock_that_is_behind() {
    for behind in BEHIND {
        let [ahead, here] = instances(behind);
        let inside = write(&ahead, &[], async |door| enter(door, 7));
        let outside = write(&here, &[&inside], async |door| leave(door));
        assert_eq!(in_both_orders(&here, [&inside, &outside], user), [None, None], "{behind} s behind");
        let begins = async |door: Live<'_, Door>| enter(door.restart(), 8);
        let another = write(&here, &[&inside], begins);
        assert_eq!(in_both_orders(&here, [&inside, &another], user), [Some(8), Some(8)], "{behind} s behind");
    }
}

/// A deletion would leave the other cookie, which the next request would resume.
#[test]
fn an_end_hides_another_valid_session() {
    for (behind, persistent) in BEHIND.into_iter().flat_map(|behind| [(behind, false), (behind, true)]) {
        let [ahead, here] = instances(behind);
        let former = write(&ahead, &[], async |mut door| {
            door.set_persistent(persistent);
            enter(door, 7);
        });
        let inside = write(&ahead, &[&former], async |mut door| {
            door.set_persistent(false);
            door.renew_id();
        });
        for both in [[&*former, &inside], [&inside, &former]] {
            let (_, headers) = block_on(here.scope(&both[..], async |door| door.end())).expect("it ends");
            let cookie = headers.set_cookie().expect("a session that hides the former one");
            assert_eq!(cookie.as_str().contains("Max-Age"), persistent, "kept as long as the former one");
            let hides = format!("door={}", cookie.value());
            assert_eq!(in_both_orders(&here, [&former, &hides], user), [None, None], "{behind} s behind");
        }
        let (_, headers) = block_on(here.scope(inside.as_str(), async |door| door.end())).expect("it ends");
        assert_eq!(headers.set_cookie().expect("a deletion").value(), "", "where there is no other");
    }
}

/// The other session is a signed one in the cookie that has encrypted tokens now.
#[test]
fn an_end_hides_a_session_of_a_former_format() {
    let clock = ManualClock::default();
    let signed = write(&version::<OfPath>(&clock), &[], async |live| OfPath::add(live));
    let until = SystemTime::UNIX_EPOCH + Duration::from_secs(clock.seconds() + 100);
    let options = Sessions::<Encrypted>::options().clock(clock.clone()).accepting_signed_until(key(1), until);
    let sessions = options.in_cookie(key(1));
    let encrypted = write(&sessions, &[&signed], async |live| Encrypted::add(live));
    for both in [[&*signed, &encrypted], [&encrypted, &signed]] {
        let ends = write(&sessions, &both, async |live| live.end());
        assert_eq!(in_both_orders(&sessions, [&signed, &ends], |live| live.count), [0, 0]);
    }
}

/// Returns a token of [`Plain`] that began and was written at these seconds, and whose count is
/// `count`.
fn forged(began: u64, written: u64, count: u8) -> String {
    let mut forge = Forge::new("counter", "sid", [b"\xa1\x65count", &[count][..]].concat());
    forge.began += began;
    forge.written = u32::try_from(written.saturating_sub(began)).expect("a minute");
    format!("sid={}", forge.token())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of the tokens of one session the one that was written last wins, in any order; of two
    /// sessions the one that began last. (A state that was entered last counts as well, which
    /// `tests/machines/` checks.)
    #[test]
    fn of_any_two_valid_cookies_the_newer_one_wins(
        times in prop::collection::vec((0..30_u64, 0..30_u64), 2..8),
        is_one_session in any::<bool>(),
    ) {
        let (sessions, _) = sessions::<Plain>();
        let time = |(began, later): &(u64, u64)| if is_one_session { (0, *later) } else { (*began, began + later) };
        let times: Vec<(u64, u64)> = times.iter().map(time).collect();
        let cookies = times.iter().zip(0..).map(|((began, written), count)| forged(*began, *written, count));
        let cookies: Vec<String> = cookies.collect();
        let found = block_on(sessions.scope(&cookies, async |live| live.count)).expect("a read").0;
        let newest = times.iter().max().expect("some");
        let first = times.iter().position(|time| time == newest).expect("it is one of them");
        prop_assert_eq!(usize::try_from(found).expect("a few"), first, "the first of the newest");
    }

    /// A token is newer than the one that it replaces, also in the same second, and when that was
    /// written by an instance whose clock is ahead.
    #[test]
    fn what_is_written_is_newer_than_what_it_replaces(
        ahead in 0..=60_u64,
        steps in prop::collection::vec((0..3_u64, any::<bool>()), 1..10),
    ) {
        let clock = ManualClock::default();
        let sessions = version::<Plain>(&clock);
        let start = clock.seconds();
        clock.set(start + ahead);
        let former = write(&sessions, &[], async |live| Plain::add(live));
        let mut latest = former.clone();
        clock.set(start);
        for ((step, former_first), count) in steps.into_iter().zip(2..) {
            clock.advance(Duration::from_secs(step));
            let both: [&str; 2] = if former_first { [&former, &latest] } else { [&latest, &former] };
            let written = write(&sessions, &both, async |live| Plain::add(live));
            prop_assert_eq!(in_both_orders(&sessions, [&former, &written], |live| live.count), [count, count]);
            prop_assert_eq!(in_both_orders(&sessions, [&latest, &written], |live| live.count), [count, count]);
            latest = written;
        }
    }
}
