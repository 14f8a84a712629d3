//! Seals the parts of a record in a store. It needs the session's epoch key, which comes from the
//! visitor's ticket, and an application's key.
//!
//! So a copy of the store shows nothing, not even to a visitor who reads their own record in it.
//! Whoever can write to the store makes no session that anybody's ticket opens.

use super::aead::Aead;
use super::header::NONCE;
use super::{EpochKey, KeyRing, TAG, derive};
use crate::schema::Encryption;
use crate::time::Timestamp;

/// The length of a sealed part beside its content, in bytes.
const SEALED: usize = NONCE + TAG;

/// The keys that records are sealed with.
#[derive(Clone)]
pub(crate) struct RecordSeals {
    key_ring: KeyRing,
    encryption: Encryption,
}

impl RecordSeals {
    /// Creates the seals of the records whose tokens `key_ring` verifies.
    pub(crate) fn new(key_ring: KeyRing, encryption: Encryption) -> Self {
        Self { key_ring, encryption }
    }

    /// Returns the keys of tokens.
    pub(crate) fn key_ring(&self) -> &KeyRing {
        &self.key_ring
    }

    /// Appends a nonce and `content`, sealed with it, to `record`. What stands in `bound` and in
    /// `record` so far is authenticated.
    pub(crate) fn seal(&self, epoch: &EpochKey, nonce: [u8; NONCE], bound: &[u8], content: &[u8], record: &mut Vec<u8>) {
        record.extend_from_slice(&nonce);
        let header = [bound, record].concat();
        let start = record.len();
        record.extend_from_slice(content);
        let tag = self.aead(self.key_ring.current_key(), epoch).seal(&header, &mut record[start..]);
        record.extend_from_slice(&tag);
    }

    /// Returns the content of a sealed part that begins at `start` of `record` and ends with it, or
    /// `None` if no key opens it. `id` is the id of the application's key that sealed it.
    pub(crate) fn unseal(
        &self,
        id: [u8; 4],
        epoch: &EpochKey,
        bound: &[u8],
        record: &[u8],
        start: usize,
        now: Timestamp,
    ) -> Option<Vec<u8>> {
        let sealed = record.get(start..).filter(|sealed| sealed.len() >= SEALED)?;
        let header = [bound, &record[..start + NONCE]].concat();
        let (content, tag) = sealed[NONCE..].split_last_chunk::<TAG>()?;
        self.key_ring.keys_of(id, now).find_map(|key| {
            let mut content = content.to_vec();
            self.aead(key, epoch).unseal(&header, &mut content, tag).then_some(content)
        })
    }

    fn aead(&self, key: &[u8; 32], epoch: &EpochKey) -> Aead {
        let key = derive::key("session-core store record v1", [epoch.as_bytes().as_slice(), key]);
        Aead::new(self.encryption, &key)
    }
}
