// A handler takes the session of its request as an argument.
use session_core::{Live, Session};

#[derive(Session)]
struct User {
    logged_in: bool,
}

async fn index(mut user_session: Live<'_, User>) -> &'static str {
    user_session.logged_in = true;
    "Logged in"
}

fn main() {
    let _ = index;
}
