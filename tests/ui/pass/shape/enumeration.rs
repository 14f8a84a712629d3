// It goes into a field of one.
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
