// `ProtectedForm` reads the form's fields by itself.
use axum::{Router, routing::post};
use session_axum::{ProtectedForm, with_session};
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Account {
    name: String,
}

#[derive(serde::Deserialize)]
struct Name {
    name: String,
}

async fn rename(mut account: Live<'_, Account>, ProtectedForm(form): ProtectedForm<Name>) {
    account.name = form.name;
}

fn main() {
    let _: Router<Sessions<Account>> = Router::new().route("/name", post(with_session(rename)));
}
