// A public session may have private states, whose fields have private types.
#[allow(private_interfaces)]
mod login {
    use serde::{Deserialize, Serialize};
    use session_core::{Live, Session, SessionState};

    #[derive(Session)]
    #[session(bounded, debug)]
    pub enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        #[session(to(Anonymous))]
        LoggedIn(LoggedIn),
    }

    #[derive(SessionState, Default)]
    #[session(bounded, debug)]
    struct Anonymous;

    #[derive(SessionState)]
    #[session(bounded, debug)]
    pub struct LoggedIn {
        user: User,
    }

    #[derive(Debug, Serialize, Deserialize)]
    struct User(u64);

    impl session_core::schema::MaxSize for User {
        const MAX_SIZE: usize = u64::MAX_SIZE;
    }

    #[derive(Session)]
    struct Visits {
        count: u32,
    }

    pub fn sign_in(login: Live<'_, Login>) {
        let _ = both;
        if let Ok(anonymous) = login.in_state::<Anonymous>() {
            anonymous.to(LoggedIn { user: User(7) });
        }
    }

    async fn both(live: Live<'_, (Login, Visits)>) -> u64 {
        let (login, visits) = live.split();
        login.in_state::<LoggedIn>().map_or(0, |login| login.user.0) + u64::from(visits.count)
    }
}

fn main() {
    let sessions = session_core::Sessions::<login::Login>::in_cookie(session_core::testing::key(1));
    let mut browser = session_core::testing::Browser::new(&sessions);
    browser.visit(login::sign_in);
    assert_eq!(browser.visit(|login| login.state().name()), "LoggedIn");
}
