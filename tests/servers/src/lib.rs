//! Servers of databases for the tests: real ones, each with a temporary folder of its own.
//!
//! A server ends with the process that began it, however that ends: a shell watches over it, and
//! stops it when the pipe from that process is closed. Nothing of it is left.

mod cluster;
mod postgres;
mod proxy;
mod redis;
mod shell;

pub use cluster::RedisCluster;
pub use postgres::Postgres;
pub use proxy::Proxy;
pub use redis::Redis;
