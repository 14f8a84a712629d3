//! How a request gets its context: outer code lends it, or it is opened.

use std::sync::Arc;

use session_core::__private::{discard, joined, lend_out, not_opened, sessions_of};
use session_core::{CloseError, OpenError, RequestContext, ResponseHeaders, Session, Sessions, ViewContext};

use super::{GiveBack, Loan, LoanSlot, LoanSlots};
use crate::RequestHead;
use crate::head::CookiesOf;

/// A context, or a tuple of them, that a request can get: outer code lends it, or it is opened.
pub trait Obtain: ViewContext + Send {
    /// The slot that each context was lent from; `None` if it was opened here.
    #[doc(hidden)]
    type Lenders: Send + Sync;

    /// The contexts that were opened here.
    #[doc(hidden)]
    type Own: Send;

    /// Takes the contexts that are lent, and opens the others. Inner code doesn't open these
    /// again.
    #[doc(hidden)]
    fn obtain(
        sessions: &Self::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> impl Future<Output = Result<(Self, Self::Lenders), OpenError>> + Send;

    /// Moves the contexts that were lent into `returns`, and returns those that were opened here.
    #[doc(hidden)]
    fn part(self, lenders: Self::Lenders, returns: &mut Vec<GiveBack>) -> Self::Own;

    /// Closes the contexts that were opened here, without changes if `as_it_came`.
    #[doc(hidden)]
    fn close_own(own: Self::Own, as_it_came: bool) -> impl Future<Output = Result<ResponseHeaders, CloseError>> + Send;

    /// Leaves the context in a new slot for the code that gets the request. The slot is new so
    /// that inner code that was given up can't put an old context back.
    #[doc(hidden)]
    fn lend(&mut self, slots: &mut LoanSlots) -> Self::Lenders;

    /// Takes the context back. If inner code still holds it, the placeholder stays and closing
    /// fails with `InUse`.
    #[doc(hidden)]
    fn take_back(&mut self, lenders: &Self::Lenders);
}

impl<S: Session + Send + Sync> Obtain for RequestContext<S> {
    type Lenders = Option<Arc<LoanSlot<S>>>;
    type Own = Option<Self>;

    async fn obtain(
        sessions: &Sessions<S>,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<(Self, Self::Lenders), OpenError> {
        match slots.find(sessions) {
            None => {
                slots.set(Arc::new(LoanSlot::empty(sessions.clone())));
                Ok((sessions.open(CookiesOf(request)).await?, None))
            }
            Some(Ok(slot)) if slot.is_of(sessions) => {
                let context = slot.take().map_err(|why| not_opened(sessions, why))?;
                Ok((context, Some(slot)))
            }
            Some(_) => Err(not_opened(sessions, OpenError::CookieTaken)),
        }
    }

    fn part(self, lender: Self::Lenders, returns: &mut Vec<GiveBack>) -> Self::Own {
        let Some(slot) = lender else { return Some(self) };
        returns.push(GiveBack::new(self, slot));
        None
    }

    async fn close_own(own: Self::Own, as_it_came: bool) -> Result<ResponseHeaders, CloseError> {
        let Some(mut context) = own else { return Ok(ResponseHeaders::nothing()) };
        if as_it_came {
            discard(&mut context);
        }
        context.close().await
    }

    fn lend(&mut self, slots: &mut LoanSlots) -> Self::Lenders {
        let slot = Arc::new(LoanSlot::with(sessions_of(self), lend_out(self)));
        slots.set(Arc::clone(&slot));
        Some(slot)
    }

    fn take_back(&mut self, lender: &Self::Lenders) {
        if let Some(context) = lender.as_ref().and_then(|slot| slot.take_out()) {
            *self = context;
        }
    }
}

macro_rules! impl_obtain {
    ($($context:ident $index:tt),*) => {
        impl<$($context: Obtain<Sessions: Sync>),*> Obtain for ($($context,)*) {
            type Lenders = ($($context::Lenders,)*);
            type Own = ($($context::Own,)*);

            async fn obtain(
                sessions: &Self::Sessions,
                request: &(impl RequestHead + Sync),
                slots: &mut LoanSlots,
            ) -> Result<(Self, Self::Lenders), OpenError> {
                // If one can't be had, the earlier ones are given back unchanged.
                let loans = ($(Loan::<$context>::obtain(&sessions.$index, request, slots).await?,)*);
                let parts = ($(loans.$index.into_parts(),)*);
                Ok((($(parts.$index.0,)*), ($(parts.$index.1,)*)))
            }

            fn part(self, lenders: Self::Lenders, returns: &mut Vec<GiveBack>) -> Self::Own {
                ($(self.$index.part(lenders.$index, returns),)*)
            }

            async fn close_own(own: Self::Own, as_it_came: bool) -> Result<ResponseHeaders, CloseError> {
                let all = Ok(ResponseHeaders::nothing());
                $(let all = joined(all, $context::close_own(own.$index, as_it_came).await);)*
                all
            }

            fn lend(&mut self, slots: &mut LoanSlots) -> Self::Lenders {
                ($(self.$index.lend(slots),)*)
            }

            fn take_back(&mut self, lenders: &Self::Lenders) {
                $(self.$index.take_back(&lenders.$index);)*
            }
        }
    };
}

impl_obtain!(A 0, B 1);
impl_obtain!(A 0, B 1, C 2);
impl_obtain!(A 0, B 1, C 2, D 3);
