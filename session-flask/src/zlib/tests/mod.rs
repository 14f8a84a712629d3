//! Compares what is read with what stock zlib reads: the verdict, and the data.

mod blocks;
mod stock;
mod streams;

use std::collections::HashSet;
use std::mem::{Discriminant, discriminant};

use flate2::FlushCompress;
use proptest::prelude::*;

use super::{Zlib, ZlibError};
use blocks::blocks;
use streams::{SESSION, deflated, pieces, rich, short, texts};

/// A limit that no stream reaches.
const UNLIMITED: usize = 1 << 20;

/// A reader that keeps its state, beside stock zlib.
struct Both {
    zlib: Zlib,
    good: Vec<u8>,
    /// The kinds of failures that were seen.
    failures: HashSet<Discriminant<ZlibError>>,
}

impl Both {
    fn new() -> Self {
        Self { zlib: Zlib::default(), good: deflated(SESSION, 6), failures: HashSet::new() }
    }

    /// Reads a stream, and returns the verdict of both. After each failure the same state reads a
    /// good stream.
    fn read(&mut self, stream: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
        let verdict = self.zlib.decompress(stream, limit);
        assert_eq!(verdict, stock::decompress(stream, limit), "{stream:02x?} within {limit} bytes");
        if let Err(error) = verdict {
            let good = self.zlib.decompress(&self.good, UNLIMITED);
            assert_eq!(good.as_deref(), Ok(SESSION), "after {stream:02x?}");
            self.failures.insert(discriminant(&error));
        }
        verdict
    }

    /// Reads a stream whole, cut, with something behind it, and within limits around its length.
    fn read_around(&mut self, stream: &[u8], cuts: impl Iterator<Item = usize>) {
        cuts.for_each(|cut| drop(self.read(&stream[..cut], UNLIMITED)));
        let Ok(data) = self.read(stream, UNLIMITED) else { return };
        assert_eq!(self.read(&[stream, &[0]].concat(), UNLIMITED), Err(ZlibError::Trailing));
        for limit in [0, data.len() / 2, data.len().saturating_sub(1), data.len(), data.len() + 1] {
            let is_read = self.read(stream, limit).is_ok();
            assert_eq!(is_read, data.len() <= limit);
        }
    }
}

#[test]
fn every_compressor_is_read() {
    let mut both = Both::new();
    for text in texts() {
        let levels = (0..=9).map(|level| deflated(&text, level));
        let (one, other) = text.split_at(text.len() / 2);
        let in_pieces =
            [FlushCompress::Partial, FlushCompress::Sync, FlushCompress::Full].map(|flush| pieces(&[one, other], 6, flush));
        for stream in levels.chain(in_pieces).chain(rich(&text)) {
            assert_eq!(both.read(&stream, UNLIMITED).as_ref(), Ok(&text));
            both.read_around(&stream, [0, 1, 2, stream.len() / 2, stream.len() - 1].into_iter());
        }
    }
}

#[test]
fn every_cut_and_every_wrong_byte_is_judged_alike() {
    let mut both = Both::new();
    for stream in short() {
        both.read_around(&stream, 0..stream.len());
        for place in 0..stream.len() {
            for wrong in (0..8).map(|bit| 1 << bit).chain([0x55, 0xff]) {
                let mut stream = stream.clone();
                stream[place] ^= wrong;
                let _ = both.read(&stream, UNLIMITED);
                let _ = both.read(&stream, SESSION.len() / 2);
            }
        }
    }
    assert_eq!(both.failures.len(), 4, "each kind was seen");
}

#[test]
fn every_header_is_judged_alike() {
    let (mut both, mut stream) = (Both::new(), deflated(b"abcabcabc", 6));
    let mut good = Vec::new();
    // A header is a multiple of 31.
    for header in (0..=u16::MAX).filter(|header| header % 31 < 2) {
        stream[..2].copy_from_slice(&header.to_be_bytes());
        if both.read(&stream, UNLIMITED).is_ok() {
            good.push(header >> 8);
        }
    }
    // Windows of 256 bytes to 32 KiB, each with the four levels.
    let windows: Vec<_> = (0..8).flat_map(|window| [window << 4 | 8; 4]).collect();
    assert_eq!(good, windows);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn blocks_that_no_compressor_makes_are_judged_alike(blocks in prop::collection::vec(blocks(), 1..4), limit in 0..2000_usize) {
        let (mut both, blocks) = (Both::new(), blocks.concat());
        let _ = both.read(&[&[0x78, 0x9c], blocks.as_slice()].concat(), limit);
        if let Some(stream) = stock::wrapped(&blocks) {
            prop_assert!(both.read(&stream, UNLIMITED).is_ok());
            let _ = both.read(&stream, limit);
        }
    }

    #[test]
    fn arbitrary_bytes_are_judged_alike(bytes: Vec<u8>, limit in 0..2000_usize) {
        let mut both = Both::new();
        let _ = both.read(&bytes, limit);
        let _ = both.read(&[&[0x78, 0x9c], bytes.as_slice()].concat(), limit);
        if let Some(stream) = stock::wrapped(&bytes) {
            prop_assert!(both.read(&stream, UNLIMITED).is_ok());
        }
    }
}
