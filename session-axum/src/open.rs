//! From axum's request to an open session.

use axum::http::request::Parts;
use session_http::{Exchange, LoanSlots, Obtain, Unavailable};

/// Opens the sessions that a handler or middleware asks for. The slots stay in the request's
/// extensions, where inner code finds them.
pub(crate) async fn open<C: Obtain>(sessions: &C::Sessions, request: &mut Parts) -> Result<Exchange<C>, Unavailable> {
    let mut slots = request.extensions.remove::<LoanSlots>().unwrap_or_default();
    let exchange = Exchange::open(sessions, request, &mut slots).await?;
    request.extensions.insert(slots);
    Ok(exchange)
}
