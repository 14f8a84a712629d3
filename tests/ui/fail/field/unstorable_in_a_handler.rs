// The type that can't be stored is the only mistake, also where the session is used.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Key, Live, Session, Sessions};

#[derive(Default)]
struct Theme {
    dark: bool,
}

#[derive(Session)]
struct Prefs {
    theme: Theme,
}

async fn toggle(mut prefs: Live<'_, Prefs>) {
    prefs.theme.dark ^= true;
}

fn main() {
    let sessions = Sessions::<Prefs>::in_cookie(Key::generate());
    let _: Router = Router::new().route("/theme", get(with_session(toggle))).with_state(sessions);
}
