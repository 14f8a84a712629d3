//! The application's observer counts what happens to its sessions.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post};
use serde::Deserialize;
use session_axum::{ProtectedForm, with_session};
use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{Key, Live, Observer, Session, SessionEvent, SessionState, Sessions};
use tower::ServiceExt as _;

use crate::capture::events;

#[derive(Session)]
#[session(name = "observed", cookie = "__Host-observed", idle = "10m")]
struct Observed {
    #[session(identity)]
    user: Option<u64>,
    note: String,
}

#[derive(Session)]
#[session(name = "steps", cookie = "__Host-steps")]
enum Steps {
    #[session(start, to(Second))]
    First(First),
    Second(Second),
}

#[derive(SessionState, Default)]
struct First;

#[derive(SessionState)]
struct Second;

/// What was observed, in order: the session's name and the event.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn observe(&self, session: &'static str, event: SessionEvent<'_>) {
        self.0.lock().expect("nobody panics").push(format!("{session}: {event:?}"));
    }
}

impl Log {
    /// Returns what was observed since the last call.
    pub(crate) fn take_all(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics"))
    }

    /// Returns what was observed since the last call, without the session's name.
    fn take(&self) -> Vec<String> {
        self.take_all().iter().map(|line| line.split_once(": ").expect("a name").1.to_owned()).collect()
    }
}

fn sessions(log: &Log, clock: &ManualClock) -> Sessions<Observed> {
    Sessions::options().clock(clock.clone()).observer(log.clone()).in_cookie(key(1))
}

#[test]
fn every_outcome_of_a_request_is_observed_once() {
    let (log, clock) = (Log::default(), ManualClock::default());
    let mut browser = Browser::new(&sessions(&log, &clock));
    browser.visit(|_| ());
    assert_eq!(log.take(), ["Opened(Fresh)", "Unchanged"]);
    browser.visit(|mut live| live.note.push('n'));
    assert_eq!(log.take(), ["Opened(Fresh)", "Began"]);
    browser.visit(|live| live.note.len());
    assert_eq!(log.take(), ["Opened(Resumed)", "Unchanged"]);
    browser.visit(|mut live| live.note.push('n'));
    assert_eq!(log.take(), ["Opened(Resumed)", "Continued"]);
    browser.visit(|mut live| live.user = Some(7));
    assert_eq!(log.take(), ["Opened(Resumed)", "Renewed"]);
    clock.advance(Duration::from_mins(6));
    browser.visit(|_| ());
    assert_eq!(log.take(), ["Opened(Resumed)", "Refreshed"]);
    browser.visit(|live| {
        live.discard();
    });
    assert_eq!(log.take(), ["Opened(Resumed)", "Unchanged"]);
    clock.advance(Duration::from_secs(1));
    let failed = browser.request(|mut live| live.note = "x".repeat(5000));
    assert!(failed.is_err());
    assert_eq!(log.take(), ["Opened(Resumed)", "NotClosed(TooLarge { size: 6765, limit: 4096 })"]);
    browser.visit(|live| live.restart().note.push('n'));
    assert_eq!(log.take(), ["Opened(Resumed)", "Ended", "Began"]);
    browser.visit(|live| {
        live.end();
    });
    assert_eq!(log.take(), ["Opened(Resumed)", "Ended"]);
}

#[test]
fn every_cookie_that_is_refused_is_observed() {
    let (log, clock) = (Log::default(), ManualClock::default());
    let sessions = sessions(&log, &clock);
    let mut browser = Browser::new(&sessions);
    browser.visit(|mut live| live.note.push('n'));
    let cookie = browser.cookies().expect("written");
    log.take();
    let read = |cookies: &str| {
        let (_, closed) = block_on(sessions.scope(cookies, async |live| live.note.len())).expect("nothing is stored");
        assert!(closed.headers().iter().all(|header| header.name != "set-cookie"));
        log.take()
    };
    let mut forged = cookie.clone();
    let in_the_tag = forged.len() - 10;
    let other = if forged[in_the_tag..].starts_with('A') { "B" } else { "A" };
    forged.replace_range(in_the_tag..=in_the_tag, other);
    let refused = ["CookieRefused(BadSignature)", "Opened(Refused(BadSignature))", "Unchanged"];
    assert_eq!(read(&forged), refused);
    assert_eq!(read("__Host-observed=x"), ["CookieRefused(Malformed)", "Opened(Refused(Malformed))", "Unchanged"]);
    let beside = format!("__Host-observed=x; {cookie}; {forged}");
    assert_eq!(read(&beside), ["CookieRefused(Malformed)", "CookieRefused(BadSignature)", "Opened(Resumed)", "Unchanged"]);
    clock.advance(Duration::from_mins(10));
    assert_eq!(read(&cookie), ["CookieRefused(Idle)", "Opened(Refused(Idle))", "Unchanged"]);
}

#[derive(Deserialize)]
struct Button {}

#[test]
fn what_an_integration_refuses_is_observed() {
    let log = Log::default();
    let observed = Sessions::<Observed>::options().observer(log.clone()).in_cookie(key(1));
    let steps = Sessions::<Steps>::options().observer(log.clone()).in_cookie(key(1));
    let taken = async |mut live: Live<'_, Observed>| {
        live.note.push('n');
        [("set-cookie", "__Host-observed=mine; Path=/")]
    };
    let site = Router::new()
        .route("/form", post(with_session(async |_: Live<'_, Observed>, _: ProtectedForm<Button>| ())))
        .route("/taken", get(with_session(taken)))
        .with_state(observed)
        .merge(Router::new().route("/second", get(with_session(async |_: Live<'_, Second>| ()))).with_state(steps));
    let send = |request: Request| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let Ok(response) = runtime.block_on(site.clone().oneshot(request));
        (response.status().as_u16(), log.take())
    };
    let form = |site: &str| {
        let form = Request::post("/form").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        form.header("sec-fetch-site", site).body(Body::empty()).expect("a path")
    };
    let page = |path| Request::get(path).body(Body::empty()).expect("a path");
    let refused = |why: &str| [format!("FormRefused({why})")];
    let outcomes = |status, events: &[String]| {
        let all = [&["Opened(Fresh)".to_owned()], events, &["Unchanged".to_owned()]].concat();
        (status, all)
    };
    assert_eq!(send(form("same-origin")), outcomes(403, &refused("NoToken")));
    assert_eq!(send(form("cross-site")), outcomes(403, &refused("AnotherSite")));
    assert_eq!(send(page("/second")), outcomes(403, &["InAnotherState".to_owned()]));
    let not_closed = ["Opened(Fresh)", "NotClosed(CookieTaken)"].map(str::to_owned);
    assert_eq!(send(page("/taken")), (500, not_closed.to_vec()));
}

/// The visitor's request is none of the observer's business.
#[test]
fn an_observer_that_panics_changes_nothing() {
    struct Broken;

    impl Observer for Broken {
        fn observe(&self, _: &'static str, _: SessionEvent<'_>) {
            panic!("on purpose");
        }
    }

    let mut notes = BTreeMap::new();
    let told = events(|| {
        let sessions = Sessions::<Observed>::options().observer(Broken).in_cookie(Key::generate());
        let mut browser = Browser::new(&sessions);
        browser.visit(|mut live| live.note.push('n'));
        notes.insert("second", browser.visit(|live| live.note.clone()));
    });
    assert_eq!(notes["second"], "n");
    assert_eq!(told.matches("ERROR message=session observer panicked session_type=observed").count(), 4, "{told}");
}
