//! What hides the length of an encrypted body (ISO/IEC 7816-4): one byte `0x80`, and zeros.

const MARK: u8 = 0x80;

/// How many bytes are added to a body of `length` bytes, so that it tells its length only in steps.
pub(crate) fn length(length: usize, step: Option<u8>) -> usize {
    step.map_or(0, |step| usize::from(step) - length % usize::from(step))
}

/// Adds them.
pub(crate) fn put(body: &mut Vec<u8>, count: usize) {
    if count > 0 {
        body.push(MARK);
        body.resize(body.len() + count - 1, 0);
    }
}

/// The body without what was added to it.
pub(crate) fn without(body: &[u8]) -> Option<&[u8]> {
    let end = body.iter().rposition(|byte| *byte != 0)?;
    (body[end] == MARK).then(|| &body[..end])
}
