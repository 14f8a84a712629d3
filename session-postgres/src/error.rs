//! Why the table can't be made, and what a store says of PostgreSQL's errors.

use std::error::Error;
use std::fmt;

use session_core::store::StoreError;

use crate::sql::COLUMNS;

/// The error of a table that can't be made, or isn't one of this crate.
#[derive(Debug)]
#[non_exhaustive]
pub enum MigrateError {
    /// There is another table of this name, or its primary key isn't `name`.
    AnotherTable {
        /// Its columns, with their types.
        columns: String,
    },
    /// Anything else, in PostgreSQL's words, such as that the role may not create a table.
    Other(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnotherTable { columns } => {
                write!(f, "the table of sessions is another one: it has `{columns}`, and not `{COLUMNS}` with the key `name`")
            }
            Self::Other(_) => f.write_str("the table of sessions can't be made"),
        }
    }
}

impl Error for MigrateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::AnotherTable { .. } => None,
            Self::Other(error) => Some(&**error),
        }
    }
}

impl From<sqlx::Error> for MigrateError {
    fn from(error: sqlx::Error) -> Self {
        Self::Other(error.into())
    }
}

/// Returns what a caller is told.
pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    match code(&error).as_deref() {
        // disk_full
        Some("53100") => StoreError::full(),
        // query_canceled, by the server's own `statement_timeout`; and lock_not_available
        Some("57014" | "55P03") => StoreError::too_slow(),
        _ if matches!(error, sqlx::Error::PoolTimedOut) => StoreError::too_slow(),
        _ => StoreError::new(error),
    }
}

/// Returns whether another transaction was faster, where the connection asks for an isolation level
/// that refuses it: serialization_failure or deadlock_detected.
pub(crate) fn is_conflict(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("40001" | "40P01"))
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(Into::into)
}
