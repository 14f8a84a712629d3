//! The target of keys: hostile text in the variable that has them. It comes from the operator and
//! not from a visitor, so what counts here is that a broken key is refused, and that no error shows
//! what it was.

use std::fmt::{Debug, Display};

use session_core::{Key, Keys};
use session_flask::FlaskKeys;

/// The end of a secret. None of its parts may be in an error.
const SECRET: &str = "zQ7kVx9pWm3hRt5y";

/// Returns whether an error shows a part of the secret.
fn shows(error: &(impl Debug + Display)) -> bool {
    let text = format!("{error} {error:?}");
    SECRET.as_bytes().windows(4).any(|part| text.as_bytes().windows(4).any(|shown| shown == part))
}

/// Tests `bytes` as a key's text, as a list of keys and as a key's bytes, and returns for each
/// whether it is one.
pub(crate) fn key(bytes: &[u8]) -> [bool; 3] {
    let text = String::from_utf8_lossy(bytes);
    for secret in [format!("{text}{SECRET}"), format!("{SECRET}{text}"), format!("expected:{text} {SECRET}")] {
        let errors =
            [Key::from_base64(&secret).err(), Keys::from_list(&secret).err(), Key::from_bytes(secret.as_bytes()).err()];
        for error in errors.into_iter().flatten() {
            assert!(!shows(&error), "{error}");
        }
    }
    assert_eq!(FlaskKeys::new(bytes).is_ok(), !bytes.is_empty());

    let key = Key::from_base64(&text);
    if let Ok(key) = &key {
        assert!(Key::from_base64(&key.to_base64()).as_ref() == Ok(key), "a key reads back as another");
        assert!(Keys::from_list(&text).is_ok(), "a key is a list of one");
    }
    let from_bytes = Key::from_bytes(bytes);
    assert!(from_bytes.is_err() || bytes.len() >= 32, "a key that is too short");
    [key.is_ok(), Keys::from_list(&text).is_ok(), from_bytes.is_ok()]
}
