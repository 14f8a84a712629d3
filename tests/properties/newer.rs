//! Of two valid cookies of one name, the newer one wins.

use std::time::Duration;

use proptest::prelude::*;
use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{InCookie, Live, Session, Sessions, WriteView};

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

/// A write by a request that isn't activity is a write: it moves when the token was written, and
/// not when the session was seen.
#[test]
fn a_write_that_is_not_activity_is_newer() {
    let clock = ManualClock::default();
    let sessions = version::<Idle>(&clock);
    let write = |cookies: Option<&str>| {
        clock.advance(Duration::from_secs(1));
        let written = block_on(sessions.scope(cookies, async |mut live| {
            live.count += 1;
            live.ignore_as_activity();
        }));
        format!("sid={}", written.expect("it can be stored").1.set_cookie().expect("written").value())
    };
    let first = write(None);
    let second = write(Some(&first));
    for both in [[&first, &second], [&second, &first]] {
        assert_eq!(block_on(sessions.scope(&both[..], async |live| live.count)).expect("a read").0, 2);
    }
}

/// The instance that wrote the first token has a clock that is ahead of the other's, by less than
/// the leeway.
#[test]
fn a_token_is_never_older_than_the_one_that_it_replaces() {
    let clock = ManualClock::default();
    let sessions = version::<Plain>(&clock);
    let write = |cookies: Option<&str>| {
        let written = block_on(sessions.scope(cookies, async |live| Plain::add(live)));
        format!("sid={}", written.expect("it can be stored").1.set_cookie().expect("written").value())
    };
    let start = clock.seconds();
    let first = write(None);
    clock.set(start + 40);
    let ahead = write(Some(&first));
    clock.set(start + 10);
    let behind = write(Some(&ahead));
    for both in [[&first, &behind], [&behind, &first]] {
        assert_eq!(block_on(sessions.scope(&both[..], async |live| live.count)).expect("a read").0, 3);
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
}
