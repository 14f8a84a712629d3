// An `Option` starts with nothing.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Serialize, Deserialize)]
enum Theme {
    Light,
    Dark,
}

#[derive(Session)]
struct Prefs {
    theme: Option<Theme>,
}

fn main() {}
