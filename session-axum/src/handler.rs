//! What a session handler is, and the one way to mount it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use session_core::{Live, Session};

/// A function that takes the current session first, then up to 15 extractors: any
/// `async fn(Live<'_, S>, …) -> impl IntoResponse`, and async closures, with what they capture.
///
/// Only its shape is asked for here; what the extractors need from the router's state is asked where it is mounted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session handler",
    label = "not an `async fn(Live<'_, _>, …) -> impl IntoResponse`",
    note = "the first argument is `Live<'_, S>`, with the lifetime left open: `'_`, not `'static`",
    note = "up to 15 extractors follow it, and only the last may take the body",
    note = "a closure is `async |live: Live<'_, S>| …`"
)]
pub trait SessionFn<'req, S: Session, Args> {
    /// What the function returns: a future.
    type Future;

    #[doc(hidden)]
    fn call(self, live: Live<'req, S>, args: Args) -> Self::Future;
}

/// What a session handler's future gives: a response, on any thread.
pub trait Reply: Future<Output: IntoResponse> + Send {}

impl<F: Future<Output: IntoResponse> + Send> Reply for F {}

macro_rules! impl_session_fn {
    ($($arg:ident)*) => {
        #[allow(non_snake_case, reason = "a type and its value share a name")]
        impl<'req, F, Fut, S: Session, $($arg,)*> SessionFn<'req, S, ($($arg,)*)> for F
        where
            F: FnOnce(Live<'req, S>, $($arg,)*) -> Fut,
        {
            type Future = Fut;

            fn call(self, live: Live<'req, S>, ($($arg,)*): ($($arg,)*)) -> Fut {
                self(live, $($arg,)*)
            }
        }
    };
}

crate::extract::for_each_arity!(impl_session_fn);

type Run<S, Args> = dyn for<'req> Fn(Live<'req, S>, Args) -> Running<'req> + Send + Sync;
type Running<'req> = Pin<Box<dyn Future<Output = Response> + Send + 'req>>;

/// A session handler that can be mounted; [`with_session`] makes it.
pub struct WithSession<S: Session, Args> {
    pub(crate) run: Arc<Run<S, Args>>,
    args: PhantomData<fn(Args)>,
}

/// Mounts a handler that takes the current session: the only door to it.
///
/// The handler takes [`Live<'_, S>`](Live) first, then up to 15 extractors, the last of which may take the body. The router's
/// state holds the [`Sessions<S>`](session_core::Sessions), by [`FromRef`](axum::extract::FromRef).
///
/// For each request the session is opened before the extractors run, and closed when the handler's response exists and before
/// it is sent. A rejected extractor means that the handler didn't run: the session is left as it is. A session that can't be
/// closed ([`SessionError`](session_core::SessionError)) is a 500 without a cookie, and the reason is an event.
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
/// What the handler returns may hold the handle, since it becomes a response while the session is open: a page whose
/// `into_response` renders `live.count`, say.
pub fn with_session<F, S, Args>(handler: F) -> WithSession<S, Args>
where
    S: Session,
    Args: 'static,
    F: for<'req> SessionFn<'req, S, Args, Future: Reply> + Clone + Send + Sync + 'static,
{
    let run: Arc<Run<S, Args>> = Arc::new(move |live, args| {
        let reply = handler.clone().call(live, args);
        Box::pin(async move { reply.await.into_response() })
    });
    WithSession { run, args: PhantomData }
}

impl<S: Session, Args> Clone for WithSession<S, Args> {
    fn clone(&self) -> Self {
        Self { run: Arc::clone(&self.run), args: PhantomData }
    }
}

impl<S: Session, Args> fmt::Debug for WithSession<S, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithSession").field("session", &S::SCHEMA.name()).finish_non_exhaustive()
    }
}
