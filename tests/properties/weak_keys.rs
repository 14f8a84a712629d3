//! Keys that can be guessed are none: too short, of a few bytes that repeat, or published.

use session_core::{Key, KeyError};

/// Returns this many bytes, of which the first `different` differ and the others repeat the first.
fn bytes(length: usize, different: u8) -> Vec<u8> {
    (0..length).map(|place| u8::try_from(place).ok().filter(|byte| *byte < different).unwrap_or_default()).collect()
}

#[test]
fn a_key_has_32_bytes_at_least() {
    for length in 0..32 {
        assert_eq!(Key::from_bytes(&bytes(length, 32)).err(), Some(KeyError::TooShort { bytes: length }));
    }
    for length in [32, 33, 64, 1000] {
        assert!(Key::from_bytes(&bytes(length, 32)).is_ok(), "{length}");
    }
}

#[test]
fn a_key_has_8_different_bytes_at_least() {
    for different in 1..8 {
        for length in [32, 64] {
            assert_eq!(Key::from_bytes(&bytes(length, different)).err(), Some(KeyError::NotRandom), "{different} of {length}");
        }
    }
    assert!(Key::from_bytes(&bytes(32, 8)).is_ok());
}

#[test]
fn no_key_of_the_tests_is_a_key() {
    for number in 0..=u8::MAX {
        let published = blake3::derive_key("session-core testing key v1", &[number]);
        assert_eq!(Key::from_bytes(&published).err(), Some(KeyError::Published), "{number}");
    }
}
