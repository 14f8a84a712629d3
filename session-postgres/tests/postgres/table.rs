//! The table: who makes it, where it is, and what its updates cost.

use session_core::store::{Expected, Put, Store as _};
use session_postgres::PostgresStore;
use session_servers::Postgres;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};

use crate::{LATER, POOL, entry, name, options, run, store};

#[test]
fn many_processes_may_make_the_table_at_once() {
    let stores: Vec<_> = (0..8).map(|_| options("made_at_once").with_pool(POOL.clone())).collect();
    run(async {
        let tasks: Vec<_> = stores.into_iter().map(|store| tokio::spawn(async move { store.migrate().await })).collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    });
}

#[test]
fn a_table_of_another_shape_is_told() {
    for (table, columns, has) in [
        ("another", "name text primary key, version int", "name text, version integer"),
        ("without_key", "name bytea, version bigint, seen bigint, expires bigint, body bytea", ""),
    ] {
        run(POOL.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create table {table} ({columns})"))))).unwrap();
        let error = run(options(table).with_pool(POOL.clone()).migrate()).unwrap_err();
        let expected = format!(
            "the table of sessions is another one: it has `{has}`, and not \
             `name bytea, version bigint, seen bigint, expires bigint, body bytea` with the key `name`"
        );
        assert_eq!(error.to_string(), expected);
    }
}

/// Another process may have the table in use for a long time, such as one that makes a backup.
#[test]
fn a_table_that_is_there_is_not_locked() {
    let store = store("in_use");
    let mut backup = run(PgConnection::connect_with(&crate::connect_options())).unwrap();
    run(backup.execute(sqlx::raw_sql("begin; lock table in_use in access share mode"))).unwrap();
    run(store.migrate()).unwrap();
    run(backup.execute("rollback")).unwrap();
}

#[test]
fn a_table_stands_where_it_is_said_to() {
    run(POOL.execute("create schema \"Shop\"")).unwrap();
    let store = options("the \"visitors\"").schema("Shop").with_pool(POOL.clone());
    run(store.migrate()).unwrap();
    assert_eq!(run(store.put(&name(1), Expected::Absent, &entry(1))).unwrap(), Put::Done);
    let count = run(POOL.fetch_one("select count(*) from \"Shop\".\"the \"\"visitors\"\"\"")).unwrap();
    assert_eq!(count.get::<i64, _>(0), 1);
}

#[test]
fn whoever_may_only_read_and_write_rows_can_use_the_table() {
    let made = store("least_rights");
    run(POOL
        .execute(sqlx::raw_sql("create role visitor login; grant select, insert, update, delete on least_rights to visitor")))
    .unwrap();
    let pool = crate::pool(1, crate::connect_options().username("visitor"));
    let store = options("least_rights").with_pool(pool);
    assert_eq!(run(store.put(&name(1), Expected::Absent, &entry(1))).unwrap(), Put::Done);
    assert_eq!(run(store.put(&name(1), Expected::Version(1), &entry(2))).unwrap(), Put::Done);
    run(store.touch(&name(1), 5, LATER + 1)).unwrap();
    run(store.sweep()).unwrap();
    assert_eq!(run(made.load(&name(1))).unwrap().unwrap().seen, 5);
}

/// An update that changes no index stays on its page. One over `expires` would end that.
#[test]
fn nearly_all_updates_are_hot() {
    // A server of its own: a transaction of another test would keep old rows alive.
    let server = Postgres::start();
    let pool = crate::pool(1, server.url().parse().unwrap());
    let store = options("hot").with_pool(pool.clone());
    run(store.migrate()).unwrap();
    let (sessions, updates) = (500, 8);
    for number in 0..sessions {
        run(store.put(&name(number), Expected::Absent, &entry(1))).unwrap();
    }
    for version in 1..=updates {
        for number in 0..sessions {
            let mut next = entry(version + 1);
            (next.seen, next.expires) = (version + 1, LATER + version);
            assert_eq!(run(store.put(&name(number), Expected::Version(version), &next)).unwrap(), Put::Done);
            run(store.touch(&name(number), version + 2, LATER + version + 1)).unwrap();
        }
    }
    run(pool.execute("select pg_stat_force_next_flush()")).unwrap();
    let row = run(pool.fetch_one("select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'hot'")).unwrap();
    let [all, hot] = [0, 1].map(|column| row.get::<i64, _>(column));
    assert_eq!(all, i64::try_from(sessions * updates * 2).unwrap());
    assert!(hot * 100 >= all * 95, "{hot} of {all} updates are HOT");
}

#[test]
fn nothing_of_the_pool_is_shown() {
    let _runtime = crate::RUNTIME.enter();
    let store = PostgresStore::new(sqlx::PgPool::connect_lazy("postgres://shop:secret@localhost/shop").unwrap());
    assert_eq!(format!("{store:?}"), "PostgresStore { .. }");
}
