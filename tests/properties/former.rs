//! Former cookies are deleted when a session changes or ends.

use std::time::Duration;

use proptest::prelude::*;
use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{Arrival, CloseError, Keys, Live, ResponseHeaders, Session, SessionError, Sessions};

use crate::forge::{sessions, token};

#[derive(Session)]
#[session(name = "now", cookie = "__Host-now", idle = "30m")]
#[session(was_cookie(name = "old"))]
#[session(was_cookie(name = "__Secure-older", domain = "example.com", path = "/app"))]
#[session(was_cookie(name = "oldest", path = "/"))]
pub(crate) struct Now {
    pub(crate) count: u32,
    #[session(identity)]
    user: u8,
}

const NAMES: [&str; 3] = ["old", "__Secure-older", "oldest"];

const GONE: &str = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";

/// The headers that delete the former cookies, each with the Domain and Path that it was set with.
/// Otherwise browsers would keep it.
fn deletions() -> [String; 3] {
    [
        format!("old=; Path=/; Secure; HttpOnly; SameSite=Lax; {GONE}"),
        format!("__Secure-older=; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Lax; {GONE}"),
        format!("oldest=; Path=/; Secure; HttpOnly; SameSite=Lax; {GONE}"),
    ]
}

pub(crate) fn own_deletion() -> String {
    format!("__Host-now=; Path=/; Secure; HttpOnly; SameSite=Lax; {GONE}")
}

/// Returns the `Set-Cookie` headers of a response.
pub(crate) fn set_cookies(closed: &ResponseHeaders) -> Vec<String> {
    let headers = closed.headers();
    headers.iter().filter(|header| header.name == "set-cookie").map(|header| header.value.to_owned()).collect()
}

/// Makes one request with these cookies.
fn request(sessions: &Sessions<Now>, cookies: &str, handler: impl FnOnce(Live<'_, Now>)) -> Vec<String> {
    let (_, closed) = block_on(sessions.scope(cookies, async |now| handler(now))).expect("it can be stored");
    set_cookies(&closed)
}

/// The actions of a handler.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Does {
    Reads,
    Writes,
    ChangesIdentity,
    Renews,
    Ends,
    EndsAndWrites,
    Discards,
}

impl Does {
    fn to(self, mut now: Live<'_, Now>) {
        match self {
            Self::Reads => {}
            Self::Writes => now.count += 1,
            Self::ChangesIdentity => now.user += 1,
            Self::Renews => now.renew_id(),
            Self::Ends => now.end(),
            Self::Discards => {
                now.count += 1;
                now.discard();
            }
            Self::EndsAndWrites => unreachable!("it takes two handles"),
        }
    }

    fn on(self, sessions: &Sessions<Now>, cookies: &str) -> Vec<String> {
        if self != Self::EndsAndWrites {
            return request(sessions, cookies, |now| self.to(now));
        }
        let mut context = block_on(sessions.open(cookies)).expect("opening never fails");
        context.live().end();
        context.live().count += 5;
        set_cookies(&block_on(context.close()).expect("it can be stored"))
    }

    fn changes(self) -> bool {
        !matches!(self, Self::Reads | Self::Discards)
    }
}

const ALL: [Does; 7] =
    [Does::Reads, Does::Writes, Does::ChangesIdentity, Does::Renews, Does::Ends, Does::EndsAndWrites, Does::Discards];

/// The session cookie that a request carries.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Own {
    Nothing,
    Refused,
    Valid,
    Due,
}

impl Own {
    /// Returns the cookie, and sessions at the time for which it is in this condition.
    fn cookie(self) -> (Sessions<Now>, String) {
        let (sessions, clock) = sessions::<Now>();
        let written = token(&sessions, None, |now| now.count = 1);
        let cookie = match self {
            Self::Nothing => "theme=dark".to_owned(),
            Self::Refused => format!("__Host-now={written}x"),
            Self::Valid | Self::Due => format!("__Host-now={written}"),
        };
        clock.advance(Duration::from_mins(if self == Self::Due { 20 } else { 0 }));
        (sessions, cookie)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every change and the end of the session delete the former cookies that the request carried,
    /// before the session's own cookie. Nothing else deletes them.
    #[test]
    fn former_cookies_that_came_are_deleted_by_a_change(
        came in any::<[bool; 3]>(),
        is_in_front in any::<bool>(),
        own in prop::sample::select(vec![Own::Nothing, Own::Refused, Own::Valid, Own::Due]),
        does in prop::sample::select(ALL.to_vec()),
    ) {
        let (sessions, cookie) = own.cookie();
        let former = NAMES.iter().zip(came).filter(|(_, came)| *came).map(|(name, _)| format!("{name}=whatever"));
        let mut cookies: Vec<String> = former.collect();
        cookies.insert(if is_in_front { 0 } else { cookies.len() }, cookie);
        let sent = does.on(&sessions, &cookies.join("; "));

        let mut expected: Vec<String> = Vec::new();
        if does.changes() {
            let deleted = deletions().into_iter().zip(came).filter(|(_, came)| *came).map(|(deletion, _)| deletion);
            expected.extend(deleted);
        }
        let is_there = own != Own::Nothing || came.contains(&true);
        let sends_its_own = match does {
            Does::Reads => own == Own::Due,
            Does::Discards => false,
            Does::Ends => is_there,
            _ => true,
        };
        prop_assert_eq!(sent.len(), expected.len() + usize::from(sends_its_own), "{:?} {:?}: {:?}", own, does, sent);
        prop_assert_eq!(&sent[..expected.len()], &expected[..], "{:?} {:?}", own, does);
        if let Some(last) = sent.last() {
            prop_assert_eq!(*last == own_deletion(), does == Does::Ends, "{}", last);
            prop_assert!(last.starts_with("__Host-now="), "{}", last);
        }
    }
}

/// Without a session, signing out is about the old cookie.
#[test]
fn an_end_with_only_a_former_cookie_deletes_both() {
    let (sessions, _) = sessions::<Now>();
    assert_eq!(Does::Ends.on(&sessions, "old=1"), [deletions()[0].clone(), own_deletion()]);
    assert_eq!(Does::Ends.on(&sessions, "theme=dark"), [""; 0], "nothing came, and nothing is deleted");
}

/// A refresh and a retired key send cookies without an action of the visitor.
#[test]
fn what_is_refreshed_again_deletes_nothing() {
    let (now, clock) = sessions::<Now>();
    let cookies = format!("old=1; __Host-now={}", token(&now, None, |now| now.count = 1));
    let rotated = Sessions::<Now>::options().clock(clock.clone()).in_cookie(Keys::new(key(2)).accepting(key(1)));
    let sent = request(&rotated, &cookies, |_| ());
    assert!(sent.len() == 1 && sent[0].starts_with("__Host-now="), "{sent:?}");
    clock.advance(Duration::from_mins(20));
    let sent = request(&now, &cookies, |_| ());
    assert!(sent.len() == 1 && sent[0].starts_with("__Host-now="), "{sent:?}");
}

/// Names are compared byte for byte. The value isn't read at all, and may be missing.
#[test]
fn only_a_cookie_of_exactly_that_name_counts_whatever_is_in_it() {
    let (sessions, _) = sessions::<Now>();
    let write = |cookies: &str| request(&sessions, cookies, |mut now| now.count += 1).len();
    for came in ["old=", "old=1", "a=b; old=\"x\" ;c=d", "old=1; old=2", "old=caf\u{e9}"] {
        assert_eq!(write(came), 2, "{came}");
    }
    for other in ["old", "Old=1", "old2=1", "x-old=1", "__Host-old=1", "x=old=1", "oldest2=1"] {
        assert_eq!(write(other), 1, "{other}");
    }
}

/// The session isn't moved, because the token under the old name is bound to that name.
#[test]
fn a_former_cookie_is_never_opened() {
    let (sessions, _) = sessions::<Now>();
    let token = token(&sessions, None, |now| now.count = 7);
    for cookies in [format!("old={token}"), format!("oldest={token}; old={token}")] {
        let (saw, _) = block_on(sessions.scope(&cookies, async |now| (now.arrival(), now.count))).expect("a read");
        assert_eq!(saw, (Arrival::Fresh, 0));
    }
}

#[test]
fn a_change_that_can_not_be_stored_deletes_nothing() {
    #[derive(Session)]
    #[session(cookie = "__Host-small", was_cookie(name = "old"))]
    struct Small {
        #[session(max_len = 1)]
        text: String,
    }
    let (sessions, _) = sessions::<Small>();
    let too_long = block_on(sessions.scope("old=1", async |mut small| small.text.push_str("xx")));
    assert!(matches!(too_long, Err(SessionError::Close(CloseError::FieldTooLong { .. }))));
}

#[test]
fn over_plain_http_the_deletion_is_one_that_http_allows() {
    let sessions = Sessions::<Now>::options().danger_allow_http().in_cookie(key(1));
    let sent = request(&sessions, "old=1; older=2", |mut now| now.count += 1);
    assert_eq!(sent[0], format!("old=; Path=/; HttpOnly; SameSite=Lax; {GONE}"));
    assert_eq!(sent[1], format!("older=; Path=/app; Domain=example.com; HttpOnly; SameSite=Lax; {GONE}"));
    assert!(sent.len() == 3 && sent[2].starts_with("now="));
}

/// The cookie has the same name for this host alone and for the whole domain.
#[derive(Session)]
#[session(name = "wide", cookie = "sid", domain = "example.com")]
#[session(was_cookie((name = "sid"), (name = "sid", path = "/app")))]
struct Wide {
    count: u32,
}

/// A request doesn't show which of several cookies is which. If it carried any, every change
/// deletes the former ones.
#[test]
fn former_cookies_of_the_same_name_are_deleted_where_any_came() {
    let (sessions, _) = sessions::<Wide>();
    let valid = token(&sessions, None, |wide| wide.count = 1);
    let sent = |cookies: &str, end: bool| {
        let (_, closed) =
            block_on(sessions.scope(cookies, async |mut wide| if end { wide.end() } else { wide.count += 1 })).expect("stored");
        set_cookies(&closed)
    };
    let gone = |scope: &str| format!("sid=; {scope}; Secure; HttpOnly; SameSite=Lax; {GONE}");
    assert_eq!(sent("theme=dark", false).len(), 1);
    for came in [
        format!("sid={valid}"),
        "sid=junk".to_owned(),
        format!("sid=junk; sid={valid}"),
        format!("sid={valid}; sid={valid}"),
        "sid=; sid=junk".to_owned(),
    ] {
        for end in [false, true] {
            let headers = sent(&came, end);
            assert!(headers.contains(&gone("Path=/")) && headers.contains(&gone("Path=/app")), "{headers:?}");
            let last = headers.last().expect("at least these");
            assert!(last.starts_with("sid=") && last.contains("; Path=/; Domain=example.com;"), "{last}");
            assert_eq!(*last == gone("Path=/; Domain=example.com"), end);
        }
    }
    let read = format!("sid=junk; sid={valid}");
    let (_, closed) = block_on(sessions.scope(&read, async |wide| wide.count)).expect("a read");
    assert_eq!(set_cookies(&closed), [""; 0]);
}

/// A browser follows the deletions: they name the cookies that it keeps, and the new cookie stays.
#[test]
fn a_browser_loses_the_former_cookies_and_keeps_the_session() {
    let sessions = Sessions::<Now>::options().clock(ManualClock::default()).in_cookie(key(1));
    let mut browser = Browser::new(&sessions);
    browser.go_to("https://example.com/app");
    browser.set_cookie("old=1; Path=/; Secure");
    browser.set_cookie("__Secure-older=2; Domain=example.com; Path=/app; Secure");
    browser.set_cookie("theme=dark");
    browser.visit(|now| now.count);
    assert_eq!(browser.cookies().expect("three").matches('=').count(), 3, "a read leaves them");
    browser.visit(|mut now| now.count = 1);
    let cookies = browser.cookies().expect("two");
    assert!(cookies.contains("theme=dark") && cookies.contains("__Host-now="), "{cookies}");
    assert!(!cookies.contains("old"), "{cookies}");
    assert_eq!(browser.visit(|now| now.count), 1);

    let sessions = Sessions::<Wide>::options().clock(ManualClock::default()).in_cookie(key(1));
    let mut browser = Browser::new(&sessions);
    browser.go_to("https://example.com/");
    browser.set_cookie("sid=of-earlier-days; Path=/; Secure");
    browser.visit(|mut wide| wide.count = 1);
    browser.visit(|mut wide| wide.count += 1);
    assert_eq!(browser.cookies().expect("the session").matches("sid=").count(), 1);
    assert_eq!(browser.visit(|wide| wide.count), 2);
}

/// A session moves from one host to the whole domain. The next request reads what was written, and
/// signing out deletes all of it.
#[test]
fn a_session_that_gets_a_domain_is_not_left_behind() {
    #[derive(Session)]
    #[session(name = "moved", cookie = "sid")]
    struct Before {
        count: u32,
    }
    #[derive(Session)]
    #[session(name = "moved", cookie = "sid", domain = "app.example", was_cookie(name = "sid"))]
    struct After {
        count: u32,
    }
    let mut old = Browser::new(&sessions::<Before>().0);
    old.visit(|mut live| live.count = 7);
    let set_cookie = format!("sid={}; Secure", old.cookie_mut().expect("written"));

    let mut browser = Browser::new(&sessions::<After>().0);
    browser.set_cookie(&set_cookie);
    browser.visit(|mut live| live.count += 1);
    assert_eq!(browser.visit(|live| live.count), 8);
    browser.set_cookie(&set_cookie);
    browser.visit(|live| {
        live.end();
    });
    assert_eq!(browser.cookies(), None, "signed out");
}

/// A partitioned former cookie, from when the session had one for each site that embeds this one.
/// It is deleted as it was set: `Partitioned`, and so `Secure`.
#[test]
fn a_partitioned_cookie_can_be_a_former_one() {
    #[derive(Session)]
    #[session(cookie = "__Host-alone", same_site = "None", was_cookie(name = "widget", partitioned))]
    struct Alone {
        count: u32,
    }
    let mut browser = Browser::new(&sessions::<Alone>().0);
    browser.set_cookie("widget=1; Path=/; Secure; SameSite=None; Partitioned");
    assert_eq!(browser.cookies().as_deref(), Some("widget=1"));
    browser.visit(|mut live| live.count = 1);
    let cookies = browser.cookies().expect("the session");
    assert!(cookies.starts_with("__Host-alone=") && !cookies.contains("widget"), "{cookies}");
}

/// A cookie that is `Partitioned` is another cookie, even with the same name.
#[test]
fn a_session_that_is_no_longer_partitioned_leaves_no_twin() {
    #[derive(Session)]
    #[session(name = "embedded", cookie = "__Host-embedded", same_site = "None", partitioned)]
    struct Before {
        count: u32,
    }
    #[derive(Session)]
    #[session(name = "embedded", cookie = "__Host-embedded", was_cookie(name = "__Host-embedded", partitioned))]
    struct After {
        count: u32,
    }
    let mut old = Browser::new(&sessions::<Before>().0);
    old.visit(|mut live| live.count = 7);
    let token = old.cookie_mut().expect("written").clone();
    let mut browser = Browser::new(&sessions::<After>().0);
    browser.set_cookie(&format!("__Host-embedded={token}; Path=/; Secure; SameSite=None; Partitioned"));
    browser.visit(|mut live| live.count += 1);
    assert_eq!(browser.cookies().expect("the session").matches('=').count(), 1);
    assert_eq!(browser.visit(|live| live.count), 8);
    browser.visit(|live| {
        live.end();
    });
    assert_eq!(browser.cookies(), None, "signed out");
}

/// Browsers ignore a header whose name has a prefix and that isn't `Secure`; the test browser
/// panics at such a header.
#[test]
fn a_cookie_that_had_a_prefix_is_deleted_with_secure() {
    #[derive(Session)]
    #[session(cookie = "plain", secure = false)]
    #[session(was_cookie((name = "__Host-old"), (name = "__secure-older", path = "/"), (name = "oldest")))]
    struct Plain {
        count: u32,
    }
    let mut browser = Browser::new(&sessions::<Plain>().0);
    browser.set_cookie("__Host-old=1; Path=/; Secure");
    browser.set_cookie("__secure-older=1; Path=/; Secure");
    browser.set_cookie("oldest=1; Path=/");
    browser.visit(|mut live| live.count = 1);
    let cookies = browser.cookies().expect("the session");
    assert!(cookies.starts_with("plain=") && cookies.matches('=').count() == 1, "{cookies}");
}
