//! Compression, as Python's `zlib` does it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// A compressor with zlib's level 6, Python's default.
///
/// Its tables take a quarter of a megabyte. Getting them from the operating system costs ten times
/// the work of a session, so compressors are kept: as many as there were threads that compressed
/// at the same time.
#[derive(Default)]
pub(crate) struct Compressor {
    idle: Mutex<Vec<Compress>>,
}

impl Compressor {
    /// Compresses `data`, or returns `None` if the result has more than `capacity` bytes.
    pub(crate) fn compress(&self, data: &[u8], capacity: usize) -> Option<Vec<u8>> {
        let mut compress = self.idle().pop().unwrap_or_else(|| Compress::new(Compression::new(6), true));
        let mut compressed = vec![0; capacity];
        let status = compress.compress(data, &mut compressed, FlushCompress::Finish);
        let length = usize::try_from(compress.total_out());
        compress.reset();
        self.idle().push(compress);
        compressed.truncate(length.ok()?);
        matches!(status, Ok(Status::StreamEnd)).then_some(compressed)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Compress>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decompresses `compressed`, if it is exactly one stream whose data has at most `limit` bytes.
pub(crate) fn decompress(compressed: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    let mut decompress = Decompress::new(true);
    // Most sessions fit at once. The buffer has a byte more than the limit, so that a stream of
    // exactly the limit reaches its end.
    let mut data = Vec::with_capacity((compressed.len() * 4).min(limit + 1));
    let mut rest = compressed;
    loop {
        let before = decompress.total_in();
        let status = decompress.decompress_vec(rest, &mut data, FlushDecompress::Finish).map_err(|_| ZlibError::Damaged)?;
        let read = usize::try_from(decompress.total_in() - before).unwrap_or(usize::MAX);
        rest = rest.get(read..).unwrap_or_default();
        if data.len() > limit {
            return Err(ZlibError::TooLong { limit });
        }
        match status {
            Status::StreamEnd if rest.is_empty() => return Ok(data),
            Status::StreamEnd => return Err(ZlibError::Trailing),
            // The decompressor stopped although the buffer isn't full: there is nothing more
            // to read.
            _ if data.len() < data.capacity() => return Err(ZlibError::Truncated),
            _ => data.reserve(data.len().clamp(1, limit + 1 - data.len())),
        }
    }
}

/// Why bytes aren't compressed data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ZlibError {
    /// The bytes aren't a zlib stream, or the checksum is wrong.
    Damaged,
    /// The stream doesn't end.
    Truncated,
    /// Bytes follow the stream. Python ignores them.
    Trailing,
    /// The data has more bytes than a session may have.
    TooLong {
        /// The number of bytes that it may have.
        limit: usize,
    },
}
