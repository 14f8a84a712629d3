//! What a store asks of SQLite, as SQL.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use session_core::store::{Entry, Expected, Name, Put};

const LOAD: &str = "select version, seen, expires, body from session where name = :name";

const INSERT: &str = "
    insert into session (name, version, seen, expires, body)
    values (:name, :version, :seen, :expires, :body)
    on conflict (name) do nothing
";

const UPDATE: &str = "
    update session set
        version = :version,
        seen = max(seen, :seen),
        expires = case when :ended then :expires else max(expires, :expires) end,
        body = :body
    where name = :name and version = :expected
";

const UPSERT: &str = "
    insert into session (name, version, seen, expires, body)
    values (:name, :version, :seen, :expires, :body)
    on conflict (name) do update set
        version = excluded.version,
        seen = max(seen, excluded.seen),
        expires = case when :ended then excluded.expires else max(expires, excluded.expires) end,
        body = excluded.body
";

/// Writes nothing if there is nothing to raise.
const TOUCH: &str = "
    update session set seen = max(seen, :seen), expires = max(expires, :expires)
    where name = :name and version <> :ended and (seen < :seen or expires < :expires)
";

const SWEEP: &str = "
    delete from session where name in
        (select name from session where expires < :before order by expires limit :most)
";

/// What a query does to the file, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    Reads,
    Writes,
    /// Writes the end of a session, which has to survive the loss of power.
    Ends,
}

/// What is asked in a transaction.
pub(crate) trait Query: Send + 'static {
    type Answer: Send;

    fn effect(&self) -> Effect;

    fn run(&self, connection: &Connection) -> rusqlite::Result<Self::Answer>;
}

pub(crate) struct Load(pub(crate) Name);

impl Query for Load {
    type Answer = Option<Entry>;

    fn effect(&self) -> Effect {
        Effect::Reads
    }

    fn run(&self, connection: &Connection) -> rusqlite::Result<Self::Answer> {
        let mut statement = connection.prepare_cached(LOAD)?;
        statement.query_row(named_params! { ":name": self.0.as_bytes() }, entry).optional()
    }
}

pub(crate) struct PutOver {
    pub(crate) name: Name,
    pub(crate) expected: Expected,
    pub(crate) next: Entry,
}

impl Query for PutOver {
    type Answer = Put;

    fn effect(&self) -> Effect {
        if self.next.is_ended() { Effect::Ends } else { Effect::Writes }
    }

    fn run(&self, connection: &Connection) -> rusqlite::Result<Self::Answer> {
        let next = &self.next;
        let [version, seen, expires] = [integer(next.version)?, integer(next.seen)?, integer(next.expires)?];
        let (name, ended, body) = (self.name.as_bytes(), next.is_ended(), &next.body);
        let written = match self.expected {
            Expected::Absent => connection.prepare_cached(INSERT)?.execute(named_params! {
                ":name": name, ":version": version, ":seen": seen, ":expires": expires, ":body": body,
            })?,
            // No version fits an entry that was ended.
            Expected::Version(Entry::ENDED) => 0,
            Expected::Version(expected) => connection.prepare_cached(UPDATE)?.execute(named_params! {
                ":name": name, ":version": version, ":seen": seen, ":expires": expires, ":body": body,
                ":ended": ended, ":expected": integer(expected)?,
            })?,
            Expected::Anything => connection.prepare_cached(UPSERT)?.execute(named_params! {
                ":name": name, ":version": version, ":seen": seen, ":expires": expires, ":body": body,
                ":ended": ended,
            })?,
        };
        if written > 0 { Ok(Put::Done) } else { Load(self.name).run(connection).map(Put::Found) }
    }
}

pub(crate) struct Touch {
    pub(crate) name: Name,
    pub(crate) seen: u64,
    pub(crate) expires: u64,
}

impl Query for Touch {
    type Answer = ();

    fn effect(&self) -> Effect {
        Effect::Writes
    }

    fn run(&self, connection: &Connection) -> rusqlite::Result<Self::Answer> {
        let mut statement = connection.prepare_cached(TOUCH)?;
        let [seen, expires, ended] = [integer(self.seen)?, integer(self.expires)?, integer(Entry::ENDED)?];
        let values = named_params! {
            ":name": self.name.as_bytes(), ":seen": seen, ":expires": expires, ":ended": ended,
        };
        statement.execute(values).map(drop)
    }
}

/// Deletes some entries that expired before a time, and returns how many.
pub(crate) fn sweep(connection: &Connection, before: u64, most: usize) -> rusqlite::Result<usize> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    connection.prepare_cached(SWEEP)?.execute(named_params! { ":before": integer(before)?, ":most": most })
}

/// Checks that the tables are those that are asked.
pub(crate) fn check(connection: &Connection) -> rusqlite::Result<()> {
    [LOAD, INSERT, UPDATE, UPSERT, TOUCH, SWEEP].into_iter().try_for_each(|sql| connection.prepare_cached(sql).map(drop))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let number = |column| {
        let number = row.get::<_, i64>(column)?;
        u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
    };
    Ok(Entry { version: number(0)?, seen: number(1)?, expires: number(2)?, body: row.get(3)? })
}

/// Returns a number as SQLite has it. The trait promises that it fits.
fn integer(number: u64) -> rusqlite::Result<i64> {
    i64::try_from(number).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}
