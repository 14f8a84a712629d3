//! From Flask's cookie to our own, and back, while visitors stay signed in.

use std::time::{Duration, SystemTime};

use session_core::testing::{Browser, ManualClock, key};
use session_core::{Clock as _, Origin, Refusal, Session, Sessions};
use session_flask::{FlaskKeys, flask_sessions};

use crate::vectors::SECRET;

const DAY: Duration = Duration::from_hours(24);

#[derive(Session)]
#[session(cookie = "__Host-account")]
struct Account {
    #[session(rename = "_user_id", identity)]
    user: Option<String>,
    visits: u32,
}

struct Move {
    clock: ManualClock,
    flask: Sessions<Account>,
    native: Sessions<Account>,
    switch: SystemTime,
}

fn a_move() -> Move {
    let clock = ManualClock::default();
    let keys = FlaskKeys::new(SECRET).expect("a secret");
    Move {
        flask: flask_sessions(keys).with_clock(clock.clone()),
        native: Sessions::in_cookie(key(1)).with_clock(clock.clone()),
        switch: clock.now() + DAY,
        clock,
    }
}

/// The names of a browser's cookies.
fn names(browser: &mut Browser<Account>) -> Vec<String> {
    let cookies = browser.cookies().unwrap_or_default();
    let mut names: Vec<_> = cookies.split("; ").filter_map(|pair| Some(pair.split_once('=')?.0.to_owned())).collect();
    names.sort();
    names
}

/// A browser that is signed in at `sessions`.
fn signed_in(sessions: &Sessions<Account>) -> Browser<Account> {
    let mut browser = Browser::new(sessions);
    browser.visit(|mut live| live.user = Some("7".to_owned()));
    browser
}

fn user(browser: &mut Browser<Account>) -> (Origin, Option<String>) {
    browser.visit(|live| (live.origin(), live.user.clone()))
}

fn known() -> (Origin, Option<String>) {
    (Origin::Resumed, Some("7".to_owned()))
}

/// In both directions, a mere read is enough.
#[test]
fn a_visitor_stays_signed_in_and_has_one_cookie() {
    for back in [false, true] {
        let Move { clock, flask, native, switch } = a_move();
        let (from, to, own) = if back { (native, flask, "session") } else { (flask, native, "__Host-account") };
        let mut browser = signed_in(&from);
        clock.advance(2 * DAY);
        browser.restart(&to.clone().migrating(&from, switch..switch + 10 * DAY));
        assert_eq!(user(&mut browser), known());
        assert_eq!(names(&mut browser), [own], "moved");
        browser.restart(&to);
        assert_eq!(user(&mut browser), known(), "and it needs the former format no more");
    }
}

#[test]
fn signing_out_signs_out_of_both() {
    for beside in [false, true] {
        let Move { clock, flask, native, switch } = a_move();
        let mut browser = signed_in(&flask);
        let end = switch + 10 * DAY;
        let both = if beside { native.side_by_side(&flask, end) } else { native.migrating(&flask, switch..end) };
        clock.advance(DAY);
        browser.restart(&both);
        browser.visit(|live| {
            live.end();
        });
        assert_eq!(names(&mut browser), [""; 0]);
        browser.restart(&flask);
        assert_eq!(user(&mut browser).1, None);
    }
}

/// Flask's secret, which may be short and known to many, makes no sessions any more.
#[test]
fn what_is_signed_after_the_switch_is_refused() {
    let Move { clock, flask, native, switch } = a_move();
    clock.advance(DAY + Duration::from_mins(1));
    let mut browser = signed_in(&flask);
    let moving = native.clone().migrating(&flask, switch..switch + 10 * DAY);
    browser.restart(&moving);
    assert_eq!(user(&mut browser), known(), "within the leeway");
    clock.advance(Duration::from_secs(1));
    let mut late = signed_in(&flask);
    late.restart(&moving);
    assert_eq!(user(&mut late), (Origin::Refused(Refusal::Superseded), None));
    late.restart(&native.side_by_side(&flask, switch + 10 * DAY));
    assert_eq!(user(&mut late), known(), "where both applications run it is one");
}

#[test]
fn after_the_end_flasks_cookie_is_no_session() {
    let Move { clock, flask, native, switch } = a_move();
    let mut browser = signed_in(&flask);
    clock.advance(3 * DAY);
    browser.restart(&native.migrating(&flask, switch..switch + 2 * DAY));
    assert_eq!(user(&mut browser), (Origin::Refused(Refusal::Superseded), None));
    browser.visit(|mut live| live.visits += 1);
    assert_eq!(names(&mut browser), ["__Host-account"], "what is written deletes it");
}

/// Side by side, the Flask application needs its cookie, and its keys in it.
#[test]
fn side_by_side_leaves_flasks_cookie() {
    let Move { clock, flask, native, switch } = a_move();
    let mut browser = signed_in(&flask);
    clock.advance(DAY);
    browser.restart(&native.clone().side_by_side(&flask, switch + 2 * DAY));
    assert_eq!(user(&mut browser), known());
    browser.visit(|mut live| live.visits += 1);
    assert_eq!(names(&mut browser), ["__Host-account", "session"]);
    assert_eq!(browser.visit(|live| live.visits), 1, "our own cookie wins");
    browser.restart(&flask);
    assert_eq!(browser.visit(|live| (live.user.clone(), live.visits)), (Some("7".to_owned()), 0));
    browser.restart(&native.side_by_side(&flask, switch + 2 * DAY));
    browser.visit(|mut live| live.renew());
    assert_eq!(names(&mut browser), ["__Host-account"], "a renewal leaves no other way in");
}
