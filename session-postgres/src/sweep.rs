//! Entries that nobody needs any more are deleted.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use session_core::Clock;
use session_core::store::StoreError;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::access::Access;
use crate::query::SweepPage;

/// The time for which every store keeps what has expired, in seconds.
const KEPT: u64 = 60 * 60;

/// The time between two rounds, and after one that failed.
const PAUSE: Duration = Duration::from_hours(1);
const PAUSE_AFTER_ERROR: Duration = Duration::from_mins(1);

/// The number of rows that one statement looks at, and the task's pause between two of them, so
/// that it leaves the server to others.
const PAGE: i64 = 1000;
const PAUSE_AFTER_PAGE: Duration = Duration::from_millis(20);

/// What deletes entries that have expired, and the task that does so by itself.
pub(crate) struct Sweeper {
    access: Arc<Access>,
    clock: Box<dyn Clock>,
    has_task: bool,
    task: Mutex<Option<JoinHandle<()>>>,
    /// The error of the task's latest page.
    error: Mutex<Option<StoreError>>,
}

impl Sweeper {
    pub(crate) fn new(access: Arc<Access>, clock: Box<dyn Clock>, has_task: bool) -> Self {
        Self { access, clock, has_task, task: Mutex::default(), error: Mutex::default() }
    }

    pub(crate) fn error(&self) -> Option<StoreError> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Deletes what has expired, once.
    pub(crate) async fn sweep(&self) -> Result<(), StoreError> {
        let mut last = Vec::new();
        while let Some(end) = self.sweep_page(&last).await? {
            last = end;
        }
        Ok(())
    }

    /// Deletes what has expired of the rows after a name. Returns the last one that was looked at.
    async fn sweep_page(&self, after: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let now = self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        self.access.ask(SweepPage { after, rows: PAGE, before: now.saturating_sub(KEPT) }).await
    }

    /// Begins the task, unless it is there. It is of the runtime that it was begun in.
    pub(crate) fn keep_sweeping(self: &Arc<Self>) {
        if !self.has_task {
            return;
        }
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.as_ref().is_none_or(JoinHandle::is_finished) {
            *task = Some(tokio::spawn(keep_sweeping(Arc::downgrade(self))));
        }
    }
}

/// Sweeps as long as there is a handle of the store, whatever fails. After an error it goes on
/// where it was.
async fn keep_sweeping(sweeper: Weak<Sweeper>) {
    let mut last = Vec::new();
    while let Some(sweeper) = sweeper.upgrade() {
        let (error, pause) = match sweeper.sweep_page(&last).await {
            Ok(Some(end)) => {
                last = end;
                (None, PAUSE_AFTER_PAGE)
            }
            Ok(None) => {
                last.clear();
                (None, PAUSE)
            }
            Err(error) => (Some(error), PAUSE_AFTER_ERROR),
        };
        *sweeper.error.lock().unwrap_or_else(PoisonError::into_inner) = error;
        drop(sweeper);
        sleep(pause).await;
    }
}

/// Ends the task with the last handle.
impl Drop for Sweeper {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}
