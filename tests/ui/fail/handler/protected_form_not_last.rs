// A form takes the request's body, so it is the handler's last argument.
use axum::{Router, http::Method, routing::post};
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

async fn rename(mut account: Live<'_, Account>, ProtectedForm(form): ProtectedForm<Name>, method: Method) -> String {
    account.name = form.name;
    method.to_string()
}

fn main() {
    let _: Router<Sessions<Account>> = Router::new().route("/name", post(with_session(rename)));
}
