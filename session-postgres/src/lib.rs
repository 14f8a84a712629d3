//! Sessions in PostgreSQL: a [store](session_core::store::Store) for applications of several
//! machines, in the pool of connections that they have.
//!
//! ```no_run
//! use session_core::{Keys, Session, Sessions};
//! use session_postgres::PostgresStore;
//! use sqlx::PgPool;
//! use sqlx::postgres::PgConnectOptions;
//!
//! #[derive(Session)]
//! struct Preferences { language: String }
//!
//! # async fn start(keys: Keys) -> Result<Sessions<Preferences>, Box<dyn std::error::Error>> {
//! let options: PgConnectOptions = "postgres://shop@localhost/shop".parse()?;
//! let pool = PgPool::connect_with(options.options([("statement_timeout", "2s")])).await?;
//! let store = PostgresStore::new(pool);
//! store.migrate().await?;
//! let sessions = Sessions::<Preferences>::in_store(keys, store);
//! # Ok(sessions)
//! # }
//! ```
//!
//! # How it works
//!
//! A session is a row of one table. A call is one statement on one row, which PostgreSQL locks
//! while it compares and writes, in whatever isolation level. A put that finds another version
//! reads the row with a second statement.
//!
//! [`migrate`](PostgresStore::migrate) makes the table; [`migration`](PostgresStore::migration) has
//! its SQL for whoever keeps migrations by other means. The table has no index but its primary key:
//! with one over times that change, every update would have to write to both (PostgreSQL calls
//! updates that need not *HOT*).
//!
//! # The pool
//!
//! The store takes a pool of its own or the application's. A handler that holds a connection while
//! it answers, such as an open transaction, needs a second one for its session: with as many
//! requests at once as the pool has connections they would wait for each other until the time
//! limit. So either close transactions before the handler returns, or give the sessions a small
//! pool of their own.
//!
//! It has to lead to the primary: a session that was ended may be there still on a standby. Behind
//! PgBouncer's transaction mode, prepared statements need its version 1.21, with
//! `max_prepared_statements` above zero, and a `statement_timeout` is set for the role: `alter role
//! shop set statement_timeout = '2s'`. The tests run without PgBouncer. The application chooses TLS
//! by the features of `sqlx`, and the runtime is tokio.
//!
//! # How long a call takes
//!
//! A call answers or fails within the [time limit](Options::time_limit), 2 seconds by default,
//! which includes waiting for a connection, and making one. One that fails so, or whose future is
//! dropped, closes its connection: an answer that nobody waits for could be taken for that of the
//! next call. The server notices that only when it answers. So give the connections a
//! `statement_timeout`, as above: otherwise calls that wait for a lock go on there, each on a
//! connection that the pool doesn't count any more.
//!
//! # What survives
//!
//! What was answered survives the death of the process and of the server, if the server waits for
//! its disk (`synchronous_commit`, which is on unless a role or a database says otherwise). With
//! `synchronous_commit = off` a crash may bring a session back that was ended. A failover to a
//! standby that isn't synchronous may do so as well.
//!
//! # What is dropped
//!
//! A task deletes entries that expired more than an hour ago, see [`PostgresStore::sweep`]. It
//! begins with the first put, and ends with the last handle.

mod access;
mod error;
mod options;
mod query;
mod sql;
mod store;
mod sweep;

pub use error::MigrateError;
pub use options::Options;
pub use store::PostgresStore;
