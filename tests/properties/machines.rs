//! Tokens of state machines, made by hand: right, or with one mistake.

use base64::Engine as _;
use session_core::testing::block_on;
use session_core::{Arrival, Refusal, Session, SessionState};

use crate::forge::{Forge, open, sessions};

#[derive(Session)]
#[session(name = "login", cookie = "__Host-login", idle = "1h")]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), was = "SignedIn", was = "Known", idle = "30m")]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous {
    basket: Vec<u8>,
    #[session(default = 10)]
    page_size: u8,
}

#[derive(SessionState)]
#[session(removed("password"))]
struct LoggedIn {
    #[session(alias = "uid")]
    user: u64,
    name: Option<String>,
    #[session(default)]
    visits: u32,
}

const HAS_ENTERED: u8 = 2;

fn forge(body: &[u8]) -> Forge {
    let mut forge = Forge::new("login", "__Host-login", body);
    forge.flags = HAS_ENTERED;
    forge.rest_of_header = vec![0; 4];
    forge
}

fn opened(forge: &Forge) -> (Arrival, String) {
    let (sessions, _) = sessions::<Login>();
    open(&sessions, forge.token().as_bytes(), |login| match login {
        Login::Anonymous(Anonymous { basket, page_size }) => format!("anonymous {basket:?} {page_size}"),
        Login::LoggedIn(LoggedIn { user, name, visits }) => format!("{user} {name:?} {visits}"),
    })
}

fn reads(body: &[u8]) -> String {
    let (arrival, saw) = opened(&forge(body));
    assert_eq!(arrival, Arrival::Resumed, "{saw}");
    saw
}

fn is_unreadable(body: &[u8]) -> bool {
    opened(&forge(body)) == (Arrival::Refused(Refusal::Unreadable), "anonymous [] 10".to_owned())
}

#[test]
fn the_state_comes_first_and_its_fields_in_any_order() {
    assert_eq!(reads(b"\xa1\x60\x69Anonymous"), "anonymous [] 10");
    assert_eq!(reads(b"\xa2\x60\x69Anonymous\x66basket\x81\x03"), "anonymous [3] 10");
    assert_eq!(reads(b"\xa4\x60\x68LoggedIn\x66visits\x02\x64name\x63ada\x64user\x07"), r#"7 Some("ada") 2"#);
}

#[test]
fn former_names_of_a_state_are_read() {
    assert_eq!(reads(b"\xa2\x60\x68SignedIn\x64user\x07"), "7 None 0");
    assert_eq!(reads(b"\xa2\x60\x65Known\x63uid\x07"), "7 None 0");
}

/// A renamed field doesn't sign a visitor in as user 0.
#[test]
fn a_state_without_one_of_its_fields_is_unreadable_unless_the_field_has_a_start() {
    assert!(is_unreadable(b"\xa1\x60\x68LoggedIn"));
    assert!(is_unreadable(b"\xa2\x60\x68LoggedIn\x66visits\x02"));
    assert_eq!(reads(b"\xa2\x60\x68LoggedIn\x64user\x07"), "7 None 0");
}

#[test]
fn a_body_without_exactly_one_known_state_in_front_is_unreadable() {
    for body in [
        &b"\xa0"[..],
        b"\xa1\x66basket\x81\x03",
        b"\xa2\x66basket\x81\x03\x60\x69Anonymous",
        b"\xa2\x60\x69Anonymous\x60\x69Anonymous",
        b"\xa2\x60\x69Anonymous\x60\x68LoggedIn",
        b"\xa3\x60\x69Anonymous\x66basket\x81\x03\x60\x01",
        b"\xa1\x60\x65Admin",
        b"\xa1\x60\x60",
        b"\xa1\x60\x00",
        b"\xa1\x60\xf6",
        b"\xa1\x60\x49Anonymous",
        b"\xa1\x60\x69anonymous",
        b"\x69Anonymous",
        b"",
    ] {
        assert!(is_unreadable(body), "{body:02x?}");
    }
}

#[test]
fn a_machine_has_an_entered_time_and_a_struct_has_none() {
    let mut without = forge(b"\xa1\x60\x69Anonymous");
    (without.flags, without.rest_of_header) = (0, Vec::new());
    assert_eq!(opened(&without).0, Arrival::Refused(Refusal::Unreadable));
    // `tampering` tests the other half.
}

/// Later versions may have had more fields in the state. A state that is left takes them nowhere.
#[test]
fn unknown_fields_stay_in_their_state() {
    let (sessions, _) = sessions::<Login>();
    let came = forge(b"\xa3\x60\x69Anonymous\x66basket\x80\x65theme\x01");
    let field = format!("__Host-login={}", came.token());
    let close = |enters: bool| {
        let (_, closed) = block_on(sessions.scope(&field, async |login| {
            let mut login = login.in_state::<Anonymous>().expect("the start");
            login.basket.push(1);
            if enters {
                login.to(LoggedIn { user: 7, name: None, visits: 0 });
            }
        }))
        .expect("it can be stored");
        let token = closed.set_cookie().expect("a change").value().to_owned();
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token).expect("base64url")
    };
    let has_theme = |token: &[u8]| token.windows(6).any(|window| window == b"\x65theme");
    assert!(has_theme(&close(false)));
    assert!(!has_theme(&close(true)));
}

/// The reason is as precise as it can be: without the state, its limits aren't known.
#[test]
fn an_expired_session_in_an_unknown_state_is_expired() {
    let mut old = forge(b"\xa1\x60\x65Admin");
    old.began -= 31 * 24 * 60 * 60;
    assert_eq!(opened(&old).0, Arrival::Refused(Refusal::Expired));
    let mut idle = forge(b"\xa2\x60\x68LoggedIn\x64user\x07");
    idle.began -= 30 * 60;
    assert_eq!(opened(&idle).0, Arrival::Refused(Refusal::Idle), "without `seen` it was seen when it was written");
    idle.written = 1;
    assert_eq!(opened(&idle).0, Arrival::Resumed, "a second before");
}
