//! A lent context on its way back.

use std::fmt;
use std::sync::Arc;

use session_core::__private::discard;
use session_core::{RequestContext, Session};

use super::LoanSlot;

/// A lent context on its way back to its slot. Dropped, it goes back discarded.
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

    /// Gives it back as it is.
    pub(super) fn unchanged(mut self) {
        if let Some(put_back) = self.0.take() {
            put_back(true);
        }
    }
}

/// Shows nothing of what goes back.
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
