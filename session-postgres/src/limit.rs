//! The time limit of a call, and the connection of one that is given up.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use session_core::store::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use tokio::time::timeout;

use crate::error::store_error;

/// Runs a call within its time limit.
pub(crate) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StoreError> {
    match timeout(limit, call).await {
        Ok(answer) => answer.map_err(store_error),
        Err(_) => Err(StoreError::too_slow()),
    }
}

/// A connection of the pool, which is closed if its call is given up: the server may still answer.
pub(crate) struct Connection(Option<PoolConnection<Postgres>>);

impl Connection {
    pub(crate) async fn of(pool: &PgPool) -> Result<Self, sqlx::Error> {
        pool.acquire().await.map(|connection| Self(Some(connection)))
    }

    /// Gives the connection back to its pool, since its call was answered.
    pub(crate) fn give_back(mut self) {
        self.0.take();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

impl Deref for Connection {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.0.as_deref().expect("only `give_back` takes it, which consumes this")
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.0.as_deref_mut().expect("only `give_back` takes it, which consumes this")
    }
}
