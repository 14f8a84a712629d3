//! Jobs that share a transaction.

#[cfg(test)]
mod tests;

use rusqlite::Connection;
use session_core::store::StoreError;

use crate::error::store_error;
use crate::job::Job;
use crate::query::Effect;

/// Runs jobs in one transaction, and answers them after it.
///
/// If the transaction fails, all of them fail, since nothing of it was written.
pub(crate) fn run(connection: &Connection, mut jobs: Vec<Box<dyn Job>>) {
    let Some(effect) = jobs.iter().map(|job| job.effect()).max() else { return };
    let failed = transact(connection, effect, &mut jobs).err();
    if failed.is_some() && !connection.is_autocommit() {
        // If this fails as well, the next transaction tries it once more.
        let _ = connection.execute_batch("rollback");
    }
    for job in jobs {
        job.answer(failed.as_ref());
    }
}

fn transact(connection: &Connection, effect: Effect, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    if !connection.is_autocommit() {
        connection.execute_batch("rollback").map_err(store_error)?;
    }
    // Within a transaction the setting can't be changed.
    let begin = match effect {
        Effect::Reads => "begin",
        Effect::Writes => "pragma synchronous = normal; begin immediate",
        Effect::Ends => "pragma synchronous = full; begin immediate",
    };
    connection.execute_batch(begin).map_err(store_error)?;
    for job in jobs {
        let ran = job.run(connection);
        // After some errors, such as a full disk, SQLite has rolled the whole transaction back.
        // What came next would be committed by itself.
        if connection.is_autocommit() {
            return ran.and(Err(StoreError::new("SQLite ended the transaction")));
        }
    }
    connection.execute_batch("commit").map_err(store_error)
}
