//! The storm of all stores.

use session_servers::{Postgres, Redis, RedisCluster};

use super::{PATIENCE, cluster, postgres, redis};
use crate::storm::{sessions, storm, storm_of};

#[test]
fn nothing_is_lost_in_postgres() {
    // A contended put takes PostgreSQL several statements: these are enough to conflict thousands
    // of times.
    storm_of(&sessions(postgres(&Postgres::shared().url(), "storm", PATIENCE)), 10);
}

#[test]
fn nothing_is_lost_in_redis() {
    storm(&sessions(redis(&Redis::shared().url())));
}

#[test]
fn nothing_is_lost_in_a_cluster() {
    storm(&sessions(cluster(RedisCluster::shared(), PATIENCE)));
}
