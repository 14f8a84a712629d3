// serde's derives come in pairs.
use session_core::Session;

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Theme {
    dark: bool,
}

#[derive(Session)]
struct Prefs {
    theme: Theme,
}

fn main() {}
