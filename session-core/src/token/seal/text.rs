//! The text of a token's bytes: base64url without padding (RFC 4648 §5). Bytes have exactly one
//! text.

use base64::Engine as _;

use engine::ENGINE;

/// The engine that uses the vector instructions of the processor it runs on.
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon")))]
mod engine {
    use std::sync::LazyLock;

    use base64::engine::Simd;
    use base64::engine::general_purpose::NO_PAD;

    pub(super) static ENGINE: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(NO_PAD));
}

/// The engine for processors whose vector instructions the library doesn't know.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon"))))]
mod engine {
    pub(super) use base64::engine::general_purpose::URL_SAFE_NO_PAD as ENGINE;
}

/// From this length on, the engine encodes with vector instructions.
const VECTORS: usize = 128;

/// Appends the text of a token's bytes to `text`.
pub fn put_text(token: &[u8], text: &mut String) {
    if !(VECTORS / 2..VECTORS).contains(&token.len()) {
        return ENGINE.encode_string(token, text);
    }
    // With zeros behind it, a token that is a little shorter takes the faster way too. The text of
    // bytes begins with the text of the first of them: the bits that its last letter doesn't need
    // are zero.
    let mut longer = [0; VECTORS];
    longer[..token.len()].copy_from_slice(token);
    let end = text.len() + text_length(token.len());
    ENGINE.encode_string(longer, text);
    text.truncate(end);
}

/// Reads the bytes of a token from its text into `buffer`, and returns them. A buffer of as many
/// bytes as the text is always large enough. Returns `None` if it isn't the one text of those
/// bytes.
pub fn read_text<'b>(text: &[u8], buffer: &'b mut [u8]) -> Option<&'b mut [u8]> {
    let length = ENGINE.decode_slice(text, buffer).ok()?;
    Some(&mut buffer[..length])
}

/// Returns the length of the text of `bytes` bytes.
pub(crate) const fn text_length(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    /// Returns `length` bytes that are no pattern.
    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|place| blake3::hash(&place.to_le_bytes()).as_bytes()[0]).collect()
    }

    #[test]
    fn every_length_has_the_text_of_the_engine_without_vector_instructions() {
        for length in 0..=400 {
            let (token, mut text) = (bytes(length), String::from("name="));
            put_text(&token, &mut text);
            assert_eq!(text[5..], URL_SAFE_NO_PAD.encode(&token), "{length} bytes");
            assert_eq!(text.len(), 5 + text_length(length));
            assert_eq!(read_text(&text.as_bytes()[5..], &mut vec![0; length]).as_deref(), Some(&token[..]));
        }
    }

    #[test]
    fn both_engines_judge_every_byte_alike() {
        for length in [1, 2, 3, 24, 35, 94, 95, 96, 121, 200] {
            let text = URL_SAFE_NO_PAD.encode(bytes(length)).into_bytes();
            for place in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut text = text.clone();
                    text[place] = byte;
                    let (mut ours, mut theirs) = ([0; 200], [0; 200]);
                    let read = read_text(&text, &mut ours).map(|bytes| bytes.to_vec());
                    let expected = URL_SAFE_NO_PAD.decode_slice(&text, &mut theirs).ok();
                    assert_eq!(read, expected.map(|length| theirs[..length].to_vec()), "{byte} at {place} of {length}");
                }
            }
            for end in 0..text.len() {
                let is_read = URL_SAFE_NO_PAD.decode(&text[..end]).is_ok();
                assert_eq!(read_text(&text[..end], &mut [0; 200]).is_some(), is_read, "{end} letters of {length}");
            }
        }
    }
}
