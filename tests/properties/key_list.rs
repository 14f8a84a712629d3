//! Keys as a list in the environment: which of them seals, and which open.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use proptest::prelude::*;
use session_core::testing::ManualClock;
use session_core::{Arrival, Key, KeyError, Keys, Refusal, Sessions};

use crate::rotation::{Signed, request, sealed_by};

/// The mark in front of an expected key.
const EXPECTED: &str = "expected:";

/// Returns a key as text. None begins with the mark.
fn text(number: u8) -> String {
    let secret = |seed: u8| blake3::derive_key("session keys of a list", &[number, seed]);
    let texts = (0..=u8::MAX).map(|seed| STANDARD.encode(secret(seed)));
    texts.into_iter().find(|text| !text.starts_with('+')).expect("one in 64 does")
}

fn sealed_with(text: &str) -> String {
    let sessions =
        Sessions::<Signed>::options().clock(ManualClock::default()).in_cookie(Key::from_base64(text).expect("a key"));
    request(&sessions, None, true).2.expect("written")
}

/// Returns what a key does: it opens nothing, it opens and its tokens are refreshed, or it opens
/// and they aren't.
/// aren't.
fn role(keys: &Keys, text: &str) -> &'static str {
    let sessions = Sessions::<Signed>::options().clock(ManualClock::default()).in_cookie(keys.clone());
    let token = sealed_with(text);
    let seals = request(&sessions, None, true).2.expect("written");
    match request(&sessions, Some(&token), false) {
        (Arrival::Resumed, _, Some(sent)) if sealed_by(&sent) == sealed_by(&seals) => "retired",
        (Arrival::Resumed, _, None) if sealed_by(&token) == sealed_by(&seals) => "current",
        (Arrival::Resumed, _, None) => "expected",
        (Arrival::Refused(Refusal::UnknownKey), ..) => "unknown",
        other => panic!("{other:?}"),
    }
}

/// The rules of the docs for a list: the first key without a mark seals; a key that is given twice
/// has its first role.
fn expected_role(entries: &[(u8, bool)], key: u8) -> &'static str {
    let plain = || entries.iter().filter(|(_, is_expected)| !is_expected).map(|(key, _)| *key);
    if plain().next() == Some(key) {
        "current"
    } else if plain().any(|plain| plain == key) {
        "retired"
    } else if entries.contains(&(key, true)) {
        "expected"
    } else {
        "unknown"
    }
}

fn list(entries: &[(u8, bool)], separators: &[&str]) -> String {
    let mut list = separators[0].trim().to_owned();
    for (place, (key, is_expected)) in entries.iter().enumerate() {
        let mark = if *is_expected { EXPECTED } else { "" };
        let _ = write!(list, "{mark}{}{}", text(*key), separators[place % separators.len()]);
    }
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    /// Five keys in any order, some of them twice, with any separators.
    #[test]
    fn a_list_gives_each_key_its_role(
        entries in prop::collection::vec((0..5_u8, any::<bool>()), 0..7),
        separators in prop::collection::vec(prop::sample::select(vec![" ", ",", ", ", "\n", "\r\n", "\t", " ,, "]), 1..5),
    ) {
        let list = list(&entries, &separators);
        let keys = match Keys::from_list(&list) {
            Ok(keys) => keys,
            Err(error) => {
                prop_assert_eq!(error, if entries.is_empty() { KeyError::Empty } else { KeyError::NoCurrent });
                prop_assert!(entries.iter().all(|(_, is_expected)| *is_expected));
                return Ok(());
            }
        };
        for key in 0..5 {
            prop_assert_eq!(role(&keys, &text(key)), expected_role(&entries, key), "key {} of {:?}", key, entries);
        }
    }

    /// The entry's number counts all entries, and the error contains nothing of the list.
    #[test]
    fn an_error_names_the_place_and_never_the_text(
        entries in prop::collection::vec((0..5_u8, any::<bool>()), 1..6),
        place in any::<prop::sample::Index>(),
        wrong in prop::sample::select(vec!["hunter2-hunter2", "!!secret!!", "QUJDREVGR0hJSktM", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]),
    ) {
        let place = place.index(entries.len());
        let mark = if entries[place].1 { EXPECTED } else { "" };
        let texts = entries.iter().enumerate().map(|(at, (key, is_expected))| {
            let mark = if *is_expected { EXPECTED } else { "" };
            if at == place { format!("{mark}{wrong}") } else { format!("{mark}{}", text(*key)) }
        });
        let list = texts.collect::<Vec<_>>().join(",");
        let error = Keys::from_list(&list).expect_err("one of them is no key");
        let KeyError::InList { place: named, error: why } = &error else { return Err(TestCaseError::fail(format!("{error}"))) };
        prop_assert_eq!(*named, place + 1);
        prop_assert_eq!(&**why, &Key::from_base64(wrong).expect_err("no key"), "{}{}", mark, wrong);
        let shown = format!("{error} {error:?} {error:#?}");
        let begins = format!("session key number {}:", place + 1);
        prop_assert!(shown.starts_with(&begins), "{}", shown);
        for part in list.split(',') {
            prop_assert!(!shown.contains(part.trim_start_matches(EXPECTED)), "{}", shown);
        }
    }
}

#[test]
fn a_list_without_a_key_that_seals_is_none() {
    let expected = |number: u8| format!("{EXPECTED}{}", text(number));
    for list in ["", " ,\n"] {
        assert_eq!(Keys::from_list(list).expect_err("no key"), KeyError::Empty);
    }
    for list in [expected(1), format!("{}, {}", expected(1), expected(2))] {
        assert_eq!(Keys::from_list(&list).expect_err("nothing seals"), KeyError::NoCurrent);
    }
    let text_of = |list: &str| Keys::from_list(list).expect_err("it is wrong").to_string();
    assert_eq!(text_of(&expected(1)), "every session key in the list is marked `expected:`; the one that seals has no mark");
    assert_eq!(text_of(""), "the list has no session key; make one with `openssl rand -base64 32`");
    assert_eq!(
        text_of(&format!("{EXPECTED} {}", text(1))),
        "session key number 1: no key follows `expected:`; write the key right behind it, without a space"
    );
    let place_of = |list: &str| match Keys::from_list(list) {
        Err(KeyError::InList { place, .. }) => place,
        other => panic!("{other:?}"),
    };
    assert_eq!(place_of(EXPECTED), 1, "a mark without a key");
    assert_eq!(place_of(&format!("{} {EXPECTED} {}", text(1), text(2))), 2, "a mark and a space");
    let published = STANDARD.encode(blake3::derive_key("session-core testing key v1", &[1]));
    assert_eq!(place_of(&format!("{}\n{published}", text(1))), 2, "everybody knows this one");
}

#[test]
fn the_environment_holds_a_list() {
    let missing = Keys::from_env("NO_SUCH_VARIABLE").expect_err("it isn't set");
    assert_eq!(missing, KeyError::Missing { variable: "NO_SUCH_VARIABLE".to_owned() });
    let path = std::env::var("PATH").expect("the tests were found by it");
    let error = Keys::from_env("PATH").expect_err("no key");
    assert!(matches!(error, KeyError::InList { place: 1, .. }), "{error}");
    assert!(!error.to_string().contains(&path));
}

/// "A single key is a list as well": this holds for every key of `openssl rand -base64`, and one
/// in 64 begins with a sign that could have been the mark for expected keys.
#[test]
fn a_single_key_is_a_list_whatever_it_begins_with() {
    for length in [32, 33, 48] {
        for first in [0_u8, 0xf8, 0xfb, 0xff] {
            let mut bytes = [blake3::derive_key("one key", &[first]), blake3::derive_key("its rest", &[first])].concat();
            bytes.truncate(length);
            // `0xf8` to `0xfb` are written with `+` in front, or `-` in the URL alphabet. With two
            // zeros at the end, the rest without it would be base64 as well.
            bytes[0] = first;
            bytes[length - 1] &= !3;
            for text in [STANDARD.encode(&bytes), URL_SAFE.encode(&bytes)] {
                let keys =
                    Keys::from_list(&text).unwrap_or_else(|error| panic!("{length} bytes that begin with {first:#x}: {error}"));
                assert_eq!(role(&keys, &text), "current", "{length} bytes that begin with {first:#x}");
            }
        }
    }
}
