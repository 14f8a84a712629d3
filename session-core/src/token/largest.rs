//! The largest cookie of a `bounded` session, known when the user's crate compiles.

use super::padding;
use super::seal::{Flags, TAG, TokenKind, text_length};
use crate::error::fail;
use crate::limits::COOKIE_SIZE;
use crate::schema::{Schema, head_size, text_size};

/// Returns the size of the largest cookie's name and value in bytes, given the largest sizes of
/// its states' fields.
pub const fn largest_cookie(schema: &Schema, fields: &[usize]) -> usize {
    let states = schema.states();
    let (mut largest, mut i) = (0, 0);
    while i < states.len() {
        let state = &states[i];
        // The entry for the state: an empty text, and the state's name.
        let name = if state.name().is_empty() { 0 } else { 1 + text_size(state.name().len()) };
        let body = head_size(state.entries()) + name + fields[i];
        let size = header_length(schema) + body + padding::length(body, schema.padded()) + TAG;
        if size > largest {
            largest = size;
        }
        i += 1;
    }
    schema.cookie().name.len() + text_length(largest)
}

/// Returns the size of a token's header in bytes. It includes an id, which any session may have:
/// where a user is known, or where a form's token needed one.
const fn header_length(schema: &Schema) -> usize {
    // A part that isn't ruled out here counts.
    let flags = Flags::KNOWN.set(Flags::ENTERED, schema.is_machine()).set(Flags::VERSION, schema.version() != 1);
    flags.header_length(TokenKind::of(schema.encryption).nonce())
}

/// Checks the size at the word `bounded`, when the user's crate compiles.
#[track_caller]
pub const fn check_bounded(largest: usize) {
    if largest > COOKIE_SIZE {
        fail(&[
            "its cookie can reach ",
            text(&digits(largest)),
            " bytes, but browsers keep only ",
            text(&digits(COOKIE_SIZE)),
            ": limit the fields with a smaller `max_len`, or keep what is large on the server",
        ]);
    }
}

/// Returns a number in decimal; zero bytes stand for its leading zeros.
const fn digits(number: usize) -> [u8; 20] {
    let mut digits = [0; 20];
    let (mut rest, mut i) = (number, digits.len());
    while rest > 0 {
        i -= 1;
        digits[i] = b"0123456789"[rest % 10];
        rest /= 10;
    }
    digits
}

const fn text(digits: &[u8; 20]) -> &str {
    match std::str::from_utf8(digits) {
        Ok(digits) => digits,
        Err(_) => "too many",
    }
}
