//! Compression, as Python's `zlib` does it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Compresses with zlib's level 6, Python's default.
///
/// A compressor has a quarter of a megabyte of tables, which cost ten times the work of a session
/// when they come fresh from the operating system. So they are kept: as many as there were threads
/// that compressed at the same time.
#[derive(Default)]
pub(crate) struct Compressor {
    idle: Mutex<Vec<Compress>>,
}

impl Compressor {
    /// `data` compressed, if that has at most `room` bytes.
    pub(crate) fn compress(&self, data: &[u8], room: usize) -> Option<Vec<u8>> {
        let mut compress = self.idle().pop().unwrap_or_else(|| Compress::new(Compression::new(6), true));
        let mut compressed = vec![0; room];
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

/// What `compressed` holds, if it is one whole stream and nothing else, of at most `limit` bytes.
pub(crate) fn decompress(compressed: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    let mut decompress = Decompress::new(true);
    // Most sessions fit at once. A byte more than the limit, so that a stream of just as many has
    // come to its end.
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
            // It stopped although there was room: there is nothing more to read.
            _ if data.len() < data.capacity() => return Err(ZlibError::Truncated),
            _ => data.reserve(data.len().clamp(1, limit + 1 - data.len())),
        }
    }
}

/// Why bytes are no compressed data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ZlibError {
    /// Not a zlib stream, or its checksum is another.
    Damaged,
    /// The stream doesn't end.
    Truncated,
    /// Something stands behind the stream. Python ignores it.
    Trailing,
    /// More bytes than a session can have.
    TooLong {
        /// How many it can have.
        limit: usize,
    },
}
