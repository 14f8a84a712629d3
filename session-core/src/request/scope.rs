//! A request without a framework.

use super::Sessions;
use crate::cookie::CookieFields;
use crate::error::SessionError;
use crate::live::{Live, Session};
use crate::response::ResponseHeaders;

impl<S: Session> Sessions<S> {
    /// Opens the session, runs `f` with its handle, and closes it: a request without a framework.
    ///
    /// ```
    /// # use session_core::{Key, Session, Sessions, SessionError};
    /// # #[derive(Session)]
    /// # struct Visits { count: u32 }
    /// # async fn serve() -> Result<(), SessionError> {
    /// # let sessions = Sessions::<Visits>::in_cookie(Key::generate());
    /// let (reply, headers) = sessions
    ///     .scope(None, async |mut visits| {
    ///         visits.count += 1;
    ///         format!("Visit number: {}", visits.count)
    ///     })
    ///     .await?;
    /// assert_eq!(reply, "Visit number: 1");
    /// assert!(headers.set_cookie().is_some());
    /// # Ok(())
    /// # }
    /// # session_core::testing::block_on(serve()).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open) and [`RequestContext::close`](crate::RequestContext::close).
    pub async fn scope<R>(
        &self,
        cookies: impl CookieFields,
        f: impl AsyncFnOnce(Live<'_, S>) -> R,
    ) -> Result<(R, ResponseHeaders), SessionError> {
        let mut context = self.open(cookies).await?;
        let reply = f(context.live()).await;
        Ok((reply, context.close().await?))
    }
}
