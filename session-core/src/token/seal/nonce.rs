//! Nonces for encrypted tokens.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use super::header::NONCE;
use crate::rng::{Rng, RngError};

/// A source of nonces that doesn't ask the operating system for each: BLAKE3, keyed with 32 random
/// bytes, over a counter.
///
/// After a fork, or from a restored snapshot, two processes draw the same nonces. With AES-GCM-SIV
/// this shows whether two tokens are equal, and nothing else (RFC 8452). Session ids and keys are
/// drawn from the operating system each time.
#[derive(Default)]
pub(in crate::token) struct Nonces {
    seed: OnceLock<Zeroizing<[u8; 32]>>,
    drawn: AtomicU64,
}

impl Nonces {
    pub(in crate::token) fn draw(&self, rng: &dyn Rng) -> Result<[u8; NONCE], RngError> {
        let seed = if let Some(seed) = self.seed.get() {
            seed
        } else {
            let mut seed = Zeroizing::new([0; 32]);
            rng.fill(&mut *seed)?;
            self.seed.get_or_init(|| seed)
        };
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        let hash = blake3::keyed_hash(seed, &number.to_le_bytes());
        let (nonce, _) = hash.as_bytes().split_first_chunk().expect("a hash of 32 bytes has 12");
        Ok(*nonce)
    }
}
