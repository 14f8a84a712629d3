// The body comes last.
use axum::{Router, http::Method, routing::post};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Account {
    name: String,
}

async fn rename(mut account: Live<'_, Account>, method: Method, name: String) -> String {
    account.name = name;
    method.to_string()
}

fn main() {
    let _: Router<Sessions<Account>> = Router::new().route("/name", post(with_session(rename)));
}
