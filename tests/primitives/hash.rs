//! BLAKE3's own vectors for the two modes that keys and tags are made with.

use serde::Deserialize;

use crate::{bytes, vectors};

#[derive(Deserialize)]
pub(crate) struct Vectors {
    key: String,
    context: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    length: usize,
    keyed_hash: String,
    derive_key: String,
}

/// Returns the input of every vector: 0, 1, 2 … 250, 0, 1 and so on.
fn input(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

#[test]
fn every_vector_is_hashed() {
    let Vectors { key, context, cases } = vectors().blake3;
    let key: [u8; 32] = key.into_bytes().try_into().expect("32 characters");
    for Case { length, keyed_hash, derive_key } in &cases {
        let input = input(*length);
        assert_eq!(blake3::keyed_hash(&key, &input).as_bytes()[..], bytes(keyed_hash), "keyed_hash of {length} bytes");
        assert_eq!(blake3::derive_key(&context, &input)[..], bytes(derive_key), "derive_key of {length} bytes");
    }
    let lengths: Vec<_> = cases.iter().map(|case| case.length).collect();
    // Lengths around a block, a chunk and two chunks. The largest cookie has more than three
    // chunks.
    assert!([0, 63, 64, 65, 1023, 1024, 1025, 2049, 4097].iter().all(|length| lengths.contains(length)), "{lengths:?}");
}

/// Keys are derived part by part, which has to give the same as deriving from the whole.
#[test]
fn what_is_hashed_in_parts_is_hashed_the_same() {
    let Vectors { context, cases, .. } = vectors().blake3;
    for Case { length, derive_key, .. } in &cases {
        let input = input(*length);
        for part in [1, 7, 64, 1000] {
            let mut hasher = blake3::Hasher::new_derive_key(&context);
            for part in input.chunks(part) {
                hasher.update(part);
            }
            assert_eq!(hasher.finalize().as_bytes()[..], bytes(derive_key), "{length} bytes, {part} at a time");
        }
    }
}
