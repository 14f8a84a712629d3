//! The parts of an integration, in a framework without any types of its own: heads are lists of
//! text. Nothing here uses the feature `http`, which the other tests of the workspace turn on.

use std::error::Error as _;

use session_core::testing::{self, ManualClock, block_on};
use session_core::{
    CloseError, CsrfRefusal, Live, Options, RequestContext, ResponseHeader, ResponseHeaders, Session, SessionError, Sessions,
    SiteData,
};
use session_http::csrf::{Site, check_site};
use session_http::{Exchange, InPlace, LendGuard, LoanSlots, RequestHead, ResponseHead, Unavailable};

#[derive(Session)]
#[session(cookie = "__Host-visits")]
struct Visits {
    count: u32,
}

/// The head of a request: its method, its authority and its headers.
struct Request(&'static str, Option<&'static str>, Vec<(&'static str, String)>);

impl RequestHead for Request {
    fn method(&self) -> &str {
        self.0
    }

    fn authority(&self) -> Option<&[u8]> {
        self.1.map(str::as_bytes)
    }

    fn each(&self, name: &str, see: &mut dyn FnMut(&[u8])) {
        self.2.iter().filter(|(there, _)| *there == name).for_each(|(_, value)| see(value.as_bytes()));
    }
}

/// The head of a response: its status and its headers.
struct Response(u16, Vec<(String, String)>);

impl Response {
    fn new() -> Self {
        Self(200, Vec::new())
    }

    fn values(&self, name: &str) -> Vec<&str> {
        self.1.iter().filter(|(there, _)| there == name).map(|(_, value)| &**value).collect()
    }

    /// Returns the cookie as a browser sends it back.
    fn cookie(&self) -> Option<String> {
        let set_cookie = self.values("set-cookie");
        assert!(set_cookie.len() < 2, "{set_cookie:?}");
        set_cookie.first().and_then(|header| header.split(';').next()).map(str::to_owned)
    }
}

impl ResponseHead for Response {
    fn status(&self) -> u16 {
        self.0
    }

    fn each(&self, see: &mut dyn FnMut(&str, &[u8])) {
        self.1.iter().for_each(|(name, value)| see(name, value.as_bytes()));
    }

    fn put(&mut self, header: &ResponseHeader<'_>) {
        if header.replaces {
            self.1.retain(|(there, _)| *there != header.name);
        }
        self.1.push((header.name.to_string(), header.value.to_owned()));
    }
}

fn sessions() -> Sessions<Visits> {
    Sessions::options().clock(ManualClock::default()).in_cookie(testing::key(1))
}

fn get(cookie: Option<String>) -> Request {
    Request("GET", None, cookie.map(|cookie| ("cookie", cookie)).into_iter().collect())
}

type Opened = Exchange<RequestContext<Visits>>;

/// Counts a visit of this request, and returns the count and the response.
fn visit(sessions: &Sessions<Visits>, request: &Request) -> (u32, Response) {
    let mut exchange: Opened = block_on(Exchange::open(sessions, request, &mut LoanSlots::default())).expect("it opens");
    let count = count(exchange.live().expect("a struct has one state"));
    let mut response = Response::new();
    block_on(exchange.close(&mut response, &InPlace)).expect("it is stored");
    (count, response)
}

fn count(mut visits: Live<'_, Visits>) -> u32 {
    visits.count += 1;
    visits.count
}

#[test]
fn a_request_has_its_session_and_its_response_the_cookie() {
    let sessions = sessions();
    let (first, response) = visit(&sessions, &get(None));
    assert_eq!((first, response.values("vary"), response.values("cache-control")), (1, vec!["Cookie"], vec!["no-store"]));
    let (second, _) = visit(&sessions, &get(response.cookie()));
    assert_eq!(second, 2);
}

#[test]
fn a_request_that_only_asks_and_one_without_a_handler_send_nothing() {
    let sessions = sessions();
    let (_, written) = visit(&sessions, &get(None));
    for method in ["HEAD", "OPTIONS", "TRACE"] {
        for cookie in [None, written.cookie()] {
            let request = Request(method, None, cookie.map(|cookie| ("cookie", cookie)).into_iter().collect());
            let (_, response) = visit(&sessions, &request);
            assert_eq!((response.cookie(), response.values("vary")), (None, vec!["Cookie"]), "{method}");
        }
    }

    let mut exchange: Opened = block_on(Exchange::open(&sessions, &get(None), &mut LoanSlots::default())).expect("it opens");
    count(exchange.live().expect("a struct has one state"));
    exchange.pass_over();
    let mut response = Response::new();
    block_on(exchange.close(&mut response, &InPlace)).expect("nothing is stored");
    assert_eq!(response.cookie(), None);
}

#[test]
fn middleware_and_handler_share_one_session() {
    let sessions = sessions();
    let (request, mut slots) = (get(None), LoanSlots::default());
    let mut context = block_on(sessions.open(None)).expect("it opens");
    count(context.live());

    let guard = LendGuard::new(&mut context, &mut slots);
    let mut inner: Opened = block_on(Exchange::open(&sessions, &request, &mut slots)).expect("it is lent");
    let twice: Result<Opened, _> = block_on(Exchange::open(&sessions, &request, &mut slots));
    let why = twice.expect_err("it is in use").source().map(ToString::to_string);
    assert_eq!(why.as_deref(), Some("the session is in use elsewhere in this request"));
    assert_eq!(count(inner.live().expect("a struct has one state")), 2);
    let mut response = Response::new();
    block_on(inner.close(&mut response, &InPlace)).expect("it goes back");
    assert_eq!(response.cookie(), None, "only the code that opened it sends the cookie");
    drop(guard);

    assert_eq!(count(context.live()), 3);
    let headers = block_on(context.close()).expect("it is stored");
    let cookie = headers.set_cookie().expect("it changed").to_string();
    let (fourth, _) = visit(&sessions, &get(cookie.split(';').next().map(str::to_owned)));
    assert_eq!(fourth, 4);
}

#[test]
fn an_answer_without_a_session_says_what_caches_have_to_know() {
    let sessions = sessions();
    let mut exchange: Opened = block_on(Exchange::open(&sessions, &get(None), &mut LoanSlots::default())).expect("it opens");
    count(exchange.live().expect("a struct has one state"));
    let mut response = Response(200, vec![("set-cookie".to_owned(), "__Host-visits=of-the-handler".to_owned())]);
    let unavailable: Unavailable = block_on(exchange.close(&mut response, &InPlace)).expect_err("the name is taken");
    let why = unavailable.source().and_then(|why| why.downcast_ref());
    assert!(matches!(why, Some(SessionError::Close(CloseError::CookieTaken))), "{why:?}");

    let mut answer = Response(500, Vec::new());
    unavailable.put(&mut answer);
    assert_eq!((answer.cookie(), answer.values("vary")), (None, vec!["Cookie"]));
}

/// Browsers find prefixes in any case, and so take `__HOST-visits` for a name that is as good as
/// ours. Of two names that differ in case only, one is a mistake.
#[test]
fn a_cookies_name_is_taken_in_any_case() {
    let taken = |own: &str| {
        let sessions = sessions();
        let mut exchange: Opened =
            block_on(Exchange::open(&sessions, &get(None), &mut LoanSlots::default())).expect("it opens");
        count(exchange.live().expect("a struct has one state"));
        let mut response = Response(200, vec![("set-cookie".to_owned(), own.to_owned())]);
        block_on(exchange.close(&mut response, &InPlace)).is_err()
    };
    for (own, is_taken) in [
        ("__Host-visits=1; Path=/", true),
        ("__HOST-VISITS=1; Path=/", true),
        ("__host-Visits=", true),
        ("__Host-visits2=1", false),
        ("visits=__Host-visits", false),
    ] {
        assert_eq!(taken(own), is_taken, "{own}");
    }
}

#[derive(Session)]
#[session(cookie = "__Host-basket")]
struct Basket {
    items: u32,
}

#[derive(Session)]
#[session(cookie = "__Host-account", no_store)]
struct Account {
    user: u32,
}

type Contexts = (RequestContext<Visits>, RequestContext<Basket>, RequestContext<Account>);

/// Every session that changed is sent, wherever it stands among the sessions of a handler.
#[test]
fn each_of_several_sessions_has_its_cookie() {
    fn options<S>() -> Options<S> {
        Sessions::options().clock(ManualClock::default())
    }
    let sessions =
        (sessions(), options::<Basket>().in_cookie(testing::key(1)), options::<Account>().in_cookie(testing::key(1)));
    for changes in 0..8 {
        let does = |number: u32| changes & number != 0;
        let mut exchange: Exchange<Contexts> =
            block_on(Exchange::open(&sessions, &get(None), &mut LoanSlots::default())).expect("they open");
        let (mut visits, mut basket, mut account) =
            exchange.live::<(Visits, Basket, Account)>().expect("structs have one state").split();
        visits.count += u32::from(does(1));
        basket.items += u32::from(does(2));
        account.user += u32::from(does(4));
        let mut response = Response::new();
        block_on(exchange.close(&mut response, &InPlace)).expect("they are stored");
        let names = response.values("set-cookie").into_iter().map(|header| header.split('=').next().expect("a name"));
        let names: Vec<&str> = names.collect();
        let expected = [(1, "__Host-visits"), (2, "__Host-basket"), (4, "__Host-account")];
        let expected: Vec<&str> = expected.into_iter().filter(|(number, _)| does(*number)).map(|(_, name)| name).collect();
        assert_eq!(names, expected, "{changes:03b}");
    }
}

/// An integration may join the headers of several sessions in any grouping.
#[test]
fn headers_that_are_joined_are_joined_whole() {
    let headers = |number: u32| {
        let written = block_on(sessions().scope(None, async |mut visits| visits.count = number));
        written.expect("it can be stored").1
    };
    let without = || ResponseHeaders::nothing();
    for joined in [
        headers(1).beside(headers(2)).beside(headers(3)),
        headers(1).beside(headers(2).beside(headers(3))),
        without().beside(headers(1).beside(headers(2))).beside(without().beside(headers(3))),
    ] {
        let cookies: Vec<String> = joined.set_cookies().map(|cookie| cookie.value().to_owned()).collect();
        let expected = [1, 2, 3].map(|number| headers(number).set_cookie().expect("written").value().to_owned());
        assert_eq!(cookies, expected);
        assert_eq!(joined.headers().iter().filter(|header| header.name == "set-cookie").count(), 3);
    }
    let ends = block_on(sessions().scope(None, async |visits| visits.end_and_clear(SiteData::CACHE))).expect("ended").1;
    let account = ResponseHeaders::without_cookie(Account::SCHEMA);
    let joined = without()
        .beside(without().beside(ends).beside(account))
        .headers()
        .iter()
        .map(|header| header.value.to_owned())
        .collect::<Vec<_>>();
    assert_eq!(joined, ["Cookie", "no-store", "\"cache\""]);
}

#[test]
fn what_a_browser_says_of_another_site_is_read_from_any_heads() {
    let post = |authority, headers: &[(&'static str, &str)]| {
        Request("POST", authority, headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    };
    for (request, site) in [
        (post(None, &[("host", "shop.example"), ("origin", "https://shop.example")]), Site::Own),
        (post(Some("shop.example"), &[("origin", "https://shop.example")]), Site::Own),
        (post(Some("shop.example:443"), &[("origin", "https://shop.example")]), Site::Own),
        (post(Some("shop.example:80"), &[("origin", "https://shop.example")]), Site::Other),
        (post(Some("shop.example"), &[("origin", "https://evil.example")]), Site::Other),
        (post(None, &[("sec-fetch-site", "same-site")]), Site::Other),
        (post(None, &[]), Site::Unknown),
    ] {
        assert_eq!(Site::of(&request), site);
        let refused = if site == Site::Other { Err(CsrfRefusal::AnotherSite) } else { Ok(()) };
        assert_eq!(check_site(&request), refused);
    }
}
