//! The text of an error that is found when the user's crate compiles.

/// The longest text of such an error in bytes.
const LONGEST: usize = 512;

/// Fails with a text that is put together from parts. Zero bytes are skipped: they stand for the
/// leading zeros of a number.
#[track_caller]
pub(crate) const fn fail(parts: &[&str]) -> ! {
    let mut text = [0; LONGEST];
    let (mut length, mut i) = (0, 0);
    while i < parts.len() {
        let (part, mut j) = (parts[i].as_bytes(), 0);
        while j < part.len() {
            if part[j] != 0 {
                text[length] = part[j];
                length += 1;
            }
            j += 1;
        }
        i += 1;
    }
    match std::str::from_utf8(text.split_at(length).0) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("this session can't be declared so"),
    }
}
