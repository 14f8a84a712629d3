//! Entries that nobody needs any more are deleted.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use session_core::store::StoreError;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::PostgresStore;
use crate::query::SweepPage;
use crate::store::Inner;

/// The time for which every store keeps what has expired, in seconds.
const KEPT: u64 = 60 * 60;

/// The time between two rounds, and after one that failed.
const PAUSE: Duration = Duration::from_hours(1);
const PAUSE_AFTER_ERROR: Duration = Duration::from_mins(1);

/// The number of rows that one statement looks at, and the task's pause between two of them, so
/// that it leaves the server to others.
const PAGE: i64 = 1000;
const PAUSE_AFTER_PAGE: Duration = Duration::from_millis(20);

/// The task that deletes what has expired, and its latest error.
#[derive(Default)]
pub(crate) struct Sweeps {
    task: Mutex<Option<JoinHandle<()>>>,
    error: Mutex<Option<StoreError>>,
}

impl PostgresStore {
    /// Deletes what expired more than an hour ago, once. It goes through the whole table by its
    /// primary key, 1000 rows at a time.
    ///
    /// A task does the same every hour, unless the options say
    /// [`without_sweeps`](crate::Options::without_sweeps). Of several instances each has such a task;
    /// they don't wait for each other for long, and one is enough.
    ///
    /// # Errors
    ///
    /// If PostgreSQL gives no answer. What was deleted before stays so.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.sweep_by_pages(Duration::ZERO).await
    }

    /// Returns the error of the task's latest round, if it failed. It tries again after a minute.
    pub fn sweep_error(&self) -> Option<StoreError> {
        self.0.sweeps.error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn sweep_by_pages(&self, pause: Duration) -> Result<(), StoreError> {
        let now = self.0.options.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let before = now.saturating_sub(KEPT);
        let mut last = Vec::new();
        while let Some(end) = self.ask(SweepPage { after: &last, rows: PAGE, before }).await? {
            last = end;
            sleep(pause).await;
        }
        Ok(())
    }

    /// Begins the task, unless it is there. It is of the runtime that it was begun in.
    pub(crate) fn keep_sweeping(&self) {
        if !self.0.options.sweeps {
            return;
        }
        let mut task = self.0.sweeps.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.as_ref().is_none_or(JoinHandle::is_finished) {
            *task = Some(tokio::spawn(keep_sweeping(Arc::downgrade(&self.0))));
        }
    }
}

/// Sweeps as long as there is a handle of the store, whatever fails.
async fn keep_sweeping(store: Weak<Inner>) {
    while let Some(store) = store.upgrade() {
        let error = PostgresStore(Arc::clone(&store)).sweep_by_pages(PAUSE_AFTER_PAGE).await.err();
        let pause = if error.is_some() { PAUSE_AFTER_ERROR } else { PAUSE };
        *store.sweeps.error.lock().unwrap_or_else(PoisonError::into_inner) = error;
        drop(store);
        sleep(pause).await;
    }
}

/// Ends the task with the last handle.
impl Drop for Sweeps {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}
