//! Streams as compressors make them.

use flate2::{Compress, Compression, FlushCompress, Status};
use zlib_rs::{DeflateConfig, ReturnCode, Strategy, compress_slice};

/// A session as Flask-Login keeps it.
pub(super) const SESSION: &[u8] =
    br#"{"_fresh":true,"_id":"03f095a1c03fdce8fe2ea94737ef9d62c456faf6","_user_id":"8412305","theme":"dark"}"#;

/// Returns data to compress: nothing, little, a session, what has no pattern, what is nothing else,
/// and what is longer than the window.
pub(super) fn texts() -> [Vec<u8>; 7] {
    let rows: Vec<_> = (0..3200).map(|row| format!("[{row},{}]", row * 7919 % 997)).collect();
    [vec![], b"a".to_vec(), b"abc".repeat(5), SESSION.to_vec(), noise(700), vec![b'a'; 9000], rows.concat().into()]
}

/// Returns bytes that are no pattern.
fn noise(length: usize) -> Vec<u8> {
    let mut random = 1_u64;
    let mut byte = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        random.to_be_bytes()[0]
    };
    (0..length).map(|_| byte()).collect()
}

/// Compresses with stock zlib.
pub(super) fn deflated(data: &[u8], level: u32) -> Vec<u8> {
    pieces(&[data], level, FlushCompress::None)
}

/// Compresses pieces with stock zlib, with a flush between them.
pub(super) fn pieces(pieces: &[&[u8]], level: u32, flush: FlushCompress) -> Vec<u8> {
    let mut compress = Compress::new(Compression::new(level), true);
    let length: usize = pieces.iter().map(|piece| piece.len() + 64).sum();
    let mut stream = Vec::with_capacity(length * 2);
    for piece in pieces {
        compress.compress_vec(piece, &mut stream, flush).expect("room for the piece");
    }
    let done = compress.compress_vec(&[], &mut stream, FlushCompress::Finish);
    assert_eq!(done.expect("room for the end"), Status::StreamEnd);
    stream
}

/// Compresses with every strategy, and with windows and memory of several sizes.
pub(super) fn rich(data: &[u8]) -> Vec<Vec<u8>> {
    let strategies = [Strategy::Default, Strategy::Filtered, Strategy::HuffmanOnly, Strategy::Rle, Strategy::Fixed];
    let sizes = [(9, 1), (12, 8), (15, 9)];
    let all =
        strategies.into_iter().flat_map(|strategy| sizes.map(|(window_bits, mem_level)| (strategy, window_bits, mem_level)));
    all.map(|(strategy, window_bits, mem_level)| {
        let config = DeflateConfig { strategy, window_bits, mem_level, ..DeflateConfig::default() };
        let mut stream = vec![0; data.len() * 2 + 64];
        let (stream, done) = compress_slice(&mut stream, data, config);
        assert_eq!(done, ReturnCode::Ok);
        stream.to_vec()
    })
    .collect()
}

/// Returns short streams with blocks of every kind: stored, with the codes that every reader knows,
/// with codes of their own, and several of them. One needs a dictionary, which nobody has.
pub(super) fn short() -> Vec<Vec<u8>> {
    let mut with_dictionary = Compress::new(Compression::new(6), true);
    with_dictionary.set_dictionary(b"_user_id").expect("zlib has dictionaries");
    let mut stream = Vec::with_capacity(200);
    with_dictionary.compress_vec(SESSION, &mut stream, FlushCompress::Finish).expect("room for it");
    vec![
        deflated(b"", 6),
        deflated(b"abc", 0),
        deflated(b"abcabcabcabcabc", 6),
        deflated(SESSION, 6),
        pieces(&[b"abcabc", b"abcabc", &SESSION[..20]], 6, FlushCompress::Sync),
        stream,
    ]
}
