//! A store in Redis, on real servers: the laws of all stores, and what fails.

mod cluster;
mod laws;
mod limits;

use std::sync::LazyLock;
use std::time::Duration;

use redis::aio::{ConnectionLike, MultiplexedConnection};
use session_core::store::{Entry, Name};
use session_redis::RedisStore;
use session_servers::Redis;
use tokio::runtime::Runtime;

/// How long a test waits for what has to come, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(600);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("there are threads"));

fn run<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.block_on(work)
}

/// Returns a connection, on which the client itself waits for ever.
fn connect(server: &Redis) -> MultiplexedConnection {
    let config = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    let client = redis::Client::open(server.url()).expect("the URL is one");
    run(client.get_multiplexed_async_connection_with_config(&config)).expect("the server is there")
}

fn store<C: ConnectionLike>(connection: C) -> RedisStore<C> {
    RedisStore::options().time_limit(PATIENCE).with_connection(connection)
}

fn name(number: u64) -> Name {
    Name::from_bytes(u128::from(number).to_be_bytes())
}

fn entry(version: u64) -> Entry {
    Entry { version, seen: 1, expires: 4_000_000_000, body: vec![1, 0, 42] }
}
