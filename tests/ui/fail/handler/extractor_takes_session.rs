// An extractor asks for the session, which only a handler and its middleware have.
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

    async fn from_request_parts(parts: &mut Parts, state: &Sessions<Account>) -> Result<Self, StatusCode> {
        let account = Live::<Account>::from_request_parts(parts, state).await?;
        account.user.map(User).ok_or(StatusCode::UNAUTHORIZED)
    }
}

async fn show(account: Live<'_, Account>, user: User) -> String {
    format!("{:?} {}", account.user, user.0)
}

fn main() {
    let _ = show;
}
