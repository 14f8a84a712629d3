//! UUIDs as Flask writes and reads them.

use std::fmt;

/// Reads the 32 digits of a UUID, or what Python's `UUID` takes for them: with hyphens, in braces,
/// or as a URN.
pub(crate) fn parse(text: &str) -> Option<[u8; 16]> {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let mut digits = text.chars().filter(|char| *char != '-').map(|char| char.to_digit(16));
    let mut uuid = [0; 16];
    for byte in &mut uuid {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    digits.next().is_none().then_some(uuid)
}

/// Writes the 32 digits without hyphens: `uuid.UUID.hex`.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8; 16]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(*self.0))
    }
}

/// Writes the digits with hyphens: RFC 9562 §4.
pub(crate) fn hyphenated(uuid: &[u8; 16]) -> String {
    let mut text = Hex(uuid).to_string();
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_takes_for_a_uuid() {
        let uuid = *b"\x12\x34\x56\x78\x12\x34\x56\x78\x9a\xbc\xde\xf0\x12\x34\x56\x78";
        for text in [
            "12345678123456789abcdef012345678",
            "12345678-1234-5678-9ABC-DEF012345678",
            "{12345678-1234-5678-9abc-def012345678}",
            "urn:uuid:12345678-1234-5678-9abc-def012345678",
        ] {
            assert_eq!(parse(text), Some(uuid), "{text}");
        }
        for text in ["", "zz", "1234567812345678", "12345678123456789abcdef0123456789", "{12345678123456789abcdef012345678"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(hyphenated(&uuid), "12345678-1234-5678-9abc-def012345678");
    }
}
