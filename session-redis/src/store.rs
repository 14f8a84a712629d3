//! The handle that applications have.

use std::fmt;
use std::sync::Arc;

use redis::aio::ConnectionLike;
use redis::{RedisError, RedisResult, Value};
use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};
use tokio::time::timeout;

use crate::Options;
use crate::record::{decode, encode};
use crate::script::Script;

/// Sessions in Redis or Valkey, on a connection that all calls share. A clone is another handle of
/// it.
#[derive(Clone)]
pub struct RedisStore<C> {
    connection: C,
    shared: Arc<Shared>,
}

/// What the handles of a store share.
struct Shared {
    options: Options,
    put: Script,
    touch: Script,
}

/// Whatever the connection is.
impl RedisStore<()> {
    /// Returns settings to make a store with.
    #[must_use]
    pub fn options() -> Options {
        Options::new()
    }
}

impl<C: ConnectionLike> RedisStore<C> {
    /// Makes a store with the default settings. The keys begin with `session:`.
    pub fn new(connection: C) -> Self {
        Options::new().with_connection(connection)
    }
}

impl Options {
    /// Makes the store.
    pub fn with_connection<C: ConnectionLike>(self, connection: C) -> RedisStore<C> {
        let shared = Shared { options: self, put: Script::put(), touch: Script::touch() };
        RedisStore { connection, shared: Arc::new(shared) }
    }
}

impl<C> RedisStore<C> {
    fn key(&self, name: &Name) -> Vec<u8> {
        [&self.shared.options.prefix[..], name.as_bytes()].concat()
    }

    /// Returns the time as a script has it.
    fn now(&self) -> String {
        self.shared.options.now().to_string()
    }

    /// Waits for an answer within the time limit. Nobody is confused by one that comes later.
    async fn within<T>(&self, call: impl Future<Output = RedisResult<T>>) -> Result<T, StoreError> {
        match timeout(self.shared.options.time_limit, call).await {
            Ok(answer) => answer.map_err(store_error),
            Err(_) => Err(StoreError::too_slow()),
        }
    }
}

impl<C: ConnectionLike> RedisStore<C> {
    /// Returns whether as many replicas as were asked for have what was written on this connection.
    async fn have_it(&self, connection: &mut C) -> RedisResult<bool> {
        let Options { replicas, time_limit, .. } = self.shared.options;
        if replicas == 0 {
            return Ok(true);
        }
        let milliseconds = u64::try_from(time_limit.as_millis() / 2).unwrap_or(u64::MAX).max(1);
        let have: u32 = redis::cmd("WAIT").arg(replicas).arg(milliseconds).query_async(connection).await?;
        Ok(have >= replicas)
    }
}

impl<C: ConnectionLike + Clone + Send + Sync + 'static> Store for RedisStore<C> {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        let (mut connection, key) = (self.connection.clone(), self.key(name));
        let there: Value = self.within(redis::cmd("GET").arg(key).query_async(&mut connection)).await?;
        decode(there).map_err(StoreError::new)
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        let (mut connection, key) = (self.connection.clone(), self.key(name));
        let (expected, version) = match expected {
            Expected::Absent => ("absent", 0),
            Expected::Anything => ("anything", 0),
            Expected::Version(version) => ("version", version),
        };
        let (version, entry, now) = (version.to_be_bytes(), encode(next), self.now());
        let arguments = [expected.as_bytes(), &version, &entry, now.as_bytes()];
        let answer = self.within(async {
            let answer: Value = self.shared.put.run(&mut connection, &key, &arguments).await?;
            let is_safe = !next.is_ended() || self.have_it(&mut connection).await?;
            Ok((answer, is_safe))
        });
        match answer.await? {
            (_, false) => Err(StoreError::new("too few replicas know that the session was ended")),
            (Value::Int(1), true) => Ok(Put::Done),
            (there, true) => decode(there).map(Put::Found).map_err(StoreError::new),
        }
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        let (mut connection, key) = (self.connection.clone(), self.key(name));
        let (seen, expires, now) = (seen.to_be_bytes(), expires.to_be_bytes(), self.now());
        let arguments = [&seen[..], &expires, now.as_bytes()];
        self.within(self.shared.touch.run(&mut connection, &key, &arguments)).await
    }
}

/// Returns what a caller is told.
fn store_error(error: RedisError) -> StoreError {
    if error.is_timeout() {
        return StoreError::too_slow();
    }
    // Out of memory, with `maxmemory-policy noeviction`.
    if error.code() == Some("OOM") { StoreError::full() } else { StoreError::new(error) }
}

/// Says only what it is.
impl<C> fmt::Debug for RedisStore<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").finish_non_exhaustive()
    }
}
