//! Events with key ids tell an operator when a key opens nothing any more, and how much a key has
//! sealed.

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Keys, Session, Sessions};

use crate::capture::events;

#[derive(Session)]
#[session(name = "counted", cookie = "__Host-counted", encrypted)]
struct Counted {
    count: u32,
}

const OLD: u8 = 1;
const NEW: u8 = 2;
const NEXT: u8 = 3;

fn sessions(keys: Keys) -> Sessions<Counted> {
    Sessions::options().clock(ManualClock::default()).in_cookie(keys)
}

/// Returns the cookie that one request is sent, and the events that count keys.
fn request(sessions: &Sessions<Counted>, came: Option<&str>, writes: bool) -> (Option<String>, Vec<String>) {
    let mut sent = None;
    let events = events(|| {
        let scope = sessions.scope(came, async |mut live| live.count += u32::from(writes));
        let (_, closed) = block_on(scope).expect("it can be stored");
        sent = closed.set_cookie().map(|cookie| format!("{}={}", cookie.name(), cookie.value()));
    });
    (sent, events.lines().filter(|line| line.starts_with("TRACE")).map(str::to_owned).collect())
}

fn id(number: u8) -> String {
    let secret = blake3::derive_key("session-core testing key v1", &[number]);
    let [a, b, c, d, ..] = blake3::derive_key("session-core key id v1", &secret);
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

#[test]
fn what_is_opened_and_sealed_is_traced_with_the_key_and_its_role() {
    let opened =
        |key: u8, role: &str| format!("TRACE message=session cookie opened cookie=__Host-counted key={} role={role} ", id(key));
    let sealed = |key: u8| format!("TRACE message=session cookie sealed cookie=__Host-counted key={} ", id(key));
    let (of_old, events) = request(&sessions(Keys::new(key(OLD))), None, true);
    assert_eq!(events, [sealed(OLD)]);
    let only_new = sessions(Keys::new(key(NEW)));
    let (of_new, events) = request(&only_new, None, true);
    assert_eq!(events, [sealed(NEW)]);
    let (of_next, _) = request(&sessions(Keys::new(key(NEXT))), None, true);

    let all = sessions(Keys::new(key(NEW)).accepting(key(OLD)).expecting(key(NEXT)));
    let traced = |sessions: &Sessions<Counted>, came: &Option<String>, writes| request(sessions, came.as_deref(), writes).1;
    assert_eq!(traced(&all, &of_new, false), [opened(NEW, "current")]);
    assert_eq!(traced(&all, &of_old, false), [opened(OLD, "retired"), sealed(NEW)]);
    assert_eq!(traced(&all, &of_next, false), [opened(NEXT, "expected")]);
    assert_eq!(traced(&all, &of_next, true), [opened(NEXT, "expected"), sealed(NEW)]);
    assert_eq!(traced(&only_new, &of_old, false), [""; 0], "what isn't opened counts for no key");
}
