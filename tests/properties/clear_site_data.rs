//! Signing out can ask the browser to forget more than the session: `Clear-Site-Data`.

use session_core::testing::block_on;
use session_core::{InCookie, Live, ResponseHeaders, Session, SessionState, SiteData, WriteView};

use crate::forge::{sessions, token};
use crate::former::{Now, own_deletion, set_cookies};

/// Returns the value of `Clear-Site-Data`, which the response has at most once, instead of its
/// own.
fn clears(closed: &ResponseHeaders) -> Option<String> {
    let headers = closed.headers_beside(200, [("cache-control", &b"private"[..])]);
    let mut values = headers.iter().filter(|header| header.name == "clear-site-data").map(|header| {
        assert!(header.replaces, "one value says it all");
        header.value.to_owned()
    });
    let value = values.next();
    assert_eq!(values.next(), None);
    value
}

/// Signs out of `S`, with a session or without one.
fn signs_out<S: InCookie + WriteView>(what: SiteData, write: Option<fn(&mut S)>) -> ResponseHeaders {
    let (sessions, _) = sessions::<S>();
    let cookie = write.map(|write| format!("{}={}", S::SCHEMA.cookie().name, token(&sessions, None, write)));
    block_on(sessions.scope(cookie.as_deref(), async |live| live.end_and_clear(what))).expect("an end").1
}

#[test]
fn an_end_can_ask_the_browser_to_forget_more() {
    let all = SiteData::CACHE_AND_STORAGE;
    for (what, expected) in [
        (SiteData::CACHE, Some(r#""cache""#)),
        (SiteData::STORAGE, Some(r#""storage""#)),
        (all, Some(r#""cache", "storage""#)),
        (SiteData::CACHE.and_all_cookies_of_the_domain(), Some(r#""cache", "cookies""#)),
        (SiteData::STORAGE.and_all_cookies_of_the_domain(), Some(r#""cookies", "storage""#)),
        (all.and_all_cookies_of_the_domain(), Some(r#""cache", "cookies", "storage""#)),
        (SiteData::default().and_all_cookies_of_the_domain(), Some(r#""cookies""#)),
        (SiteData::default(), None),
    ] {
        let closed = signs_out::<Now>(what, Some(|now| now.count = 1));
        assert_eq!(clears(&closed).as_deref(), expected);
        assert_eq!(set_cookies(&closed), [own_deletion()], "and the session ends");
        let closed = signs_out::<Now>(what, None);
        assert_eq!(clears(&closed).as_deref(), expected, "what scripts have stored is there without a session as well");
        assert_eq!(set_cookies(&closed), [""; 0]);
    }
}

/// Discarding works as if the handler had not run, before or after the end.
#[test]
fn nothing_is_forgotten_when_the_request_is_discarded_or_ends_otherwise() {
    let (sessions, _) = sessions::<Now>();
    let closes = |run: fn(&mut session_core::RequestContext<Now>)| {
        let mut context = block_on(sessions.open("old=1")).expect("opening never fails");
        run(&mut context);
        clears(&block_on(context.close()).expect("it can be stored"))
    };
    let forgets = Some(r#""cache""#.to_owned());
    assert_eq!(closes(|context| context.live().end_and_clear(SiteData::CACHE)), forgets);
    assert_eq!(
        closes(|context| {
            context.live().end_and_clear(SiteData::CACHE);
            context.live().discard();
        }),
        None
    );
    assert_eq!(
        closes(|context| {
            context.live().discard();
            context.live().end_and_clear(SiteData::CACHE);
        }),
        None
    );
    assert_eq!(closes(|context| context.live().end()), None);
    assert_eq!(closes(|context| context.live().count += 1), None);
    let begins_again = closes(|context| {
        context.live().end_and_clear(SiteData::CACHE);
        context.live().count += 1;
    });
    assert_eq!(begins_again, forgets, "another session begins, and the old one's pages are forgotten all the same");
}

#[derive(Session)]
#[session(cookie = "__Host-basket")]
struct Basket {
    count: u32,
}

#[derive(Session)]
#[session(cookie = "__Host-steps")]
enum Steps {
    #[session(start)]
    First(First),
}

#[derive(SessionState, Default)]
struct First {
    count: u32,
}

/// Each session of a request says what is to be forgotten, and the browser gets one header.
#[test]
fn several_sessions_are_forgotten_together() {
    let basket = |what| signs_out::<Basket>(what, Some(|basket| basket.count = 1));
    let now = |what| signs_out::<Now>(what, Some(|now| now.count = 1));
    let steps = |what| {
        let (sessions, _) = sessions::<Steps>();
        let write =
            async |steps: Live<'_, Steps>| steps.in_state::<First>().map_err(|_| ()).expect("the only one").end_and_clear(what);
        block_on(sessions.scope(None, write)).expect("an end").1
    };
    let both = Some(r#""cache", "storage""#.to_owned());
    assert_eq!(clears(&now(SiteData::CACHE).beside(basket(SiteData::STORAGE))), both);
    assert_eq!(clears(&now(SiteData::STORAGE).beside(basket(SiteData::CACHE))), both);
    let cookies = SiteData::default().and_all_cookies_of_the_domain();
    let all = Some(r#""cache", "cookies", "storage""#.to_owned());
    assert_eq!(clears(&steps(cookies).beside(now(SiteData::CACHE)).beside(basket(SiteData::STORAGE))), all);
    assert_eq!(
        clears(&ResponseHeaders::nothing().beside(now(SiteData::CACHE).beside(basket(SiteData::CACHE)))),
        Some(r#""cache""#.to_owned())
    );
    assert_eq!(clears(&ResponseHeaders::nothing().beside(now(SiteData::default()))), None);
    let ends = now(SiteData::CACHE).beside(basket(SiteData::STORAGE));
    assert_eq!(set_cookies(&ends).len(), 2, "and both are deleted");
}
