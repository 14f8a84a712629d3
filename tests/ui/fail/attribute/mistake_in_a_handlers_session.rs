// The misspelt setting is the only mistake, also where the session is used.
use axum::{Router, routing::get};
use session_axum::with_session;
use session_core::{Key, Live, Session, Sessions};

#[derive(Session)]
#[session(lifetme = "12h")]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>) -> String {
    visits.count += 1;
    visits.count.to_string()
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(Key::generate());
    let _: Router = Router::new().route("/", get(with_session(count))).with_state(sessions);
}
