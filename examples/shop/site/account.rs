//! The account: what is known of a customer, and ordering.

use std::mem;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use session_axum::{ProtectedForm, with_session};
use session_core::Live;

use super::Site;
use super::pages::{self, Frame, html, problem};
use super::sessions::{Basket, Customer};
use super::sign_in::{Button, elsewhere};
use super::stock::{Order, OrderKey, Short, Stock, lines};
use super::users::User;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/account", get(with_session(account)))
        .route("/account/address", post(with_session(address).or_else(elsewhere)))
        .route("/account/order", post(with_session(order).or_else(elsewhere)))
}

/// Shows the account. It doesn't check that the visitor is signed in, because it doesn't run
/// otherwise.
async fn account(customer: Live<'_, Customer>, State(stock): State<Arc<Stock>>) -> Response {
    let Some(user) = User::with_id(customer.user) else {
        customer.end();
        return Redirect::to("/sign-in").into_response();
    };
    let (street, city) = (customer.street.clone(), customer.city.clone());
    let Ok((visit, frame)) = Frame::of(customer.whole()) else { return problem() };
    html(&pages::Account { frame, user, basket: visit.basket(), street, city, orders: stock.orders(user.id) })
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    street: String,
    #[serde(default)]
    city: String,
}

async fn address(mut customer: Live<'_, Customer>, ProtectedForm(form): ProtectedForm<Address>) -> Redirect {
    let (street, city) = (form.street.trim(), form.city.trim());
    if [street, city].iter().all(|text| (1..=100).contains(&text.chars().count())) {
        street.clone_into(&mut customer.street);
        city.clone_into(&mut customer.city);
        customer.flash.push("Your address is saved.");
    } else {
        customer.flash.push_as("error", "An address has a street and a city, of up to 100 letters each.");
    }
    Redirect::to("/account")
}

/// Orders what is in the basket.
///
/// The session comes first: the basket and the order's key are taken out of it. Then the shop sells
/// what was in the basket, once for each key. So whatever becomes of the session's commit, nothing
/// is sold twice:
///
/// * Two tabs order at once: they have one key, and the second one is given the order of the first.
///   Both replace the key, which is merged by `refuse`, and one of them is answered by a 409.
/// * The store doesn't answer: the session still has its basket and its key. Who orders once more
///   is given the order that there is, and the rest of the basket stays.
async fn order(mut customer: Live<'_, Customer>, State(stock): State<Arc<Stock>>, _: ProtectedForm<Button>) -> Redirect {
    if lines(&customer.basket).next().is_none() {
        customer.flash.push_as("error", "There is nothing in your basket.");
        return Redirect::to("/account");
    }
    if customer.street.is_empty() {
        customer.flash.push_as("error", "Where does it go? Save your address first.");
        return Redirect::to("/account");
    }
    let wanted = mem::take(&mut customer.basket);
    let key = mem::replace(&mut customer.next_order, OrderKey::random());
    let address = format!("{}, {}", customer.street, customer.city);
    let order = Order { key, user: customer.user, items: wanted.clone(), address, came_from: customer.came_from.clone() };

    match stock.sell(order) {
        Ok(sold) => {
            customer.basket = without(wanted, &sold.items);
            customer.flash.push(format!("Thank you! It goes to {}.", sold.address));
        }
        Err(Short { item, left }) => {
            (customer.basket, customer.next_order) = (wanted, key);
            let left = if left == 0 { "none".to_owned() } else { format!("only {left}") };
            customer.flash.push_as("error", format!("{}: {left} left. Nothing was ordered.", item.name));
        }
    }
    Redirect::to("/account")
}

/// Returns what is left of a basket when `sold` is taken out.
fn without(mut basket: Basket, sold: &Basket) -> Basket {
    for (id, count) in &mut basket {
        *count = count.saturating_sub(sold.get(id).copied().unwrap_or_default());
    }
    basket.retain(|_, count| *count > 0);
    basket
}
