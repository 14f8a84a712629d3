// The handler says what its visitor is answered.
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn page(mut visits: Live<'_, Visits>) -> Result<String, Response> {
    if visits.count > 100 {
        return Err(StatusCode::TOO_MANY_REQUESTS.into_response());
    }
    let token = visits.csrf_token().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
    Ok(format!("<input type=\"hidden\" name=\"csrf_token\" value=\"{token}\">"))
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(page)));
}
