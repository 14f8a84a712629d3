//! The pages: the values that each template is given. Templates escape these values, and are
//! checked when they compile.

use std::time::{Duration, SystemTime};

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{Html, IntoResponse, Redirect, Response};
use session_core::{CsrfToken, FlashMessage, Live, RngError, WrongState};

use super::basket::{Basket, Item};
use super::passwords::NotNow;
use super::sessions::{Device, Login, Page};
use super::users::User;

/// The parts that every page has: messages, navigation, and the states of the visitor's sessions.
pub(super) struct Frame {
    pub(super) messages: Vec<FlashMessage>,
    /// The token for the page's forms.
    pub(super) token: CsrfToken,
    pub(super) login: &'static str,
    pub(super) device: &'static str,
    /// The user who is known here, signed in or not.
    pub(super) known: Option<&'static User>,
    pub(super) is_signed_in: bool,
    /// The number of items in the basket.
    pub(super) basket: u32,
}

impl Frame {
    /// Takes the messages, which are shown once.
    ///
    /// # Errors
    ///
    /// If there is no randomness for a token.
    pub(super) fn new(login: &mut Live<'_, Login>, page: &mut Live<'_, Page>, device: &Device) -> Result<Self, RngError> {
        let token = login.csrf_token()?;
        let login: &Login = login;
        let is_signed_in = matches!(login, Login::LoggedIn(_));
        let user = match login {
            Login::LoggedIn(login) => Some(login.user),
            _ => device.user(),
        };
        Ok(Self {
            messages: page.flash.take(),
            token,
            login: login.state(),
            device: device.state(),
            known: user.and_then(User::with_id),
            is_signed_in,
            basket: login.basket().count(),
        })
    }
}

#[derive(Template)]
#[template(path = "shop.html", config = "examples/login/askama.toml")]
pub(super) struct Shop<'page> {
    pub(super) frame: Frame,
    pub(super) items: &'static [Item],
    pub(super) basket: &'page Basket,
}

#[derive(Template)]
#[template(path = "sign_in.html", config = "examples/login/askama.toml")]
pub(super) struct SignIn {
    pub(super) frame: Frame,
    /// The remembered name, for the form's field.
    pub(super) name: &'static str,
    /// How long a device is remembered.
    pub(super) remembered: String,
    pub(super) users: &'static [User],
}

#[derive(Template)]
#[template(path = "code.html", config = "examples/login/askama.toml")]
pub(super) struct Code {
    pub(super) frame: Frame,
    pub(super) name: &'static str,
    /// How long the code is valid, if it still is.
    pub(super) left: Option<String>,
}

#[derive(Template)]
#[template(path = "account.html", config = "examples/login/askama.toml")]
pub(super) struct Account<'page> {
    pub(super) frame: Frame,
    pub(super) user: &'static User,
    pub(super) basket: &'page Basket,
    pub(super) times: AccountTimes,
}

/// The times that the account page shows, in words.
pub(super) struct AccountTimes {
    /// How long the visitor has been signed in.
    pub(super) since: String,
    /// How long the visitor may be inactive before they are signed out, at most: inactivity counts
    /// from a request, and not every request is recorded.
    pub(super) idle: Option<String>,
    /// How long until the visitor is signed out whatever they do.
    pub(super) left: String,
    /// How long a device is remembered.
    pub(super) device: String,
}

#[derive(Template)]
#[template(path = "problem.html", config = "examples/login/askama.toml")]
struct Problem<'page> {
    title: &'static str,
    text: &'page str,
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

/// Returns the answer for a form that wasn't sent by one of this visitor's own pages, or by a page
/// from before a sign-in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forbidden;

impl IntoResponse for Forbidden {
    fn into_response(self) -> Response {
        let text = "Somebody signed in or out since it was shown, or it isn’t one of ours. Nothing was changed.";
        (StatusCode::FORBIDDEN, html(&Problem { title: "This form is out of date", text })).into_response()
    }
}

/// The answer for a password that isn't checked says after what time it can be.
impl IntoResponse for NotNow {
    fn into_response(self) -> Response {
        let (status, wait) = match self {
            Self::TooManyTries { wait } => (StatusCode::TOO_MANY_REQUESTS, wait),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(2)),
        };
        let (title, text) = match self {
            Self::TooManyTries { wait } => {
                ("Too many wrong passwords", format!("They were for that name. Try again in {}.", in_words(wait)))
            }
            Self::Busy => ("Too many people are signing in", "Go back and try again in a moment.".to_owned()),
        };
        // A browser that comes back a little too early would be sent away again.
        let seconds = wait.as_millis().div_ceil(1000);
        (status, [(RETRY_AFTER, seconds.to_string())], html(&Problem { title, text: &text })).into_response()
    }
}

pub(super) async fn not_found() -> Response {
    let problem = Problem { title: "Page not found", text: "Please check the address." };
    (StatusCode::NOT_FOUND, html(&problem)).into_response()
}

/// Returns the answer for a form from another tab in which the visitor has gone on meanwhile. The
/// sign-in page shows where the visitor is now.
pub(super) async fn elsewhere(_: WrongState) -> Redirect {
    Redirect::to("/sign-in")
}

/// Returns the time from one moment to another, in words.
pub(super) fn span(from: SystemTime, to: SystemTime) -> String {
    in_words(to.duration_since(from).unwrap_or(Duration::ZERO))
}

/// Returns a time in words: "30 days", "12 hours", "11 hours 40 minutes". Days are shown without
/// the rest, and "0 minutes" is never shown.
pub(super) fn in_words(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60).max(1);
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60, minutes % 60);
    match (days, hours, minutes) {
        (2.., ..) => counted(days, "day"),
        (_, 0, _) => counted(minutes, "minute"),
        (_, _, 0) => counted(hours, "hour"),
        _ => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

fn counted(number: u64, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}
