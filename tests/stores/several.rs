//! Several sessions in one request: what is committed keeps its cookie, and what can fail without a
//! store fails first.

use session_core::store::MemoryStore;
use session_core::testing::{block_on, key};
use session_core::{CloseError, Live, NotClosed, RequestContext, Session, Sessions, ViewContext};

use crate::world::{close, cookie_of};

#[derive(Session)]
struct Basket {
    #[session(merge = add)]
    items: u32,
    #[session(max_len = 4)]
    note: String,
}

#[derive(Session)]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    #[session(merge = refuse)]
    name: String,
}

type Both = (RequestContext<Basket>, RequestContext<Account>);

struct Site {
    sessions: (Sessions<Basket>, Sessions<Account>),
}

impl Site {
    fn new() -> Self {
        let store = || MemoryStore::new(100);
        Self { sessions: (Sessions::in_store(key(1), store()), Sessions::in_store(key(1), store())) }
    }

    fn open(&self, cookies: &str) -> Both {
        block_on(Both::open(&self.sessions, || Some(cookies))).expect("the stores answer")
    }
}

/// Begins an account's session, and returns its cookie.
fn account(site: &Site) -> String {
    let mut context = block_on(site.sessions.1.open(None)).expect("the store answers");
    "Ada".clone_into(&mut context.live().name);
    close(context).unwrap().expect("a cookie")
}

fn change(context: &mut Both, basket: impl FnOnce(&mut Basket), account: impl FnOnce(&mut Account)) {
    let live: Live<'_, (Basket, Account)> = context.live_as().expect("a struct has one state");
    let (mut basket_live, mut account_live) = live.split();
    basket(&mut basket_live);
    account(&mut account_live);
}

#[test]
fn both_are_committed() {
    let site = Site::new();
    let mut context = site.open("theme=dark");
    change(&mut context, |basket| basket.items = 1, |account| account.user = Some(7));
    let headers = block_on(ViewContext::close(context)).expect("both are stored");
    assert_eq!(headers.set_cookies().count(), 2);
}

#[test]
fn what_is_committed_keeps_its_cookie_although_another_one_conflicts() {
    let site = Site::new();
    let cookie = account(&site);
    let mut context = site.open(&cookie);
    let mut other = block_on(site.sessions.1.open(Some(&*cookie))).expect("the store answers");
    "Grace".clone_into(&mut other.live().name);
    close(other).unwrap();
    change(&mut context, |basket| basket.items = 1, |account| "Mary".clone_into(&mut account.name));
    let NotClosed { why, headers } = block_on(ViewContext::close(context)).expect_err("a conflict");
    assert!(matches!(why, CloseError::Unmergeable { field: Some("name") }), "{why:?}");
    let basket = cookie_of(&headers).expect("the basket's cookie");
    let mut context = block_on(site.sessions.0.open(Some(&*basket))).expect("the store answers");
    assert_eq!(context.live().items, 1);
}

#[test]
fn nothing_is_committed_if_one_cant_be_stored() {
    let site = Site::new();
    let cookie = account(&site);
    let mut context = site.open(&cookie);
    change(&mut context, |basket| "too long".clone_into(&mut basket.note), |account| account.user = Some(7));
    let NotClosed { why, headers } = block_on(ViewContext::close(context)).expect_err("a mistake");
    assert!(matches!(why, CloseError::FieldTooLong { field: "note", .. }), "{why:?}");
    assert_eq!(headers.set_cookies().count(), 0);
    let mut context = block_on(site.sessions.1.open(Some(&*cookie))).expect("the store answers");
    assert_eq!(context.live().user, None);
}

#[test]
fn a_session_in_a_cookie_is_not_sent_beside_a_conflict() {
    let store = Sessions::<Account>::in_store(key(1), MemoryStore::new(100));
    let site = Site { sessions: (Sessions::in_cookie(key(1)), store) };
    let cookie = account(&site);
    let mut context = site.open(&cookie);
    let mut other = block_on(site.sessions.1.open(Some(&*cookie))).expect("the store answers");
    other.live().end();
    close(other).unwrap();
    change(&mut context, |basket| basket.items = 1, |account| account.user = Some(7));
    let NotClosed { why, headers } = block_on(ViewContext::close(context)).expect_err("a conflict");
    assert!(matches!(why, CloseError::Ended), "{why:?}");
    assert_eq!(headers.set_cookies().count(), 0);
}
