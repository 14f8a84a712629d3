//! How a session handler gets its sessions from the router's state.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRef, Request};
use axum::handler::Handler;
use axum::response::Response;
use session_core::{Sessions, View};
use session_http::Obtain;

use crate::extractors::{Arguments, Extractors};
use crate::handler::WithSession;
use crate::open::open;
use crate::respond::{finish, refuse, unavailable};

/// Sessions that a router's state `St` holds: they are the state, or [`FromRef`] takes them out of
/// it, or out of what an `Arc` of the state holds. `N` distinguishes these.
#[diagnostic::on_unimplemented(
    message = "the router's state `{St}` holds no `{Self}`",
    label = "this handler needs `{Self}` from the router's state",
    note = "one session type: pass its `Sessions` to `Router::with_state`",
    note = "several, or other state beside it: keep them in a struct and derive or implement `axum::extract::FromRef` for each",
    note = "the state may also be an `Arc` of that struct; `FromRef` is for the struct all the same"
)]
pub trait FromState<St, N>: Sized {
    #[doc(hidden)]
    fn from_state(state: &St) -> Self;
}

/// Sessions that the state passed to [`from_fn`](crate::from_fn) holds: the same as [`FromState`],
/// for middleware.
#[diagnostic::on_unimplemented(
    message = "`{St}` holds no `{Self}`",
    label = "this middleware needs `{Self}` from the first argument of `from_fn`",
    note = "one session type: `from_fn(sessions.clone(), …)`, with the `Sessions` that the router's state holds",
    note = "several, or other state beside it: keep them in a struct and derive or implement `axum::extract::FromRef` for each",
    note = "the state may also be an `Arc` of that struct; `FromRef` is for the struct all the same"
)]
pub trait FromLayerState<St, N>: Sized {
    #[doc(hidden)]
    fn from_state(state: &St) -> Self;
}

/// Marks a state that holds sessions by itself.
#[doc(hidden)]
#[derive(Debug)]
pub enum Plain {}

/// Marks a state that is an `Arc` of what holds sessions. Programs can't implement `FromRef` for
/// it, since neither the `Arc` nor the sessions are theirs.
#[doc(hidden)]
#[derive(Debug)]
pub enum Shared {}

#[diagnostic::do_not_recommend]
impl<S, St> FromState<St, Plain> for Sessions<S>
where
    Sessions<S>: FromRef<St>,
{
    fn from_state(state: &St) -> Self {
        Self::from_ref(state)
    }
}

#[diagnostic::do_not_recommend]
impl<S, App> FromState<Arc<App>, Shared> for Sessions<S>
where
    Sessions<S>: FromRef<App>,
{
    fn from_state(state: &Arc<App>) -> Self {
        Self::from_ref(state)
    }
}

#[diagnostic::do_not_recommend]
impl<T: AllFromState<St, N>, St, N> FromLayerState<St, N> for T {
    fn from_state(state: &St) -> Self {
        Self::all_from_state(state)
    }
}

/// The sessions of a view: one, or a tuple. Apart from [`FromState`], so that the compiler names
/// the one that is missing in a tuple.
#[doc(hidden)]
pub trait AllFromState<St, N>: Sized {
    fn all_from_state(state: &St) -> Self;
}

impl<S, St, N> AllFromState<St, N> for Sessions<S>
where
    Self: FromState<St, N>,
{
    fn all_from_state(state: &St) -> Self {
        FromState::from_state(state)
    }
}

macro_rules! impl_all_from_state {
    ($($sessions:ident $mark:ident)*) => {
        impl<St, $($mark, $sessions: FromState<St, $mark>),*> AllFromState<St, ($($mark,)*)> for ($($sessions,)*) {
            fn all_from_state(state: &St) -> Self {
                ($(<$sessions as FromState<St, $mark>>::from_state(state),)*)
            }
        }
    };
}

impl_all_from_state!(A M B N);
impl_all_from_state!(A M B N C O);
impl_all_from_state!(A M B N C O D P);

/// A router's state that has everything a handler asks for: its sessions, and what its extractors
/// need.
///
/// This is a bound on the state rather than on the handler, so that the compiler reports what is
/// missing, and not that `WithSession` isn't a handler.
pub trait HandlerState<V: View, Args, M>: Sized {
    #[doc(hidden)]
    fn answer(self, handler: WithSession<V, Args>, request: Request) -> Answering;
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<V, C, Sources, Args, M, N, St> HandlerState<V, Args, (M, N)> for St
where
    V: View<Context = C>,
    C: Obtain<Sessions = Sources>,
    Sources: AllFromState<St, N> + Send + Sync,
    St: Send + Sync + 'static,
    Args: Extractors<V, M, St> + Send + 'static,
{
    fn answer(self, handler: WithSession<V, Args>, mut request: Request) -> Answering {
        Box::pin(async move {
            let sources = Sources::all_from_state(&self);
            let mut exchange = match open::<C>(&sources, &mut request).await {
                Ok(exchange) => exchange,
                Err(why) => return unavailable(&why),
            };
            if let Some(expected) = exchange.expected() {
                request.extensions_mut().insert(expected);
            }
            let mut response = match exchange.live::<V>() {
                // The session's state has been checked. The request's body hasn't been read yet.
                Ok(live) => match Args::extract(request, &self).await {
                    Ok(args) => (handler.run)(live, args).await,
                    Err(rejection) => {
                        exchange.pass_over();
                        rejection
                    }
                },
                Err(wrong) => match &handler.otherwise {
                    Some(answer) => answer(wrong).await,
                    None => refuse(wrong, &request),
                },
            };
            finish(exchange, &mut response).await;
            response
        })
    }
}

// The second type is the first argument after the session, as in axum's own implementations, where
// axum-extra finds a path's type.
impl<V: View, Args: Arguments, M: 'static, St: HandlerState<V, Args, M>> Handler<(V, Args::First, M), St>
    for WithSession<V, Args>
{
    type Future = Answering;

    fn call(self, request: Request, state: St) -> Self::Future {
        state.answer(self, request)
    }
}
