//! The texts that people have a key in: which of them are read, and what is said of the others.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use session_core::{Key, KeyError, Keys};

/// Returns what each way of reading a text finds: as one key, and as a list.
fn read(text: &str) -> (Result<Key, KeyError>, Result<(), KeyError>) {
    (Key::from_base64(text), Keys::from_list(text).map(drop))
}

/// Checks that a text is refused for the same reason in either way, and returns the message.
fn refusal(text: &str) -> (KeyError, String) {
    let (one, list) = read(text);
    let error = one.expect_err(text);
    assert_eq!(list, Err(KeyError::InList { place: 1, error: Box::new(error.clone()) }), "{text:?}");
    assert!(!error.to_string().contains(text.trim()), "{error}");
    (error.clone(), error.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes() -> [u8; 32] {
    blake3::derive_key("a key in many texts", b"")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every random key is read from every alphabet, with and without padding, whatever white space
    /// stands around it.
    #[test]
    fn a_key_is_read_from_any_base64(
        bytes in prop::collection::vec(any::<u8>(), 32..70),
        around in prop::sample::select(vec!["", "\n", "\r\n", " ", "\t", " \r\n\n"]),
    ) {
        prop_assume!(Key::from_bytes(&bytes).is_ok());
        let key = Key::from_bytes(&bytes).expect("random bytes");
        for text in [STANDARD.encode(&bytes), STANDARD_NO_PAD.encode(&bytes), URL_SAFE.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            let text = format!("{around}{text}{around}");
            let (one, list) = read(&text);
            prop_assert_eq!(one.as_ref(), Ok(&key), "{:?}", text);
            prop_assert!(list.is_ok(), "{:?}", text);
        }
    }
}

/// The digits of random bytes are base64 as well: of one and a half times as many bytes.
#[test]
fn hexadecimal_is_not_taken_for_base64() {
    let counting: Vec<u8> = (0..32).collect();
    let uuids = "f47ac10b-58cc-4372-a567-0e02b2c3d479f47ac10b-58cc-4372-a567-0e02b2c3d479";
    let long = hex(&[bytes(), bytes()].concat());
    for text in [&hex(&bytes()), &hex(&bytes()).to_uppercase(), &hex(&counting), &format!("0x{}", hex(&bytes())), &long, uuids]
    {
        let (error, message) = refusal(text);
        assert_eq!(error, KeyError::Hexadecimal, "{text}");
        assert_eq!(
            message,
            "the session key is written in hexadecimal, and not in base64; make one with `openssl rand -base64 32`"
        );
    }
}

/// A file of variables that isn't read by a shell keeps the quotes.
#[test]
fn quotes_are_named() {
    let key = STANDARD.encode(bytes());
    for text in [format!("\"{key}\""), format!("'{key}'"), format!("`{key}`"), format!("\"{key}"), format!("{key}'\n")] {
        let (error, message) = refusal(&text);
        assert_eq!(error, KeyError::Quoted, "{text}");
        assert_eq!(message, "the session key stands in quotes; write it without them");
    }
    let list = format!("\"{key} {key}\"");
    assert_eq!(Keys::from_list(&list).err(), Some(KeyError::InList { place: 1, error: Box::new(KeyError::Quoted) }));
}

/// `openssl rand -base64 64` breaks its line, and a list isn't one key.
#[test]
fn one_key_is_one_word() {
    let key = STANDARD.encode([bytes(), bytes()].concat());
    for text in [
        format!("{}\n{}", &key[..64], &key[64..]),
        format!("{} {}", &key[..10], &key[10..]),
        format!("{key},{key}"),
        format!("{key}\r\n{key}\n"),
    ] {
        assert_eq!(Key::from_base64(&text), Err(KeyError::NotOneWord), "{text}");
    }
    assert_eq!(
        KeyError::NotOneWord.to_string(),
        "there is a space, a line break or a comma within the session key; write it in one piece, or read several keys by `Keys::from_env`"
    );
    // In a list the second line is a key of its own, and is too short for one.
    let broken = format!("{}\n{}", &key[..64], &key[64..]);
    let too_short = Box::new(KeyError::TooShort { bytes: 16 });
    assert_eq!(Keys::from_list(&broken).err(), Some(KeyError::InList { place: 2, error: too_short }));
}

#[test]
fn what_is_no_base64_is_refused_as_that() {
    let key = STANDARD.encode(bytes());
    let mixed = format!("+_{}", &key[2..]);
    for text in ["correct-horse-battery-staple!", "{key}", &key[1..key.len() - 2], &format!("{key}="), &mixed, "\u{a0}hunter2"]
    {
        assert_eq!(refusal(text).0, KeyError::NotBase64, "{text}");
    }
    assert_eq!(Key::from_base64(" \n"), Err(KeyError::TooShort { bytes: 0 }));
}

/// The environment is the same parser. `CARGO_PKG_VERSION` and its kin are set for every test.
#[test]
fn a_variable_without_a_key_is_refused_alike() {
    for name in ["CARGO_PKG_REPOSITORY", "NO_SUCH_VARIABLE"] {
        let missing = Some(KeyError::Missing { variable: name.to_owned() });
        assert_eq!((Key::from_env(name).err(), Keys::from_env(name).err()), (missing.clone(), missing), "{name}");
    }
    let error = Key::from_env("CARGO_PKG_DESCRIPTION").expect_err("a sentence");
    assert_eq!(error, KeyError::NotOneWord);
}
