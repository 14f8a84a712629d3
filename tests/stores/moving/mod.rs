//! From a cookie into a store and back, and nobody is signed out.

mod back;
mod lives;
mod there;

use std::sync::Arc;
use std::time::Duration;

use session_core::store::MemoryStore;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, RequestContext, Session, Sessions};

use crate::world::close;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

#[derive(Session)]
#[session(idle = "3d", lifetime = "10d")]
struct Shop {
    #[session(identity)]
    user: Option<u32>,
    #[session(merge = add)]
    visits: u32,
    theme: String,
}

/// The same sessions in cookies, in a store, and on their way.
struct Site {
    clock: ManualClock,
    in_cookie: Sessions<Shop>,
    in_store: Sessions<Shop>,
    /// In a store, reading cookies as well.
    there: Sessions<Shop>,
    /// In cookies, reading the store as well.
    back: Sessions<Shop>,
}

impl Site {
    fn new() -> Self {
        let clock = ManualClock::default();
        let options = || Sessions::<Shop>::options().clock(clock.clone());
        let store = Arc::new(MemoryStore::new(1000));
        let in_cookie = options().in_cookie(key(1));
        let in_store = options().in_store(key(2), Arc::clone(&store));
        // Instances of both versions run for a long time.
        let when = clock.now() + 50 * DAY..clock.now() + 100 * DAY;
        let there = options().migrating(&in_cookie, when.clone()).in_store(key(2), store);
        let back = options().migrating(&in_store, when).in_cookie(key(1));
        Self { clock, in_cookie, in_store, there, back }
    }

    /// Begins a session in a cookie.
    fn begun(&self, user: Option<u32>) -> String {
        let mut context = open(&self.in_cookie, "theme=dark");
        let mut live = context.live();
        (live.user, live.visits) = (user, 1);
        close(context).unwrap().expect("a cookie")
    }
}

fn open(sessions: &Sessions<Shop>, cookie: &str) -> RequestContext<Shop> {
    block_on(sessions.open(Some(cookie))).expect("the store answers")
}

/// Reads a session, and returns its user, its visits, and the cookie that is sent.
fn read(sessions: &Sessions<Shop>, cookie: &str) -> (Option<u32>, u32, Option<String>) {
    let mut context = open(sessions, cookie);
    let live = context.live();
    let (user, visits) = (live.user, live.visits);
    (user, visits, close(context).unwrap())
}

fn arrival(sessions: &Sessions<Shop>, cookie: &str) -> Arrival {
    open(sessions, cookie).live().arrival()
}

/// Moves a session into the store, and returns its cookie there.
fn stored(site: &Site, user: Option<u32>) -> String {
    read(&site.there, &site.begun(user)).2.expect("the store's cookie")
}
