// A new session has something in every field.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Serialize, Deserialize)]
enum Theme {
    Light,
    Dark,
}

#[derive(Session)]
struct Prefs {
    theme: Theme,
}

fn main() {}
