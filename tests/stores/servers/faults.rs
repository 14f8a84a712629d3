//! A server that is killed, masters that are replaced, and answers that get lost, while visitors
//! come.
//!
//! A request that is answered by an error may have been written all the same: that is what a 503
//! says. What was answered with success is there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use session_core::testing::{block_on, key};
use session_core::{Arrival, CloseError, OpenError, Refusal, RequestContext, Session, Sessions};
use session_servers::{Postgres, Proxy, Redis, RedisCluster};

use super::{RUNTIME, SHORT, cluster, postgres, redis};
use crate::world::{close, cookie_of};

/// How many visitors come, each with so many requests at once.
const VISITORS: usize = 4;
const AT_ONCE: usize = 4;

/// How many requests each of these makes at least, after the server is back.
const LEAST: usize = 20;

#[derive(Session)]
struct Basket {
    #[session(merge = add)]
    items: u64,
}

/// What the requests of one thread were told.
#[derive(Default)]
struct Told {
    stored: u64,
    unavailable: u64,
}

/// Lets visitors come while something is done to their server. Then each has what was stored, and
/// signs out, and who was told so is signed out.
fn come_while(sessions: &Sessions<Basket>, done: impl FnOnce()) {
    let _runtime = RUNTIME.enter();
    let cookies: Vec<String> = (0..VISITORS).map(|_| begun(sessions)).collect();
    let is_over = AtomicBool::new(false);
    let told: Vec<Told> = thread::scope(|scope| {
        let visits = |cookie: &str| (0..AT_ONCE).map(|_| cookie.to_owned()).collect::<Vec<_>>();
        let requests = cookies.iter().flat_map(|cookie| visits(cookie));
        let is_over = &is_over;
        let threads: Vec<_> = requests.map(|cookie| scope.spawn(move || add_until(sessions, &cookie, is_over))).collect();
        done();
        is_over.store(true, Ordering::Relaxed);
        threads.into_iter().map(|thread| thread.join().expect("no request panics")).collect()
    });
    for (visitor, cookie) in cookies.iter().enumerate() {
        let told = &told[visitor * AT_ONCE..][..AT_ONCE];
        let stored: u64 = told.iter().map(|told| told.stored).sum();
        let unavailable: u64 = told.iter().map(|told| told.unavailable).sum();
        let mut last = block_on(sessions.open(Some(&**cookie))).expect("the server is back");
        let items = last.live().items;
        assert!(
            (stored..=stored + unavailable).contains(&items),
            "{items} of {stored}, and {unavailable} that nobody knows of"
        );
        last.live().end();
        assert!(close(last).is_ok());
        let mut after = block_on(sessions.open(Some(&**cookie))).expect("the server is back");
        assert_eq!(after.live().arrival(), Arrival::Refused(Refusal::Ended));
    }
}

fn begun(sessions: &Sessions<Basket>) -> String {
    let mut context = block_on(sessions.open(None)).expect("nothing is asked");
    context.live().items = 0;
    context.live().renew_id();
    let headers = block_on(context.close()).expect("it is stored");
    cookie_of(&headers).expect("a session that begins has a cookie")
}

/// Adds items until the server is back, and some more.
fn add_until(sessions: &Sessions<Basket>, cookie: &str, is_over: &AtomicBool) -> Told {
    let _runtime = RUNTIME.enter();
    let mut told = Told::default();
    let mut after = 0;
    while after < LEAST {
        after += usize::from(is_over.load(Ordering::Relaxed));
        match block_on(sessions.open(Some(cookie))) {
            Ok(context) => add(context, &mut told),
            Err(OpenError::Unavailable(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(told.stored > 0);
    told
}

fn add(mut context: RequestContext<Basket>, told: &mut Told) {
    let mut live = context.live();
    assert_eq!(live.arrival(), Arrival::Resumed);
    live.items += 1;
    match close(context) {
        Ok(_) => told.stored += 1,
        Err(CloseError::Unavailable(_)) => told.unavailable += 1,
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn postgres_is_killed_while_visitors_come() {
    let server = Postgres::start();
    let sessions = Sessions::in_store(key(1), postgres(&server.url(), "killed", SHORT));
    come_while(&sessions, || {
        server.crash();
        server.crash();
    });
}

#[test]
fn the_masters_of_a_cluster_are_replaced_while_visitors_come() {
    let servers = RedisCluster::start();
    let sessions = Sessions::in_store(key(1), cluster(&servers, SHORT));
    come_while(&sessions, || servers.fail_over());
}

/// How many answers get lost, of which one of so many.
const LOST: usize = 60;
const OF: usize = 9;

/// A put whose answer gets lost is sent again, and counts once.
#[test]
fn answers_of_postgres_get_lost() {
    let proxy = Proxy::before(&Postgres::shared().socket());
    let sessions = Sessions::in_store(key(1), postgres(&Postgres::url_by(&proxy), "lost", SHORT));
    come_while(&sessions, || proxy.swallow(OF, LOST));
}

#[test]
fn answers_of_redis_get_lost() {
    let proxy = Proxy::before(&Redis::shared().socket());
    let sessions = Sessions::in_store(key(1), redis(&Redis::url_by(&proxy)));
    come_while(&sessions, || proxy.swallow(OF, LOST));
}
