//! Nonces for encrypted tokens.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use zeroize::Zeroizing;

use super::header::NONCE;
use crate::rng::{Rng, RngError};

/// Draws nonces without asking the operating system for each: BLAKE3 keyed with 32 bytes of its
/// randomness, over a counter.
///
/// After a fork or a restored snapshot two processes draw the same ones. For AES-GCM-SIV that
/// shows whether two tokens are equal, and nothing else (RFC 8452); session ids and keys are asked
/// for each time.
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
