//! The shop: anybody has a basket.

use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use session_axum::with_session;
use session_core::Live;

use super::Site;
use super::basket::{Basket, Item};
use super::form::Posted;
use super::pages::{Frame, Shop, html, not_found, problem};
use super::sessions::{Anonymous, AwaitingCode, Device, LoggedIn, Login, Page};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(with_session(shop)))
        .route("/basket/add", post(with_session(add)))
        .route("/basket/remove", post(with_session(remove)))
}

/// The whole machine, since the shop is for every state: it reads the basket of whichever it is.
async fn shop(live: Live<'_, (Login, Page, Device)>) -> Response {
    let (mut login, mut page, device) = live.split();
    let Ok(frame) = Frame::new(&mut login, &mut page, &device) else { return problem() };
    html(&Shop { frame, items: Item::all(), basket: login.basket() })
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    item: String,
    /// Which form it was.
    #[serde(default)]
    at: Place,
}

/// Where on the page the visitor was, and is shown again: on a phone it is long.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    #[default]
    Shelf,
    Basket,
}

impl Place {
    fn of(self, item: &Item) -> Redirect {
        match self {
            Self::Shelf => Redirect::to(&format!("/#tea-{}", item.slug)),
            Self::Basket => Redirect::to("/#basket"),
        }
    }
}

async fn add(live: Live<'_, (Login, Page)>, Posted(chosen): Posted<Chosen>) -> Response {
    let (login, mut page) = live.split();
    let Some(item) = Item::named(&chosen.item) else { return not_found().await };
    if change(login, |basket| basket.add(item)) {
        page.flash.push(format!("{} is in your basket.", item.name));
    } else {
        page.flash.push_as("error", format!("That’s as much {} as we sell at once.", item.name));
    }
    chosen.at.of(item).into_response()
}

async fn remove(login: Live<'_, Login>, Posted(chosen): Posted<Chosen>) -> Response {
    let Some(item) = Item::named(&chosen.item) else { return not_found().await };
    change(login, |basket| basket.remove(item));
    Place::Basket.of(item).into_response()
}

/// A state is what can be written, so the basket is changed in the state that the session is in.
/// Whether it was.
fn change(login: Live<'_, Login>, change: impl FnOnce(&mut Basket) -> bool) -> bool {
    let login = match login.in_state::<Anonymous>() {
        Ok(mut anonymous) => return change(&mut anonymous.basket),
        Err(login) => login,
    };
    let login = match login.in_state::<AwaitingCode>() {
        Ok(mut awaiting) => return change(&mut awaiting.basket),
        Err(login) => login,
    };
    login.in_state::<LoggedIn>().is_ok_and(|mut signed_in| change(&mut signed_in.basket))
}
