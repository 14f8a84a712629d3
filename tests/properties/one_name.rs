//! A response has several `Set-Cookie` headers of one name only where a browser may keep several
//! cookies of that name (RFC 6265bis §4.1.1).

use std::time::{Duration, SystemTime};

use session_core::testing::{ManualClock, block_on, key};
use session_core::{
    CloseError, InCookie, Live, NotClosed, RequestContext, ResponseHeaders, SameSite, Session, Sessions, ViewContext as _,
    WriteView,
};
use session_flask::{FlaskConfig, FlaskKeys};

use crate::former::set_cookies;

#[derive(Session)]
#[session(name = "plain", cookie = "sid", was_cookie((name = "sid", path = "/app"), (name = "old")))]
struct Plain {
    count: u32,
}

#[derive(Session)]
#[session(name = "secured", cookie = "__Host-sid")]
struct Secured {
    count: u32,
}

#[derive(Session)]
#[session(name = "other", cookie = "__Host-other", was_cookie(name = "old"))]
struct Other {
    count: u32,
}

fn clock() -> ManualClock {
    ManualClock::default()
}

fn sessions<S: InCookie>() -> Sessions<S> {
    Sessions::options().clock(clock()).in_cookie(key(1))
}

/// Makes a request with these cookies, and returns the name and the attributes of each cookie that
/// is set or deleted, without the value of what is set.
fn sent<S: Session + WriteView>(sessions: &Sessions<S>, cookies: &str, handler: impl FnOnce(Live<'_, S>)) -> Vec<String> {
    let (_, closed) = block_on(sessions.scope(cookies, async |live| handler(live))).expect("it can be stored");
    shown(&closed)
}

fn shown(closed: &ResponseHeaders) -> Vec<String> {
    let gone = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";
    let short = |header: String| {
        let (name, rest) = header.split_once('=').expect("a cookie");
        let (value, attributes) = rest.split_once("; ").expect("attributes");
        let what = if value.is_empty() { "deletes" } else { "sets" };
        format!("{what} {name}; {}", attributes.replace(&gone[2..], "").trim_end_matches("; "))
    };
    set_cookies(closed).into_iter().map(short).collect()
}

const PLAIN: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";
const APP: &str = "Path=/app; Secure; HttpOnly; SameSite=Lax";
const TWIN: &str = "Path=/; Secure; HttpOnly; SameSite=Lax; Partitioned";

/// A request doesn't say under which path a cookie was set, so the one that came may be either; and
/// a browser keeps a partitioned cookie beside a plain one, if two came.
#[test]
fn exactly_the_cookies_that_a_browser_may_keep_beside_ours_are_deleted() {
    let sessions = sessions::<Plain>();
    let write = |cookies: &str| sent(&sessions, cookies, |mut live| live.count += 1);
    let end = |cookies: &str| {
        sent(&sessions, cookies, |live| {
            live.end();
        })
    };
    let (sets, deletes) = (format!("sets sid; {PLAIN}"), format!("deletes sid; {PLAIN}"));
    let (app, twin, old) = (format!("deletes sid; {APP}"), format!("deletes sid; {TWIN}"), format!("deletes old; {PLAIN}"));
    assert_eq!(write("theme=dark"), [&*sets]);
    assert_eq!(write("sid=1"), [app.clone(), sets.clone()]);
    assert_eq!(write("sid=1; sid=2"), [twin.clone(), app.clone(), sets.clone()]);
    assert_eq!(write("sid=1; sid=2; sid=3; old=1; old=2"), [twin.clone(), app.clone(), old.clone(), sets]);
    assert_eq!(end("sid=1"), [app.clone(), deletes.clone()]);
    assert_eq!(end("sid=1; sid=2; old=1"), [twin, app, old, deletes]);
}

/// Sessions move from Flask's cookie to their own, which has the same name and other attributes. To
/// a browser it is the same cookie, and setting it replaces the other.
#[test]
fn the_place_of_the_sessions_own_cookie_is_not_deleted_first() {
    let flask = |same_site| {
        let config = FlaskConfig {
            session_cookie_name: "__Host-sid".into(),
            session_cookie_secure: true,
            session_cookie_samesite: same_site,
            ..FlaskConfig::default()
        };
        let keys = FlaskKeys::new("a secret of 32 bytes, or more for it").expect("a secret");
        config.sessions_with::<Secured>(keys, Sessions::options().clock(clock())).expect("a cookie")
    };
    let from = SystemTime::UNIX_EPOCH + Duration::from_secs(clock().seconds());
    let when = from..from + Duration::from_hours(1);
    for same_site in [None, Some(SameSite::Lax), Some(SameSite::Strict)] {
        let old = flask(same_site);
        let (_, closed) = block_on(old.scope(None, async |mut live| live.count = 7)).expect("it can be stored");
        let cookie = format!("__Host-sid={}", closed.set_cookie().expect("written").value());
        let moving = Sessions::<Secured>::options().clock(clock()).migrating(&old, when.clone()).in_cookie(key(1));
        let (sets, deletes) = (format!("sets __Host-sid; {PLAIN}"), format!("deletes __Host-sid; {PLAIN}"));
        assert_eq!(sent(&moving, &cookie, |live| assert_eq!(live.count, 7)), [&*sets], "it moves");
        assert_eq!(sent(&moving, &cookie, |mut live| live.count += 1), [&*sets], "a write");
        assert_eq!(
            sent(&moving, &cookie, |live| {
                live.end();
            }),
            [deletes],
            "a sign-out"
        );
    }
}

/// A cookie that two settings name is deleted once.
#[test]
fn no_deletion_is_sent_twice() {
    let from = SystemTime::UNIX_EPOCH + Duration::from_secs(clock().seconds());
    let when = from..from + Duration::from_hours(1);
    let config = FlaskConfig { session_cookie_name: "old".into(), session_cookie_secure: true, ..FlaskConfig::default() };
    let keys = FlaskKeys::new("a secret of 32 bytes, or more for it").expect("a secret");
    let flask = config.sessions_with::<Other>(keys, Sessions::options().clock(clock())).expect("a cookie");
    let moving =
        Sessions::<Other>::options().clock(clock()).migrating(&flask, when.clone()).migrating(&flask, when).in_cookie(key(1));
    let expected = [format!("deletes old; {PLAIN}"), format!("sets __Host-other; {PLAIN}")];
    assert_eq!(sent(&moving, "old=1; old=2", |mut live| live.count += 1), expected);
}

/// Two sessions of one handler were kept in one cookie before.
#[test]
fn two_sessions_delete_a_cookie_once() {
    let close = |change: bool| {
        let write = async {
            let (mut one, mut other) = (sessions::<Plain>().open("old=1").await?, sessions::<Other>().open("old=1").await?);
            one.live().count += 1;
            other.live().count += u32::from(change);
            Ok::<_, session_core::SessionError>(one.close().await?.beside(other.close().await?))
        };
        shown(&block_on(write).expect("it can be stored"))
    };
    let (old, sid) = (format!("deletes old; {PLAIN}"), format!("sets sid; {PLAIN}"));
    assert_eq!(close(false), [old.clone(), sid.clone()]);
    assert_eq!(close(true), [old, sid, format!("sets __Host-other; {PLAIN}")]);
}

/// What one session deletes, the other one sets. Where the cookies are only known when the program
/// runs, no response does both.
#[test]
fn no_session_deletes_what_another_one_sets() {
    #[derive(Session)]
    #[session(name = "moved", cookie = "__Host-moved")]
    struct Moved {
        count: u32,
    }
    type Both = (RequestContext<Other>, RequestContext<Moved>);
    let from = SystemTime::UNIX_EPOCH + Duration::from_secs(clock().seconds());
    let config =
        FlaskConfig { session_cookie_name: "__Host-other".into(), session_cookie_secure: true, ..FlaskConfig::default() };
    let keys = FlaskKeys::new("a secret of 32 bytes, or more for it").expect("a secret");
    let flask = config.sessions_with::<Moved>(keys, Sessions::options().clock(clock())).expect("a cookie");
    let when = from..from + Duration::from_hours(1);
    let moving = Sessions::<Moved>::options().clock(clock()).migrating(&flask, when).in_cookie(key(1));
    let both = async {
        let cookies = || Some("__Host-other=1");
        let (mut other, mut moved) = Both::open(&(sessions(), moving), cookies).await.expect("they open");
        other.live().count += 1;
        moved.live().count += 1;
        (other, moved).close().await
    };
    assert!(matches!(block_on(both), Err(NotClosed { why: CloseError::CookieTaken, .. })));
}
