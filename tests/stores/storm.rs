//! Many requests of one visitor at once, all of which are open before one is closed.

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};
use std::thread;

use session_core::store::{MemoryStore, Store};
use session_core::testing::{block_on, key};
use session_core::{Session, Sessions};
use session_sqlite::SqliteStore;

use crate::folder::Folder;
use crate::servers::RUNTIME;
use crate::world::{close, cookie_of};

const VISITORS: usize = 50;
const REQUESTS: u32 = 16;
const ROUNDS: u32 = 2;

#[derive(Session)]
pub(crate) struct Shop {
    #[session(merge = add)]
    visits: u32,
    #[session(merge = union)]
    items: BTreeSet<u32>,
    #[session(merge = last)]
    last: u32,
}

/// Lets every visitor send their requests at once, in threads.
pub(crate) fn storm(sessions: &Sessions<Shop>) {
    storm_of(sessions, VISITORS);
}

/// As [`storm`], of so many visitors.
pub(crate) fn storm_of(sessions: &Sessions<Shop>, visitors: usize) {
    let _runtime = RUNTIME.enter();
    for _ in 0..visitors {
        let mut first = block_on(sessions.open(None)).expect("the store answers");
        first.live().last = 1;
        let headers = block_on(first.close()).expect("it is stored");
        let cookie = cookie_of(&headers).expect("a session that begins has a cookie");
        for round in 0..ROUNDS {
            let all_are_open = Barrier::new(REQUESTS as usize);
            thread::scope(|scope| {
                for request in 0..REQUESTS {
                    let (cookie, all_are_open) = (&*cookie, &all_are_open);
                    scope.spawn(move || {
                        let _runtime = RUNTIME.enter();
                        let mut context = block_on(sessions.open(Some(cookie))).expect("the store answers");
                        all_are_open.wait();
                        let mut live = context.live();
                        live.visits += 1;
                        live.items.insert(round * REQUESTS + request);
                        live.last = request;
                        assert_eq!(close(context).expect("it is merged"), None);
                    });
                }
            });
        }
        let mut last = block_on(sessions.open(Some(&*cookie))).expect("the store answers");
        let shop = last.live();
        let all = REQUESTS * ROUNDS;
        assert_eq!((shop.visits, shop.items.len()), (all, all as usize));
    }
}

pub(crate) fn sessions(store: impl Store) -> Sessions<Shop> {
    Sessions::in_store(key(1), store)
}

#[test]
fn nothing_is_lost_in_memory() {
    storm(&sessions(Arc::new(MemoryStore::new(1000))));
}

#[test]
fn nothing_is_lost_in_a_file() {
    let folder = Folder::new();
    let store = SqliteStore::open(folder.file()).expect("a new file opens");
    storm(&sessions(store.clone()));
    store.close();
}
