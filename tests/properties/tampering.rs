//! A token opens as it was made, or not at all, and nothing is parsed before that is known.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use session_core::testing::key;
use session_core::{Arrival, Keys, Refusal, Session, Sessions};

use crate::forge::{Forge, open, sessions, token};

#[derive(Session)]
#[session(name = "visits", cookie = "__Host-visits")]
pub(crate) struct Visits {
    pub(crate) count: u32,
}

/// `{"count": 7}`
fn seven() -> Forge {
    Forge::new("visits", "__Host-visits", b"\xa1\x65count\x07")
}

fn refusal(token: &[u8]) -> Option<Refusal> {
    let (sessions, _) = sessions::<Visits>();
    match open(&sessions, token, |visits| visits.count) {
        (Arrival::Refused(refusal), 0) => Some(refusal),
        (Arrival::Resumed, 7) => None,
        (arrival, count) => panic!("{arrival:?} with {count}"),
    }
}

#[test]
fn a_forged_token_without_a_mistake_opens_and_is_what_we_make() {
    assert_eq!(refusal(seven().token().as_bytes()), None);
    let (sessions, _) = sessions::<Visits>();
    assert_eq!(token(&sessions, None, |visits| visits.count = 7), seven().token());
}

/// Tokens that are signed with the right key and differ in one thing.
#[test]
fn one_difference_is_refused_for_its_own_reason() {
    let other = |change: fn(&mut Forge)| {
        let mut forge = seven();
        change(&mut forge);
        refusal(forge.token().as_bytes())
    };
    assert_eq!(other(|forge| forge.cookie = "__Host-others"), Some(Refusal::BadSignature), "another cookie");
    assert_eq!(other(|forge| forge.session = "others"), Some(Refusal::BadSignature), "another session type");
    assert_eq!(other(|forge| forge.kind = "encrypted"), Some(Refusal::BadSignature), "a key of another kind");
    assert_eq!(other(|forge| forge.version_and_kind = 0x11), Some(Refusal::Malformed), "another kind");
    assert_eq!(other(|forge| forge.version_and_kind = 0x20), Some(Refusal::Malformed), "another version");
    assert_eq!(other(|forge| forge.version_and_kind = 0x00), Some(Refusal::Malformed), "version 0");
    assert_eq!(other(|forge| (forge.key, forge.named_key) = (2, 2)), Some(Refusal::UnknownKey), "another key");
    assert_eq!(other(|forge| forge.key = 2), Some(Refusal::BadSignature), "another key under our key's name");
    assert_eq!(other(|forge| forge.named_key = 2), Some(Refusal::UnknownKey), "our key under another name");
    for flag in [0x10, 0x40, 0x80] {
        let mut forge = seven();
        forge.flags = flag;
        assert_eq!(refusal(forge.token().as_bytes()), Some(Refusal::Unreadable), "an unknown flag, or an encrypted token's");
    }
    assert_eq!(other(|forge| forge.flags = 0x20), Some(Refusal::Unreadable), "a version, which the body's first byte is");
    let entered = |forge: &mut Forge| (forge.flags, forge.rest_of_header) = (2, vec![0; 4]);
    assert_eq!(other(entered), Some(Refusal::Unreadable), "a state's clock in a struct");
    let seen = |forge: &mut Forge| (forge.flags, forge.rest_of_header) = (4, vec![0, 0, 0, 1]);
    assert_eq!(other(seen), Some(Refusal::Unreadable), "seen after it was written");
    assert_eq!(other(|forge| forge.flags = 8), Some(Refusal::Malformed), "an id that isn't there");
    assert_eq!(other(|forge| forge.began += 61), Some(Refusal::FromTheFuture), "a time to come");
    assert_eq!(other(|forge| forge.written = 61), Some(Refusal::FromTheFuture), "written at a time to come");
    assert_eq!(other(|forge| forge.written = 60), None, "another instance's clock may be ahead");
    assert_eq!(other(|forge| forge.began -= 30 * 24 * 60 * 60), Some(Refusal::Expired), "a time long gone");
    assert_eq!(other(|forge| forge.body = b"\xa1\x65count\x61x".into()), Some(Refusal::Unreadable), "another type");
    assert_eq!(other(|forge| forge.body.push(0)), Some(Refusal::Unreadable), "something behind the map");
}

/// Every bit is tried, not a random choice.
#[test]
fn every_bit_and_every_byte_counts() {
    let whole = seven().token().into_bytes();
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut token = whole.clone();
            token[place] ^= 1 << bit;
            let expected: &[Refusal] = match place {
                // The first character only has the version and kind. The next ones have the flags
                // and the key's id.
                0 => &[Refusal::Malformed],
                1..=8 => &[Refusal::Malformed, Refusal::UnknownKey, Refusal::BadSignature],
                _ => &[Refusal::Malformed, Refusal::BadSignature],
            };
            let found = refusal(&token).unwrap_or_else(|| panic!("bit {bit} of byte {place} may be flipped"));
            assert!(expected.contains(&found), "bit {bit} of byte {place}: {found:?}");
        }
    }
    for place in 0..whole.len() {
        let cut = [&whole[..place], &whole[place + 1..]].concat();
        assert!(refusal(&cut).is_some(), "byte {place} may be cut");
        assert!(refusal(&whole[..place]).is_some(), "the token may end at byte {place}");
    }
    for place in 0..=whole.len() {
        for byte in (0..=255).filter(|byte| !b" \t\";,".contains(byte)) {
            let inserted = [&whole[..place], &[byte], &whole[place..]].concat();
            assert!(refusal(&inserted).is_some(), "byte {byte} may be inserted at {place}");
        }
    }
}

/// A `Cookie` header may add characters around a value. Either the value is refused, or the token
/// is the same.
#[test]
fn what_stands_around_a_value_is_not_part_of_it() {
    let whole = seven().token();
    for around in [format!(" {whole}\t"), format!("\"{whole}\"")] {
        assert_eq!(refusal(around.as_bytes()), None, "{around}");
    }
    for around in [format!("\"{whole}"), format!("{whole}\""), format!("\"\"{whole}\"\""), format!("\u{a0}{whole}")] {
        assert_eq!(refusal(around.as_bytes()), Some(Refusal::Malformed), "{around}");
    }
}

#[test]
fn a_token_of_the_largest_size_is_looked_at_and_a_larger_one_is_not() {
    let room = 4096 - "__Host-visits".len();
    assert_eq!(refusal(&vec![b'A'; room]), Some(Refusal::Malformed));
    assert_eq!(refusal(&vec![b'A'; room + 1]), Some(Refusal::TooLong));
}

static PARSED: AtomicUsize = AtomicUsize::new(0);

/// A value that counts how often it is read.
#[derive(Default, Serialize)]
struct Counted(u32);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PARSED.fetch_add(1, Ordering::Relaxed);
        u32::deserialize(deserializer).map(Self)
    }
}

#[derive(Session)]
#[session(name = "counted", cookie = "__Host-counted")]
struct CountsParsing {
    value: Counted,
}

/// Only this test reads `Counted`, so that no other test changes the count.
#[test]
fn nothing_is_parsed_before_the_signature_is_found_good() {
    let sessions = Sessions::<CountsParsing>::options().clock(session_core::testing::ManualClock::default()).in_cookie(key(1));
    let whole = Forge::new("counted", "__Host-counted", b"\xa1\x65value\x07").token();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let tampered = (0..whole.len(), "[A-Za-z0-9_-]").prop_filter_map("the same token", |(place, letter)| {
        let changed = [&whole[..place], &letter, &whole[place + 1..]].concat();
        (changed != whole).then_some(changed)
    });
    runner
        .run(&tampered, |token| {
            let (arrival, _) = open(&sessions, token.as_bytes(), |_| ());
            prop_assert!(matches!(arrival, Arrival::Refused(_)));
            Ok(())
        })
        .expect("every tampered token is refused");
    assert_eq!(PARSED.load(Ordering::Relaxed), 0, "a tampered token was parsed");
    assert_eq!(open(&sessions, whole.as_bytes(), |session| session.value.0), (Arrival::Resumed, 7));
    assert_eq!(PARSED.load(Ordering::Relaxed), 1, "the good one was");
}

#[test]
fn a_key_given_twice_counts_once_and_roles_decide_what_is_refreshed_again() {
    let clock = session_core::testing::ManualClock::default();
    let with = |keys: Keys| Sessions::<Visits>::options().clock(clock.clone()).in_cookie(keys);
    let old = token(&with(Keys::new(key(1))), None, |visits| visits.count = 7);
    let sends = |keys: Keys| {
        let cookie = format!("__Host-visits={old}");
        let (count, closed) =
            session_core::testing::block_on(with(keys).scope(&cookie, async |visits| visits.count)).expect("a mere read");
        (count, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
    };
    assert_eq!(sends(Keys::new(key(1))), (7, None));
    assert_eq!(sends(Keys::new(key(1)).accepting(key(1))), (7, None), "current counts before retired");
    assert_eq!(sends(Keys::new(key(2)).expecting(key(1))), (7, None), "expected is left alone");
    assert_eq!(sends(Keys::new(key(2))), (0, None), "unknown is refused, and not deleted");
    let (count, refreshed) = sends(Keys::new(key(2)).accepting(key(1)));
    let refreshed = refreshed.expect("retired is refreshed");
    assert_eq!(count, 7);
    assert_eq!(open(&with(Keys::new(key(2))), refreshed.as_bytes(), |visits| visits.count), (Arrival::Resumed, 7));
}
