//! Padding, which hides the length of an encrypted body (ISO/IEC 7816-4): one byte `0x80`, and
//! zeros.

const FIRST: u8 = 0x80;

/// Returns how many bytes of padding a body of `length` bytes needs, so that its length is only
/// visible in steps.
pub(super) const fn length(length: usize, step: Option<u8>) -> usize {
    match step {
        Some(step) => step as usize - length % step as usize,
        None => 0,
    }
}

/// Writes the padding.
pub(super) fn put(padding: &mut [u8]) {
    if let Some((first, zeros)) = padding.split_first_mut() {
        *first = FIRST;
        zeros.fill(0);
    }
}

/// Returns the body without its padding.
pub(super) fn without(body: &[u8]) -> Option<&[u8]> {
    let end = body.iter().rposition(|byte| *byte != 0)?;
    (body[end] == FIRST).then(|| &body[..end])
}
