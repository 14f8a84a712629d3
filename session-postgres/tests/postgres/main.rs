//! A store in PostgreSQL, on a real server: the laws of all stores, the table, and what fails.

mod laws;
mod limits;
mod sweep;
mod table;

use std::sync::LazyLock;
use std::time::Duration;

use session_core::store::{Entry, Name};
use session_postgres::{Options, PostgresStore};
use session_servers::Postgres;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::runtime::Runtime;

/// A time that is long past the end of these tests.
const LATER: u64 = 4_000_000_000;

/// How long a test waits for what has to come, however slow the machine.
const PATIENCE: Duration = Duration::from_mins(10);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("there are threads"));

/// The pool that the tests share.
static POOL: LazyLock<PgPool> = LazyLock::new(|| pool(16, connect_options()));

fn run<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.block_on(work)
}

fn connect_options() -> PgConnectOptions {
    Postgres::shared().url().parse().expect("the URL is one")
}

fn pool(connections: u32, options: PgConnectOptions) -> PgPool {
    let _runtime = RUNTIME.enter();
    PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE).connect_lazy_with(options)
}

/// Returns settings with which no call is late, of a table of its own.
fn options(table: &str) -> Options {
    PostgresStore::options().table(table).time_limit(PATIENCE).without_sweeps()
}

/// Makes a store in a table of its own.
fn store(table: &str) -> PostgresStore {
    store_in(POOL.clone(), table)
}

fn store_in(pool: PgPool, table: &str) -> PostgresStore {
    let store = options(table).with_pool(pool);
    run(store.migrate()).expect("the table can be made");
    store
}

fn name(number: u64) -> Name {
    Name::from_bytes(u128::from(number).to_be_bytes())
}

fn entry(version: u64) -> Entry {
    Entry { version, seen: 1, expires: LATER, body: vec![1, 0, 42] }
}
