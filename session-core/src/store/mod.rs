//! Sessions that are kept on a server: what a store is, and what is written to it.
//!
//! A session in a store is a *record* under a *name*. The visitor's cookie has the name and a
//! *ticket*, which proves that its holder may have the session. [`Store`] is all that a database
//! has to offer: it compares a version, and writes. Tickets, encryption, clocks, merging and what
//! is left of a session that was ended are decided here, once for all stores.
//!
//! `docs/stores.md` says when a cookie is enough, and what a store promises.

pub(crate) mod commit;
mod entry;
mod erased;
mod memory;
pub(crate) mod protocol;
pub(crate) mod record;
pub(crate) mod under_way;
pub(crate) mod vault;

pub use entry::{Entry, Put};
pub use memory::MemoryStore;
pub use protocol::Expected;

pub(crate) use erased::AnyStore;

pub use crate::error::StoreError;
pub use crate::id::Name;

/// A database that keeps records.
///
/// An implementation has one row, key or document for each [`Name`], and no rule of sessions. It
/// writes `async fn` where the trait says `impl Future`. `testing::store_laws!` has the tests that
/// every store has to pass.
///
/// # What a store promises
///
/// * [`put`](Self::put) compares and writes in one step, whoever else writes at the same time, in
///   this process or in another one.
/// * An answer is the newest state. A store doesn't answer from a replica or from a cache.
/// * [`load`](Self::load) and [`put`](Self::put) see an entry until [`Entry::expires`] has passed
///   by an hour, even if it has expired: the caller has the clock. A store may drop it after that,
///   or earlier if it is full.
/// * No version fits an entry that was ended, not even [`Entry::ENDED`]: [`Expected::fits`].
/// * A call answers or fails within a few seconds, since nothing here has a timer: each backend has
///   a time limit, 2 seconds unless an application sets another one.
/// * A future that is dropped leaves the entry as before the call or as after it.
///
/// Times and versions fit into an `i64`, so that SQL can hold them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session store",
    label = "not a session store",
    note = "`session_core::store::MemoryStore` keeps sessions in memory, and `session_sqlite::SqliteStore` in a file",
    note = "for several machines there are `session_postgres::PostgresStore` and `session_redis::RedisStore`",
    note = "for another database: implement `session_core::store::Store`"
)]
pub trait Store: Send + Sync + 'static {
    /// Returns the entry of this name, if there is one.
    ///
    /// # Errors
    ///
    /// If the store gives no answer.
    fn load(&self, name: &Name) -> impl Future<Output = Result<Option<Entry>, StoreError>> + Send;

    /// Puts `next` in the place of what `expected` says, or returns what is there instead.
    ///
    /// What is written is [`next.over(there)`](Entry::over), since two of an entry's times never go
    /// back.
    ///
    /// # Errors
    ///
    /// If the store gives no answer. The put may have taken place all the same. It is sent again
    /// then, and every put has a version of its own, by which one that took place is recognised.
    fn put(&self, name: &Name, expected: Expected, next: &Entry) -> impl Future<Output = Result<Put, StoreError>> + Send;

    /// Raises the times of an entry, and leaves its version alone. An entry that was ended, or that
    /// isn't there, stays so.
    ///
    /// # Errors
    ///
    /// If the store gives no answer.
    fn touch(&self, name: &Name, seen: u64, expires: u64) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Returns whether the store answers, for the readiness probe of a deployment.
    ///
    /// # Errors
    ///
    /// If the store gives no answer.
    fn check(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { self.load(&Name::from_bytes([0; Name::LENGTH])).await.map(drop) }
    }
}

/// A shared store is a store.
impl<T: Store> Store for std::sync::Arc<T> {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        T::load(self, name).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        T::put(self, name, expected, next).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        T::touch(self, name, seen, expires).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        T::check(self).await
    }
}
