//! Signing in, with the basket, and signing out, for everybody who has the cookie.

use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use session_axum::{ProtectedForm, with_session};
use session_core::{Live, WrongState};

use super::Site;
use super::pages::{self, Frame, html, problem};
use super::sessions::{Customer, Visit, Visitor, change};
use super::stock::OrderKey;
use super::users::User;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(with_session(form)).post(with_session(sign_in).or_else(elsewhere)))
        .route("/sign-out", post(with_session(sign_out).or_else(elsewhere)))
}

async fn form(visit: Live<'_, Visit>) -> Response {
    if matches!(*visit, Visit::Customer(_)) {
        return Redirect::to("/account").into_response();
    }
    let Ok((_, frame)) = Frame::of(visit) else { return problem() };
    html(&pages::SignIn { frame, users: User::all() })
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Makes the transition, which gives the visitor's cookie another ticket. What another tab puts
/// into the basket meanwhile goes along, or that tab hears of a conflict: nothing is lost unseen.
async fn sign_in(mut visitor: Live<'_, Visitor>, ProtectedForm(form): ProtectedForm<Credentials>) -> Redirect {
    let Some(user) = User::authenticate(&form.name, &form.password) else {
        visitor.flash.push_as("error", "That isn’t their password. It stands below.");
        return Redirect::to("/sign-in");
    };
    let mut customer = visitor.to_with(|visitor| Customer {
        user: user.id,
        basket: visitor.basket,
        came_from: visitor.came_from,
        next_order: OrderKey::random(),
        street: String::new(),
        city: String::new(),
        flash: visitor.flash,
    });
    customer.flash.push(format!("Welcome, {}!", user.display));
    Redirect::to("/account")
}

/// The fields of a form that only has a button.
#[derive(Deserialize)]
pub(super) struct Button {}

/// Ends the session, whoever has its cookie, and begins another one to say so.
async fn sign_out(customer: Live<'_, Customer>, _: ProtectedForm<Button>) -> Redirect {
    change(customer.restart(), |_, flash| flash.push("You are signed out, and so is every copy of your cookie."));
    Redirect::to("/")
}

/// Returns the answer for a form from a tab that shows another state. The sign-in page knows where
/// the visitor is now.
pub(super) async fn elsewhere(_: WrongState) -> Redirect {
    Redirect::to("/sign-in")
}
