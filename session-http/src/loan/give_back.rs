//! Giving a lent context back.

use std::fmt;
use std::sync::Arc;

use session_core::__private::discard;
use session_core::{RequestContext, Session};

use super::LoanSlot;

/// A lent context on its way back to its slot. If it is dropped, the context is given back
/// discarded.
pub struct GiveBack(Option<Box<dyn FnOnce(bool) + Send>>);

impl GiveBack {
    pub(super) fn new<S: Session + Send + Sync>(mut context: RequestContext<S>, slot: Arc<LoanSlot<S>>) -> Self {
        Self(Some(Box::new(move |holds| {
            if !holds {
                discard(&mut context);
            }
            slot.put(context);
        })))
    }

    /// Gives the context back with its changes.
    pub(super) fn with_changes(mut self) {
        if let Some(put_back) = self.0.take() {
            put_back(true);
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
        if let Some(put_back) = self.0.take() {
            put_back(false);
        }
    }
}
