//! The error of a store.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The error of a store that gave no answer: it can't be reached, is full, or took too long.
///
/// [`source`](Error::source) is the database's own error, if it has one.
#[derive(Clone, Debug)]
pub struct StoreError {
    why: &'static str,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// Creates an error from the database's own.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { why: "it failed", source: Some(source.into().into()) }
    }

    /// Creates the error of a store that has no room for another session.
    pub const fn full() -> Self {
        Self { why: "it is full", source: None }
    }

    /// Creates the error of a store that took longer than its time limit.
    pub const fn too_slow() -> Self {
        Self { why: "it took longer than its time limit", source: None }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the session store gave no answer: {}", self.why)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
