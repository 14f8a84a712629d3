//! Compression by stock zlib, which makes the bytes that CPython's makes.

use flate2::{Compress, Compression, FlushCompress, Status};

/// Returns a state with zlib's level 6, Python's default.
pub(super) fn state() -> Compress {
    Compress::new(Compression::new(6), true)
}

/// Compresses `data`, or returns `None` if the result has more than `capacity` bytes.
pub(super) fn compress(state: &mut Compress, data: &[u8], capacity: usize) -> Option<Vec<u8>> {
    state.reset();
    let mut compressed = vec![0; capacity];
    let status = state.compress(data, &mut compressed, FlushCompress::Finish);
    compressed.truncate(usize::try_from(state.total_out()).ok()?);
    matches!(status, Ok(Status::StreamEnd)).then_some(compressed)
}
