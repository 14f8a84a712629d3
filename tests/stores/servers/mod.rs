//! Stores on real servers: nothing is lost when many requests come at once, whatever becomes of the
//! servers meanwhile.

mod faults;
mod storms;

use std::sync::LazyLock;
use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use session_postgres::PostgresStore;
use session_redis::RedisStore;
use session_servers::RedisCluster;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::runtime::Runtime;

/// The runtime of the clients. A thread that calls a store enters it.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("there are threads"));

/// So long that no call is late, however slow the machine.
const PATIENCE: Duration = Duration::from_mins(10);

/// The time limit where a server fails: an answer that doesn't come is an error soon.
const SHORT: Duration = Duration::from_secs(5);

fn postgres(url: &str, table: &str, limit: Duration) -> PostgresStore {
    let _runtime = RUNTIME.enter();
    let options: PgConnectOptions = url.parse().expect("the URL is one");
    let options = options.options([("statement_timeout", format!("{}s", limit.as_secs()))]);
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_lazy_with(options);
    let store = PostgresStore::options().table(table).time_limit(limit).with_pool(pool);
    RUNTIME.block_on(store.migrate()).expect("the table can be made");
    store
}

fn redis(url: &str) -> RedisStore<ConnectionManager> {
    let client = redis::Client::open(url).expect("the URL is one");
    let config = redis::aio::ConnectionManagerConfig::new().set_response_timeout(None);
    let connection = RUNTIME.block_on(ConnectionManager::new_with_config(client, config));
    RedisStore::options().time_limit(PATIENCE).with_connection(connection.expect("the server is there"))
}

fn cluster(servers: &RedisCluster, limit: Duration) -> RedisStore<ClusterConnection> {
    let client = ClusterClientBuilder::new(servers.urls()).response_timeout(limit).build().expect("the URLs are some");
    let connection = RUNTIME.block_on(client.get_async_connection());
    RedisStore::options().time_limit(limit).with_connection(connection.expect("the cluster is there"))
}
