//! Compression, as Python's `zlib` does it.

mod deflate;
mod idle;
mod inflate;

#[cfg(test)]
mod tests;

use flate2::Compress;
use zlib_rs::Inflate;

use idle::Idle;
pub(crate) use inflate::ZlibError;

/// Compresses with stock zlib, whose bytes are those of CPython, and decompresses with `zlib-rs`,
/// which is faster and accepts the same streams.
///
/// A compressor takes a quarter of a megabyte and a decompressor 47 KB. Getting that from the
/// operating system costs more than the work of a session, so both are kept.
pub(crate) struct Zlib {
    compressors: Idle<Compress>,
    decompressors: Idle<Inflate>,
}

impl Zlib {
    /// Compresses `data`, or returns `None` if the result has more than `capacity` bytes.
    pub(crate) fn compress(&self, data: &[u8], capacity: usize) -> Option<Vec<u8>> {
        self.compressors.lend(|state| deflate::compress(state, data, capacity))
    }

    /// Decompresses `compressed`, if it is exactly one stream whose data has at most `limit` bytes.
    pub(crate) fn decompress(&self, compressed: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
        self.decompressors.lend(|state| inflate::decompress(state, compressed, limit))
    }
}

impl Default for Zlib {
    fn default() -> Self {
        Self { compressors: Idle::new(deflate::state), decompressors: Idle::new(inflate::state) }
    }
}
