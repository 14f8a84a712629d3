//! A build without the feature `encrypted`, which `scripts/test` makes. With the feature there is
//! nothing here.

#![cfg(not(feature = "encrypted"))]

use session_core::testing::{self, ManualClock, block_on};
use session_core::{Arrival, InCookie, Refusal, Session, Sessions};

#[derive(Session)]
#[session(name = "vectors/Visits", cookie = "__Host-visits")]
struct Visits {
    count: u32,
}

/// The name and the cookie of a type that is encrypted where the feature is on.
#[derive(Session)]
#[session(name = "vectors/Secrets", cookie = "__Host-secrets")]
struct Secrets {
    note: String,
}

/// The token `visits-1` of `tests/vectors/tokens.json`.
const SIGNED: &str = "__Host-visits=EADtDg7SAGVT8QAAAAAAoWVjb3VudAFZQ9sN0OskVJIkOTYVflaN";

/// The token `secrets-fresh` of the same file.
const ENCRYPTED: &str = "__Host-secrets=EQDtDg7SAGVT8QAAAAAAeCxu6JY-ZglUiSzzTTlYsy1lHGFRpofeCUh7y4xYqwgLsyxDx901JA";

/// Makes sessions with the key of these tokens, when they were written.
fn sessions<S: InCookie>() -> Sessions<S> {
    Sessions::options().clock(ManualClock::at(1_700_000_000)).in_cookie(testing::key(1))
}

/// The text is the derive's own, and the same with every compiler.
#[test]
fn an_encrypted_session_is_one_compile_error() {
    trybuild::TestCases::new().compile_fail("tests/without_encrypted/*.rs");
}

#[test]
fn a_signed_token_is_written_and_opened() {
    let sessions = sessions::<Visits>();
    let written = block_on(sessions.scope(None, async |mut visits| visits.count += 1)).expect("it is saved");
    let cookie = written.1.set_cookie().expect("the session is new").to_string();
    assert!(cookie.starts_with(&format!("{SIGNED};")), "{cookie}");

    let read = sessions.scope(Some(SIGNED), async |visits| (visits.count, visits.arrival()));
    assert_eq!(block_on(read).expect("a read never fails").0, (1, Arrival::Resumed));
}

#[test]
fn an_encrypted_token_is_refused_as_one_of_another_kind() {
    let sessions = sessions::<Secrets>();
    let read = sessions.scope(Some(ENCRYPTED), async |secrets| (secrets.note.clone(), secrets.arrival()));
    let expected = (String::new(), Arrival::Refused(Refusal::Malformed));
    assert_eq!(block_on(read).expect("a read never fails").0, expected);
}
