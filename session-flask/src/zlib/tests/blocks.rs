//! Blocks that no compressor makes: codes of any lengths, and any bits behind them.

use proptest::prelude::*;

/// Makes blocks with codes of their own, most of which are complete.
pub(super) fn blocks() -> impl Strategy<Value = Vec<u8>> {
    let literals = prop_oneof![
        4 => complete(2..287, 286).prop_map(with_end),
        1 => complete(1..287, 286),
        1 => prop::collection::vec(0..16_u8, 257..=288),
    ];
    let distances = prop_oneof![
        4 => complete(1..31, 30),
        1 => (0..30_usize, 0..4_u8).prop_map(|(symbol, length)| [vec![0; symbol], vec![length]].concat()),
        1 => prop::collection::vec(0..16_u8, 1..=32),
    ];
    let bits = prop::collection::vec(any::<u8>(), 0..200);
    (literals, distances, bits, any::<bool>())
        .prop_map(|(literals, distances, bits, is_last)| block(&literals, &distances, &bits, is_last))
}

/// Makes the lengths of a complete code of so many symbols, in any order among `all`.
fn complete(symbols: std::ops::Range<usize>, all: usize) -> impl Strategy<Value = Vec<u8>> {
    let splits = prop::collection::vec(any::<prop::sample::Index>(), symbols);
    splits.prop_flat_map(move |splits| {
        let mut lengths = vec![0_u8];
        for split in splits {
            let split = split.index(lengths.len());
            if lengths[split] < 15 && lengths.len() < all {
                lengths[split] += 1;
                lengths.push(lengths[split]);
            }
        }
        lengths.resize(all, 0);
        Just(lengths).prop_shuffle()
    })
}

/// Gives the end of a block the shortest code, so that many blocks end before a distance leads to
/// before the data.
fn with_end(mut lengths: Vec<u8>) -> Vec<u8> {
    let coded = (0..lengths.len()).filter(|symbol| lengths[*symbol] > 0);
    let shortest = coded.min_by_key(|symbol| lengths[*symbol]).expect("a complete code has symbols");
    lengths.swap(shortest, 256);
    lengths
}

/// Returns a block whose codes have these lengths. Each length is written as itself, in four bits.
fn block(literals: &[u8], distances: &[u8], bits: &[u8], is_last: bool) -> Vec<u8> {
    let mut out = Bits::default();
    out.put(usize::from(is_last), 1);
    out.put(2, 2);
    out.put(literals.len() - 257, 5);
    out.put(distances.len() - 1, 5);
    out.put(15, 4);
    // The lengths 16 to 18 come first, and aren't used.
    let used = |place| usize::from(place > 2) * 4;
    for place in 0..19 {
        out.put(used(place), 3);
    }
    for length in literals.iter().chain(distances) {
        out.put(usize::from(length.reverse_bits() >> 4), 4);
    }
    for byte in bits {
        out.put(usize::from(*byte), 8);
    }
    out.bytes
}

/// Bits from the lowest of each byte on.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    fn put(&mut self, number: usize, width: usize) {
        for bit in 0..width {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().expect("a byte was pushed");
            *last |= u8::from(number >> bit & 1 == 1) << (self.length % 8);
            self.length += 1;
        }
    }
}
