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

use give_back::{End, GiveBack};
use slot::LoanSlot;

use session_core::{CloseError, OpenError, ResponseHeaders};

use crate::RequestHead;

/// A context while it is in use. A context that was lent is given back whatever happens. If the
/// code that used it panics or is dropped, the context becomes what it was when that code took it.
pub(crate) struct Loan<C: Obtain> {
    /// They are boxed, since moving a context from future to future costs more than the memory.
    parts: Option<Box<(C, C::Lenders)>>,
    as_it_came: bool,
}

impl<C: Obtain> Loan<C> {
    pub(crate) async fn obtain(
        sessions: &C::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<Self, OpenError> {
        let parts = Box::new(C::obtain(sessions, request, slots).await?);
        Ok(Self { parts: Some(parts), as_it_came: true })
    }

    /// Returns the context, to look at before anything runs.
    pub(crate) fn peek(&self) -> &C {
        let (context, _) = &**self.parts.as_ref().expect(WHOLE);
        context
    }

    /// Returns the context, to run a handler on.
    pub(crate) fn context(&mut self) -> &mut C {
        self.as_it_came = false;
        let (context, _) = &mut **self.parts.as_mut().expect(WHOLE);
        context
    }

    /// Notes that no handler has run, or that it doesn't count.
    pub(crate) fn pass_over(&mut self) {
        self.as_it_came = true;
    }

    /// Closes the contexts that were opened here. Returns the headers, and those that were lent.
    /// Unless these are given back with their changes, nothing that was done holds: so the caller
    /// checks first that the response can be sent.
    pub(crate) async fn close(mut self) -> Result<(ResponseHeaders, Returns), CloseError> {
        let as_it_came = self.as_it_came;
        let (context, lenders) = &mut **self.parts.as_mut().expect(WHOLE);
        let headers = context.close_own(lenders, as_it_came).await?;
        let mut lent = Vec::new();
        let (context, lenders) = self.into_parts();
        context.part(lenders, &mut lent);
        let end = if as_it_came { End::PassedOver } else { End::Done };
        Ok((headers, Returns { lent, end }))
    }

    fn into_parts(mut self) -> (C, C::Lenders) {
        *self.parts.take().expect(WHOLE)
    }
}

const WHOLE: &str = "a loan keeps its context until it is closed";

/// The lent contexts of a request on their way back.
pub(crate) struct Returns {
    lent: Vec<GiveBack>,
    end: End,
}

impl Returns {
    /// Gives the contexts back, with their changes unless no handler has run.
    pub(crate) fn give_back(self) {
        for context in self.lent {
            context.after(self.end);
        }
    }
}

impl<C: Obtain> Drop for Loan<C> {
    fn drop(&mut self) {
        let Some(parts) = self.parts.take() else { return };
        let (context, lenders) = *parts;
        let mut lent = Vec::new();
        context.part(lenders, &mut lent);
        let end = if self.as_it_came { End::PassedOver } else { End::GivenUp };
        for context in lent {
            context.after(end);
        }
    }
}
