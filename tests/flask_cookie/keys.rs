//! The session's own keys, and keys of other applications that look like them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, InCookie, ResponseHeaders, Session, SessionState, Sessions};
use session_flask::{FlaskConfig, FlaskKeys, Value};

use crate::vectors::SECRET;

fn sessions<S: InCookie>(clock: &ManualClock) -> Sessions<S> {
    FlaskConfig::default()
        .sessions_with(FlaskKeys::new(SECRET).expect("a secret"), Sessions::options().clock(clock.clone()))
        .expect("Flask's own")
}

/// Returns the JSON text of a cookie that is too small to be compressed.
fn json(closed: &ResponseHeaders) -> String {
    let cookie = closed.set_cookie().expect("written");
    let payload = cookie.value().split('.').next().expect("a payload");
    String::from_utf8(URL_SAFE_NO_PAD.decode(payload).expect("not compressed")).expect("ASCII")
}

fn cookie(closed: &ResponseHeaders) -> String {
    format!("session={}", closed.set_cookie().expect("written").value())
}

#[derive(Session)]
struct Visits {
    visits: u32,
}

/// A value of another application under one of our own names stays, if it isn't one that this
/// crate would write.
#[test]
fn keys_that_only_look_like_ours_stay() {
    use session_flask::Dict;
    #[derive(Session)]
    struct Theirs {
        #[session(rename = "_entered")]
        entered: Option<Value>,
        #[session(rename = "_state")]
        state: Option<Value>,
        #[session(rename = "_version")]
        version: Option<Value>,
    }
    let clock = ManualClock::default();
    let (_, closed) = block_on(sessions::<Theirs>(&clock).scope(None, async |mut live| {
        live.entered = Some(Value::from(5));
        live.state = Some(Value::Dict(Dict::new()));
        live.version = Some(Value::from("2.1"));
    }))
    .expect("stored");
    let came = json(&closed);
    assert_eq!(came, r#"{"_entered":5,"_state":{},"_version":"2.1"}"#);
    let (_, closed) =
        block_on(sessions::<Visits>(&clock).scope(&cookie(&closed), async |mut live| live.visits = 1)).expect("stored");
    assert_eq!(json(&closed), r#"{"_entered":5,"_state":{},"_version":"2.1","visits":1}"#);
}

#[derive(Session)]
enum Login {
    #[session(start, to(Waiting))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), lifetime = "5m")]
    Waiting(Waiting),
}

#[derive(Debug, Default, SessionState)]
struct Anonymous {}

#[derive(Debug, SessionState)]
struct Waiting {
    user: u32,
}

/// Returns a browser whose visitor is in the waiting state from now on.
fn waiting(clock: &ManualClock) -> Browser<Login> {
    let mut browser = Browser::new(&sessions::<Login>(clock));
    browser.visit(|login| {
        login.in_state::<Anonymous>().expect("a fresh session").to(Waiting { user: 7 });
    });
    browser
}

/// Another route of the same service has another type for the same cookie.
#[test]
fn a_write_by_another_type_does_not_make_a_state_younger() {
    let clock = ManualClock::default();
    let mut browser = waiting(&clock);
    for _ in 0..2 {
        clock.advance(Duration::from_mins(2));
        let cookies = browser.cookies().expect("one");
        let visits = sessions::<Visits>(&clock);
        let write = visits.scope(&cookies, async |mut live| live.visits += 1);
        let value = block_on(write).expect("stored").1.set_cookie().expect("written").value().to_owned();
        *browser.cookie_mut().expect("one") = value;
        assert_eq!(browser.visit(|login| login.state().name()), "Waiting");
    }
    clock.advance(Duration::from_mins(1));
    assert_eq!(browser.visit(|login| login.state().name()), "Anonymous");
}

#[test]
fn a_state_is_no_younger_in_our_own_format() {
    let clock = ManualClock::default();
    let mut browser = waiting(&clock);
    clock.advance(Duration::from_mins(4));
    let (switch, end) = (clock.now(), clock.now() + Duration::from_hours(1));
    let native = Sessions::<Login>::options().clock(clock.clone()).migrating(&sessions(&clock), switch..end);
    browser.restart(&native.in_cookie(key(1)));
    assert_eq!(browser.visit(|login| login.state().name()), "Waiting");
    clock.advance(Duration::from_secs(59));
    assert_eq!(browser.visit(|login| login.state().name()), "Waiting");
    clock.advance(Duration::from_secs(1));
    assert_eq!(browser.visit(|login| login.state().name()), "Anonymous");
}

#[derive(Session)]
#[session(name = "name")]
struct First {
    full_name: String,
}

#[derive(Session)]
#[session(name = "name", version = 2, upgrade_from(First))]
struct Second {
    first: String,
    last: String,
}

impl From<First> for Second {
    fn from(name: First) -> Self {
        let (first, last) = name.full_name.split_once(' ').unwrap_or_default();
        Self { first: first.to_owned(), last: last.to_owned() }
    }
}

/// A session without a version is of the first one, or was begun by Flask.
#[test]
fn a_new_version_of_a_type_reads_what_the_first_one_wrote() {
    let clock = ManualClock::default();
    let first = sessions::<First>(&clock);
    let write = first.scope(None, async |mut live| live.full_name.push_str("Ada Lovelace"));
    let came = cookie(&block_on(write).expect("stored").1);
    let sessions = sessions::<Second>(&clock);
    let ((names, arrival), closed) = block_on(sessions.scope(&came, async |mut live| {
        let names = (live.first.clone(), live.last.clone());
        live.last.push('!');
        (names, live.arrival())
    }))
    .expect("stored");
    assert_eq!((names, arrival), (("Ada".to_owned(), "Lovelace".to_owned()), Arrival::Resumed));
    assert_eq!(json(&closed), r#"{"_version":2,"first":"Ada","last":"Lovelace!"}"#);
    let (last, _) = block_on(sessions.scope(&cookie(&closed), async |live| live.last.clone())).expect("a read");
    assert_eq!(last, "Lovelace!");
}

#[derive(Session)]
struct Large {
    #[session(identity)]
    user: Option<u32>,
    text: String,
}

/// Returns a text whose first page repeats, which compresses well, but not so well that its cookie
/// has no room for it.
fn text(length: usize) -> String {
    let page = (0..60_u8).map(|line| blake3::hash(&[line]).to_hex().to_string()).collect::<String>();
    page.chars().cycle().take(length).collect()
}

/// A session that is too large for our own cookies is compressed by Flask, and is valid like any
/// other.
#[test]
fn a_large_session_renews_as_a_small_one_does() {
    for length in [10, 1000, 4000, 80_000] {
        let clock = ManualClock::default();
        let mut browser = Browser::new(&sessions::<Large>(&clock));
        browser.visit(|mut live| live.text = text(length));
        let (_, response) = browser.request(|mut live| live.text.truncate(length)).expect("the same");
        assert!(response.set_cookie().is_none(), "{length}: nothing changed");
        let token = browser.visit(|mut live| live.csrf_token().expect("randomness").to_string());
        assert!(browser.visit(|live| live.is_csrf_token(&token)), "{length}");
        browser.visit(|mut live| live.text.push('x'));
        assert!(browser.visit(|live| live.is_csrf_token(&token)), "{length}: a write renews nothing");
        browser.visit(|mut live| live.user = Some(7));
        assert!(!browser.visit(|live| live.is_csrf_token(&token)), "{length}: somebody else is there");
    }
}

/// `session.permanent = "yes"` is unusual for Flask, and isn't ours to change.
#[test]
fn permanence_stays_as_it_came() {
    let clock = ManualClock::default();
    let mut browser = Browser::new(&sessions::<Visits>(&clock));
    browser.visit(|mut live| {
        live.visits = 1;
        live.set_persistent(false);
    });
    let (_, closed) = browser.request(|mut live| live.visits = 2).expect("stored");
    assert_eq!(json(&closed), r#"{"visits":2}"#, "nobody asked");
    browser.visit(|mut live| live.set_persistent(true));
    browser.visit(|mut live| live.set_persistent(false));
    let (_, closed) = browser.request(|mut live| live.visits = 3).expect("stored");
    assert_eq!(json(&closed), r#"{"_permanent":false,"visits":3}"#);
}
