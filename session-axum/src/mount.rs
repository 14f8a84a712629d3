//! Where a session handler meets the router.

use std::pin::Pin;

use axum::extract::{FromRef, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::response::Response;
use session_core::{Live, Sessions, View};

use crate::csrf::{Expected, changes_nothing};
use crate::extract::Extract;
use crate::handler::WithSession;
use crate::lend::{Lend, Loan};
use crate::respond::{failed, finish, refuse};

/// Sessions that can be had from a router's state `St`: those that are the state, and those that
/// [`FromRef`] takes out of it.
#[diagnostic::on_unimplemented(
    message = "the router's state `{St}` holds no `{Self}`",
    label = "this handler needs `{Self}` from the router's state",
    note = "one session type: pass its `Sessions` to `Router::with_state`",
    note = "several, or other state beside it: keep them in a struct and derive or implement `axum::extract::FromRef` for each"
)]
pub trait FromState<St>: Sized {
    #[doc(hidden)]
    fn from_state(state: &St) -> Self;
}

/// Sessions that can be had from what [`from_fn`](crate::from_fn) is given: as [`FromState`], for middleware.
#[diagnostic::on_unimplemented(
    message = "`{St}` holds no `{Self}`",
    label = "this middleware needs `{Self}` from the first argument of `from_fn`",
    note = "one session type: `from_fn(sessions.clone(), …)`, with the `Sessions` that the router's state holds",
    note = "several, or other state beside it: keep them in a struct and derive or implement `axum::extract::FromRef` for each"
)]
pub trait FromLayerState<St>: Sized {
    #[doc(hidden)]
    fn from_state(state: &St) -> Self;
}

#[diagnostic::do_not_recommend]
impl<S, St> FromState<St> for Sessions<S>
where
    Sessions<S>: FromRef<St>,
{
    fn from_state(state: &St) -> Self {
        Self::from_ref(state)
    }
}

#[diagnostic::do_not_recommend]
impl<S, St> FromLayerState<St> for Sessions<S>
where
    Sessions<S>: FromRef<St>,
{
    fn from_state(state: &St) -> Self {
        Self::from_ref(state)
    }
}

macro_rules! impl_from_state {
    ($from_state:ident: $($sessions:ident)*) => {
        impl<St, $($sessions: $from_state<St>),*> $from_state<St> for ($($sessions,)*) {
            fn from_state(state: &St) -> Self {
                ($($sessions::from_state(state),)*)
            }
        }
    };
}

impl_from_state!(FromState: A B);
impl_from_state!(FromState: A B C);
impl_from_state!(FromState: A B C D);
impl_from_state!(FromLayerState: A B);
impl_from_state!(FromLayerState: A B C);
impl_from_state!(FromLayerState: A B C D);

/// A router's state that gives a handler everything it asks for: its sessions, and what its extractors need.
///
/// It is a bound on the state rather than on the handler, so that the compiler reports what is missing and not that
/// `WithSession` is no handler.
pub trait Gives<V: View, Args, M>: Sized {
    #[doc(hidden)]
    fn answer(self, handler: WithSession<V, Args>, request: Request) -> Answering;
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<V, C, Sources, Args, M, St> Gives<V, Args, M> for St
where
    V: View<Context = C>,
    C: Lend<Sessions = Sources>,
    Sources: FromState<St> + Send + Sync,
    St: Send + Sync + 'static,
    Args: Extract<M, St> + Send + 'static,
{
    fn answer(self, handler: WithSession<V, Args>, request: Request) -> Answering {
        Box::pin(async move {
            let sources = Sources::from_state(&self);
            let (mut parts, body) = request.into_parts();
            let Ok(mut loan) = Loan::<C>::obtain(&sources, &mut parts).await else { return failed::<C>() };
            let is_head = parts.method == Method::HEAD;
            if !changes_nothing(&parts.method) {
                parts.extensions.insert(Expected::new(loan.peek().csrf_secret()));
            }
            let response = match Live::<V>::of(loan.context()) {
                Ok(live) => {
                    // The state has been looked at; nothing was read of the request's body yet.
                    match Args::extract(Request::from_parts(parts, body), &self).await {
                        Ok(args) => (handler.run)(live, args).await,
                        Err(rejection) => {
                            loan.pass_over();
                            rejection
                        }
                    }
                }
                Err(wrong) => {
                    loan.pass_over();
                    match &handler.otherwise {
                        Some(answer) => answer(wrong).await,
                        None => refuse(wrong, &parts),
                    }
                }
            };
            // A HEAD request only asks what a GET would answer (RFC 9110 §9.3.2).
            if is_head {
                loan.pass_over();
            }
            finish(loan, response).await
        })
    }
}

impl<V, Args, M, St> Handler<(V, Args, M), St> for WithSession<V, Args>
where
    V: View,
    Args: 'static,
    M: 'static,
    St: Gives<V, Args, M>,
{
    type Future = Answering;

    fn call(self, request: Request, state: St) -> Self::Future {
        state.answer(self, request)
    }
}
