//! A context that is lent to inner code.

use std::fmt;

use super::{LoanSlots, Obtain};

/// Lends a context to inner code through the request, and takes it back when it is dropped:
/// because inner code is done, or because it was given up. What code did that was given up doesn't
/// count.
pub struct LendGuard<'req, C: Obtain> {
    context: &'req mut C,
    lenders: C::Lenders,
}

impl<'req, C: Obtain> LendGuard<'req, C> {
    /// Leaves the context in the slots of the request that inner code gets.
    pub fn new(context: &'req mut C, slots: &mut LoanSlots) -> Self {
        let lenders = context.lend(slots);
        Self { context, lenders }
    }
}

impl<C: Obtain> fmt::Debug for LendGuard<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LendGuard").finish_non_exhaustive()
    }
}

impl<C: Obtain> Drop for LendGuard<'_, C> {
    fn drop(&mut self) {
        self.context.take_back(&self.lenders);
    }
}
