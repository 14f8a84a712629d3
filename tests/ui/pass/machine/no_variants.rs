// One is enough.
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {
    #[session(start)]
    Anonymous(Anonymous),
}

#[derive(SessionState, Default)]
struct Anonymous;

fn main() {
    println!("{}", Login::SCHEMA.name());
}
