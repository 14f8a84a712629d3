// `default = …` gives the value.
use serde::{Deserialize, Serialize};
use session_core::Session;

#[derive(Serialize, Deserialize)]
enum Theme {
    Light,
    Dark,
}

#[derive(Session)]
struct Prefs {
    #[session(default = Theme::Light)]
    theme: Theme,
}

fn main() {}
