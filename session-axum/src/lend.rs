//! Sessions that outer code has open, lent to inner code by way of the request.
//!
//! axum's requests are `'static`, so a borrow can't go along with one; the context itself does. Whoever lends it leaves it in a place that
//! the request knows by the cookie's name; whoever needs it takes it out, and puts it back when done, whatever happens. So there is one
//! session to a cookie, opened once and closed once, whatever stands between.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Extensions;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use session_core::{Closed, Context, EachField, RequestContext, Session, SessionError, Sessions};

/// Where a context of these sessions is handed on: it is there, or in use.
///
/// The lock guards the place, never a handle, and nobody waits for it: it is held while a context goes in or out.
pub struct Place<S> {
    sessions: Sessions<S>,
    context: Mutex<Option<RequestContext<S>>>,
}

/// Shows nothing of what is in it.
impl<S> fmt::Debug for Place<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}

impl<S> Place<S> {
    fn take(&self) -> Option<RequestContext<S>> {
        self.context.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, context: RequestContext<S>) {
        *self.context.lock().unwrap_or_else(PoisonError::into_inner) = Some(context);
    }
}

/// A place of whatever session type.
trait OfSomeSession: Any + Send + Sync {
    fn cookie_name(&self) -> &str;
}

impl<S: Session + Send + Sync> OfSomeSession for Place<S> {
    fn cookie_name(&self) -> &str {
        self.sessions.cookie_name()
    }
}

/// A request's places: one to a cookie. A copy of the request has the places of before, and then its own.
#[derive(Clone, Default)]
struct Places(Vec<Arc<dyn OfSomeSession>>);

impl Places {
    fn find(extensions: &Extensions, cookie: &str) -> Option<Arc<dyn OfSomeSession>> {
        let Self(places) = extensions.get()?;
        places.iter().find(|place| place.cookie_name().eq_ignore_ascii_case(cookie)).cloned()
    }

    /// Puts it in the place of the one that the request knows by this cookie.
    fn set(extensions: &mut Extensions, place: Arc<dyn OfSomeSession>) {
        let Self(places) = extensions.get_or_insert_default();
        places.retain(|there| !there.cookie_name().eq_ignore_ascii_case(place.cookie_name()));
        places.push(place);
    }
}

/// A context, or a tuple of them, that can be had for a request: lent by outer code that has it open, or opened.
pub trait Lend: Context + Send {
    /// Where each was lent from; none if it was opened here.
    #[doc(hidden)]
    type Lenders: Send + Sync;

    /// Those of it that were opened here.
    #[doc(hidden)]
    type Own: Send;

    /// Takes what is lent and opens the rest, which nobody inside opens again from here on.
    #[doc(hidden)]
    fn obtain(
        sessions: &Self::Sessions,
        request: &mut Parts,
    ) -> impl Future<Output = Result<(Self, Self::Lenders), SessionError>> + Send;

    /// What was lent goes to its `returns`.
    #[doc(hidden)]
    fn part(self, lenders: Self::Lenders, returns: &mut Vec<Return>) -> Self::Own;

    /// Closes what was opened here; `as_it_came` if nobody has run.
    #[doc(hidden)]
    fn close_own(own: Self::Own, as_it_came: bool) -> impl Future<Output = Result<Closed, SessionError>> + Send;

    /// Leaves it for whoever takes the request: in a new place, so that who has been given up on can't put it back.
    #[doc(hidden)]
    fn lend(&mut self, extensions: &mut Extensions) -> Self::Lenders;

    /// Has it back. If somebody has it still, what stands in for it stays, and can't be closed.
    #[doc(hidden)]
    fn take_back(&mut self, lenders: &Self::Lenders);
}

impl<S: Session + Send + Sync> Lend for RequestContext<S> {
    type Lenders = Option<Arc<Place<S>>>;
    type Own = Option<Self>;

    async fn obtain(sessions: &Sessions<S>, request: &mut Parts) -> Result<(Self, Self::Lenders), SessionError> {
        let Some(place) = Places::find(&request.extensions, sessions.cookie_name()) else {
            let place = Place { sessions: sessions.clone(), context: Mutex::new(None) };
            Places::set(&mut request.extensions, Arc::new(place));
            return Ok((sessions.open(EachField(request.headers.get_all(COOKIE).iter())).await?, None));
        };
        let ours = (place as Arc<dyn Any + Send + Sync>).downcast::<Place<S>>().ok();
        let Some(place) = ours.filter(|place| place.sessions.is_clone_of(sessions)) else {
            return Err(sessions.unavailable(SessionError::CookieTaken));
        };
        let context = place.take().ok_or_else(|| sessions.unavailable(SessionError::InUse))?;
        Ok((context, Some(place)))
    }

    fn part(self, lender: Self::Lenders, returns: &mut Vec<Return>) -> Self::Own {
        let Some(place) = lender else { return Some(self) };
        returns.push(Return::new(self, place));
        None
    }

    async fn close_own(own: Self::Own, as_it_came: bool) -> Result<Closed, SessionError> {
        let Some(mut context) = own else { return Ok(Closed::nothing()) };
        if as_it_came {
            context.discard();
        }
        context.close().await
    }

    fn lend(&mut self, extensions: &mut Extensions) -> Self::Lenders {
        let place = Arc::new(Place { sessions: Sessions::of(self), context: Mutex::new(Some(Self::lend(self))) });
        Places::set(extensions, Arc::<Place<S>>::clone(&place));
        Some(place)
    }

    fn take_back(&mut self, lender: &Self::Lenders) {
        if let Some(context) = lender.as_ref().and_then(|place| place.take()) {
            *self = context;
        }
    }
}

macro_rules! impl_lend {
    ($($context:ident $index:tt),*) => {
        impl<$($context: Lend<Sessions: Sync>),*> Lend for ($($context,)*) {
            type Lenders = ($($context::Lenders,)*);
            type Own = ($($context::Own,)*);

            async fn obtain(
                sessions: &Self::Sessions,
                request: &mut Parts,
            ) -> Result<(Self, Self::Lenders), SessionError> {
                // If one can't be had, those before it go back as they came.
                let loans = ($(Loan::<$context>::obtain(&sessions.$index, request).await?,)*);
                let parts = ($(loans.$index.into_parts(),)*);
                Ok((($(parts.$index.0,)*), ($(parts.$index.1,)*)))
            }

            fn part(self, lenders: Self::Lenders, returns: &mut Vec<Return>) -> Self::Own {
                ($(self.$index.part(lenders.$index, returns),)*)
            }

            async fn close_own(own: Self::Own, as_it_came: bool) -> Result<Closed, SessionError> {
                let all = Closed::nothing();
                $(let all = all.beside($context::close_own(own.$index, as_it_came).await?);)*
                Ok(all)
            }

            fn lend(&mut self, extensions: &mut Extensions) -> Self::Lenders {
                ($(self.$index.lend(extensions),)*)
            }

            fn take_back(&mut self, lenders: &Self::Lenders) {
                $(self.$index.take_back(&lenders.$index);)*
            }
        }
    };
}

impl_lend!(A 0, B 1);
impl_lend!(A 0, B 1, C 2);
impl_lend!(A 0, B 1, C 2, D 3);

/// A lent context on its way back. Dropped, it goes back discarded.
#[doc(hidden)]
pub struct Return(Option<Box<dyn FnOnce(bool) + Send>>);

impl Return {
    fn new<S: Session + Send + Sync>(mut context: RequestContext<S>, place: Arc<Place<S>>) -> Self {
        Self(Some(Box::new(move |holds| {
            if !holds {
                context.discard();
            }
            place.put(context);
        })))
    }

    /// It goes back as it is.
    fn holds(mut self) {
        if let Some(put_back) = self.0.take() {
            put_back(true);
        }
    }
}

/// Shows nothing of what goes back.
impl fmt::Debug for Return {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Return").finish_non_exhaustive()
    }
}

impl Drop for Return {
    fn drop(&mut self) {
        if let Some(put_back) = self.0.take() {
            put_back(false);
        }
    }
}

/// A context while somebody uses it. What was lent goes back whatever happens: as it came if nobody has run, and discarded if whoever
/// had it panics or is dropped.
pub(crate) struct Loan<C: Lend> {
    parts: Option<(C, C::Lenders)>,
    as_it_came: bool,
}

impl<C: Lend> Loan<C> {
    pub(crate) async fn obtain(sessions: &C::Sessions, request: &mut Parts) -> Result<Self, SessionError> {
        let parts = C::obtain(sessions, request).await?;
        Ok(Self { parts: Some(parts), as_it_came: true })
    }

    /// To look at, before anything runs.
    pub(crate) fn peek(&self) -> &C {
        let (context, _) = self.parts.as_ref().expect(WHOLE);
        context
    }

    /// To run something on.
    pub(crate) fn context(&mut self) -> &mut C {
        self.as_it_came = false;
        let (context, _) = self.parts.as_mut().expect(WHOLE);
        context
    }

    /// Nothing has run, or it doesn't count.
    pub(crate) fn pass_over(&mut self) {
        self.as_it_came = true;
    }

    /// Closes what was opened here and gives back what was lent; all of it holds, or nothing.
    pub(crate) async fn release(mut self) -> Result<Closed, SessionError> {
        let (context, lenders) = self.parts.take().expect(WHOLE);
        let mut returns = Vec::new();
        let own = context.part(lenders, &mut returns);
        let closed = C::close_own(own, self.as_it_came).await?;
        returns.into_iter().for_each(Return::holds);
        Ok(closed)
    }

    fn into_parts(mut self) -> (C, C::Lenders) {
        self.parts.take().expect(WHOLE)
    }
}

const WHOLE: &str = "a loan has its parts until it is taken apart";

impl<C: Lend> Drop for Loan<C> {
    fn drop(&mut self) {
        let Some((context, lenders)) = self.parts.take() else { return };
        let mut returns = Vec::new();
        drop(context.part(lenders, &mut returns));
        if self.as_it_came {
            returns.into_iter().for_each(Return::holds);
        }
    }
}

/// A context that inner code has: back when this is dropped, because that is done or because it was given up.
pub(crate) struct Lent<'req, C: Lend> {
    context: &'req mut C,
    lenders: C::Lenders,
}

impl<'req, C: Lend> Lent<'req, C> {
    pub(crate) fn new(context: &'req mut C, extensions: &mut Extensions) -> Self {
        let lenders = context.lend(extensions);
        Self { context, lenders }
    }
}

impl<C: Lend> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        self.context.take_back(&self.lenders);
    }
}
