//! How often a request allocates memory for its session. The numbers are exact and the same on
//! every machine, so that what would make a request slower is seen here first.
//!
//! In debug builds every request reads back what it seals, so these tests are only there in release
//! builds: `scripts/test` runs them.
#![cfg(not(debug_assertions))]

use allocation_counter::measure;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::COOKIE;
use axum::response::Response;
use axum::routing::get;
use session_axum::with_session;
use session_core::testing::{block_on, key};
use session_core::{InCookie, Live, RequestContext, ResponseHeaders, Session, Sessions, WriteView};
use tower::Service as _;

/// Returns how often `work` allocates memory, and what it returns.
fn count<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let mut result = None;
    let info = measure(|| result = Some(work()));
    (info.count_total, result.expect("it ran"))
}

/// A session of seven fields, three of which own memory: five pieces of it.
#[derive(Clone, Session)]
struct Account {
    user: u64,
    name: String,
    visits: u32,
    theme: Option<String>,
    roles: Vec<String>,
    seen: i64,
    csrf: [u8; 16],
}

fn account() -> Account {
    Account {
        user: 8_412_305,
        name: "alice".to_owned(),
        visits: 42,
        theme: Some("dark".to_owned()),
        roles: vec!["admin".to_owned(), "editor".to_owned()],
        seen: 1_700_000_000,
        csrf: [183; 16],
    }
}

#[derive(Clone, Session)]
struct Visits {
    count: u32,
}

/// A session with pairs that begin with a byte and aren't lists of bytes.
#[derive(Clone, Session)]
struct Pairs {
    pairs: [(u8, bool); 9],
}

/// A session that is encrypted.
#[derive(Clone, Session)]
#[session(encrypted)]
struct Hidden {
    count: u32,
}

/// A session whose only field is of a type that serde alone knows.
#[derive(Clone, Session)]
struct Foreign {
    at: Option<std::net::Ipv4Addr>,
}

/// A session that is larger than what is on the stack.
#[derive(Clone, Session)]
struct Large {
    text: String,
}

/// Counts the allocations of opening, reading, the first change, the second, and closing after it.
fn requests<S: InCookie + WriteView + Clone>(value: &S) -> [u64; 5] {
    let sessions = Sessions::<S>::in_cookie(key(1));
    let written = block_on(sessions.scope(None, async |mut live| *live = value.clone())).expect("it fits");
    let cookie = written.1.set_cookie().expect("it was written").clone();
    let cookies = format!("{}={}", cookie.name(), cookie.value());
    let open = || block_on(sessions.open(&cookies)).expect("cookies are always at hand");
    let close = |context: RequestContext<S>| -> ResponseHeaders { block_on(context.close()).expect("it fits") };

    let change = |context: &mut RequestContext<S>| {
        let _: &mut S = &mut context.live();
    };
    let (opening, read) = count(open);
    let (reading, _) = count(|| close(read));
    let mut changed = open();
    let (changing, _) = count(|| change(&mut changed));
    let (changing_again, _) = count(|| change(&mut changed));
    changed.live().set_persistent(true);
    let (closing, headers) = count(|| close(changed));
    assert!(headers.set_cookie().is_some());
    [opening, reading, changing, changing_again, closing]
}

#[test]
fn a_request_allocates_for_its_fields_and_its_header() {
    let (fields, _) = count(|| account().clone());
    let (made, _) = count(account);
    assert_eq!((fields, made), (10, 5), "the control: five pieces of memory");
    assert_eq!(requests(&account()), [5, 0, 1, 0, 1]);
    assert_eq!(requests(&Visits { count: 7 }), [0, 0, 1, 0, 1]);
    assert_eq!(requests(&Pairs { pairs: [(200, true); 9] }), [0, 0, 1, 0, 1]);
    assert_eq!(requests(&Hidden { count: 7 }), [0, 0, 1, 0, 1]);
}

/// What is read back, or doesn't fit on the stack, needs more.
#[test]
fn what_other_sessions_need() {
    assert_eq!(requests(&Foreign { at: Some(std::net::Ipv4Addr::LOCALHOST) }), [0, 0, 1, 0, 2]);
    assert_eq!(requests(&Large { text: "x".repeat(1000) }), [1, 0, 2, 0, 4]);
}

fn respond(router: &mut Router, cookies: &str) -> Response {
    let request = Request::builder().uri("/").header(COOKIE, cookies).body(Body::empty()).expect("its parts are valid");
    block_on(router.call(request)).unwrap_or_else(|never| match never {})
}

#[test]
fn a_request_through_axum_allocates_little_more_than_axum_itself() {
    async fn bare() -> &'static str {
        "seen"
    }
    async fn read(visits: Live<'_, Visits>) -> &'static str {
        if visits.count == 7 { "seen" } else { "not seen" }
    }
    async fn write(mut visits: Live<'_, Visits>) -> &'static str {
        visits.count += 1;
        "seen"
    }

    let sessions = Sessions::<Visits>::in_cookie(key(1));
    let written = block_on(sessions.scope(None, async |mut live| live.count = 7)).expect("it fits");
    let cookie = written.1.set_cookie().expect("it was written").clone();
    let cookies = format!("{}={}", cookie.name(), cookie.value());
    let beyond = |router: Router<Sessions<Visits>>| {
        let mut router = router.with_state(sessions.clone());
        let first = respond(&mut router, &cookies);
        assert!(first.headers().contains_key("vary"));
        count(|| respond(&mut router, &cookies)).0
    };
    let mut bare_router = Router::new().route("/", get(bare));
    respond(&mut bare_router, &cookies);
    let bare = count(|| respond(&mut bare_router, &cookies)).0;
    assert_eq!(beyond(Router::new().route("/", get(with_session(read)))) - bare, 3);
    assert_eq!(beyond(Router::new().route("/", get(with_session(write)))) - bare, 7);
}
