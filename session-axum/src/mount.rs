//! Where a session handler meets the router.

use std::pin::Pin;

use axum::extract::{FromRef, Request};
use axum::handler::Handler;
use axum::http::header::COOKIE;
use axum::response::Response;
use session_core::{EachField, Session, Sessions};

use crate::extract::Extract;
use crate::handler::WithSession;
use crate::respond::{close, failed};

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

#[diagnostic::do_not_recommend]
impl<S, St> FromState<St> for Sessions<S>
where
    Sessions<S>: FromRef<St>,
{
    fn from_state(state: &St) -> Self {
        Self::from_ref(state)
    }
}

/// A router's state that gives a handler everything it asks for: its sessions, and what its extractors need.
///
/// It is a bound on the state rather than on the handler, so that the compiler reports what is missing and not that
/// `WithSession` is no handler.
pub trait Gives<S: Session, Args, M>: Sized {
    #[doc(hidden)]
    fn answer(self, handler: WithSession<S, Args>, request: Request) -> Answering;
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl<S, Args, M, St> Gives<S, Args, M> for St
where
    S: Session + Send + Sync,
    St: Send + Sync + 'static,
    Sessions<S>: FromState<St>,
    Args: Extract<M, St> + Send + 'static,
{
    fn answer(self, handler: WithSession<S, Args>, request: Request) -> Answering {
        Box::pin(async move {
            let cookies = EachField(request.headers().get_all(COOKIE).iter());
            let sessions = Sessions::from_state(&self);
            let Ok(mut context) = sessions.open(cookies).await else { return failed::<S>() };
            let response = match Args::extract(request, &self).await {
                Ok(args) => (handler.run)(context.live(), args).await,
                Err(rejection) => {
                    context.live().discard();
                    rejection
                }
            };
            close(context, response).await
        })
    }
}

impl<S, Args, M, St> Handler<(S, Args, M), St> for WithSession<S, Args>
where
    S: Session,
    Args: 'static,
    M: 'static,
    St: Gives<S, Args, M>,
{
    type Future = Answering;

    fn call(self, request: Request, state: St) -> Self::Future {
        state.answer(self, request)
    }
}
