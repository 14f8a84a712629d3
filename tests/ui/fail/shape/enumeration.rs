// An enum that is only a value is no session.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Default, Deserialize, Serialize, Session)]
enum Login {
    #[default]
    Anonymous,
    Known(u64),
}

#[derive(Default)]
struct Visitor {
    login: Login,
}

fn main() {}
