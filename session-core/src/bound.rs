//! The largest cookie of a `bounded` session, known when the user's crate compiles.

use crate::cookie::SIZE_LIMIT;
use crate::schema::{Schema, State};
use crate::seal::{TAG, text_length};
use crate::size::head_size;

/// Bytes of name and value of the largest cookie, given the largest sizes of its states' fields.
#[doc(hidden)]
pub const fn largest_cookie(schema: &Schema, fields: &[usize]) -> usize {
    let states = schema.states();
    let (mut largest, mut i) = (0, 0);
    while i < states.len() {
        let state = &states[i];
        // The state's own entry: an empty text, and its name.
        let name = if state.name().is_empty() { 0 } else { 1 + crate::size::text_size(state.name().len()) };
        let body = head_size(state.entries()) + name + fields[i];
        let padding = match schema.padded() {
            Some(step) => step as usize - body % step as usize,
            None => 0,
        };
        let size = header(schema, state) + body + padding + TAG;
        if size > largest {
            largest = size;
        }
        i += 1;
    }
    schema.cookie().name.len() + text_length(largest)
}

/// Bytes of the header of a token in this state.
const fn header(schema: &Schema, state: &State) -> usize {
    const fn part(is_there: bool, length: usize) -> usize {
        if is_there { length } else { 0 }
    }
    11 + part(schema.is_machine(), 4)
        + part(state.times().refresh().is_some(), 4)
        // The id of whoever is known, or that a form's token asked for.
        + 16
        + part(schema.version() != 1, 1)
        + part(schema.is_encrypted(), 12)
}

/// Checked when the user's crate compiles, at the word `bounded`.
#[doc(hidden)]
#[track_caller]
pub const fn check_bounded(largest: usize) {
    if largest > SIZE_LIMIT {
        let mut text = [0; 160];
        let parts: [&[u8]; 5] = [
            b"its cookie can reach ",
            &digits(largest),
            b" bytes, and browsers keep ",
            &digits(SIZE_LIMIT),
            b": limit the fields with a smaller `max_len`, or keep what is large on the server",
        ];
        let (mut length, mut i) = (0, 0);
        while i < parts.len() {
            let mut j = 0;
            while j < parts[i].len() {
                // Leading zeros of a number.
                if parts[i][j] != 0 {
                    text[length] = parts[i][j];
                    length += 1;
                }
                j += 1;
            }
            i += 1;
        }
        match std::str::from_utf8(text.split_at(length).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("its cookie can get too large"),
        }
    }
}

/// A number in decimal; zero bytes stand for its leading zeros.
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
