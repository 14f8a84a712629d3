//! What a handle of a state does with the state.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use session_core::testing::{Browser, ManualClock, block_on, key};
use session_core::{CloseError, Keys, Live, Session, SessionState, Sessions};

#[derive(Session)]
enum Login {
    #[session(start, to(Known, Checked))]
    Anonymous(Anonymous),
    #[session(to(Checked resets_lifetime))]
    Known(Known),
    Checked(Checked),
}

#[derive(SessionState, Default)]
struct Anonymous {
    basket: Vec<String>,
}

#[derive(SessionState)]
struct Known {
    user: u64,
    basket: Vec<String>,
}

#[derive(SessionState)]
struct Checked {
    user: u64,
    basket: Vec<String>,
}

fn filled(login: Live<'_, Login>) {
    login.in_state::<Anonymous>().expect("the start").basket.push("tea".to_owned());
}

/// The old state is gone and there is no new one, so that nothing can be sent: neither a session
/// that the visitor never had, nor a refresh of it.
#[test]
fn a_transition_that_panics_can_not_be_closed() {
    let clock = ManualClock::default();
    let sessions = |keys: Keys| Sessions::<Login>::options().clock(clock.clone()).in_cookie(keys);
    let begun = block_on(sessions(key(1).into()).scope(None, async |login| filled(login))).expect("it can be stored").1;
    let cookie = begun.set_cookie().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).expect("it was written");
    // A retired key makes a refresh due.
    let moving = sessions(Keys::new(key(2)).accepting(key(1)));
    for does_more in [false, true] {
        let mut context = block_on(moving.open(cookie.as_str())).expect("opening never fails");
        let anonymous = context.live().in_state::<Anonymous>().expect("the start");
        let panics = move || {
            anonymous.to_with(|_| -> Known { panic!("on purpose") });
        };
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        if does_more {
            context.live().in_state::<Anonymous>().expect("a placeholder").to(Known { user: 7, basket: Vec::new() });
        }
        let closed = block_on(context.close());
        assert!(matches!(closed, Err(CloseError::Interrupted)), "{closed:?}");
    }
    let found = block_on(moving.scope(cookie.as_str(), async |login| match &*login {
        Login::Anonymous(anonymous) => anonymous.basket.clone(),
        _ => Vec::new(),
    }));
    assert_eq!(found.expect("a read").0, ["tea"], "the visitor keeps the session");
}

#[test]
fn a_transition_takes_along_what_it_is_told_to() {
    let mut browser = Browser::new(&Sessions::<Login>::in_cookie(key(1)));
    browser.visit(filled);
    browser.visit(|login| {
        let login = login.in_state::<Anonymous>().expect("the start");
        let login = login.to_with(|anonymous| Known { user: 7, basket: anonymous.basket });
        assert_eq!((login.user, login.state().name()), (7, "Known"));
        login.to_with(|known| Checked { user: known.user, basket: known.basket });
    });
    browser.visit(|login| {
        let login = login.in_state::<Checked>().expect("the last state");
        assert_eq!((login.user, &*login.basket[0]), (7, "tea"));
    });
}

#[test]
fn a_handle_tells_when_its_session_began_and_entered_its_state() {
    let clock = ManualClock::default();
    let start = clock.seconds();
    let mut browser = Browser::new(&Sessions::<Login>::options().clock(clock.clone()).in_cookie(key(1)));
    let times = |login: &Live<'_, Login>| {
        [login.began_at(), login.entered_at()].map(|time| {
            let since = time.duration_since(std::time::UNIX_EPOCH).expect("after 1970");
            since.as_secs() - start
        })
    };
    browser.visit(filled);
    clock.advance(Duration::from_mins(1));
    browser.visit(|login| {
        login.in_state::<Anonymous>().expect("the start").to(Known { user: 7, basket: Vec::new() });
    });
    clock.advance(Duration::from_secs(40));
    browser.visit(|login| assert_eq!(times(&login), [0, 60]));
    browser.visit(|login| {
        login.in_state::<Known>().expect("it").to(Checked { user: 7, basket: Vec::new() });
    });
    clock.advance(Duration::from_secs(1));
    browser.visit(|login| assert_eq!(times(&login), [100, 100], "this transition resets the lifetime"));
}
