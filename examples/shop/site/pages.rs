//! The pages: the values that each template is given. Templates escape these values, and are
//! checked when they compile.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use session_core::{CsrfToken, FlashMessage, Live, RngError};

use super::sessions::{Basket, Visit, change};
use super::stock::{Item, Order, lines};
use super::users::User;

/// The parts that every page has: messages, navigation, and the state of the visitor's session.
pub(super) struct Frame {
    pub(super) messages: Vec<FlashMessage>,
    /// The token for the page's forms.
    pub(super) token: CsrfToken,
    pub(super) state: &'static str,
    pub(super) is_signed_in: bool,
    /// The number of items in the basket.
    pub(super) basket: u64,
}

impl Frame {
    /// Takes the messages, which are shown once, and gives the handle back.
    ///
    /// # Errors
    ///
    /// If there is no randomness for a token.
    pub(super) fn of(visit: Live<'_, Visit>) -> Result<(Live<'_, Visit>, Self), RngError> {
        let (mut visit, messages) = change(visit, |_, flash| flash.take());
        let token = visit.csrf_token()?;
        let frame = Self {
            messages,
            token,
            state: visit.state().name(),
            is_signed_in: matches!(*visit, Visit::Customer(_)),
            basket: lines(visit.basket()).map(|line| u64::from(line.count)).sum(),
        };
        Ok((visit, frame))
    }
}

#[derive(Template)]
#[template(path = "shop.html", config = "examples/shop/askama.toml")]
pub(super) struct Shop<'page> {
    pub(super) frame: Frame,
    pub(super) shelf: Vec<(&'static Item, u32)>,
    pub(super) basket: &'page Basket,
}

#[derive(Template)]
#[template(path = "sign_in.html", config = "examples/shop/askama.toml")]
pub(super) struct SignIn {
    pub(super) frame: Frame,
    pub(super) users: &'static [User],
}

#[derive(Template)]
#[template(path = "account.html", config = "examples/shop/askama.toml")]
pub(super) struct Account<'page> {
    pub(super) frame: Frame,
    pub(super) user: &'static User,
    pub(super) basket: &'page Basket,
    pub(super) street: String,
    pub(super) city: String,
    pub(super) orders: Vec<Order>,
}

/// A page that is shown in the place of another one.
#[derive(Template)]
#[template(path = "problem.html", config = "examples/shop/askama.toml")]
pub(super) struct Problem {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    /// Where the page leads, and what the link says.
    pub(super) next: (&'static str, &'static str),
}

/// Renders a page, or returns a 500 if that fails.
pub(super) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => problem(),
    }
}

/// Returns the answer for a page that can't be rendered.
pub(super) fn problem() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

pub(super) async fn not_found() -> Response {
    let page = Problem { title: "Page not found", text: "Please check the address.", next: ("/", "Back to the shop") };
    (StatusCode::NOT_FOUND, html(&page)).into_response()
}
