//! Asking within a time limit, on a connection of the pool.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use session_core::store::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use tokio::time::timeout;

use crate::error::{is_conflict, store_error};
use crate::query::Query;
use crate::sql::Statements;

/// Access to the table.
pub(crate) struct Access {
    pub(crate) pool: PgPool,
    pub(crate) statements: Statements,
    pub(crate) time_limit: Duration,
}

impl Access {
    /// Asks within the time limit. A query that PostgreSQL refuses for the sake of another
    /// transaction is asked again.
    pub(crate) async fn ask<Q: Query>(&self, query: Q) -> Result<Q::Answer, StoreError> {
        let answer = timeout(self.time_limit, async {
            let mut connection = Connection::of(&self.pool).await?;
            loop {
                match query.run(&mut connection, &self.statements).await {
                    Err(error) if is_conflict(&error) => {}
                    answer => {
                        connection.give_back();
                        return answer;
                    }
                }
            }
        });
        match answer.await {
            Ok(answer) => answer.map_err(store_error),
            Err(_) => Err(StoreError::too_slow()),
        }
    }
}

/// A connection of the pool, which is closed if its query is given up: the server may still answer.
struct Connection(Option<PoolConnection<Postgres>>);

impl Connection {
    async fn of(pool: &PgPool) -> Result<Self, sqlx::Error> {
        pool.acquire().await.map(|connection| Self(Some(connection)))
    }

    /// Gives the connection back to its pool, since its query was answered.
    fn give_back(mut self) {
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
