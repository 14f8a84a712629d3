//! A cluster: the laws of all stores, and a failover while a session is written.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use session_core::store::{Entry, Expected, Put, Store as _};
use session_redis::RedisStore;
use session_servers::RedisCluster;

use crate::{PATIENCE, entry, name, run};

/// Makes a store on a connection of its own, on which the client waits for so long.
fn store(cluster: &RedisCluster, limit: Duration) -> RedisStore<ClusterConnection> {
    let client = ClusterClientBuilder::new(cluster.urls()).response_timeout(limit).build().expect("the URLs are some");
    crate::store(run(client.get_async_connection()).expect("the cluster is there"))
}

mod laws {
    session_core::testing::store_laws!(
        || super::store(super::RedisCluster::shared(), super::PATIENCE),
        run = |work| super::run(work)
    );
}

#[test]
fn an_end_waits_for_the_replica() {
    let cluster = RedisCluster::shared();
    let client = ClusterClientBuilder::new(cluster.urls()).response_timeout(PATIENCE).build().expect("the URLs are some");
    let connection = run(client.get_async_connection()).expect("the cluster is there");
    let store = RedisStore::options().time_limit(PATIENCE).waiting_for(1).with_connection(connection);
    let ended = Entry { version: Entry::ENDED, ..entry(2) };
    for number in 100..120 {
        assert_eq!(run(store.put(&name(number), Expected::Absent, &entry(1))).unwrap(), Put::Done);
        assert_eq!(run(store.put(&name(number), Expected::Version(1), &ended)).unwrap(), Put::Done);
        // It may have been sent before.
        assert_eq!(run(store.put(&name(number), Expected::Version(1), &ended)).unwrap(), Put::Found(Some(ended.clone())));
    }
}

/// Puts that were answered before a failover that an operator asks for are there after it: the
/// replica waits until it has all of them.
#[test]
fn a_failover_that_is_asked_for_loses_nothing() {
    let cluster = RedisCluster::start();
    // An answer that gets lost is an error soon.
    let store = store(&cluster, Duration::from_secs(2));
    let is_over = AtomicBool::new(false);
    let (done, failed) = thread::scope(|scope| {
        let counter = scope.spawn(|| {
            let (mut version, mut failed) = (0, 0);
            // Names on all masters.
            while !is_over.load(Ordering::Relaxed) || version < 100 {
                for number in 0..20 {
                    let expected = if version == 0 { Expected::Absent } else { Expected::Version(version) };
                    loop {
                        match run(store.put(&name(number), expected, &entry(version + 1))) {
                            Ok(Put::Done) => break,
                            // The put before it had no answer, and took place.
                            Ok(Put::Found(Some(there))) if there.version == version + 1 => break,
                            Ok(found) => panic!("{found:?} instead of {version}"),
                            Err(_) => failed += 1,
                        }
                    }
                }
                version += 1;
            }
            (version, failed)
        });
        cluster.fail_over();
        is_over.store(true, Ordering::Relaxed);
        counter.join().expect("nothing was lost")
    });
    for number in 0..20 {
        assert_eq!(run(store.load(&name(number))).unwrap().map(|there| there.version), Some(done), "{failed} failed");
    }
}
