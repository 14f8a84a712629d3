//! Decompression by `zlib-rs`.

use zlib_rs::{Inflate, InflateFlush, Status};

/// Returns a state for streams with a header and a checksum, and with zlib's largest window.
pub(super) fn state() -> Inflate {
    Inflate::new(true, 15)
}

/// Decompresses `compressed`, if it is exactly one stream whose data has at most `limit` bytes.
pub(super) fn decompress(state: &mut Inflate, compressed: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    state.reset(true);
    // Most sessions fit at once. The buffer has a byte more than the limit, so that a stream of
    // exactly the limit reaches its end.
    let mut data = vec![0; (compressed.len() * 4).min(limit + 1)];
    let (mut rest, mut written) = (compressed, 0);
    loop {
        let free = data.get_mut(written..).unwrap_or_default();
        let status = state.decompress(rest, free, InflateFlush::Finish).map_err(|_| ZlibError::Damaged)?;
        rest = compressed.get(position(state.total_in())..).unwrap_or_default();
        written = position(state.total_out());
        if written > limit {
            return Err(ZlibError::TooLong { limit });
        }
        match status {
            Status::StreamEnd if rest.is_empty() => {
                data.truncate(written);
                return Ok(data);
            }
            Status::StreamEnd => return Err(ZlibError::Trailing),
            // The state stopped although the buffer isn't full: there is nothing more to read.
            _ if written < data.len() => return Err(ZlibError::Truncated),
            _ => {
                data.reserve(written.clamp(1, limit + 1 - written));
                data.resize(data.capacity(), 0);
            }
        }
    }
}

fn position(total: u64) -> usize {
    usize::try_from(total).unwrap_or(usize::MAX)
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
