//! The file: who may read it, what SQLite is told, and its tables.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::is_busy;
use crate::{OpenError, query};

/// The version of the tables.
const VERSION: i64 = 1;

/// The entries, and what finds those that have expired. Rows stand in the primary key's own tree,
/// so that a load looks into one tree. A session with a body of 210 bytes takes 295 bytes, and 30
/// in the index.
const TABLES: &str = "
    create table session (
        name blob not null primary key,
        version integer not null,
        seen integer not null,
        expires integer not null,
        body blob not null
    ) strict, without rowid;
    create index session_expires on session (expires);
    pragma user_version = 1;
";

/// How long to wait before SQLite is asked once more, where it doesn't wait by itself.
const PAUSE: Duration = Duration::from_millis(10);

/// Opens a file, and makes its tables if it has none.
pub(crate) fn open(path: &Path, time_limit: Duration) -> Result<Connection, OpenError> {
    create(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(busy_timeout(time_limit))?;
    if connection.is_readonly("main")? {
        return Err(OpenError::ReadOnly);
    }
    let deadline = Instant::now().checked_add(time_limit);
    // Nobody else may have a new file open while it changes to this mode.
    let mode = loop {
        match connection.query_row("pragma journal_mode = wal", [], |row| row.get::<_, String>(0)) {
            Err(error) if is_busy(&error) && deadline.is_none_or(|deadline| Instant::now() < deadline) => thread::sleep(PAUSE),
            answer => break answer?,
        }
    };
    if mode != "wal" {
        return Err(OpenError::Other("its file system has no WAL".into()));
    }
    make_tables(&mut connection)?;
    Ok(connection)
}

/// Opens a database in memory.
pub(crate) fn in_memory() -> Result<Connection, OpenError> {
    let mut connection = Connection::open_in_memory()?;
    make_tables(&mut connection)?;
    Ok(connection)
}

/// Returns how long SQLite waits for another handle's lock: half of the limit, since a call may
/// have waited in the queue for the other half.
pub(crate) fn busy_timeout(time_limit: Duration) -> Duration {
    // SQLite counts milliseconds in 32 bits.
    (time_limit / 2).min(Duration::from_secs(24 * 60 * 60))
}

/// Creates the file if it isn't there. SQLite gives its permissions to the files beside it.
///
/// A file that is there isn't opened here: closing it would give up the locks that another handle
/// of this process has, which belong to the process (POSIX advisory locks).
fn create(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(OpenError::Create(error)),
        _ => Ok(()),
    }
}

fn make_tables(connection: &mut Connection) -> Result<(), OpenError> {
    if version(connection)? == 0 {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have made them meanwhile.
        if version(&transaction)? == 0 {
            transaction.execute_batch(TABLES)?;
        }
        transaction.commit()?;
    }
    match version(connection)? {
        VERSION => Ok(query::check(connection)?),
        version => Err(OpenError::Newer { version }),
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("pragma user_version", [], |row| row.get(0))
}
