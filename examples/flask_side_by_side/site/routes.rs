//! The routes that have moved. They do what `flask_app.py` does in Flask.

use axum::Form;
use axum::response::Redirect;
use serde::Deserialize;
use session_core::Live;

use super::login::{self, Browser};
use super::visit::Visit;

/// The fields that every form has.
#[derive(Deserialize)]
pub(super) struct From {
    back: String,
}

#[derive(Deserialize)]
pub(super) struct LogIn {
    user: String,
    #[serde(flatten)]
    from: From,
}

impl From {
    /// Redirects to the page with the button, which is one of two.
    fn back(&self) -> Redirect {
        Redirect::to(if self.back == "/flask" { "/flask" } else { "/" })
    }
}

pub(super) async fn count(mut visit: Live<'_, Visit>, Form(from): Form<From>) -> Redirect {
    visit.rust_count = visit.rust_count.saturating_add(1);
    from.back()
}

pub(super) async fn say(mut visit: Live<'_, Visit>, Form(from): Form<From>) -> Redirect {
    visit.flash.push("Rust says hello.");
    from.back()
}

pub(super) async fn log_in(mut visit: Live<'_, Visit>, browser: Browser, Form(form): Form<LogIn>) -> Redirect {
    // A real application asks for a password here.
    if let Some(name) = login::user(&form.user) {
        visit.log_in(form.user, browser);
        visit.flash.push(format!("Rust has signed you in, {name}."));
    } else {
        visit.flash.push_as("error", "Nobody of that name is known.");
    }
    form.from.back()
}

pub(super) async fn log_out(mut visit: Live<'_, Visit>, Form(from): Form<From>) -> Redirect {
    visit.log_out();
    visit.flash.push("Rust has signed you out.");
    from.back()
}
