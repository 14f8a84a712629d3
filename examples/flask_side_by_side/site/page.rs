//! The page, made from the template that Flask renders as well.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Html;
use session_core::Live;

use super::login::USERS;
use super::visit::Visit;

#[derive(Template)]
#[template(path = "page.html", config = "examples/flask_side_by_side/askama.toml")]
struct Page<'page> {
    language: &'static str,
    /// The page's own path.
    here: &'static str,
    /// The name of the visitor, if signed in.
    user: &'static str,
    users: &'static [(&'static str, &'static str)],
    flask_count: u32,
    rust_count: u32,
    messages: Vec<(&'page str, &'page str)>,
}

pub(super) async fn page(mut visit: Live<'_, Visit>) -> Result<Html<String>, StatusCode> {
    let messages = visit.flash.take();
    let page = Page {
        language: "Rust",
        here: "/",
        user: visit.current_user().unwrap_or_default(),
        users: &USERS,
        flask_count: visit.flask_count,
        rust_count: visit.rust_count,
        messages: messages.iter().map(|message| (message.category(), message.text())).collect(),
    };
    page.render().map(Html).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
