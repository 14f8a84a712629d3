//! From axum's request to an open session.

use axum::extract::Request;
use session_http::{Exchange, LoanSlots, Obtain, Unavailable};

/// Opens the sessions that a handler or middleware asks for. The slots stay in the request's
/// extensions, where inner code finds them.
pub(crate) async fn open<C: Obtain>(sessions: &C::Sessions, request: &mut Request) -> Result<Exchange<C>, Unavailable> {
    let mut slots = request.extensions_mut().remove::<LoanSlots>().unwrap_or_default();
    let head = (request.method(), request.uri(), request.headers());
    let exchange = Exchange::open(sessions, &head, &mut slots).await?;
    request.extensions_mut().insert(slots);
    Ok(exchange)
}
