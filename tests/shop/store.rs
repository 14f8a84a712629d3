//! A store in memory in which one request can be held while another one overtakes it, and which
//! can be out of reach.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use session_core::store::{Entry, Expected, MemoryStore, Name, Put, Store, StoreError};
use tokio::sync::Notify;

/// A clone is another handle of the same store.
#[derive(Clone)]
pub(crate) struct TestStore(Arc<Inner>);

struct Inner {
    store: MemoryStore,
    holds_next: AtomicBool,
    is_held: Notify,
    goes_on: Notify,
    is_down: AtomicBool,
}

impl Default for TestStore {
    fn default() -> Self {
        Self(Arc::new(Inner {
            store: MemoryStore::new(1000),
            holds_next: AtomicBool::new(false),
            is_held: Notify::new(),
            goes_on: Notify::new(),
            is_down: AtomicBool::new(false),
        }))
    }
}

impl TestStore {
    /// Runs two requests that are open at once: `late` has its session when `early` begins, and is
    /// closed when `early` is answered.
    pub(crate) async fn overtake<L, E>(&self, late: impl Future<Output = L>, early: impl Future<Output = E>) -> (L, E) {
        self.0.holds_next.store(true, Ordering::SeqCst);
        tokio::join!(late, async {
            self.0.is_held.notified().await;
            let answer = early.await;
            self.0.goes_on.notify_one();
            answer
        })
    }

    /// Sets whether the store is out of reach from now on.
    pub(crate) fn set_down(&self, is_down: bool) {
        self.0.is_down.store(is_down, Ordering::SeqCst);
    }

    fn answers(&self) -> Result<(), StoreError> {
        if self.0.is_down.load(Ordering::SeqCst) { Err(StoreError::too_slow()) } else { Ok(()) }
    }
}

impl Store for TestStore {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.answers()?;
        let entry = self.0.store.load(name).await;
        if self.0.holds_next.swap(false, Ordering::SeqCst) {
            self.0.is_held.notify_one();
            self.0.goes_on.notified().await;
        }
        entry
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.answers()?;
        self.0.store.put(name, expected, next).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.answers()?;
        self.0.store.touch(name, seen, expires).await
    }
}
