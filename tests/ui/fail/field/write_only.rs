// A field's type can be read back, not only written.
use session_core::Session;

#[derive(Default, serde::Serialize)]
struct Theme {
    dark: bool,
}

#[derive(Session)]
struct Prefs {
    theme: Theme,
}

fn main() {}
