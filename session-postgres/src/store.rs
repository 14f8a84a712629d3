//! The handle that applications have.

use std::fmt;
use std::sync::Arc;

use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};
use sqlx::{Executor as _, PgConnection, PgPool};

use crate::access::Access;
use crate::query::{Load, PutOver, Touch};
use crate::sql::{COLUMNS, Statements, Table};
use crate::sweep::Sweeper;
use crate::{MigrateError, Options};

/// Sessions in a table of PostgreSQL. A clone is another handle of the same pool.
#[derive(Clone)]
pub struct PostgresStore {
    access: Arc<Access>,
    sweeper: Arc<Sweeper>,
    table: Table,
}

impl Options {
    /// Makes the store. No connection is made before the first call.
    pub fn with_pool(self, pool: PgPool) -> PostgresStore {
        let table = Table::new(self.schema.as_deref(), &self.table);
        let access = Arc::new(Access { pool, statements: Statements::of(&table), time_limit: self.time_limit });
        let sweeper = Arc::new(Sweeper::new(Arc::clone(&access), self.clock, self.sweeps));
        PostgresStore { access, sweeper, table }
    }
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

    /// Returns the SQL that makes the table, for whoever keeps migrations by other means.
    ///
    /// ```
    /// # use session_postgres::PostgresStore;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), sqlx::Error> {
    /// let store = PostgresStore::new(sqlx::PgPool::connect_lazy("postgres://localhost/shop")?);
    /// assert!(store.migration().starts_with("create table \"sessions\" ("));
    /// # Ok(())
    /// # }
    /// ```
    pub fn migration(&self) -> String {
        self.table.migration()
    }

    /// Makes the table if it isn't there, and checks that it is as this crate has it. Several
    /// processes may do so at once. The role needs the right to create a table in the schema, if
    /// there is none; one that may only read and write its rows can be used afterwards.
    ///
    /// # Errors
    ///
    /// If the role may not create the table, if there is another one of this name, or if PostgreSQL
    /// gives no answer.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let mut transaction = self.access.pool.begin().await?;
        // Two that create a table at once would fail.
        transaction.execute("select pg_advisory_xact_lock(7308324466020282979)").await?;
        if self.columns(&mut transaction).await?.is_none() {
            sqlx::raw_sql(sqlx::AssertSqlSafe(self.migration())).execute(&mut *transaction).await?;
        }
        let columns = self.columns(&mut transaction).await?.unwrap_or_default();
        transaction.commit().await?;
        if columns == COLUMNS { Ok(()) } else { Err(MigrateError::AnotherTable { columns }) }
    }

    /// Returns the columns of the table, if it is there. One whose primary key isn't the name has
    /// none that are of use.
    async fn columns(&self, connection: &mut PgConnection) -> sqlx::Result<Option<String>> {
        let columns = sqlx::query_scalar::<_, Option<String>>(
            "select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
             from pg_attribute
             where attrelid = to_regclass($1) and attnum > 0 and not attisdropped
                 and exists (select from pg_index where indrelid = attrelid and indisprimary and indkey::text = '1')",
        );
        let is_there = sqlx::query_scalar::<_, bool>("select to_regclass($1) is not null");
        if is_there.bind(self.table.name()).fetch_one(&mut *connection).await? {
            columns.bind(self.table.name()).fetch_one(connection).await.map(|columns| Some(columns.unwrap_or_default()))
        } else {
            Ok(None)
        }
    }

    /// Deletes what expired more than an hour ago, once. It goes through the whole table by its
    /// primary key, 1000 rows at a time.
    ///
    /// A task does the same every hour, unless the options say
    /// [`without_sweeps`](Options::without_sweeps). Of several instances each has such a task; they
    /// don't wait for each other for long, and one is enough.
    ///
    /// # Errors
    ///
    /// If PostgreSQL gives no answer. What was deleted before stays so.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.sweeper.sweep().await
    }

    /// Returns the error of the task, if it failed lately. It tries again after a minute.
    pub fn sweep_error(&self) -> Option<StoreError> {
        self.sweeper.error()
    }
}

impl Store for PostgresStore {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.access.ask(Load(name)).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.sweeper.keep_sweeping();
        self.access.ask(PutOver { name, expected, next }).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.access.ask(Touch { name, seen, expires }).await
    }
}

/// Says only what it is: the pool's options have a password.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}
