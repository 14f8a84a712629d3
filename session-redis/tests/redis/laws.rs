//! The laws of all stores.

use redis::aio::{ConnectionManager, MultiplexedConnection};
use session_redis::RedisStore;
use session_servers::Redis;

use crate::{connect, run, store};

mod on_one_connection {
    fn store() -> super::RedisStore<super::MultiplexedConnection> {
        super::store(super::connect(super::Redis::shared()))
    }

    session_core::testing::store_laws!(store, run = |work| super::run(work));
}

mod on_one_that_connects_again {
    fn store() -> super::RedisStore<super::ConnectionManager> {
        let client = redis::Client::open(super::Redis::shared().url()).expect("the URL is one");
        let config = redis::aio::ConnectionManagerConfig::new().set_response_timeout(None);
        super::store(super::run(super::ConnectionManager::new_with_config(client, config)).expect("the server is there"))
    }

    session_core::testing::store_laws!(store, run = |work| super::run(work));
}
