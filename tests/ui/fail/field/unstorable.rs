// A field's type can be written and read by serde.
use session_core::Session;

#[derive(Default)]
struct Theme {
    dark: bool,
}

#[derive(Session)]
struct Prefs {
    theme: Theme,
}

fn main() {}
