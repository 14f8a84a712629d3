// `to` takes the struct of a state.
use session_core::testing::{Browser, key};
use session_core::{Live, Session, SessionState, Sessions};

#[derive(Session)]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous {
    user: u64,
}

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
}

fn sign_in(login: Live<'_, Anonymous>) {
    login.to(Login::LoggedIn(LoggedIn { user: 0 }));
}

fn main() {
    let mut browser = Browser::new(&Sessions::<Login>::in_cookie(key(1)));
    browser.visit(|login| sign_in(login.in_state().expect("the start")));
    assert_eq!(browser.visit(|login| login.in_state::<LoggedIn>().expect("it").user), 0);
}
