// This is one.
use session_core::{Live, Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

#[derive(Session)]
enum Checkout {
    #[session(start, to(Paying))]
    Basket(Basket),
    Paying(Paying),
}

#[derive(SessionState, Default)]
struct Basket {
    items: Vec<u64>,
}

#[derive(SessionState)]
struct Paying {
    cents: u64,
}

async fn pay(checkout: Live<'_, Checkout>) -> &'static str {
    if checkout.in_state::<Paying>().is_ok() { "Thank you" } else { "Choose something" }
}

fn main() {
    let _ = pay;
}
