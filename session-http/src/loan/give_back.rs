//! Giving a lent context back.

use std::fmt;
use std::sync::Arc;

use session_core::__private::{give_up, release_savepoint, undo};
use session_core::{RequestContext, Session};

use super::LoanSlot;

/// A lent context on its way back to its slot. If it is dropped, the code that had it was given up,
/// and the context becomes what it was when that code took it.
pub struct GiveBack(Option<Box<dyn FnOnce(End) + Send>>);

/// How the code that had a lent context ended.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// A handler ran, and its changes count.
    Done,
    /// No handler ran, or its changes don't count: those of a HEAD request, for example.
    PassedOver,
    /// It panicked or was dropped half way, or its response can't be sent.
    GivenUp,
}

impl GiveBack {
    pub(super) fn new<S: Session + Send + Sync>(mut context: Box<RequestContext<S>>, slot: Arc<LoanSlot<S>>) -> Self {
        Self(Some(Box::new(move |end| {
            match end {
                End::Done => release_savepoint(&mut context),
                End::PassedOver => undo(&mut context),
                End::GivenUp => give_up(&mut context),
            }
            slot.put(context);
        })))
    }

    /// Gives the context back.
    pub(super) fn after(mut self, end: End) {
        self.put_back(end);
    }

    fn put_back(&mut self, end: End) {
        if let Some(put_back) = self.0.take() {
            put_back(end);
        }
    }
}

/// Prints nothing of the context.
impl fmt::Debug for GiveBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GiveBack").finish_non_exhaustive()
    }
}

impl Drop for GiveBack {
    fn drop(&mut self) {
        self.put_back(End::GivenUp);
    }
}
