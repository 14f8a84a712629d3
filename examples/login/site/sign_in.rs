//! Signing in: a name and a password, then a code.
//!
//! Each step is a transition, and each handler asks for the state that it starts from.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use session_axum::with_session;
use session_core::{Live, Session as _};

use super::codes::{LIFETIME, NoCode, Verdict};
use super::form::{Button, Posted};
use super::pages::{self, Frame, elsewhere, html, in_words, problem, span};
use super::passwords::NotNow;
use super::sessions::{Anonymous, AwaitingCode, Device, LoggedIn, Login, Page, Remembered, Unknown};
use super::users::User;
use super::{Server, Site};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(with_session(form)).post(with_session(password).or_else(elsewhere)))
        .route("/sign-in/code", get(with_session(code_form)).post(with_session(code).or_else(elsewhere)))
        .route("/sign-in/start-over", post(with_session(start_over).or_else(elsewhere)))
}

/// Shows the form for the visitor's step of signing in.
async fn form(live: Live<'_, (Login, Page, Device)>) -> Response {
    let (mut login, mut page, device) = live.split();
    match &*login {
        Login::Anonymous(_) => {
            let Ok(frame) = Frame::new(&mut login, &mut page, &device) else { return problem() };
            let name = frame.known.map_or("", |user| user.name);
            let remembered = in_words(Device::SCHEMA.timeouts().lifetime());
            html(&pages::SignIn { frame, name, remembered, users: User::all() })
        }
        Login::AwaitingCode(_) => Redirect::to("/sign-in/code").into_response(),
        Login::LoggedIn(_) => Redirect::to("/account").into_response(),
    }
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    /// A box that is ticked sends its value, and an unticked box sends nothing.
    stay: Option<String>,
}

/// Makes a transition from `Anonymous` to `AwaitingCode`, and sends the code.
///
/// A device that remembers the user has tries of its own. It got its cookie with a password and a
/// code, so nobody else has one.
async fn password(
    live: Live<'_, (Anonymous, Page, Device)>,
    State(server): State<Arc<Server>>,
    Posted(form): Posted<Credentials>,
) -> Result<Redirect, NotNow> {
    let (login, mut page, device) = live.split();
    let (name, now) = (form.name.trim().to_lowercase(), server.clock.now());
    let is_known = device.user().and_then(User::with_id).is_some_and(|user| user.name == name);
    let Some(user) = server.passwords.check(name, form.password, is_known, now).await? else {
        // The answer is the same for an unknown name and a wrong password, so that it doesn't tell
        // who has an account.
        page.flash.push_as("error", "That name and password don’t match.");
        return Ok(Redirect::to("/sign-in"));
    };
    let (attempt, code) = match server.codes.start(user.id, now) {
        Ok(started) => started,
        Err(reason) => {
            page.flash.push_as("error", why_not(reason));
            return Ok(Redirect::to("/sign-in"));
        }
    };
    (server.send)(user, &code);
    let stay = form.stay.is_some();
    login.to_with(|anonymous| AwaitingCode { user: user.id, attempt, stay, basket: anonymous.basket });
    page.flash.push("We have sent you a code.");
    Ok(Redirect::to("/sign-in/code"))
}

fn why_not(reason: NoCode) -> String {
    match reason {
        NoCode::Several => format!("We have sent you several codes already. Wait {} and try again.", in_words(LIFETIME)),
        NoCode::Locked => "Too many wrong codes were entered for this account. Try again tomorrow.".to_owned(),
    }
}

/// Shows the form for the code, or says that the code can't be used any more.
async fn code_form(live: Live<'_, (AwaitingCode, Page, Device)>, State(server): State<Arc<Server>>) -> Response {
    let (login, mut page, device) = live.split();
    let (name, now) = (User::with_id(login.user).map_or("", |user| user.display), server.clock.now());
    let left = server.codes.has(&login.attempt, now).then(|| span(now, login.expires_at()));
    let mut login = login.whole();
    let Ok(frame) = Frame::new(&mut login, &mut page, &device) else { return problem() };
    html(&pages::Code { frame, name, left })
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

/// Makes a transition from `AwaitingCode` to `LoggedIn`, or back to `Anonymous` after too many
/// tries.
async fn code(
    live: Live<'_, (AwaitingCode, Page, Device)>,
    State(server): State<Arc<Server>>,
    Posted(form): Posted<Typed>,
) -> Redirect {
    let (login, mut page, device) = live.split();
    let typed: String = form.code.split_whitespace().collect();
    match server.codes.check(&login.attempt, &typed, server.clock.now()) {
        Verdict::Right => {
            let (user, stay) = (login.user, login.stay);
            login.to_with(|awaiting| LoggedIn { user, basket: awaiting.basket });
            remember(device, stay.then_some(Remembered { user }));
            page.flash.push(format!("Welcome, {}!", User::with_id(user).map_or("", |user| user.display)));
            Redirect::to("/account")
        }
        Verdict::Wrong { left } => {
            let tries = if left == 1 { "one more try".to_owned() } else { format!("{left} more tries") };
            page.flash.push_as("error", format!("That isn’t the code. You have {tries}."));
            Redirect::to("/sign-in/code")
        }
        Verdict::Over => {
            login.to_with(|awaiting| Anonymous { basket: awaiting.basket });
            page.flash.push_as("error", "That code can’t be used any more. Sign in again to get another one.");
            Redirect::to("/sign-in")
        }
        // A double click sends the form twice. The answer to the first signs the visitor in, and
        // this one must not undo it: it changes no session, whichever of the two arrives last.
        Verdict::Gone => Redirect::to("/sign-in"),
    }
}

/// Lets the device remember the user who has just signed in, or nobody.
fn remember(device: Live<'_, Device>, next: Option<Remembered>) {
    let Some(next) = next else { return device.end() };
    match device.in_state::<Unknown>() {
        Ok(unknown) => drop(unknown.to(next)),
        Err(device) => drop(device.in_state::<Remembered>().map(|earlier| earlier.to(next))),
    }
}

/// Makes a transition from `AwaitingCode` to `Anonymous`.
async fn start_over(live: Live<'_, (AwaitingCode, Page)>, _: Posted<Button>) -> Redirect {
    let (login, mut page) = live.split();
    login.to_with(|awaiting| Anonymous { basket: awaiting.basket });
    page.flash.push("You aren’t signed in. Your basket is as it was.");
    Redirect::to("/sign-in")
}
