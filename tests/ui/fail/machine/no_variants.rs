// A session is in some state.
use session_core::{Session, SessionState};

#[derive(Session)]
enum Login {}

#[derive(SessionState, Default)]
struct Anonymous;

fn main() {
    println!("{}", Login::SCHEMA.name());
}
