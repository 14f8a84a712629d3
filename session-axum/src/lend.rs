//! Sessions that outer code has open, lent to inner code by way of the request.
//!
//! axum's requests are `'static`, so a borrow can't go along with one; the context itself does. Whoever lends it puts it into a parcel
//! among the request's extensions, and has a stand-in meanwhile; whoever needs it takes it out, and puts it back when done, whatever
//! happens. So there is one session, opened once and closed once, whatever stands between.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Extensions;
use axum::http::header::{COOKIE, HeaderMap};
use session_core::{Closed, Context, EachField, RequestContext, Session, SessionError, Sessions};

/// The place in a request where a context of these sessions is handed on: it is there, or in use.
///
/// The lock guards the place, never a handle, and nobody waits for it: it is held while a context goes in or out.
pub struct Parcel<S> {
    sessions: Sessions<S>,
    context: Arc<Mutex<Option<RequestContext<S>>>>,
}

impl<S> Clone for Parcel<S> {
    fn clone(&self) -> Self {
        Self { sessions: self.sessions.clone(), context: Arc::clone(&self.context) }
    }
}

/// Shows nothing of what is in it.
impl<S> fmt::Debug for Parcel<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parcel").finish_non_exhaustive()
    }
}

impl<S> Parcel<S> {
    fn take(&self) -> Option<RequestContext<S>> {
        self.context.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, context: RequestContext<S>) {
        *self.context.lock().unwrap_or_else(PoisonError::into_inner) = Some(context);
    }
}

/// The parcels of one session type in a request: one for each of its `Sessions`, since there may be several, with other keys or cookies.
struct Parcels<S>(Vec<Parcel<S>>);

impl<S: Session + Send + Sync> Parcels<S> {
    /// The parcel of these sessions.
    fn find(extensions: &Extensions, sessions: &Sessions<S>) -> Option<Parcel<S>> {
        let Self(parcels) = extensions.get()?;
        parcels.iter().find(|parcel| parcel.sessions.is_clone_of(sessions)).cloned()
    }

    /// The parcel of these sessions, with nothing in it if it is new.
    fn find_or_add(extensions: &mut Extensions, sessions: Sessions<S>) -> Parcel<S> {
        if let Some(parcel) = Self::find(extensions, &sessions) {
            return parcel;
        }
        let parcel = Parcel { sessions, context: Arc::default() };
        // A copy of the request made before this has parcels of its own.
        let mut parcels = extensions.remove().unwrap_or(Self(Vec::new()));
        parcels.0.push(parcel.clone());
        extensions.insert(parcels);
        parcel
    }
}

impl<S> Clone for Parcels<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// A context, or a tuple of them, that can be had for a request: lent by outer code that has it open, or opened.
pub trait Lend: Context + Send {
    /// Where each was lent from; none if it was opened here.
    #[doc(hidden)]
    type Parcels: Send;

    /// What is left when everything that was opened here is closed.
    #[doc(hidden)]
    type Rest: Send;

    #[doc(hidden)]
    fn obtain(
        sessions: &Self::Sessions,
        extensions: &Extensions,
        headers: &HeaderMap,
    ) -> impl Future<Output = Result<(Self, Self::Parcels), SessionError>> + Send;

    /// Leaves an empty parcel in the request for what was opened here, so that nobody inside opens it as well.
    #[doc(hidden)]
    fn announce(&self, extensions: &mut Extensions);

    /// The handler doesn't run: what was opened here is left as it is, and what was lent goes back as it came.
    #[doc(hidden)]
    fn pass_over(&mut self, parcels: &Self::Parcels);

    /// Closes what was opened here.
    #[doc(hidden)]
    fn close_own(self, parcels: &Self::Parcels) -> impl Future<Output = (Result<Closed, SessionError>, Self::Rest)> + Send;

    /// Puts what was lent back to where it came from. Unless the request `holds`, it is discarded.
    #[doc(hidden)]
    fn give_back(rest: Self::Rest, parcels: Self::Parcels, holds: bool);

    /// What it is without being closed: only what was lent is left.
    #[doc(hidden)]
    fn into_rest(self, parcels: &Self::Parcels) -> Self::Rest;

    /// Lends it to whoever takes the request, and leaves a stand-in.
    #[doc(hidden)]
    fn lend(&mut self, extensions: &mut Extensions) -> Self::Parcels;

    /// Takes it back in place of the stand-in. If somebody has it still, the stand-in stays, and nothing of this request is saved.
    #[doc(hidden)]
    fn take_back(&mut self, parcels: &Self::Parcels);
}

impl<S: Session + Send + Sync> Lend for RequestContext<S> {
    type Parcels = Option<Parcel<S>>;
    type Rest = Option<Self>;

    async fn obtain(
        sessions: &Sessions<S>,
        extensions: &Extensions,
        headers: &HeaderMap,
    ) -> Result<(Self, Self::Parcels), SessionError> {
        if let Some(parcel) = Parcels::find(extensions, sessions) {
            let context = parcel.take().ok_or_else(|| sessions.in_use())?;
            return Ok((context, Some(parcel)));
        }
        let context = sessions.open(EachField(headers.get_all(COOKIE).iter())).await?;
        Ok((context, None))
    }

    fn announce(&self, extensions: &mut Extensions) {
        Parcels::find_or_add(extensions, Sessions::of(self));
    }

    fn pass_over(&mut self, parcel: &Self::Parcels) {
        if parcel.is_none() {
            self.discard();
        }
    }

    async fn close_own(self, parcel: &Self::Parcels) -> (Result<Closed, SessionError>, Self::Rest) {
        if parcel.is_some() { (Ok(Closed::nothing()), Some(self)) } else { (self.close().await, None) }
    }

    fn give_back(rest: Self::Rest, parcel: Self::Parcels, holds: bool) {
        if let Some((mut context, parcel)) = rest.zip(parcel) {
            if !holds {
                context.discard();
            }
            parcel.put(context);
        }
    }

    fn into_rest(self, parcel: &Self::Parcels) -> Self::Rest {
        parcel.is_some().then_some(self)
    }

    fn lend(&mut self, extensions: &mut Extensions) -> Self::Parcels {
        let parcel = Parcels::find_or_add(extensions, Sessions::of(self));
        let stand_in = self.stand_in();
        parcel.put(std::mem::replace(self, stand_in));
        Some(parcel)
    }

    fn take_back(&mut self, parcel: &Self::Parcels) {
        if let Some(context) = parcel.as_ref().and_then(Parcel::take) {
            *self = context;
        }
    }
}

macro_rules! impl_lend {
    ($($context:ident $index:tt),*) => {
        impl<$($context: Lend),*> Lend for ($($context,)*)
        where
            $($context::Sessions: Sync, $context::Parcels: Sync,)*
        {
            type Parcels = ($($context::Parcels,)*);
            type Rest = ($($context::Rest,)*);

            async fn obtain(
                sessions: &Self::Sessions,
                extensions: &Extensions,
                headers: &HeaderMap,
            ) -> Result<(Self, Self::Parcels), SessionError> {
                // If one can't be had, those before it go back as they came.
                let loans = ($(Loan::<$context>::obtain(&sessions.$index, extensions, headers).await?,)*);
                let parts = ($(loans.$index.into_parts(),)*);
                Ok((($(parts.$index.0,)*), ($(parts.$index.1,)*)))
            }

            fn announce(&self, extensions: &mut Extensions) {
                $(self.$index.announce(extensions);)*
            }

            fn pass_over(&mut self, parcels: &Self::Parcels) {
                $(self.$index.pass_over(&parcels.$index);)*
            }

            async fn close_own(self, parcels: &Self::Parcels) -> (Result<Closed, SessionError>, Self::Rest) {
                let parts = ($(self.$index.close_own(&parcels.$index).await,)*);
                let all = Ok(Closed::nothing());
                $(let all = all.and_then(|all: Closed| parts.$index.0.map(|closed| all.beside(closed)));)*
                (all, ($(parts.$index.1,)*))
            }

            fn give_back(rest: Self::Rest, parcels: Self::Parcels, holds: bool) {
                $($context::give_back(rest.$index, parcels.$index, holds);)*
            }

            fn into_rest(self, parcels: &Self::Parcels) -> Self::Rest {
                ($(self.$index.into_rest(&parcels.$index),)*)
            }

            fn lend(&mut self, extensions: &mut Extensions) -> Self::Parcels {
                ($(self.$index.lend(extensions),)*)
            }

            fn take_back(&mut self, parcels: &Self::Parcels) {
                $(self.$index.take_back(&parcels.$index);)*
            }
        }
    };
}

impl_lend!(A 0, B 1);
impl_lend!(A 0, B 1, C 2);
impl_lend!(A 0, B 1, C 2, D 3);

/// A context while somebody uses it. It goes back whatever happens: as it came if nobody has run yet, and discarded if whoever had it
/// panics or is dropped.
pub(crate) struct Loan<C: Lend> {
    parts: Option<(C, C::Parcels)>,
    is_running: bool,
}

impl<C: Lend> Loan<C> {
    pub(crate) async fn obtain(
        sessions: &C::Sessions,
        extensions: &Extensions,
        headers: &HeaderMap,
    ) -> Result<Self, SessionError> {
        let parts = C::obtain(sessions, extensions, headers).await?;
        Ok(Self { parts: Some(parts), is_running: false })
    }

    pub(crate) fn announce(&self, extensions: &mut Extensions) {
        self.peek().announce(extensions);
    }

    /// To look at, before anything runs.
    pub(crate) fn peek(&self) -> &C {
        let (context, _) = self.parts.as_ref().expect(WHOLE);
        context
    }

    /// To run something on.
    pub(crate) fn context(&mut self) -> &mut C {
        self.is_running = true;
        let (context, _) = self.parts.as_mut().expect(WHOLE);
        context
    }

    /// The handler doesn't run.
    pub(crate) fn pass_over(&mut self) {
        let (context, parcels) = self.parts.as_mut().expect(WHOLE);
        context.pass_over(parcels);
    }

    /// Closes what was opened here and gives back what was lent; all of it holds, or nothing.
    pub(crate) async fn release(self) -> Result<Closed, SessionError> {
        let (context, parcels) = self.into_parts();
        let (closed, rest) = context.close_own(&parcels).await;
        C::give_back(rest, parcels, closed.is_ok());
        closed
    }

    fn into_parts(mut self) -> (C, C::Parcels) {
        self.parts.take().expect(WHOLE)
    }
}

const WHOLE: &str = "a loan has its parts until it is taken apart";

impl<C: Lend> Drop for Loan<C> {
    fn drop(&mut self) {
        if let Some((context, parcels)) = self.parts.take() {
            let rest = context.into_rest(&parcels);
            C::give_back(rest, parcels, !self.is_running);
        }
    }
}
