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

use session_core::{NotClosed, OpenError, ResponseHeaders};

use crate::RequestHead;

/// A context while it is in use. A context that was lent is given back whatever happens. If the
/// code that used it panics or is dropped, the context becomes what it was when that code took it.
pub(crate) struct Loan<C: Obtain> {
    /// They are here until the loan ends. The context is boxed, since moving it from future to
    /// future costs more than the memory.
    parts: Option<(Box<C>, C::Lenders)>,
    as_it_came: bool,
}

impl<C: Obtain> Loan<C> {
    pub(crate) async fn obtain(
        sessions: &C::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<Self, OpenError> {
        Ok(Self { parts: Some(C::obtain(sessions, request, slots).await?), as_it_came: true })
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

    /// Returns the names of cookies whose sessions are committed to a store when they are closed.
    /// There are none if no handler has run.
    pub(crate) fn stored_names(&self) -> Vec<String> {
        let (context, lenders) = self.parts.as_ref().expect(WHOLE);
        let mut names = Vec::new();
        if !self.as_it_came {
            context.stored_names(lenders, &mut names);
        }
        names
    }

    /// Returns whether outer code lends one of the contexts.
    pub(crate) fn has_lent(&self) -> bool {
        let (_, lenders) = self.parts.as_ref().expect(WHOLE);
        C::has_lent(lenders)
    }

    /// Checks that a response with these `Set-Cookie` headers sets no cookie of a session that was
    /// opened here.
    pub(crate) fn check_taken(&self, headers: &[Vec<u8>]) -> Result<(), NotClosed> {
        let (context, lenders) = self.parts.as_ref().expect(WHOLE);
        context.check_taken(lenders, headers)
    }

    /// Closes the contexts that were opened here, without changes unless a handler has run.
    pub(crate) fn close_own(&mut self) -> impl Future<Output = Result<ResponseHeaders, NotClosed>> + Send {
        let as_it_came = self.as_it_came;
        let (context, lenders) = self.parts.as_mut().expect(WHOLE);
        context.close_own(lenders, as_it_came)
    }

    /// Moves the contexts into a loan of their own, and leaves none here.
    pub(crate) fn take(&mut self) -> Self {
        Self { parts: self.parts.take(), as_it_came: self.as_it_came }
    }

    /// Gives back the contexts that were lent, with their changes unless no handler has run. A loan
    /// that is dropped instead gives them back as they came: so the caller checks first that the
    /// response can be sent.
    pub(crate) fn give_back(mut self) {
        self.end(End::Done);
    }

    fn end(&mut self, end: End) {
        let Some((context, lenders)) = self.parts.take() else { return };
        let end = if self.as_it_came { End::PassedOver } else { end };
        let mut lent = Vec::new();
        context.part(lenders, &mut lent);
        for context in lent {
            context.after(end);
        }
    }

    fn into_parts(mut self) -> (Box<C>, C::Lenders) {
        self.parts.take().expect(WHOLE)
    }
}

const WHOLE: &str = "a loan keeps its context until it is given back";

impl<C: Obtain> Drop for Loan<C> {
    fn drop(&mut self) {
        self.end(End::GivenUp);
    }
}
