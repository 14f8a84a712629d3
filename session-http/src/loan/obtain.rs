//! How a request gets its context: outer code lends it, or it is opened.

use std::sync::Arc;

use session_core::__private::{
    Closings, SessionsMark, check_close, close_in_place, discard, is_set_by, is_stored, lend_out, not_closed, not_opened,
    open_boxed, sessions_of, set_safe,
};
use session_core::{CloseError, NotClosed, OpenError, RequestContext, ResponseHeaders, Session, Sessions, ViewContext};

use super::slot::Known;
use super::{GiveBack, Loan, LoanSlot, LoanSlots};
use crate::RequestHead;
use crate::head::{CookiesOf, is_read_only, is_safe};

/// A context, or a tuple of them, that a request can get: outer code lends it, or it is opened.
pub trait Obtain: ViewContext + Send + 'static {
    /// The slot that each context was lent from; `None` if it was opened here.
    #[doc(hidden)]
    type Lenders: Send + Sync + 'static;

    /// Takes the contexts that are lent, and opens the others. Inner code doesn't open these
    /// again.
    #[doc(hidden)]
    fn obtain(
        sessions: &Self::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> impl Future<Output = Result<(Box<Self>, Self::Lenders), OpenError>> + Send;

    /// Lists the names of cookies whose sessions were opened here and are in a store.
    #[doc(hidden)]
    fn stored_names(&self, lenders: &Self::Lenders, names: &mut Vec<String>);

    /// Returns whether outer code lends one of the contexts.
    #[doc(hidden)]
    fn has_lent(lenders: &Self::Lenders) -> bool;

    /// Checks that a response, which has these `Set-Cookie` headers, sets no cookie of a session
    /// that was opened here.
    #[doc(hidden)]
    fn check_taken(&self, lenders: &Self::Lenders, headers: &[Vec<u8>]) -> Result<(), NotClosed>;

    /// Returns the error of contexts that aren't closed, since another one couldn't be.
    #[doc(hidden)]
    fn own_not_closed(&self, lenders: &Self::Lenders) -> NotClosed;

    /// Checks what can be checked of closing the contexts that were opened here, before anything is
    /// committed.
    #[doc(hidden)]
    fn check_own(&mut self, lenders: &Self::Lenders) -> Result<(), NotClosed>;

    /// Closes the contexts that were opened here, without changes if `as_it_came`.
    #[doc(hidden)]
    fn close_own(
        &mut self,
        lenders: &Self::Lenders,
        as_it_came: bool,
    ) -> impl Future<Output = Result<ResponseHeaders, NotClosed>> + Send;

    /// Moves the contexts that were lent into `returns`, and drops those that were opened here.
    #[doc(hidden)]
    fn part(self: Box<Self>, lenders: Self::Lenders, returns: &mut Vec<GiveBack>);

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

    async fn obtain(
        sessions: &Sessions<S>,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<(Box<Self>, Self::Lenders), OpenError> {
        let asked = SessionsMark::of(sessions);
        match slots.find(&asked) {
            Known::Nothing => {
                slots.set_in_use(asked);
                let opened = open_boxed(sessions, CookiesOf(request)).await;
                let mut context = opened.map_err(|why| not_opened(sessions, why))?;
                if is_safe(request.method()) {
                    set_safe(&mut context, is_read_only(request.method()));
                }
                Ok((context, None))
            }
            Known::Lent(slot) => {
                let context = slot.take().map_err(|why| not_opened(sessions, why))?;
                Ok((context, Some(slot)))
            }
            Known::InUse => Err(not_opened(sessions, OpenError::InUse)),
            Known::OfOthers => Err(not_opened(sessions, OpenError::CookieTaken)),
        }
    }

    fn stored_names(&self, lender: &Self::Lenders, names: &mut Vec<String>) {
        if lender.is_none() && is_stored(self) {
            names.push(SessionsMark::of(&sessions_of(self)).cookie_name().to_owned());
        }
    }

    fn has_lent(lender: &Self::Lenders) -> bool {
        lender.is_some()
    }

    fn check_taken(&self, lender: &Self::Lenders, headers: &[Vec<u8>]) -> Result<(), NotClosed> {
        let is_taken = lender.is_none() && headers.iter().any(|header| is_set_by(self, header));
        if is_taken { Err(not_closed(self, CloseError::CookieTaken)) } else { Ok(()) }
    }

    fn own_not_closed(&self, lender: &Self::Lenders) -> NotClosed {
        match lender {
            None => self.other_not_closed(),
            // Whoever has lent it closes it, and tells what becomes of it.
            Some(_) => CloseError::OtherNotClosed.into(),
        }
    }

    fn check_own(&mut self, lender: &Self::Lenders) -> Result<(), NotClosed> {
        if lender.is_some() {
            return Ok(());
        }
        check_close(self)
    }

    async fn close_own(&mut self, lender: &Self::Lenders, as_it_came: bool) -> Result<ResponseHeaders, NotClosed> {
        if lender.is_some() {
            return Ok(ResponseHeaders::nothing());
        }
        if as_it_came {
            discard(self);
        }
        close_in_place(self).await
    }

    fn part(self: Box<Self>, lender: Self::Lenders, returns: &mut Vec<GiveBack>) {
        if let Some(slot) = lender {
            returns.push(GiveBack::new(self, slot));
        }
    }

    fn lend(&mut self, slots: &mut LoanSlots) -> Self::Lenders {
        let slot = Arc::new(LoanSlot::with(Box::new(lend_out(self))));
        slots.set_lent(SessionsMark::of(&sessions_of(self)), Arc::clone(&slot));
        Some(slot)
    }

    fn take_back(&mut self, lender: &Self::Lenders) {
        if let Some(context) = lender.as_ref().and_then(|slot| slot.take_out()) {
            *self = *context;
        }
    }
}

macro_rules! impl_obtain {
    ($($context:ident $index:tt),*) => {
        impl<$($context: Obtain<Sessions: Sync>),*> Obtain for ($($context,)*) {
            type Lenders = ($($context::Lenders,)*);

            async fn obtain(
                sessions: &Self::Sessions,
                request: &(impl RequestHead + Sync),
                slots: &mut LoanSlots,
            ) -> Result<(Box<Self>, Self::Lenders), OpenError> {
                // If one can't be had, the earlier ones are given back unchanged.
                let loans = ($(Loan::<$context>::obtain(&sessions.$index, request, slots).await?,)*);
                let parts = ($(loans.$index.into_parts(),)*);
                Ok((Box::new(($(*parts.$index.0,)*)), ($(parts.$index.1,)*)))
            }

            fn stored_names(&self, lenders: &Self::Lenders, names: &mut Vec<String>) {
                $(self.$index.stored_names(&lenders.$index, names);)*
            }

            fn has_lent(lenders: &Self::Lenders) -> bool {
                false $(|| $context::has_lent(&lenders.$index))*
            }

            fn check_taken(&self, lenders: &Self::Lenders, headers: &[Vec<u8>]) -> Result<(), NotClosed> {
                $(self.$index.check_taken(&lenders.$index, headers)?;)*
                Ok(())
            }

            fn own_not_closed(&self, lenders: &Self::Lenders) -> NotClosed {
                let mut closings = Closings::none();
                $(closings.add(Err(self.$index.own_not_closed(&lenders.$index)));)*
                closings.all().err().unwrap_or_else(|| CloseError::OtherNotClosed.into())
            }

            fn check_own(&mut self, lenders: &Self::Lenders) -> Result<(), NotClosed> {
                $(self.$index.check_own(&lenders.$index)?;)*
                Ok(())
            }

            async fn close_own(&mut self, lenders: &Self::Lenders, as_it_came: bool) -> Result<ResponseHeaders, NotClosed> {
                // What can fail without a store fails before anything is committed.
                let mut closings = Closings::none();
                let first = ($(
                    if self.$index.is_stored() && !as_it_came {
                        closings.check(self.$index.check_own(&lenders.$index))
                    } else {
                        closings.note(self.$index.close_own(&lenders.$index, as_it_came).await)
                    },
                )*);
                $(
                    let closed = match first.$index {
                        Some(closed) => closed,
                        None if closings.is_failed() => Err(self.$index.own_not_closed(&lenders.$index)),
                        None => self.$index.close_own(&lenders.$index, as_it_came).await,
                    };
                    closings.add(closed);
                )*
                closings.all()
            }

            fn part(self: Box<Self>, lenders: Self::Lenders, returns: &mut Vec<GiveBack>) {
                $(Box::new(self.$index).part(lenders.$index, returns);)*
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
