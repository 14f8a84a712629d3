// The session can't be had at module level: there is none before a request comes in.
use session_core::{Live, Session};

#[derive(Session)]
struct User {
    logged_in: bool,
}

static USER_SESSION: std::sync::Mutex<Live<'static, User>> = std::sync::Mutex::new(Live::new());

async fn index() -> &'static str {
    USER_SESSION.lock().unwrap().logged_in = true;
    "Logged in"
}

fn main() {
    let _ = index;
}
