// `or_else` takes no extractor: no handler runs there.
use axum::response::Redirect;
use axum::{Router, http::Method, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, SessionState, Sessions};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

async fn greet(login: Live<'_, LoggedIn>) -> String {
    format!("Hello, number {}!", login.user)
}

fn main() {
    let greet = with_session(greet).or_else(async |_: Method| Redirect::to("/login"));
    let _: Router<Sessions<Login>> = Router::new().route("/", get(greet));
}
