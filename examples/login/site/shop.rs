//! The shop, in which every visitor has a basket.

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

/// Takes the whole machine, since the shop is for every state: it reads the basket of the current
/// state.
async fn shop(live: Live<'_, (Login, Page, Device)>) -> Response {
    let (mut login, mut page, device) = live.split();
    let Ok(frame) = Frame::new(&mut login, &mut page, &device) else { return problem() };
    html(&Shop { frame, items: Item::all(), basket: login.basket() })
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    item: String,
    /// The form that was sent, by its place on the page.
    #[serde(default)]
    at: Place,
}

/// The place on the page where the visitor was, and to which the redirect leads. On a phone the
/// page is long.
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

/// Changes the basket of the state that the session is in, because only a state can be written to.
/// Returns whether the basket changed.
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
