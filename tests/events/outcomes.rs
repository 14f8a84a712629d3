//! An outcome is told when the response is made, and once: whatever the response and the other
//! sessions of the request are.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use session_axum::{Next, from_fn, with_session};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{CloseError, Live, NotClosed, RequestContext, Session, Sessions, ViewContext as _};
use session_flask::{FlaskConfig, FlaskKeys};
use tower::ServiceExt as _;

use crate::capture::events;
use crate::observer::Log;

#[derive(Session)]
#[session(name = "visits", cookie = "__Host-visits", idle = "10m")]
struct Visits {
    count: u32,
}

#[derive(Session)]
#[session(name = "notes", cookie = "__Host-notes")]
struct Notes {
    text: String,
}

#[derive(Clone)]
struct Both {
    visits: Sessions<Visits>,
    notes: Sessions<Notes>,
    clock: ManualClock,
    log: Log,
}

impl FromRef<Both> for Sessions<Visits> {
    fn from_ref(both: &Both) -> Self {
        both.visits.clone()
    }
}

impl FromRef<Both> for Sessions<Notes> {
    fn from_ref(both: &Both) -> Self {
        both.notes.clone()
    }
}

impl Both {
    fn new() -> Self {
        let (clock, log) = (ManualClock::default(), Log::default());
        let visits = Sessions::options().clock(clock.clone()).observer(log.clone()).in_cookie(key(1));
        let notes = Sessions::options().clock(clock.clone()).observer(log.clone()).in_cookie(key(1));
        Self { visits, notes, clock, log }
    }

    /// Returns the cookie of a visitor who has been here, and forgets what was told of it.
    fn visited(&self) -> String {
        let (_, closed) = block_on(self.visits.scope(None, async |mut visits| visits.count += 1)).expect("stored");
        self.log.take_all();
        let cookie = closed.set_cookie().expect("written");
        format!("{}={}", cookie.name(), cookie.value())
    }

    /// Returns the status of the page, and what the observer was told.
    fn get(&self, page: MethodRouter<Self>, cookie: &str) -> (u16, Vec<String>) {
        self.answer(Router::new().route("/", page).with_state(self.clone()), cookie)
    }

    fn answer(&self, site: Router, cookie: &str) -> (u16, Vec<String>) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let request = Request::get("/").header("cookie", cookie).body(Body::empty()).expect("a path");
        let Ok(response) = runtime.block_on(site.oneshot(request));
        (response.status().as_u16(), self.log.take_all())
    }
}

fn write(visits: &mut Live<'_, Visits>) {
    visits.count += 1;
}

fn write_too_much(notes: &mut Live<'_, Notes>) {
    notes.text = "x".repeat(5000);
}

const TOO_LARGE: &str = "notes: NotClosed(TooLarge { size: 6732, limit: 4096 })";

#[test]
fn what_is_not_sent_because_of_another_session_is_told_as_such() {
    let both = Both::new();
    let cookie = both.visited();
    let opened = ["visits: Opened(Resumed)", "notes: Opened(Fresh)"];
    let page = get(with_session(async |live: Live<'_, (Visits, Notes)>| {
        let (mut visits, mut notes) = live.split();
        write(&mut visits);
        write_too_much(&mut notes);
    }));
    let mut told = Vec::new();
    let events = events(|| told = both.get(page, &cookie).1);
    assert_eq!(told, [opened[0], opened[1], TOO_LARGE, "visits: NotClosed(OtherNotClosed)"]);
    let saved: Vec<_> = events.lines().filter(|line| line.contains("session not saved")).collect();
    assert!(matches!(saved[..], [notes, visits] if notes.contains("__Host-notes") && visits.contains("__Host-visits")));
    assert!(!events.contains("session continued"), "{events}");

    let the_other_first = get(with_session(async |live: Live<'_, (Notes, Visits)>| {
        let (mut notes, mut visits) = live.split();
        write(&mut visits);
        write_too_much(&mut notes);
    }));
    let told = both.get(the_other_first, &cookie);
    assert_eq!(told, (500, [opened[1], opened[0], TOO_LARGE, "visits: NotClosed(OtherNotClosed)"].map(str::to_owned).to_vec()));

    let only_reads = get(with_session(async |live: Live<'_, (Visits, Notes)>| write_too_much(&mut live.split().1)));
    assert_eq!(both.get(only_reads, &cookie).1, [opened[0], opened[1], TOO_LARGE, "visits: Unchanged"]);
}

#[test]
fn a_cookie_that_the_response_has_already_is_no_session_that_goes_on() {
    let both = Both::new();
    let cookie = both.visited();
    let page = get(with_session(async |live: Live<'_, (Visits, Notes)>| {
        let (mut visits, mut notes) = live.split();
        write(&mut visits);
        notes.text.push('n');
        [("set-cookie", "__Host-notes=mine; Path=/")]
    }));
    let mut told = (0, Vec::new());
    let events = events(|| told = both.get(page, &cookie));
    let opened = ["visits: Opened(Resumed)", "notes: Opened(Fresh)"];
    let not_closed = ["notes: NotClosed(CookieTaken)", "visits: NotClosed(OtherNotClosed)"];
    assert_eq!(told, (500, [opened, not_closed].concat().into_iter().map(str::to_owned).collect()));
    assert!(!events.contains("session continued") && !events.contains("session began"), "{events}");
}

/// Two layers and a handler share it, and only the outermost layer sends it.
#[test]
fn a_session_that_is_lent_has_one_outcome() {
    async fn counting(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        write(&mut visits);
        next.run(visits, request).await.1
    }
    async fn lending(visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
        next.run(visits, request).await.1
    }
    let both = Both::new();
    let cookie = both.visited();
    let site = |page| Router::new().route("/", page).layer(from_fn(both.clone(), lending));
    let page = get(with_session(async |mut visits: Live<'_, Visits>| write(&mut visits)));
    let twice = site(page.clone()).layer(from_fn(both.clone(), counting)).with_state(both.clone());
    let told = ["visits: Opened(Resumed)", "visits: Continued"].map(str::to_owned);
    assert_eq!(both.answer(twice, &cookie), (200, told.to_vec()));

    let ends = get(with_session(async |visits: Live<'_, Visits>| visits.end()));
    let told = ["visits: Opened(Resumed)", "visits: Ended"].map(str::to_owned);
    assert_eq!(both.answer(site(ends).with_state(both.clone()), &cookie), (200, told.to_vec()));

    let fails = get(with_session(async |live: Live<'_, (Visits, Notes)>| {
        let (mut visits, mut notes) = live.split();
        write(&mut visits);
        write_too_much(&mut notes);
    }));
    let told = ["visits: Opened(Resumed)", "notes: Opened(Fresh)", TOO_LARGE, "visits: Unchanged"].map(str::to_owned);
    assert_eq!(both.answer(site(fails).with_state(both.clone()), &cookie), (500, told.to_vec()), "it was given back");
}

#[test]
fn a_refresh_that_is_not_sent_is_not_told() {
    let both = Both::new();
    let cookie = both.visited();
    both.clock.advance(Duration::from_mins(6));
    for (header, outcome) in [
        (("cache-control", "private"), "visits: Refreshed"),
        (("cache-control", "public"), "visits: Unchanged"),
        (("set-cookie", "__Host-visits=mine; Path=/"), "visits: Unchanged"),
    ] {
        let page = get(with_session(async move |_: Live<'_, Visits>| [header]));
        let mut told = (0, Vec::new());
        let events = events(|| told = both.get(page, &cookie));
        assert_eq!(told, (200, ["visits: Opened(Resumed)", outcome].map(str::to_owned).to_vec()), "{header:?}");
        assert_eq!(events.contains("session cookie refreshed"), outcome.ends_with("Refreshed"), "{events}");
        assert_eq!(events.contains("session cookie not refreshed"), header.0 == "set-cookie", "{events}");
        assert_eq!(events.contains("session refresh waits"), header.1 == "public", "{events}");
    }
}

/// A program that writes its responses by hand asks for the headers that it sends.
#[test]
fn headers_tell_once_what_they_send() {
    type Pair = (RequestContext<Visits>, RequestContext<Notes>);
    let both = Both::new();
    let (_, closed) = block_on(both.visits.scope(None, async |mut visits| visits.count += 1)).expect("stored");
    assert!(closed.set_cookie().is_some());
    assert_eq!(both.log.take_all(), ["visits: Opened(Fresh)"]);
    let _ = (closed.headers(), closed.headers_beside(404, []));
    assert_eq!(both.log.take_all(), ["visits: Began"]);

    let sessions = (both.visits.clone(), both.notes.clone());
    let failed = block_on(async {
        let mut pair = Pair::open(&sessions, || None::<&str>).await.expect("they open");
        write(&mut pair.0.live());
        write_too_much(&mut pair.1.live());
        pair.close().await
    });
    assert!(matches!(failed, Err(NotClosed { why: CloseError::TooLarge { .. }, .. })));
    let opened = ["visits: Opened(Fresh)", "notes: Opened(Fresh)"];
    assert_eq!(both.log.take_all(), [opened[0], opened[1], TOO_LARGE, "visits: NotClosed(OtherNotClosed)"]);
}

/// Flask deletes the cookie of a session with nothing in it.
#[test]
fn an_empty_session_in_flasks_cookie_has_ended() {
    #[derive(Session)]
    #[session(name = "shop")]
    struct Shop {
        user: Option<String>,
    }
    let log = Log::default();
    let keys = FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret");
    let options = Sessions::<Shop>::options().clock(ManualClock::default()).observer(log.clone());
    let shop = FlaskConfig::default().sessions_with(keys, options).expect("Flask's own");
    let request = |cookies: &[&str], handler: fn(Live<'_, Shop>)| {
        let closed = block_on(shop.scope(cookies, async |live| handler(live))).expect("it can be stored").1;
        let value = closed.set_cookie().expect("a change").value().to_owned();
        let _ = closed.headers();
        (format!("session={value}"), log.take_all().pop())
    };
    let (ada, _) = request(&[], |mut shop| shop.user = Some("ada".to_owned()));
    let (eve, _) = request(&[], |mut shop| shop.user = Some("eve".to_owned()));
    let deleted = ("session=".to_owned(), Some("shop: Ended".to_owned()));
    assert_eq!(request(&["session=junk"], |mut shop| shop.renew_id()), deleted);
    assert_eq!(
        request(&[&ada, &eve, &ada], |mut shop| {
            shop.user = None;
            shop.end();
        }),
        deleted
    );
    assert_eq!(request(&[&ada], |mut shop| shop.user = None), deleted);
}

/// A fresh session that can't be stored is no reason to keep the one that ends. The operator is
/// told of the one that is left.
#[test]
fn a_session_that_can_not_be_hidden_is_told() {
    #[derive(Session)]
    #[session(cookie = "large", path = "/")]
    struct Large {
        #[session(default = "x".repeat(5000))]
        text: String,
    }
    let sessions = Sessions::<Large>::options().clock(ManualClock::default()).in_cookie(key(1));
    let request = |cookies: &[String], handler: fn(Live<'_, Large>)| {
        let closed = block_on(sessions.scope(cookies, async |live| handler(live))).expect("it can be closed").1;
        format!("large={}", closed.set_cookie().expect("a change").value())
    };
    let cookies = [(); 2].map(|()| request(&[], |mut live| live.text = "y".to_owned()));
    for (cookies, is_left) in [(&cookies[..], true), (&cookies[..1], false)] {
        let told = events(|| assert_eq!(request(cookies, |live| drop(live.restart())), "large="));
        assert_eq!(told.contains("another one is left"), is_left, "{told}");
    }
}
