//! Several instances of the shop, which share a server: whichever of them a visitor reaches, the
//! basket, the sign-in and the sign-out are the same.

use session_core::Sessions;
use session_core::store::Store;
use session_core::testing::key;
use session_postgres::PostgresStore;
use session_redis::RedisStore;
use session_servers::{Postgres, Redis};

use crate::tabs::rows;
use crate::visitor::Tab;

/// Lets a visitor come to two instances in turn, each of which has its own connection.
async fn come_in_turn(stores: [impl Store; 2]) {
    let [mut first, mut second] = stores.map(|store| Tab::of(Sessions::in_store(key(1), store)));
    first.add("fern").await;
    second.cookie.clone_from(&first.cookie);
    second.add("cactus").await;
    assert_eq!(first.cookie, second.cookie, "an ordinary write sends no cookie");
    assert_eq!(rows(&first.get("/").await.page), ["Fern 1", "Cactus 1"]);

    second.sign_in("ada").await;
    first.cookie.clone_from(&second.cookie);
    let mut copy = first.clone();
    let account = first.get("/account").await;
    account.says("Ada’s account");
    account.says("Cactus");
    first.post("/sign-out", &[]).await;
    for tab in [&mut second, &mut copy] {
        assert_eq!(tab.get("/account").await.location(), Some("/sign-in"), "it is signed out everywhere");
    }
}

#[tokio::test]
async fn two_instances_share_a_postgres() {
    let store = || async {
        let pool = sqlx::PgPool::connect(&Postgres::shared().url()).await.expect("the server is there");
        let store = PostgresStore::new(pool);
        store.migrate().await.expect("the table can be made");
        store
    };
    come_in_turn([store().await, store().await]).await;
}

#[tokio::test]
async fn two_instances_share_a_redis() {
    let store = || async {
        let client = redis::Client::open(Redis::shared().url()).expect("the URL is one");
        // However slow the machine.
        let config = redis::aio::ConnectionManagerConfig::new().set_response_timeout(None);
        let connection = client.get_connection_manager_with_config(config).await;
        RedisStore::new(connection.expect("the server is there"))
    };
    come_in_turn([store().await, store().await]).await;
}
