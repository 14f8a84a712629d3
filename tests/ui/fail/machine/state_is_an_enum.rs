// A state is a struct.
use serde::{Deserialize, Serialize};
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(Role),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState, Serialize, Deserialize)]
enum Role {
    Customer,
    Seller,
}

struct LoggedIn {
    role: Role,
}

fn main() {
    println!("{}", Login::SCHEMA.name());
}
