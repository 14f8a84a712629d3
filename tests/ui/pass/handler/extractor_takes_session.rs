// Middleware has put a copy of a field where the extractor finds it.
use axum::extract::FromRequestParts;
use axum::http::{StatusCode, request::Parts};
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Account {
    user: Option<u64>,
}

#[derive(Clone, Copy)]
struct User(u64);

impl FromRequestParts<Sessions<Account>> for User {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &Sessions<Account>) -> Result<Self, StatusCode> {
        let user = parts.extensions.get::<User>();
        user.copied().ok_or(StatusCode::UNAUTHORIZED)
    }
}

async fn show(account: Live<'_, Account>, user: User) -> String {
    format!("{:?} {}", account.user, user.0)
}

fn main() {
    let _ = show;
}
