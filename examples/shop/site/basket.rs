//! The shop's front page, and the basket that every visitor has.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use session_axum::{ProtectedForm, with_session};
use session_core::Live;

use super::Site;
use super::pages::{self, Frame, html, not_found, problem};
use super::sessions::{Visit, Visitor, change};
use super::stock::{Item, Stock};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(with_session(shop)))
        .route("/basket/add", post(with_session(add)))
        .route("/basket/remove", post(with_session(remove)))
}

/// A link to the shop may say where it was, as in `/?from=newsletter`.
#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    from: String,
}

async fn shop(visit: Live<'_, Visit>, State(stock): State<Arc<Stock>>, Query(link): Query<Link>) -> Response {
    let visit = match visit.in_state::<Visitor>() {
        Ok(mut visitor) => {
            if visitor.came_from.is_empty() && !link.from.is_empty() {
                visitor.came_from = link.from.chars().take(40).collect();
            }
            visitor.whole()
        }
        Err(visit) => visit,
    };
    let Ok((visit, frame)) = Frame::of(visit) else { return problem() };
    html(&pages::Shop { frame, shelf: stock.shelf(), basket: visit.basket() })
}

#[derive(Deserialize)]
struct Chosen {
    #[serde(default)]
    item: String,
}

/// Adds an item. Another tab may do the same at this moment: the basket is merged by `add`.
async fn add(visit: Live<'_, Visit>, ProtectedForm(chosen): ProtectedForm<Chosen>) -> Response {
    let Some(item) = Item::named(&chosen.item) else { return not_found().await };
    change(visit, |basket, flash| {
        let count = basket.entry(item.id).or_default();
        *count = count.saturating_add(1);
        flash.push(format!("{} is in your basket.", item.name));
    });
    Redirect::to("/").into_response()
}

async fn remove(visit: Live<'_, Visit>, ProtectedForm(chosen): ProtectedForm<Chosen>) -> Response {
    let Some(item) = Item::named(&chosen.item) else { return not_found().await };
    change(visit, |basket, _| {
        if let Some(count) = basket.get_mut(&item.id) {
            *count = count.saturating_sub(1);
        }
        basket.retain(|_, count| *count > 0);
    });
    Redirect::to("/").into_response()
}
