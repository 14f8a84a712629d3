//! What takes too long, and what fails.

use std::time::Duration;

use session_core::store::{Expected, Put, Store as _};
use session_postgres::PostgresStore;
use session_servers::Postgres;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};

use crate::{POOL, connect_options, entry, name, options, pool, run, store};

/// So short that what waits fails at once.
const SHORT: Duration = Duration::from_millis(50);

#[test]
fn a_put_that_waits_for_a_lock_is_too_slow_and_nothing_of_it_is_left() {
    let patient = store("locked");
    run(patient.put(&name(1), Expected::Absent, &entry(1))).unwrap();
    // The server ends what nobody waits for any more.
    let pool = pool(1, connect_options().options([("statement_timeout", "50ms")]));
    let hasty = options("locked").time_limit(SHORT).with_pool(pool.clone());
    let mut other = run(PgConnection::connect_with(&connect_options())).unwrap();
    run(other.execute(sqlx::raw_sql("begin; update locked set seen = 2"))).unwrap();
    let error = run(hasty.put(&name(1), Expected::Version(1), &entry(2))).unwrap_err();
    assert_eq!(error.to_string(), "the session store gave no answer: it took longer than its time limit");
    // The pool's connection is another one now, which has no answer of the put before.
    let same_pool = options("locked").with_pool(pool);
    assert_eq!(run(same_pool.load(&name(1))).unwrap().unwrap().version, 1);
    let waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%\"locked\"%'";
    while run(POOL.fetch_one(waiting)).unwrap().get::<i64, _>(0) > 0 {}
    run(other.execute("rollback")).unwrap();
    assert_eq!(run(patient.put(&name(1), Expected::Version(1), &entry(3))).unwrap(), Put::Done);
}

#[test]
fn waiting_for_a_connection_counts() {
    let pool = pool(1, connect_options());
    let store = options("waiting").time_limit(SHORT).with_pool(pool.clone());
    let taken = run(pool.acquire()).unwrap();
    assert!(run(store.check()).unwrap_err().to_string().contains("time limit"));
    run(async { drop(taken) });
}

#[test]
fn a_server_that_is_not_there_is_an_error_and_no_password_is_in_it() {
    let _runtime = crate::RUNTIME.enter();
    let pool = sqlx::PgPool::connect_lazy("postgres://shop:secret@localhost/shop?host=/nowhere").unwrap();
    let store = PostgresStore::new(pool);
    let error = run(store.check()).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("secret"));
    let migrated = run(store.migrate()).unwrap_err();
    assert!(!format!("{migrated:?} {migrated}").contains("secret"));
}

#[test]
fn a_server_that_crashed_and_is_back_has_what_it_answered() {
    let server = Postgres::start();
    let pool = pool(4, server.url().parse().unwrap());
    let store = options("survives").with_pool(pool);
    run(store.migrate()).unwrap();
    for number in 0..20 {
        run(store.put(&name(number), Expected::Absent, &entry(1))).unwrap();
    }
    server.crash();
    // The pool finds out that its connections are gone.
    assert!((0..20).all(|number| run(store.load(&name(number))).unwrap() == Some(entry(1))));
}
