//! What expired long ago is deleted, and nothing else.

use session_core::store::{Entry, Expected, Store as _};
use session_core::testing::ManualClock;
use session_postgres::PostgresStore;
use sqlx::Executor as _;
use sqlx::postgres::PgPoolOptions;
use tokio::runtime::Runtime;

use crate::{PATIENCE, POOL, entry, name, options, run, store};

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 60 * 60;

/// How often a test looks whether the task has done something.
const LOOKS: usize = 1_000_000;

fn expiring(at: u64) -> Entry {
    Entry { expires: at, ..entry(1) }
}

fn put(store: &PostgresStore, number: u64, entry: &Entry) {
    run(store.put(&name(number), Expected::Absent, entry)).unwrap();
}

fn is_there(store: &PostgresStore, number: u64) -> bool {
    run(store.load(&name(number))).unwrap().is_some()
}

#[test]
fn what_expired_more_than_an_hour_ago_is_deleted() {
    let clock = ManualClock::at(NOW);
    let store = options("swept").clock(clock.clone()).with_pool(POOL.clone());
    run(store.migrate()).unwrap();
    // More than one statement looks at.
    for number in 0..2500 {
        put(&store, number, &expiring(if number % 3 == 0 { NOW + HOUR } else { NOW }));
    }
    put(&store, 3000, &Entry { version: Entry::ENDED, ..expiring(NOW) });
    run(store.sweep()).unwrap();
    assert!(is_there(&store, 1) && is_there(&store, 3000), "less than an hour");
    clock.set(NOW + HOUR + 1);
    run(store.sweep()).unwrap();
    assert!((0..2500).all(|number| is_there(&store, number) == (number % 3 == 0)));
    assert!(!is_there(&store, 3000));
}

#[test]
fn a_task_sweeps_by_itself_and_ends_with_the_last_handle() {
    let quiet = store("swept_by_a_task");
    put(&quiet, 1, &expiring(NOW));
    // A runtime of its own, whose tasks are counted.
    let runtime = Runtime::new().unwrap();
    let pool = {
        let _runtime = runtime.enter();
        PgPoolOptions::new().connect_lazy_with(crate::connect_options())
    };
    let store = PostgresStore::options().table("swept_by_a_task").time_limit(PATIENCE).with_pool(pool.clone());
    // The first put begins the task.
    runtime.block_on(store.put(&name(2), Expected::Absent, &entry(1))).unwrap();
    assert!((0..LOOKS).any(|_| !is_there(&quiet, 1)));
    assert!(is_there(&quiet, 2));
    drop(store);
    runtime.block_on(pool.close());
    assert!((0..LOOKS).any(|_| runtime.metrics().num_alive_tasks() == 0), "the task goes on");
}

#[test]
fn an_error_of_a_sweep_is_remembered_and_stops_nothing() {
    let quiet = store("sweeps_fail");
    put(&quiet, 1, &expiring(NOW));
    run(POOL.execute(sqlx::raw_sql(
        "create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end';
         create trigger refuse before delete on sweeps_fail execute function refuse()",
    )))
    .unwrap();
    let store = PostgresStore::options().table("sweeps_fail").time_limit(PATIENCE).with_pool(POOL.clone());
    put(&store, 2, &entry(1));
    assert!((0..LOOKS).any(|_| is_there(&store, 1) && store.sweep_error().is_some()));
    assert!(run(store.sweep()).is_err());
    run(POOL.execute("drop trigger refuse on sweeps_fail")).unwrap();
    run(store.sweep()).unwrap();
    assert!(!is_there(&store, 1) && is_there(&store, 2));
}
