//! The account, for those who are signed in, and the two ways out of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use session_axum::with_session;
use session_core::{Live, Session as _, StateOf as _};

use super::form::{Button, Posted};
use super::pages::{self, Frame, elsewhere, html, in_words, problem, span};
use super::sessions::{Anonymous, Device, LoggedIn, Login, Page};
use super::users::User;
use super::{Server, Site};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/account", get(with_session(account)))
        .route("/account/lock", post(with_session(lock).or_else(elsewhere)))
        .route("/sign-out", post(with_session(sign_out)))
}

/// Shows the account. It doesn't check that the visitor is signed in, because it doesn't run
/// otherwise.
async fn account(live: Live<'_, (LoggedIn, Page, Device)>, State(server): State<Arc<Server>>) -> Response {
    let (login, mut page, device) = live.split();
    let Some(user) = User::with_id(login.user) else {
        login.end();
        return Redirect::to("/sign-in").into_response();
    };
    let (now, since) = (server.clock.now(), login.entered_at());
    // The session's own lifetime is longer and counts from the same moment, since `LoggedIn` is
    // entered with `resets_lifetime`.
    let limits = LoggedIn::STATE.timeouts();
    let times = pages::AccountTimes {
        since: span(since, now),
        idle: limits.idle().map(in_words),
        left: span(now, since + limits.lifetime()),
        device: in_words(Device::SCHEMA.timeouts().lifetime()),
    };
    let mut login = login.whole();
    let Ok(frame) = Frame::new(&mut login, &mut page, &device) else { return problem() };
    html(&pages::Account { frame, user, basket: login.basket(), times })
}

/// Makes a transition from `LoggedIn` to `Anonymous`. The basket stays, and so does a remembered
/// device.
async fn lock(live: Live<'_, (LoggedIn, Page)>, _: Posted<Button>) -> Redirect {
    let (login, mut page) = live.split();
    login.to_with(|signed_in| Anonymous { basket: signed_in.basket });
    page.flash.push("Your account is locked. Your basket is still here.");
    Redirect::to("/")
}

/// Ends both sessions in any state, so that their cookies are deleted. Only the page's session
/// goes on, to say so.
async fn sign_out(live: Live<'_, (Login, Page, Device)>, _: Posted<Button>) -> Redirect {
    let (login, mut page, device) = live.split();
    login.end();
    device.end();
    page.flash.push("You are signed out, and this browser has forgotten you.");
    Redirect::to("/")
}
