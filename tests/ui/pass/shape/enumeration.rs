// The struct that has the enum in a field is the session.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Default, Deserialize, Serialize)]
enum Login {
    #[default]
    Anonymous,
    Known(u64),
}

#[derive(Session)]
struct Visitor {
    login: Login,
}

fn main() {}
