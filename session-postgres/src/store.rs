//! The handle that applications have.

use std::fmt;
use std::sync::Arc;

use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};
use sqlx::{Executor as _, PgPool};

use crate::error::is_conflict;
use crate::limit::{Connection, within};
use crate::query::{Load, PutOver, Query, Touch};
use crate::sql::{Statements, Table};
use crate::sweep::Sweeps;
use crate::{MigrateError, Options};

/// Sessions in a table of PostgreSQL. A clone is another handle of the same pool.
#[derive(Clone)]
pub struct PostgresStore(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) pool: PgPool,
    pub(crate) statements: Statements,
    pub(crate) options: Options,
    pub(crate) sweeps: Sweeps,
    schema: String,
}

impl PostgresStore {
    /// Makes a store in the table `sessions`, with the default settings. No connection is made
    /// before the first call.
    pub fn new(pool: PgPool) -> Self {
        Self::options().with_pool(pool)
    }

    /// Returns settings to make a store with.
    pub fn options() -> Options {
        Options::new()
    }

    pub(crate) fn start(pool: PgPool, table: &Table, options: Options) -> Self {
        let (statements, schema) = (Statements::of(table), table.schema());
        Self(Arc::new(Inner { pool, statements, options, sweeps: Sweeps::default(), schema }))
    }

    /// Returns the SQL that makes the table, for migrations that are kept by other means.
    ///
    /// ```
    /// # use session_postgres::PostgresStore;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), sqlx::Error> {
    /// let store = PostgresStore::new(sqlx::PgPool::connect_lazy("postgres://localhost/shop")?);
    /// assert!(store.schema().starts_with("create table if not exists \"sessions\" ("));
    /// # Ok(())
    /// # }
    /// ```
    pub fn schema(&self) -> &str {
        &self.0.schema
    }

    /// Makes the table if it isn't there, and checks that it is as this crate has it. Several
    /// processes may do so at once. The role needs the right to create a table in the schema; one
    /// that may only read and write can be used afterwards.
    ///
    /// # Errors
    ///
    /// If the role may not create it, if there is another table of this name, or if PostgreSQL gives
    /// no answer.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let mut transaction = self.0.pool.begin().await?;
        // Two that create a table at once would fail, although both say `if not exists`.
        transaction.execute("select pg_advisory_xact_lock(7308324466020282979)").await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(self.0.schema.clone())).execute(&mut *transaction).await?;
        for statement in self.0.statements.all() {
            transaction.prepare(statement.clone()).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Asks within the time limit, with a connection that is closed if the question is given up. One
    /// that PostgreSQL refuses for the sake of another transaction is asked again.
    pub(crate) async fn ask<Q: Query>(&self, query: Q) -> Result<Q::Answer, StoreError> {
        let Inner { pool, statements, options, .. } = &*self.0;
        within(options.time_limit, async {
            let mut connection = Connection::of(pool).await?;
            loop {
                match query.run(&mut connection, statements).await {
                    Err(error) if is_conflict(&error) => {}
                    answer => {
                        connection.give_back();
                        return answer;
                    }
                }
            }
        })
        .await
    }
}

impl Store for PostgresStore {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.ask(Load(name)).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.keep_sweeping();
        self.ask(PutOver { name, expected, next }).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.ask(Touch { name, seen, expires }).await
    }
}

/// Says only what it is: the pool's options have a password.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}
