//! From Flask's cookie to our own and back, while visitors stay signed in.

use std::time::{Duration, SystemTime};

use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, Options, Refusal, Session, Sessions};
use session_flask::{FlaskConfig, FlaskKeys};

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
    let options = || Sessions::options().clock(clock.clone());
    Move { flask: in_flasks(options()), native: in_ours(options()), switch: clock.now() + DAY, clock }
}

fn in_flasks(options: Options<Account>) -> Sessions<Account> {
    FlaskConfig::default().sessions_with(FlaskKeys::new(SECRET).expect("a secret"), options).expect("Flask's own")
}

fn in_ours(options: Options<Account>) -> Sessions<Account> {
    options.in_cookie(key(1))
}

impl Move {
    fn options(&self) -> Options<Account> {
        Sessions::options().clock(self.clock.clone())
    }
}

/// Returns the names of a browser's cookies.
fn names(browser: &mut Browser<Account>) -> Vec<String> {
    let cookies = browser.cookies().unwrap_or_default();
    let mut names: Vec<_> = cookies.split("; ").filter_map(|pair| Some(pair.split_once('=')?.0.to_owned())).collect();
    names.sort();
    names
}

/// Returns a browser that is signed in with `sessions`.
fn signed_in(sessions: &Sessions<Account>) -> Browser<Account> {
    let mut browser = Browser::new(sessions);
    browser.visit(|mut live| live.user = Some("7".to_owned()));
    browser
}

fn user(browser: &mut Browser<Account>) -> (Arrival, Option<String>) {
    browser.visit(|live| (live.arrival(), live.user.clone()))
}

fn known() -> (Arrival, Option<String>) {
    (Arrival::Resumed, Some("7".to_owned()))
}

/// In both directions, a request that only reads is enough.
#[test]
fn a_visitor_stays_signed_in_and_has_one_cookie() {
    for back in [false, true] {
        let the_move = a_move();
        let options = the_move.options();
        let Move { clock, flask, native, switch } = the_move;
        let (from, to, own) = if back { (native, flask, "session") } else { (flask, native, "__Host-account") };
        let mut browser = signed_in(&from);
        clock.advance(2 * DAY);
        let options = options.migrating(&from, switch..switch + 10 * DAY);
        browser.restart(&if back { in_flasks(options) } else { in_ours(options) });
        assert_eq!(user(&mut browser), known());
        assert_eq!(names(&mut browser), [own], "moved");
        browser.restart(&to);
        assert_eq!(user(&mut browser), known(), "and it needs the former format no more");
    }
}

#[test]
fn signing_out_signs_out_of_both() {
    for beside in [false, true] {
        let the_move = a_move();
        let options = the_move.options();
        let Move { clock, flask, switch, .. } = the_move;
        let mut browser = signed_in(&flask);
        let end = switch + 10 * DAY;
        let both = if beside { options.side_by_side(&flask, end) } else { options.migrating(&flask, switch..end) };
        let both = in_ours(both);
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

/// Flask's secret, which may be short and known to many, can't make sessions any more.
#[test]
fn what_is_signed_after_the_switch_is_refused() {
    let the_move = a_move();
    let options = || the_move.options();
    let Move { clock, flask, switch, .. } = &the_move;
    let switch = *switch;
    clock.advance(DAY + Duration::from_mins(1));
    let mut browser = signed_in(flask);
    let moving = in_ours(options().migrating(flask, switch..switch + 10 * DAY));
    browser.restart(&moving);
    assert_eq!(user(&mut browser), known(), "within the leeway");
    clock.advance(Duration::from_secs(1));
    let mut late = signed_in(flask);
    late.restart(&moving);
    assert_eq!(user(&mut late), (Arrival::Refused(Refusal::Superseded), None));
    late.restart(&in_ours(options().side_by_side(flask, switch + 10 * DAY)));
    assert_eq!(user(&mut late), known(), "where both applications run it is one");
}

#[test]
fn after_the_end_flasks_cookie_is_no_session() {
    let the_move = a_move();
    let options = the_move.options();
    let Move { clock, flask, switch, .. } = the_move;
    let mut browser = signed_in(&flask);
    clock.advance(3 * DAY);
    browser.restart(&in_ours(options.migrating(&flask, switch..switch + 2 * DAY)));
    assert_eq!(user(&mut browser), (Arrival::Refused(Refusal::Superseded), None));
    browser.visit(|mut live| live.visits += 1);
    assert_eq!(names(&mut browser), ["__Host-account"], "what is written deletes it");
}

/// Side by side, the Flask application needs its cookie, and its own keys in it.
#[test]
fn side_by_side_leaves_flasks_cookie() {
    let the_move = a_move();
    let beside = || in_ours(the_move.options().side_by_side(&the_move.flask, the_move.switch + 2 * DAY));
    let Move { clock, flask, .. } = &the_move;
    let mut browser = signed_in(flask);
    clock.advance(DAY);
    browser.restart(&beside());
    assert_eq!(user(&mut browser), known());
    browser.visit(|mut live| live.visits += 1);
    assert_eq!(names(&mut browser), ["__Host-account", "session"]);
    assert_eq!(browser.visit(|live| live.visits), 1, "our own cookie wins");
    browser.restart(flask);
    assert_eq!(browser.visit(|live| (live.user.clone(), live.visits)), (Some("7".to_owned()), 0));
    browser.restart(&beside());
    browser.visit(|mut live| live.renew_id());
    assert_eq!(names(&mut browser), ["__Host-account"], "a renewal leaves no other way in");
}

/// What isn't signed at all doesn't count among the cookies that are tried, in Flask's cookie and
/// in a former one.
#[test]
fn junk_of_the_same_name_hides_neither_the_session_nor_a_former_one() {
    let Move { clock, flask, switch, .. } = a_move();
    let token = signed_in(&flask).cookie_mut().expect("signed in").clone();
    let options = Sessions::options().clock(clock);
    let moving = in_ours(options.migrating(&flask, switch..switch + DAY));
    for (sessions, what) in [(&flask, "its own"), (&moving, "a former one")] {
        let arrival = |junk: &str, times: usize| {
            let cookies = format!("{}session={token}", format!("session={junk}; ").repeat(times));
            block_on(sessions.scope(&cookies, async |live| live.arrival())).expect("a read").0
        };
        let longest = "A".repeat(5000);
        for junk in ["", "x", "a.b", "a.b.!", &longest] {
            assert_eq!(arrival(junk, 200), Arrival::Resumed, "{what}: {junk}");
        }
        assert_eq!(arrival("a.b.AAAA", 7), Arrival::Resumed, "{what}: the eighth");
        assert_eq!(arrival("a.b.AAAA", 8), Arrival::Refused(Refusal::BadSignature), "{what}: the ninth");
    }
}
