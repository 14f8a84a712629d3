//! The site: the routes that have moved to Rust, and Flask behind them.

pub(crate) mod flask;
mod login;
mod own_pages;
mod page;
mod proxy;
mod routes;
mod visit;

use axum::Router;
use axum::extract::FromRef;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use session_axum::with_session;
use session_core::{SameSite, Sessions};
use session_flask::{FlaskConfig, FlaskConfigError, FlaskKeys};

use proxy::Flask;
use visit::Visit;

/// The state that every request needs.
#[derive(Clone)]
struct Site {
    sessions: Sessions<Visit>,
    flask: Flask,
}

/// Makes the whole site. `keys` are those of the Flask application, which runs at `flask`.
///
/// A route that has moved is a line here. All others are Flask's.
pub(crate) fn app(keys: FlaskKeys, flask: reqwest::Url) -> Result<Router, Box<dyn std::error::Error>> {
    let site = Site { sessions: sessions(keys)?, flask: Flask::at(flask)? };
    Ok(Router::new()
        .route("/", get(with_session(page::page)))
        .route("/rust/count", post(with_session(routes::count)))
        .route("/rust/say", post(with_session(routes::say)))
        .route("/rust/log-in", post(with_session(routes::log_in)))
        .route("/rust/log-out", post(with_session(routes::log_out)))
        .route("/style.css", get(style))
        .fallback(proxy::forward)
        .layer(middleware::from_fn(own_pages::only))
        .with_state(site))
}

/// Makes Flask's sessions, configured as `flask_app.py` configures them.
fn sessions(keys: FlaskKeys) -> Result<Sessions<Visit>, FlaskConfigError> {
    let config = FlaskConfig { session_cookie_samesite: Some(SameSite::Lax), ..FlaskConfig::default() };
    config.sessions(keys)
}

async fn style() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, include_str!("../style.css"))
}

impl FromRef<Site> for Sessions<Visit> {
    fn from_ref(site: &Site) -> Self {
        site.sessions.clone()
    }
}

impl FromRef<Site> for Flask {
    fn from_ref(site: &Site) -> Self {
        site.flask.clone()
    }
}
