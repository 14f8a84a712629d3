//! Sessions that outer code has open, lent to inner code by way of the request.
//!
//! A framework's requests are often `'static`, so a borrow can't go along with one; the context
//! itself does. Whoever lends it leaves it in a slot that the request knows by the cookie's name.
//! Whoever needs it takes it out, and puts it back when done, whatever happens. So a cookie has
//! one session in a request, opened once and closed once, whatever stands between.

mod give_back;
mod guard;
mod obtain;
mod slot;

pub use give_back::GiveBack;
pub use guard::LendGuard;
pub use obtain::Obtain;
pub use slot::{LoanSlot, LoanSlots};

use session_core::{CloseError, OpenError, ResponseHeaders};

use crate::RequestHead;

/// A context while somebody uses it. What was lent goes back whatever happens: as it came if
/// nobody has run, and discarded if whoever had it panics or is dropped.
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

    /// The context, to look at before anything runs.
    pub(crate) fn peek(&self) -> &C {
        let (context, _) = self.parts.as_ref().expect(WHOLE);
        context
    }

    /// The context, to run something on.
    pub(crate) fn context(&mut self) -> &mut C {
        self.as_it_came = false;
        let (context, _) = self.parts.as_mut().expect(WHOLE);
        context
    }

    /// Notes that nothing has run, or that it doesn't count.
    pub(crate) fn pass_over(&mut self) {
        self.as_it_came = true;
    }

    /// Closes what was opened here and gives back what was lent. All of it holds, or nothing.
    pub(crate) async fn release(mut self) -> Result<ResponseHeaders, CloseError> {
        let (context, lenders) = self.parts.take().expect(WHOLE);
        let mut returns = Vec::new();
        let own = context.part(lenders, &mut returns);
        let headers = C::close_own(own, self.as_it_came).await?;
        returns.into_iter().for_each(GiveBack::unchanged);
        Ok(headers)
    }

    fn into_parts(mut self) -> (C, C::Lenders) {
        self.parts.take().expect(WHOLE)
    }
}

const WHOLE: &str = "a loan has its parts until it is taken apart";

impl<C: Obtain> Drop for Loan<C> {
    fn drop(&mut self) {
        let Some((context, lenders)) = self.parts.take() else { return };
        let mut returns = Vec::new();
        drop(context.part(lenders, &mut returns));
        if self.as_it_came {
            returns.into_iter().for_each(GiveBack::unchanged);
        }
    }
}
