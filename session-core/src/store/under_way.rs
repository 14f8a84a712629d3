//! Which requests of a store's sessions are under way, so that a shutdown can wait for them.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Counts what is under way.
#[derive(Clone, Default)]
pub(crate) struct Requests(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    count: usize,
    waiting: Vec<Waker>,
}

impl Requests {
    /// Counts a request until what this returns is dropped.
    pub(crate) fn begin(&self) -> UnderWay {
        self.state().count += 1;
        UnderWay(self.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is under way.
pub(crate) struct UnderWay(Requests);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.count -= 1;
        let waiting = if state.count == 0 { mem::take(&mut state.waiting) } else { Vec::new() };
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// Waits until no request is under way.
impl Future for Requests {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.count == 0 {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
            state.waiting.push(context.waker().clone());
        }
        Poll::Pending
    }
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requests").field("count", &self.state().count).finish_non_exhaustive()
    }
}
