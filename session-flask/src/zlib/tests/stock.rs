//! Stock zlib, as the judge of what `zlib-rs` reads.

use flate2::{Decompress, FlushDecompress, Status};

use crate::zlib::ZlibError;

/// Decompresses with stock zlib, as CPython does, and in a new state.
pub(super) fn decompress(compressed: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    let mut state = Decompress::new(true);
    let mut data = Vec::with_capacity((compressed.len() * 4).min(limit + 1));
    loop {
        let rest = &compressed[position(state.total_in())..];
        let status = state.decompress_vec(rest, &mut data, FlushDecompress::Finish).map_err(|_| ZlibError::Damaged)?;
        if data.len() > limit {
            return Err(ZlibError::TooLong { limit });
        }
        match status {
            Status::StreamEnd if position(state.total_in()) == compressed.len() => return Ok(data),
            Status::StreamEnd => return Err(ZlibError::Trailing),
            _ if data.len() < data.capacity() => return Err(ZlibError::Truncated),
            _ => data.reserve(data.len().clamp(1, limit + 1 - data.len())),
        }
    }
}

/// Returns the stream that `blocks` begin with, its header and its checksum included, if they end
/// within 64 KiB.
pub(super) fn wrapped(blocks: &[u8]) -> Option<Vec<u8>> {
    let (mut state, mut data) = (Decompress::new(false), Vec::with_capacity(1 << 16));
    let status = state.decompress_vec(blocks, &mut data, FlushDecompress::Finish).ok()?;
    let blocks = &blocks[..position(state.total_in())];
    (status == Status::StreamEnd).then(|| [&[0x78, 0x9c], blocks, &adler32(&data)].concat())
}

fn adler32(data: &[u8]) -> [u8; 4] {
    let add = |(a, b): (u32, u32), byte: &u8| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    };
    let (a, b) = data.iter().fold((1, 0), add);
    (b << 16 | a).to_be_bytes()
}

fn position(total: u64) -> usize {
    usize::try_from(total).expect("a length in memory")
}
