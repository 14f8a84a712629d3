// An enum that is a value goes into a field of it.
use serde::{Deserialize, Serialize};
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(Serialize, Deserialize)]
enum Role {
    Customer,
    Seller,
}

#[derive(SessionState)]
struct LoggedIn {
    role: Role,
}

fn main() {
    println!("{}", Login::SCHEMA.name());
}
