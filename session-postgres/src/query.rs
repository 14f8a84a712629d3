//! What a store asks of PostgreSQL.

use session_core::store::{Entry, Expected, Name, Put};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{PgConnection, Postgres, Row as _, SqlStr};

use crate::sql::Statements;

/// What is asked with one connection.
pub(crate) trait Query: Sync {
    type Answer: Send;

    fn run(
        &self,
        connection: &mut PgConnection,
        statements: &Statements,
    ) -> impl Future<Output = sqlx::Result<Self::Answer>> + Send;
}

pub(crate) struct Load<'q>(pub(crate) &'q Name);

impl Query for Load<'_> {
    type Answer = Option<Entry>;

    async fn run(&self, connection: &mut PgConnection, statements: &Statements) -> sqlx::Result<Option<Entry>> {
        let query = sqlx::query(statements.load.clone()).bind(&self.0.as_bytes()[..]);
        query.fetch_optional(connection).await?.as_ref().map(entry).transpose()
    }
}

pub(crate) struct PutOver<'q> {
    pub(crate) name: &'q Name,
    pub(crate) expected: Expected,
    pub(crate) next: &'q Entry,
}

impl Query for PutOver<'_> {
    type Answer = Put;

    async fn run(&self, connection: &mut PgConnection, statements: &Statements) -> sqlx::Result<Put> {
        let is_ended = self.next.is_ended();
        let write = match self.expected {
            Expected::Absent => Some(self.values(&statements.insert)?),
            Expected::Anything => Some(self.values(&statements.upsert)?.bind(is_ended)),
            // No version fits an entry that was ended.
            Expected::Version(Entry::ENDED) => None,
            Expected::Version(version) => Some(self.values(&statements.update)?.bind(is_ended).bind(integer(version)?)),
        };
        if let Some(write) = write
            && write.execute(&mut *connection).await?.rows_affected() > 0
        {
            return Ok(Put::Done);
        }
        // In one statement with the write, this would see the row as it was when that began.
        Load(self.name).run(connection, statements).await.map(Put::Found)
    }
}

impl PutOver<'_> {
    /// Returns a statement with the values of the row.
    fn values(&self, sql: &SqlStr) -> sqlx::Result<sqlx::query::Query<'_, Postgres, PgArguments>> {
        Ok(sqlx::query(sql.clone())
            .bind(&self.name.as_bytes()[..])
            .bind(integer(self.next.version)?)
            .bind(integer(self.next.seen)?)
            .bind(integer(self.next.expires)?)
            .bind(&self.next.body[..]))
    }
}

pub(crate) struct Touch<'q> {
    pub(crate) name: &'q Name,
    pub(crate) seen: u64,
    pub(crate) expires: u64,
}

impl Query for Touch<'_> {
    type Answer = ();

    async fn run(&self, connection: &mut PgConnection, statements: &Statements) -> sqlx::Result<()> {
        let query = sqlx::query(statements.touch.clone())
            .bind(&self.name.as_bytes()[..])
            .bind(integer(self.seen)?)
            .bind(integer(self.expires)?)
            .bind(integer(Entry::ENDED)?);
        query.execute(connection).await.map(drop)
    }
}

/// Deletes what expired before a time, of so many rows after a name. The answer is the last name
/// that was looked at.
pub(crate) struct SweepPage<'q> {
    pub(crate) after: &'q [u8],
    pub(crate) rows: i64,
    pub(crate) before: u64,
}

impl Query for SweepPage<'_> {
    type Answer = Option<Vec<u8>>;

    async fn run(&self, connection: &mut PgConnection, statements: &Statements) -> sqlx::Result<Option<Vec<u8>>> {
        let query = sqlx::query(statements.sweep.clone()).bind(self.after).bind(self.rows).bind(integer(self.before)?);
        query.fetch_optional(connection).await?.map(|row| row.try_get(0)).transpose()
    }
}

fn entry(row: &PgRow) -> sqlx::Result<Entry> {
    let number = |column| {
        let number: i64 = row.try_get(column)?;
        u64::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))
    };
    Ok(Entry { version: number(0)?, seen: number(1)?, expires: number(2)?, body: row.try_get(3)? })
}

/// Returns a number as PostgreSQL has it. The trait promises that it fits.
fn integer(number: u64) -> sqlx::Result<i64> {
    i64::try_from(number).map_err(|error| sqlx::Error::Encode(error.into()))
}
