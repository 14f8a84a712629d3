//! A form token that is worthless when its page is sent.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use session_axum::with_session;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Live, Session, SessionState, Sessions};
use tower::ServiceExt as _;

use crate::capture::events;

#[derive(Session)]
#[session(name = "login", cookie = "__Host-login")]
enum Login {
    #[session(start, to(LoggedIn))]
    Anonymous(Anonymous),
    #[session(to(Anonymous))]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous {
    tries: u32,
}

#[derive(SessionState)]
struct LoggedIn {
    #[session(identity)]
    user: u64,
}

fn take<V: session_core::ReadView>(live: &mut Live<'_, V>) {
    live.csrf_token().expect("randomness");
}

fn anonymous(login: Live<'_, Login>) -> Live<'_, Anonymous> {
    login.in_state().unwrap_or_else(|_| panic!("nobody is signed in"))
}

/// Runs a handler for a visitor who isn't signed in, with or without a session, and returns whether
/// an event says that the token of its response, with this status, is worthless.
fn is_told(has_session: bool, status: u16, handler: impl AsyncFnOnce(Live<'_, Login>)) -> bool {
    let sessions = Sessions::<Login>::options().clock(ManualClock::default()).in_cookie(key(1));
    let cookie = has_session.then(|| {
        let begun = block_on(sessions.scope(None, async |login| take(&mut anonymous(login)))).expect("stored").1;
        let cookie = begun.set_cookie().expect("a form needs one");
        format!("{}={}", cookie.name(), cookie.value())
    });
    let told = events(|| {
        let (_, headers) = block_on(sessions.scope(cookie.as_deref(), handler)).expect("stored");
        let _ = headers.headers_beside(status, []);
    });
    let lines: Vec<_> = told.lines().filter(|line| line.contains("form token is worthless")).collect();
    assert!(lines.iter().all(|line| line.starts_with("WARN") && line.contains("cookie=__Host-login")), "{lines:?}");
    !lines.is_empty()
}

#[test]
fn a_token_that_was_taken_before_the_id_was_renewed_is_told() {
    for has_session in [false, true] {
        for status in [200, 422] {
            assert!(is_told(has_session, status, async |login| {
                let mut login = anonymous(login);
                take(&mut login);
                login.to(LoggedIn { user: 7 });
            }));
            assert!(is_told(has_session, status, async |mut login| {
                take(&mut login);
                login.end();
            }));
        }
    }
    assert!(is_told(true, 200, async |mut login| {
        take(&mut login);
        login.renew_id();
        anonymous(login).tries += 1;
    }));
}

/// A layout has taken a token, and the handler takes another one in the end.
#[test]
fn a_worthless_token_is_told_although_a_later_one_counts() {
    for has_session in [false, true] {
        assert!(is_told(has_session, 200, async |login| {
            let mut login = anonymous(login);
            take(&mut login);
            take(&mut login.to(LoggedIn { user: 7 }));
        }));
        assert!(is_told(has_session, 200, async |mut login| {
            take(&mut login);
            let mut login = login.restart();
            take(&mut login);
        }));
        assert!(!is_told(has_session, 200, async |login| {
            let mut login = anonymous(login);
            take(&mut login);
            take(&mut login);
        }));
    }
}

/// The visitor keeps the cookie that the request came with, and none if there was none.
#[test]
fn a_token_of_a_session_that_is_discarded_is_told() {
    for (has_session, is_worthless) in [(false, true), (true, false)] {
        assert_eq!(
            is_told(has_session, 200, async |mut login| {
                take(&mut login);
                login.discard();
            }),
            is_worthless
        );
        assert_eq!(
            is_told(has_session, 200, async |mut login| {
                take(&mut login);
                let mut login = login.restart();
                login.renew_id();
                login.discard();
            }),
            is_worthless,
            "what is discarded hasn't ended"
        );
        assert!(is_told(has_session, 200, async |mut login| {
            login.renew_id();
            take(&mut login);
            login.discard();
        }));
    }
    assert!(!is_told(false, 303, async |mut login| {
        take(&mut login);
        login.discard();
    }));
}

/// A response to HEAD has no page.
#[test]
fn a_token_that_no_page_has_is_not() {
    let page = async |mut login: Live<'_, Login>| take(&mut login);
    let send = |method: &str| {
        let site = Router::new()
            .route("/", get(with_session(page)))
            .with_state(Sessions::<Login>::options().clock(ManualClock::default()).in_cookie(key(1)));
        let request = Request::builder().method(method).uri("/").body(Body::empty()).expect("a path");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let Ok(response) = runtime.block_on(site.oneshot(request));
        response.headers().contains_key("set-cookie")
    };
    for (method, is_sent) in [("GET", true), ("HEAD", false)] {
        let told = events(|| assert_eq!(send(method), is_sent, "{method}"));
        assert!(!told.contains("worthless"), "{method}: {told}");
    }
}

#[test]
fn a_token_that_counts_is_not() {
    for has_session in [false, true] {
        let signs_in = async |login: Live<'_, Login>| take(&mut anonymous(login).to(LoggedIn { user: 7 }));
        assert!(!is_told(has_session, 200, signs_in), "the form of the page after signing in");
        assert!(!is_told(has_session, 200, async |mut login| take(&mut login)));
        assert!(!is_told(has_session, 200, async |login| {
            let mut login = anonymous(login);
            take(&mut login);
            login.tries += 1;
        }));
        assert!(
            !is_told(has_session, 303, async |login| {
                let mut login = anonymous(login);
                take(&mut login);
                login.to(LoggedIn { user: 7 });
            }),
            "a redirect has no form"
        );
        assert!(!is_told(has_session, 200, async |login| {
            anonymous(login).to(LoggedIn { user: 7 });
        }));
    }
}
