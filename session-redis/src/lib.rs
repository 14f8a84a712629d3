//! Sessions in Redis or Valkey: a [store](session_core::store::Store) for applications of several
//! machines, on one server or in a cluster.
//!
//! ```no_run
//! use session_core::{Keys, Session, Sessions};
//! use session_redis::RedisStore;
//!
//! #[derive(Session)]
//! struct Preferences { language: String }
//!
//! # async fn start(keys: Keys) -> Result<Sessions<Preferences>, Box<dyn std::error::Error>> {
//! let client = redis::Client::open("redis://localhost/")?;
//! let store = RedisStore::new(client.get_connection_manager().await?);
//! let sessions = Sessions::<Preferences>::in_store(keys, store);
//! # Ok(sessions)
//! # }
//! ```
//!
//! # How it works
//!
//! A session is one key, whose value is a string. A load is a `GET`. A put and a touch are scripts
//! of that one key, which a server runs in one step: so a cluster needs nothing of an application,
//! and one connection serves all requests at once. A connection is whatever the crate `redis` has
//! for that: `ConnectionManager` (its feature `connection-manager`), which connects again when the
//! server was away, `ClusterConnection` (`cluster-async`), and `MultiplexedConnection`, which
//! doesn't connect again. TLS is a feature of that crate as well, and the runtime is tokio.
//!
//! The connection has to lead to the primary, and to nothing in between: turn on neither the
//! client's reading from replicas (`read_from_replicas`) nor its caching. A session that was ended
//! may be there still. Behind an address that is moved to another server, close the connections to
//! the former one: it answers from then on as a replica does.
//!
//! The tests run with Redis 7.0. The server's user needs the commands `GET`, `EVALSHA`, `EVAL`,
//! `SET`, `GETRANGE`, `SETRANGE` and `EXPIRE` for the keys that begin with the
//! [prefix](Options::prefix), and those that the client itself sends.
//!
//! # How long a call takes
//!
//! A call answers or fails within the [time limit](Options::time_limit), 2 seconds by default, or
//! that of the connection if it is shorter: a `ConnectionManager` waits for half a second unless
//! its `ConnectionManagerConfig` says otherwise.
//!
//! A cluster's client sends a put again if its connection breaks. The put is recognised then by its
//! version, among those of the last four puts of a session.
//!
//! # What survives
//!
//! Redis answers before a disk or a replica has what was written. Whatever it loses, a crash or a
//! failover may bring back: a session as it was before, and also one that was ended. The
//! configuration of the server decides how much that is (`appendonly`, `appendfsync`,
//! `min-replicas-to-write`). With [`waiting_for`](Options::waiting_for) an end is answered when
//! replicas have it.
//!
//! # What is dropped
//!
//! A key expires by itself an hour after its session. A server with a limit of memory has to refuse
//! writes when it is full (`maxmemory-policy noeviction`), or drop only what is next to expire
//! (`volatile-ttl`): one that drops any key brings sessions to an end, and forgets that others were
//! ended.

mod options;
mod record;
mod script;
mod store;

pub use options::Options;
pub use store::RedisStore;
