// An error of the library's isn't turned into a status code by itself.
use axum::{Router, http::StatusCode, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn page(mut visits: Live<'_, Visits>) -> Result<String, StatusCode> {
    let token = visits.csrf_token()?;
    Ok(format!("<input type=\"hidden\" name=\"csrf_token\" value=\"{token}\">"))
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(page)));
}
