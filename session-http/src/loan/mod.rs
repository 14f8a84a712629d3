//! Sessions that outer code has open and lends to inner code through the request.
//!
//! A framework's requests are often `'static`, so a request can't carry a borrow. It carries the
//! context itself. Outer code leaves the context in a slot, which the request knows by the
//! cookie's name. Inner code takes it out and gives it back when it is done, whatever happens. So
//! a cookie has one session in a request, which is opened once and closed once.

mod give_back;
mod guard;
mod obtain;
mod slot;

pub use guard::LendGuard;
pub use obtain::Obtain;
pub use slot::LoanSlots;

use give_back::GiveBack;
use slot::LoanSlot;

use session_core::{CloseError, OpenError, ResponseHeaders};

use crate::RequestHead;

/// A context while it is in use. A context that was lent is given back whatever happens: unchanged
/// if no handler has run, and discarded if the code that used it panics or is dropped.
pub(crate) struct Loan<C: Obtain> {
    parts: Option<(C, C::Lenders)>,
    as_it_came: bool,
}

impl<C: Obtain> Loan<C> {
    pub(crate) async fn obtain(
        sessions: &C::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<Self, OpenError> {
        let parts = C::obtain(sessions, request, slots).await?;
        Ok(Self { parts: Some(parts), as_it_came: true })
    }

    /// Returns the context, to look at before anything runs.
    pub(crate) fn peek(&self) -> &C {
        let (context, _) = self.parts.as_ref().expect(WHOLE);
        context
    }

    /// Returns the context, to run a handler on.
    pub(crate) fn context(&mut self) -> &mut C {
        self.as_it_came = false;
        let (context, _) = self.parts.as_mut().expect(WHOLE);
        context
    }

    /// Notes that no handler has run, or that it doesn't count.
    pub(crate) fn pass_over(&mut self) {
        self.as_it_came = true;
    }

    /// Closes the contexts that were opened here and gives back those that were lent. If closing
    /// fails, those that were lent are discarded.
    pub(crate) async fn release(mut self) -> Result<ResponseHeaders, CloseError> {
        let (context, lenders) = self.parts.take().expect(WHOLE);
        let mut returns = Vec::new();
        let own = context.part(lenders, &mut returns);
        let headers = C::close_own(own, self.as_it_came).await?;
        returns.into_iter().for_each(GiveBack::with_changes);
        Ok(headers)
    }

    fn into_parts(mut self) -> (C, C::Lenders) {
        self.parts.take().expect(WHOLE)
    }
}

const WHOLE: &str = "a loan keeps its context until it is released";

impl<C: Obtain> Drop for Loan<C> {
    fn drop(&mut self) {
        let Some((context, lenders)) = self.parts.take() else { return };
        let mut returns = Vec::new();
        drop(context.part(lenders, &mut returns));
        if self.as_it_came {
            returns.into_iter().for_each(GiveBack::with_changes);
        }
    }
}
