//! Middleware that shares the session with the handlers it wraps.

use std::any::type_name;
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, poll_fn, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use session_core::__private::context_of;
use session_core::{Live, View, ViewContext as _};
use session_http::{LendGuard, LoanSlots, Obtain};
use tower_layer::Layer;
use tower_service::Service;

use crate::handler::SessionResponse;
use crate::open::open;
use crate::respond::{finish, refuse, unavailable};
use crate::state::FromLayerState;

/// A function that takes the current session, the request, and the inner services: any
/// `async fn(Live<'_, V>, Request, Next) -> impl IntoResponse`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not session middleware",
    label = "not an `async fn(Live<'_, _>, Request, Next) -> impl IntoResponse`",
    note = "the first argument is `Live<'_, S>`, with the lifetime left open: `'_`, not `'static`",
    note = "then come axum's `Request`, and `session_axum::Next`"
)]
pub trait MiddlewareFn<'req, V: View, Args> {
    /// The future that the function returns.
    type Future;

    #[doc(hidden)]
    fn call(self, live: Live<'req, V>, request: Request, next: Next) -> Self::Future;
}

impl<'req, F, Fut, V: View> MiddlewareFn<'req, V, (Request, Next)> for F
where
    F: FnOnce(Live<'req, V>, Request, Next) -> Fut,
{
    type Future = Fut;

    fn call(self, live: Live<'req, V>, request: Request, next: Next) -> Fut {
        self(live, request, next)
    }
}

/// A trait that nothing implements. It stands for functions of all other shapes: with a single
/// implementation of `MiddlewareFn`, the compiler would say in which argument a function differs
/// from it, and not the text above.
#[doc(hidden)]
pub trait AnotherShape {}

#[diagnostic::do_not_recommend]
impl<F: AnotherShape, V: View> MiddlewareFn<'_, V, ()> for F {
    type Future = Ready<()>;

    fn call(self, _: Live<'_, V>, _: Request, _: Next) -> Ready<()> {
        ready(())
    }
}

type Run<V> = dyn for<'req> Fn(Live<'req, V>, Request, Next) -> Running<'req> + Send + Sync;
type Running<'req> = Pin<Box<dyn Future<Output = Response> + Send + 'req>>;

/// Makes middleware that takes the session and shares it with the handlers it wraps. The session
/// is opened once and sends one `Set-Cookie`.
///
/// `state` is what [`Router::with_state`](axum::Router::with_state) gets, or anything else that
/// holds clones of its [`Sessions`](session_core::Sessions). A request has one `Sessions` for a
/// cookie: if middleware and handler have different ones, the answer is a 500
/// ([`OpenError::CookieTaken`](session_core::OpenError::CookieTaken)). The function reads and
/// writes the session, passes it to [`Next::run`] with the request, and gets it back with the
/// response:
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
/// Middleware may ask for a state, as a gate. Visitors in another state are answered as by
/// [`with_session`](crate::with_session), and nothing inside runs. Handlers inside may ask for
/// other sessions, for states, or for tuples; each session is shared by itself.
///
/// To end a visitor's session and go on as for a stranger, pass on the handle that
/// [`Live::restart`] returns. To save nothing, call [`Live::discard`] when the handle is back.
///
/// If a handler inside panics or is dropped by a timeout, it is as if it had never run: the
/// middleware gets the session as it was when the handler took it (fields that are `skip` have
/// their starting values if the handler changed something), and what the middleware itself writes
/// is saved. So a retry applies a change once, and a fallback has the session in the state
/// that it was in. A handler that is done is another matter, whatever its response: what it wrote
/// holds. While something inside has the session, the middleware has no handle, because
/// [`Next::run`] takes it.
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
#[expect(clippy::needless_pass_by_value, reason = "as everywhere in axum: `from_fn(app.clone(), …)`")]
pub fn from_fn<F, V, C, Args, St, N>(state: St, middleware: F) -> SessionLayer<V, C::Sessions>
where
    V: View<Context = C>,
    C: Obtain<Sessions: FromLayerState<St, N>>,
    Args: 'static,
    F: for<'req> MiddlewareFn<'req, V, Args, Future: SessionResponse> + Clone + Send + Sync + 'static,
{
    let run: Arc<Run<V>> = Arc::new(move |live, request, next| {
        let reply = middleware.clone().call(live, request, next);
        Box::pin(async move { reply.await.into_response() })
    });
    SessionLayer { run, sessions: C::Sessions::from_state(&state) }
}

/// The layer that [`from_fn`] makes, for [`Router::layer`](axum::Router::layer), `route_layer` or
/// a `ServiceBuilder`.
pub struct SessionLayer<V: View, Sessions> {
    run: Arc<Run<V>>,
    sessions: Sessions,
}

/// A service behind session middleware.
pub struct SessionService<V: View, Sessions, I> {
    layer: SessionLayer<V, Sessions>,
    inner: I,
}

/// The services inside of session middleware: other middleware, and the handler.
pub struct Next {
    inner: Box<dyn FnOnce(Request) -> Running<'static> + Send>,
}

impl Next {
    /// Lends the session to the services inside, runs them, and returns the session's handle. It
    /// is the handle of the whole session, since a handler may have made a transition.
    ///
    /// If something inside still has the session, because a layer left it running in a task of its
    /// own, the returned handle is of a placeholder with a fresh session. The response then
    /// becomes a 500 ([`CloseError::InUse`](session_core::CloseError::InUse)).
    #[expect(clippy::missing_panics_doc, reason = "it doesn't: a whole session has no wrong state")]
    pub async fn run<V>(self, live: Live<'_, V>, mut request: Request) -> (Live<'_, V::Whole>, Response)
    where
        V: View<Context: Obtain>,
        V::Whole: View<Context = V::Context>,
    {
        let context = context_of(live);
        let response = {
            let slots = request.extensions_mut().get_or_insert_default::<LoanSlots>();
            let _lent = LendGuard::new(context, slots);
            (self.inner)(request).await
        };
        let whole = context.live_as::<V::Whole>();
        (whole.expect("a whole session matches every state"), response)
    }
}

impl<V, C, Sessions, I> Service<Request> for SessionService<V, Sessions, I>
where
    V: View<Context = C>,
    C: Obtain<Sessions = Sessions>,
    Sessions: Clone + Send + Sync + 'static,
    I: Service<Request, Error = Infallible, Response: IntoResponse, Future: Send> + Clone + Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The service that is ready answers this request, and its clone waits for the next one.
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
        let SessionLayer { run, sessions } = self.layer.clone();
        Box::pin(async move { Ok(answer::<V, C>(&*run, &sessions, request, next).await) })
    }
}

async fn answer<V: View<Context = C>, C: Obtain<Sessions: Sync>>(
    run: &Run<V>,
    sessions: &C::Sessions,
    mut request: Request,
    next: Next,
) -> Response {
    let mut exchange = match open::<C>(sessions, &mut request).await {
        Ok(exchange) => exchange,
        Err(why) => return unavailable(&why),
    };
    let mut response = match exchange.live::<V>() {
        Ok(live) => run(live, request, next).await,
        Err(wrong) => refuse(wrong, &request),
    };
    finish(exchange, &mut response).await;
    response
}

impl<V: View, Sessions: Clone, I> Layer<I> for SessionLayer<V, Sessions> {
    type Service = SessionService<V, Sessions, I>;

    fn layer(&self, inner: I) -> Self::Service {
        SessionService { layer: self.clone(), inner }
    }
}

impl<V: View, Sessions: Clone> Clone for SessionLayer<V, Sessions> {
    fn clone(&self) -> Self {
        Self { run: Arc::clone(&self.run), sessions: self.sessions.clone() }
    }
}

impl<V: View, Sessions: Clone, I: Clone> Clone for SessionService<V, Sessions, I> {
    fn clone(&self) -> Self {
        Self { layer: self.layer.clone(), inner: self.inner.clone() }
    }
}

impl<V: View, Sessions> fmt::Debug for SessionLayer<V, Sessions> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionLayer").field("view", &type_name::<V>()).finish_non_exhaustive()
    }
}

impl<V: View, Sessions, I> fmt::Debug for SessionService<V, Sessions, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionService").field("view", &type_name::<V>()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
