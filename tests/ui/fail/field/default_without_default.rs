// `default` alone takes the type's `Default`, and there is none.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Serialize, Deserialize)]
enum Theme {
    Light,
    Dark,
}

#[derive(Session)]
struct Prefs {
    #[session(default)]
    theme: Theme,
}

fn main() {}
