//! Why a file can't be opened, and what a store says of SQLite's errors.

use std::error::Error;
use std::{fmt, io};

use rusqlite::ErrorCode;
use session_core::store::StoreError;

/// The error of a file that can't be opened as a store of sessions.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The file can't be created.
    Create(io::Error),
    /// The file can be read, and not written.
    ReadOnly,
    /// The file is damaged, or is no SQLite database.
    Damaged(Box<dyn Error + Send + Sync>),
    /// A newer version of this crate made the file.
    Newer {
        /// The version of the file's tables.
        version: i64,
    },
    /// Anything else, in SQLite's words, such as that another process has the file locked.
    Other(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file of sessions can't be opened: ")?;
        match self {
            Self::Create(_) => f.write_str("it can't be created"),
            Self::ReadOnly => f.write_str("it can't be written"),
            Self::Damaged(_) => f.write_str("it is damaged, or no SQLite database"),
            Self::Newer { version } => {
                write!(f, "its tables have version {version}, of a newer session-sqlite; this one knows 1")
            }
            Self::Other(_) => f.write_str("SQLite failed"),
        }
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Create(error) => Some(error),
            Self::Damaged(error) | Self::Other(error) => Some(&**error),
            Self::ReadOnly | Self::Newer { .. } => None,
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged(error.into()),
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Other(error.into()),
        }
    }
}

/// Returns whether another handle has the file locked.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// Returns what a caller is told.
pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::full(),
        _ => StoreError::new(error),
    }
}
