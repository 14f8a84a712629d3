// A session is a struct.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Default, Deserialize, Serialize)]
#[derive(Session)]
enum Login {
    #[default]
    Anonymous,
    Known(u64),
}

fn main() {}
