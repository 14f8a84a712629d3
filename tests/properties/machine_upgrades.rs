//! Machines of a later version. Their sessions get the states and the limits of that version.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::block_on;
use session_core::{Arrival, Live, Refusal, Session, SessionState};

use crate::evolution::HAS_VERSION;
use crate::forge::{Forge, open, sessions};

const HAS_ENTERED: u8 = 2;

mod old_machine {
    #[derive(session_core::Session)]
    #[session(name = "login", cookie = "__Host-login", idle = "2h")]
    pub(crate) enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        LoggedIn(LoggedIn),
    }

    #[derive(session_core::SessionState, Default)]
    pub(crate) struct Anonymous {
        pub(crate) page: u8,
    }

    #[derive(session_core::SessionState)]
    pub(crate) struct LoggedIn {
        pub(crate) user: u32,
    }
}

#[derive(Session)]
#[session(name = "login", cookie = "__Host-login", idle = "2h", version = 2, upgrade_from(old_machine::Login))]
enum Login {
    #[session(start, to(Member))]
    Guest(Guest),
    #[session(lifetime = "1h")]
    Member(Member),
}

#[derive(SessionState, Default)]
struct Guest {
    page: u64,
}

fn named(number: u32) -> String {
    format!("number {number}")
}

#[derive(SessionState)]
struct Member {
    #[session(upgrade = "named")]
    user: String,
}

impl From<old_machine::Login> for Login {
    fn from(old: old_machine::Login) -> Self {
        match old {
            old_machine::Login::Anonymous(old) => Self::Guest(Guest { page: u64::from(old.page) + 100 }),
            old_machine::Login::LoggedIn(old) => Self::Member(Member { user: format!("user {}", old.user) }),
        }
    }
}

fn describe(login: &Login) -> String {
    match login {
        Login::Guest(guest) => format!("guest on {}", guest.page),
        Login::Member(member) => member.user.clone(),
    }
}

/// Returns the cookie of a visitor in one of the old states, entered at the usual time.
fn old_login(user: Option<u32>) -> String {
    let (before, _) = sessions::<old_machine::Login>();
    let (_, closed) = block_on(before.scope(None, async |login| {
        let mut start = login.in_state::<old_machine::Anonymous>().expect("the start");
        start.page = 3;
        if let Some(user) = user {
            start.to(old_machine::LoggedIn { user });
        }
    }))
    .expect("it can be stored");
    closed.set_cookie().expect("written").value().to_owned()
}

/// Returns what a request `after` seconds finds.
fn login_after(seconds: u64, token: &str) -> (Arrival, String) {
    let (login, clock) = sessions::<Login>();
    clock.advance(Duration::from_secs(seconds));
    open(&login, token.as_bytes(), describe)
}

#[test]
fn a_machines_states_become_those_of_the_next_version() {
    assert_eq!(login_after(0, &old_login(None)), (Arrival::Resumed, "guest on 103".to_owned()));
    assert_eq!(login_after(0, &old_login(Some(7))), (Arrival::Resumed, "user 7".to_owned()));
    let new = |body: &[u8]| {
        let mut forge = Forge::new("login", "__Host-login", body);
        (forge.flags, forge.rest_of_header) = (HAS_ENTERED | HAS_VERSION, vec![0, 0, 0, 0, 2]);
        forge.token()
    };
    let member = new(b"\xa2\x60\x66Member\x64user\x63ada");
    assert_eq!(login_after(0, &member), (Arrival::Resumed, "ada".to_owned()));
    assert_eq!(login_after(0, &new(b"\xa2\x60\x66Member\x64user\x07")), (Arrival::Resumed, "number 7".to_owned()));
    assert_eq!(open(&sessions::<old_machine::Login>().0, member.as_bytes(), |_| ()).0, Arrival::Refused(Refusal::Unreadable));
    assert_eq!(login_after(0, &new(b"\xa1\x60\x66Member")).0, Arrival::Refused(Refusal::Unreadable), "nobody is made up");
    assert_eq!(login_after(0, &new(b"\xa1\x60\x69Anonymous")).0, Arrival::Refused(Refusal::Unreadable), "the old name");
}

/// The limits are those of the new state, and count from when the old state was entered.
#[test]
fn an_older_versions_session_has_the_limits_of_its_new_state() {
    let known = old_login(Some(7));
    let (resumed, expired) = (Arrival::Resumed, Arrival::Refused(Refusal::Expired));
    assert_eq!(login_after(3599, &known).0, resumed);
    assert_eq!(login_after(3600, &known).0, expired);
    assert_eq!(login_after(7199, &old_login(None)).0, resumed);
    assert_eq!(login_after(7200, &old_login(None)).0, Arrival::Refused(Refusal::Idle));
}

/// Two states exchanged their names between the versions. Each session has the limits of its new
/// state.
mod exchanged {
    #[derive(session_core::Session)]
    #[session(name = "exchanged", cookie = "__Host-exchanged")]
    pub(crate) enum Before {
        #[session(start, to(Long))]
        Short(Short),
        Long(Long),
    }

    #[derive(session_core::SessionState, Default)]
    pub(crate) struct Short;

    #[derive(session_core::SessionState)]
    pub(crate) struct Long;

    #[derive(session_core::Session)]
    #[session(name = "exchanged", cookie = "__Host-exchanged", version = 2, upgrade_from(Before))]
    pub(crate) enum Now {
        #[session(start, to(Short))]
        Long(NowLong),
        #[session(lifetime = "10m")]
        Short(NowShort),
    }

    #[derive(session_core::SessionState, Default)]
    pub(crate) struct NowLong;

    #[derive(session_core::SessionState)]
    pub(crate) struct NowShort;

    impl From<Before> for Now {
        fn from(old: Before) -> Self {
            match old {
                Before::Short(_) => Self::Long(NowLong),
                Before::Long(_) => Self::Short(NowShort),
            }
        }
    }
}

/// Returns what has become of a session in the old state `name` after a number of seconds.
fn exchanged(name: &str, seconds: u64) -> Arrival {
    let body = [b"\xa1\x60", &[0x60 + u8::try_from(name.len()).expect("short")][..], name.as_bytes()].concat();
    let mut forge = Forge::new("exchanged", "__Host-exchanged", body);
    (forge.flags, forge.rest_of_header) = (HAS_ENTERED, vec![0; 4]);
    let (now, clock) = sessions::<exchanged::Now>();
    clock.advance(Duration::from_secs(seconds));
    open(&now, forge.token().as_bytes(), |_| ()).0
}

#[test]
fn a_state_that_took_over_a_name_does_not_limit_older_sessions() {
    assert_eq!(exchanged("Long", 599), Arrival::Resumed);
    assert_eq!(exchanged("Long", 600), Arrival::Refused(Refusal::Expired), "it is short by now");
    assert_eq!(exchanged("Short", 600), Arrival::Resumed, "it is long by now");
}

/// The id stays, and with it the data that an application has stored under it.
#[test]
fn a_change_after_an_upgrade_goes_on_with_the_session() {
    let known = old_login(Some(7));
    let (login, clock) = sessions::<Login>();
    clock.advance(Duration::from_mins(1));
    let write = async |login: Live<'_, Login>| {
        login.in_state::<Member>().map_err(|_| "another state").expect("a member").user.push('!');
    };
    let (_, closed) = block_on(login.scope(&format!("__Host-login={known}"), write)).expect("it can be stored");
    let written = closed.set_cookie().expect("a change").value().to_owned();
    let [old, new] = [&known, &written].map(|token| URL_SAFE_NO_PAD.decode(token).expect("base64url"));
    // Key and beginning come first, then the time of writing, which changes.
    assert_eq!(old[2..11], new[2..11]);
    assert_eq!(old[15..35], new[15..35], "the time of entering and the id");
    assert_eq!((new[1] & HAS_VERSION, new[35]), (HAS_VERSION, 2));
    assert_eq!(login_after(60, &written), (Arrival::Resumed, "user 7!".to_owned()));
}
