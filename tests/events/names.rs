//! Events name a session by a keyed hash of its id, to correlate by.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{Browser, ManualClock, key};
use session_core::{Keys, Live, Rng, RngError, Session, Sessions};
use session_flask::{FlaskConfig, FlaskKeys};

use crate::capture::events;

#[derive(Session)]
#[session(name = "account", cookie = "__Host-account", idle = "10m")]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    visits: u32,
}

#[derive(Session)]
#[session(name = "plain", cookie = "__Host-plain")]
struct Plain {
    visits: u32,
}

fn sessions(keys: impl Into<Keys>, clock: &ManualClock) -> Sessions<Account> {
    Sessions::options().clock(clock.clone()).in_cookie(keys.into())
}

/// Returns the message and the fields `session` and `was` of each event that has them.
fn named(told: &str) -> Vec<(String, String, Option<String>)> {
    let field = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!(" {name}="))?;
        rest.split(' ').next().map(str::to_owned)
    };
    let message = |line: &str| {
        line.split_once("message=").and_then(|(_, rest)| rest.split_once(" cookie=")).map(|(text, _)| text.to_owned())
    };
    told.lines().filter_map(|line| Some((message(line)?, field(line, "session")?, field(line, "was")))).collect()
}

fn visit<S: Session>(browser: &mut Browser<S>, handler: impl FnOnce(Live<'_, S>)) -> Vec<(String, String, Option<String>)> {
    let mut told = String::new();
    let run = || browser.visit(handler);
    told.push_str(&events(run));
    named(&told)
}

#[test]
fn a_session_has_one_name_for_the_life_of_its_id() {
    let clock = ManualClock::default();
    let mut browser = Browser::new(&sessions(key(1), &clock));
    let began = visit(&mut browser, |mut live| live.user = Some(7));
    let [(message, first, None)] = &*began else { panic!("{began:?}") };
    assert_eq!((&**message, first.len()), ("session began", 16));

    let event = |message: &str, session: &str| (message.to_owned(), session.to_owned(), None);
    let resumed = event("session resumed", first);
    assert_eq!(visit(&mut browser, |_| ()), std::slice::from_ref(&resumed));
    let continued = visit(&mut browser, |mut live| live.visits += 1);
    assert_eq!(continued, [resumed.clone(), event("session continued", first)]);
    clock.advance(Duration::from_mins(6));
    assert_eq!(visit(&mut browser, |_| ()), [resumed.clone(), event("session cookie refreshed", first)]);

    // Another instance with the same key, or the same one after a restart.
    browser.restart(&sessions(key(1), &clock));
    let renewed = visit(&mut browser, |mut live| live.user = Some(8));
    let [again, (message, second, was)] = &*renewed else { panic!("{renewed:?}") };
    assert_eq!((again, &**message, was.as_ref()), (&resumed, "session renewed", Some(first)));
    assert_ne!(first, second);

    let ended = visit(&mut browser, |live| {
        live.end();
    });
    assert_eq!(ended, [event("session resumed", second), event("session ended", second)]);
}

/// As `docs/wire-format.md` says, for an operator who has a cookie and the key.
#[test]
fn a_name_can_be_computed_from_the_key_and_the_id() {
    struct Known;

    impl Rng for Known {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
            bytes.fill(7);
            Ok(())
        }
    }

    let mut browser = Browser::new(&Sessions::<Account>::options().rng(Known).in_cookie(key(1)));
    let began = visit(&mut browser, |mut live| live.user = Some(7));
    let secret = blake3::derive_key("session-core testing key v1", &[1]);
    let hash = blake3::keyed_hash(&blake3::derive_key("session-core log id v1", &secret), &[7; 16]);
    assert_eq!(began[0].1, hash.to_hex()[..16]);
}

#[test]
fn a_session_that_another_one_replaces_is_said_to_end() {
    let mut browser = Browser::new(&sessions(key(1), &ManualClock::default()));
    let began = visit(&mut browser, |mut live| live.user = Some(7));
    let replaced = visit(&mut browser, |live| live.restart().user = Some(8));
    let messages: Vec<_> = replaced.iter().map(|(message, ..)| &**message).collect();
    assert_eq!(messages, ["session resumed", "session ended", "session began"]);
    assert_eq!((&replaced[1].1, replaced[2].1 == began[0].1), (&began[0].1, false));
}

#[test]
fn a_session_without_an_id_has_no_name() {
    let mut browser = Browser::new(&Sessions::<Plain>::in_cookie(key(1)));
    let told = visit(&mut browser, |mut live| live.visits += 1);
    assert_eq!(told, [("session began".to_owned(), "none".to_owned(), None)]);
    let told = visit(&mut browser, |mut live| drop(live.csrf_token().expect("randomness")));
    assert_eq!(told[0].1, "none");
    assert_eq!(told[1].1.len(), 16, "a form needs an id: {told:?}");
}

/// Whoever reads the events and doesn't have the key can't tell the session by its cookie.
#[test]
fn the_name_depends_on_the_current_key_and_is_not_in_the_cookie() {
    let clock = ManualClock::default();
    let mut browser = Browser::new(&sessions(key(1), &clock));
    let began = visit(&mut browser, |mut live| live.user = Some(7));
    let cookie = browser.cookies().expect("written");
    let (_, token) = cookie.split_once('=').expect("a pair");
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let mut names = BTreeSet::from([began[0].1.clone()]);
    for keys in [Keys::new(key(2)).accepting(key(1)), Keys::new(key(1)).accepting(key(2))] {
        let mut other = browser.clone();
        other.restart(&sessions(keys, &clock));
        names.insert(visit(&mut other, |_| ())[0].1.clone());
    }
    assert_eq!(names.len(), 2, "one for each current key: {names:?}");
    for name in names {
        let name = u64::from_str_radix(&name, 16).expect("hexadecimal").to_be_bytes();
        assert!(!bytes.windows(8).any(|window| window == name));
    }
}

#[test]
fn a_session_in_flasks_cookie_has_a_name_too() {
    let sessions = |secret: &str| {
        let keys = FlaskKeys::new(secret).expect("a secret");
        FlaskConfig::default().sessions::<Plain>(keys).expect("a cookie that browsers keep")
    };
    let names = ["the secret of one application: 32 bytes", "the secret of another application"].map(|secret| {
        let mut browser = Browser::new(&sessions(secret));
        let told = visit(&mut browser, |mut live| drop(live.csrf_token().expect("randomness")));
        let again = visit(&mut browser, |_| ());
        assert_eq!(told[0].1, again[0].1, "{told:?} {again:?}");
        told[0].1.clone()
    });
    assert!(names.iter().all(|name| name.len() == 16) && names[0] != names[1], "{names:?}");
}
