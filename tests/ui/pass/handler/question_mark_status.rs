// The handler says what its visitor is answered.
use axum::{Router, http::StatusCode, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn page(mut visits: Live<'_, Visits>) -> Result<String, StatusCode> {
    let token = visits.csrf_token().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(format!("<input type=\"hidden\" name=\"csrf_token\" value=\"{token}\">"))
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(page)));
}
