//! What hides the length of an encrypted body (ISO/IEC 7816-4): one byte `0x80`, and zeros.

const MARK: u8 = 0x80;

/// How many bytes are added to a body of `length` bytes, so that it tells its length only in steps.
pub(crate) fn length(length: usize, step: Option<u8>) -> usize {
    step.map_or(0, |step| usize::from(step) - length % usize::from(step))
}

/// Writes them.
pub(crate) fn put(padding: &mut [u8]) {
    if let Some((mark, zeros)) = padding.split_first_mut() {
        *mark = MARK;
        zeros.fill(0);
    }
}

/// The body without what was added to it.
pub(crate) fn without(body: &[u8]) -> Option<&[u8]> {
    let end = body.iter().rposition(|byte| *byte != 0)?;
    (body[end] == MARK).then(|| &body[..end])
}
