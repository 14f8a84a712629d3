//! Session handlers, and how they are mounted.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use session_core::{Live, View, WrongState};

/// A function that takes the current session first and then up to 15 extractors: any
/// `async fn(Live<'_, S>, …) -> impl IntoResponse`, or an async closure, with what it captures.
///
/// This trait only asks for the function's shape. What the extractors need from the router's state
/// is checked where the handler is mounted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session handler",
    label = "not an `async fn(Live<'_, _>, …) -> impl IntoResponse`",
    note = "the first argument is `Live<'_, S>`, with the lifetime left open: `'_`, not `'static`",
    note = "up to 15 extractors follow it, and only the last may take the body",
    note = "a closure is `async |live: Live<'_, S>| …`"
)]
pub trait SessionFn<'req, V: View, Args> {
    /// The future that the function returns.
    type Future;

    #[doc(hidden)]
    fn call(self, live: Live<'req, V>, args: Args) -> Self::Future;
}

/// The future of a session handler, which gives a response and runs on any thread.
pub trait SessionResponse: Future<Output: IntoResponse> + Send {}

impl<F: Future<Output: IntoResponse> + Send> SessionResponse for F {}

macro_rules! impl_session_fn {
    ($($arg:ident)*) => {
        #[allow(non_snake_case, reason = "a type and its value share a name")]
        impl<'req, F, Fut, V: View, $($arg,)*> SessionFn<'req, V, ($($arg,)*)> for F
        where
            F: FnOnce(Live<'req, V>, $($arg,)*) -> Fut,
        {
            type Future = Fut;

            fn call(self, live: Live<'req, V>, ($($arg,)*): ($($arg,)*)) -> Fut {
                self(live, $($arg,)*)
            }
        }
    };
}

crate::extractors::for_each_arity!(impl_session_fn);

type Run<V, Args> = dyn for<'req> Fn(Live<'req, V>, Args) -> Running<'req> + Send + Sync;
type Otherwise = dyn Fn(WrongState) -> Running<'static> + Send + Sync;
type Running<'req> = Pin<Box<dyn Future<Output = Response> + Send + 'req>>;

/// A session handler that can be mounted, made by [`with_session`].
pub struct WithSession<V: View, Args> {
    pub(crate) run: Arc<Run<V, Args>>,
    pub(crate) otherwise: Option<Arc<Otherwise>>,
    args: PhantomData<fn(Args)>,
}

/// Mounts a handler that takes the current session. There is no other way to do so.
///
/// The handler takes [`Live<'_, V>`](Live) first, then up to 15 extractors, of which the last may
/// take the body. `V` is a session type, a state of one, or a tuple of up to four of these. The
/// router's state holds the [`Sessions`](session_core::Sessions) of each, by
/// [`FromRef`](axum::extract::FromRef). It may also be an `Arc` of what holds them.
///
/// axum-extra's `typed_get` and its kin mount it as well. The path's type stands behind the
/// session.
///
/// For each request, the session is opened first, then its state is checked, and then the
/// extractors run. The session is closed when the handler's response exists and before it is sent.
/// If an extractor rejects the request, the handler doesn't run and the session doesn't change. If
/// a session can't be closed ([`CloseError`](session_core::CloseError)), the answer is a 500
/// without a cookie, or a 409 or 503 if another request was faster or a store gives no answer. An
/// event has the reason, and [`Answer`](crate::Answer) is among the response's extensions.
///
/// ```
/// use axum::{Router, routing::get};
/// use session_axum::with_session;
/// use session_core::{Key, Live, Session, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// async fn count(mut visits: Live<'_, Visits>) -> String {
///     visits.count += 1;
///     format!("Visit number: {}", visits.count)
/// }
///
/// let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// let app: Router = Router::new().route("/count", get(with_session(count))).with_state(sessions);
/// # let _ = app;
/// ```
///
/// The handler's return value may hold the handle, since it becomes a response while the session
/// is open: a page whose `into_response` renders `live.count`, say.
///
/// # A handler that asks for a state
///
/// Such a handler only runs for visitors in that state. Other visitors are answered for it before
/// any extractor runs, and nothing of their session changes: their cookie isn't even refreshed.
///
/// | request | the state says `otherwise = "/login"` | it says nothing |
/// | --- | --- | --- |
/// | GET, HEAD | 303 to `/login` | 403 |
/// | any other | 403 | 403 |
///
/// A page isn't redirected to its own path, whatever the query. An event names both states.
///
/// [`or_else`](WithSession::or_else) sets another answer. Two pages that redirect their visitors
/// to each other are a loop that only a browser notices. So let `otherwise` lead to a page that
/// takes the whole session, or to one for the state that visitors come from.
///
/// # When something doesn't work
///
/// If the counter stays at 1, the browser dropped the cookie: see
/// [troubleshooting](session_core::guide::troubleshooting). If the compiler says
/// `Handler<_, _> is not satisfied`, the handler isn't mounted by `with_session`: see
/// [compile errors](session_core::guide::compile_errors). axum's `debug_handler`, which that
/// message recommends, can't check a handler that borrows its session; `with_session` checks it.
pub fn with_session<F, V, Args>(handler: F) -> WithSession<V, Args>
where
    V: View,
    Args: 'static,
    F: for<'req> SessionFn<'req, V, Args, Future: SessionResponse> + Clone + Send + Sync + 'static,
{
    let run: Arc<Run<V, Args>> = Arc::new(move |live, args| {
        let reply = handler.clone().call(live, args);
        Box::pin(async move { reply.await.into_response() })
    });
    WithSession { run, otherwise: None, args: PhantomData }
}

impl<V: View, Args> WithSession<V, Args> {
    /// Sets the answer for visitors who are in another state than the handler asks for.
    ///
    /// ```
    /// use axum::response::Redirect;
    /// use axum::routing::{Router, post};
    /// use session_axum::with_session;
    /// use session_core::{Key, Live, Session, SessionState, Sessions, WrongState};
    ///
    /// #[derive(Session)]
    /// enum Login {
    ///     #[session(start, to(LoggedIn resets_lifetime))]
    ///     Anonymous(Anonymous),
    ///     #[session(otherwise = "/login")]
    ///     LoggedIn(LoggedIn),
    /// }
    ///
    /// #[derive(SessionState, Default)]
    /// struct Anonymous;
    ///
    /// #[derive(SessionState)]
    /// struct LoggedIn {
    ///     user: u64,
    /// }
    ///
    /// async fn order(login: Live<'_, LoggedIn>) -> String {
    ///     format!("Ordered for {}", login.user)
    /// }
    ///
    /// let order = with_session(order).or_else(async |_: WrongState| Redirect::to("/login?then=/order"));
    /// let app: Router = Router::new()
    ///     .route("/order", post(order))
    ///     .with_state(Sessions::<Login>::in_cookie(Key::generate()));
    /// # let _ = app;
    /// ```
    #[must_use]
    pub fn or_else<F, Fut>(mut self, answer: F) -> Self
    where
        F: FnOnce(WrongState) -> Fut + Clone + Send + Sync + 'static,
        Fut: SessionResponse + 'static,
    {
        self.otherwise = Some(Arc::new(move |wrong| {
            let reply = (answer.clone())(wrong);
            Box::pin(async move { reply.await.into_response() })
        }));
        self
    }
}

impl<V: View, Args> Clone for WithSession<V, Args> {
    fn clone(&self) -> Self {
        Self { run: Arc::clone(&self.run), otherwise: self.otherwise.clone(), args: PhantomData }
    }
}

impl<V: View, Args> fmt::Debug for WithSession<V, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithSession").field("view", &type_name::<V>()).finish_non_exhaustive()
    }
}
