//! A key as text: how it is written, and the one way in which it is read.

use std::{fmt, ops};

use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::KeyError;
use crate::limits::KEY_BYTES;

/// A [`Key`](crate::Key) as text, which is wiped when it is dropped. `Display` prints it, `Debug`
/// doesn't.
pub struct KeyText(Zeroizing<String>);

impl ops::Deref for KeyText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Redacted.
impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(…)")
    }
}

impl KeyText {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(bytes)))
    }
}

/// Reads the bytes of a key from base64, in the standard or the URL alphabet, with or without
/// padding. White space around the text is ignored, since files and variables end in line breaks.
///
/// The bytes are decoded into memory that is wiped, and no other copy of them is made.
pub(super) fn parse(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = text.trim_ascii();
    if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
        return Err(KeyError::Quoted);
    }
    if text.contains(|letter: char| letter == ',' || letter.is_ascii_whitespace()) {
        return Err(KeyError::NotOneWord);
    }
    if is_hexadecimal(text) {
        return Err(KeyError::Hexadecimal);
    }
    let alphabet: &Alphabet = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let mut bytes = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = GeneralPurpose::new(alphabet, lenient).decode_slice(text, &mut bytes).map_err(|_| KeyError::NotBase64)?;
    bytes.truncate(length);
    Ok(bytes)
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Returns whether a text has only hexadecimal digits, and hyphens as in a UUID. Most such texts
/// are base64 as well. A random key is written so once in 10¹⁹ times.
fn is_hexadecimal(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    digits.len() >= KEY_BYTES && digits.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
