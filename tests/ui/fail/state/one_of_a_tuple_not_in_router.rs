// The router has the `Sessions` of one of the two.
use axum::{Router, extract::FromRef, routing::get};
use session_axum::with_session;
use session_core::{Key, Live, Session, SessionState, Sessions};

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

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Clone)]
struct App {
    login: Sessions<Login>,
    visits: Sessions<Visits>,
}

impl FromRef<App> for Sessions<Login> {
    fn from_ref(app: &App) -> Self {
        app.login.clone()
    }
}

impl FromRef<App> for Sessions<Visits> {
    fn from_ref(app: &App) -> Self {
        app.visits.clone()
    }
}

async fn greet(live: Live<'_, (LoggedIn, Visits)>) -> String {
    let (login, mut visits) = live.split();
    visits.count += 1;
    format!("Hello, number {}, for the {}th time!", login.user, visits.count)
}

fn main() {
    let app = App { login: Sessions::in_cookie(Key::generate()), visits: Sessions::in_cookie(Key::generate()) };
    let _: Router = Router::new().route("/", get(with_session(greet))).with_state(app.login);
}
