//! Middleware that shares the session with what it wraps.

use std::any::type_name;
use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use axum::extract::Request;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use session_core::{Live, View};
use tower_layer::Layer;
use tower_service::Service;

use crate::handler::Reply;
use crate::lend::{Lend, Loan};
use crate::mount::FromState;
use crate::respond::{failed, finish, refuse};

/// A function that takes the current session, the request, and what is inside: any
/// `async fn(Live<'_, V>, Request, Next) -> impl IntoResponse`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not session middleware",
    label = "not an `async fn(Live<'_, _>, Request, Next) -> impl IntoResponse`",
    note = "the first argument is `Live<'_, S>`, with the lifetime left open: `'_`, not `'static`",
    note = "then come axum's `Request`, and `session_axum::Next`"
)]
pub trait MiddlewareFn<'req, V: View> {
    /// What the function returns: a future.
    type Future;

    #[doc(hidden)]
    fn call(self, live: Live<'req, V>, request: Request, next: Next) -> Self::Future;
}

impl<'req, F, Fut, V: View> MiddlewareFn<'req, V> for F
where
    F: FnOnce(Live<'req, V>, Request, Next) -> Fut,
{
    type Future = Fut;

    fn call(self, live: Live<'req, V>, request: Request, next: Next) -> Fut {
        self(live, request, next)
    }
}

type Run<V> = dyn for<'req> Fn(Live<'req, V>, Request, Next) -> Running<'req> + Send + Sync;
type Running<'req> = Pin<Box<dyn Future<Output = Response> + Send + 'req>>;

/// Middleware that takes the session and shares it with what it wraps: one session, opened once, with one `Set-Cookie`.
///
/// `state` is what [`Router::with_state`](axum::Router::with_state) gets, or anything else that holds the
/// [`Sessions`](session_core::Sessions). The function reads and writes before, hands the session to [`Next::run`] with the request, and
/// has it back with the response:
///
/// ```
/// use axum::extract::Request;
/// use axum::response::Response;
/// use axum::{Router, routing::get};
/// use session_axum::{Next, from_fn, with_session};
/// use session_core::{Key, Live, Session, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// async fn counting(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
///     visits.count += 1;
///     let (visits, response) = next.run(visits, request).await;
///     println!("{} after {} visits", response.status(), visits.count);
///     response
/// }
///
/// async fn index(visits: Live<'_, Visits>) -> String {
///     format!("Visit number: {}", visits.count)
/// }
///
/// let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// let app: Router = Router::new()
///     .route("/", get(with_session(index)))
///     .layer(from_fn(sessions.clone(), counting))
///     .with_state(sessions);
/// # let _ = app;
/// ```
///
/// Middleware may ask for a state, as a gate: visitors in another one are answered as by [`with_session`](crate::with_session), and
/// nothing inside runs. What is inside may ask for other sessions, for states, or for tuples; each session is shared by itself.
///
/// A handler inside that panics, or is dropped by a timeout, has not run, and neither has its session: nothing of it is saved, whatever
/// the middleware wrote. While something inside has the session, the middleware has none: [`Next::run`] takes the handle.
///
/// ```compile_fail,E0382
/// # use axum::extract::Request;
/// # use axum::response::Response;
/// # use session_axum::Next;
/// # use session_core::{Live, Session};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// async fn counting(mut visits: Live<'_, Visits>, request: Request, next: Next) -> Response {
///     let (_, response) = next.run(visits, request).await;
///     visits.count += 1;
///     response
/// }
/// ```
pub fn from_fn<F, V, St>(state: St, f: F) -> SessionLayer<V, St>
where
    V: View,
    F: for<'req> MiddlewareFn<'req, V, Future: Reply> + Clone + Send + Sync + 'static,
{
    let run: Arc<Run<V>> = Arc::new(move |live, request, next| {
        let reply = f.clone().call(live, request, next);
        Box::pin(async move { reply.await.into_response() })
    });
    SessionLayer { run, state }
}

/// What [`from_fn`] makes: for [`Router::layer`](axum::Router::layer), or `route_layer`, or a `ServiceBuilder`.
pub struct SessionLayer<V: View, St> {
    run: Arc<Run<V>>,
    state: St,
}

/// A service behind session middleware.
pub struct SessionService<V: View, St, I> {
    layer: SessionLayer<V, St>,
    inner: I,
}

/// What is inside of session middleware: other middleware, and the handler.
pub struct Next {
    inner: Box<dyn FnOnce(Request) -> Running<'static> + Send>,
}

impl Next {
    /// Lends the session to what is inside, runs it, and has the session back: in whatever state it is by then, since a handler may
    /// have made a transition.
    #[expect(clippy::missing_panics_doc, reason = "it doesn't: a whole session has no wrong state")]
    pub async fn run<V>(self, live: Live<'_, V>, mut request: Request) -> (Live<'_, V::Whole>, Response)
    where
        V: View<Context: Lend>,
        V::Whole: View<Context = V::Context>,
    {
        let context = live.into_context();
        let parcels = context.lend(request.extensions_mut());
        let response = (self.inner)(request).await;
        context.take_back(&parcels);
        let whole = Live::<V::Whole>::of(context);
        (whole.expect("a whole session is in any of its states"), response)
    }
}

impl<V, C, Sources, St, I> Service<Request> for SessionService<V, St, I>
where
    V: View<Context = C>,
    C: Lend<Sessions = Sources>,
    Sources: FromState<St> + Send + Sync + 'static,
    St: Clone + Send + Sync + 'static,
    I: Service<Request, Error = Infallible, Response: IntoResponse, Future: Send> + Clone + Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The one that is ready answers, and its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let next = Next {
            inner: Box::new(move |request| {
                Box::pin(async move {
                    let Ok(()) = poll_fn(|context| inner.poll_ready(context)).await;
                    let Ok(response) = inner.call(request).await;
                    response.into_response()
                })
            }),
        };
        let (run, sources) = (Arc::clone(&self.layer.run), Sources::from_state(&self.layer.state));
        Box::pin(async move { Ok(answer::<V, C>(&*run, &sources, request, next).await) })
    }
}

async fn answer<V: View<Context = C>, C: Lend<Sessions: Sync>>(
    run: &Run<V>,
    sources: &C::Sessions,
    mut request: Request,
    next: Next,
) -> Response {
    let Ok(mut loan) = Loan::<C>::obtain(sources, request.extensions(), request.headers()).await else { return failed::<C>() };
    let is_head = request.method() == Method::HEAD;
    // What this middleware keeps for itself, nobody inside opens a second time.
    loan.announce(request.extensions_mut());
    let response = match Live::<V>::of(loan.context()) {
        Ok(live) => run(live, request, next).await,
        Err(wrong) => {
            let response = refuse(wrong, &request.into_parts().0);
            loan.pass_over();
            response
        }
    };
    if is_head {
        loan.pass_over();
    }
    finish(loan, response).await
}

impl<V: View, St: Clone, I> Layer<I> for SessionLayer<V, St> {
    type Service = SessionService<V, St, I>;

    fn layer(&self, inner: I) -> Self::Service {
        SessionService { layer: self.clone(), inner }
    }
}

impl<V: View, St: Clone> Clone for SessionLayer<V, St> {
    fn clone(&self) -> Self {
        Self { run: Arc::clone(&self.run), state: self.state.clone() }
    }
}

impl<V: View, St: Clone, I: Clone> Clone for SessionService<V, St, I> {
    fn clone(&self) -> Self {
        Self { layer: self.layer.clone(), inner: self.inner.clone() }
    }
}

impl<V: View, St> fmt::Debug for SessionLayer<V, St> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionLayer").field("view", &type_name::<V>()).finish_non_exhaustive()
    }
}

impl<V: View, St, I> fmt::Debug for SessionService<V, St, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionService").field("view", &type_name::<V>()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
