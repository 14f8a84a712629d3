//! Keys that are derived from secrets.

use blake3::Hasher;
use zeroize::Zeroizing;

/// Derives 32 bytes from the parts of a secret, one behind the other. The state of the hash, which
/// has absorbed them, is wiped.
pub(super) fn key<'p>(context: &str, parts: impl IntoIterator<Item = &'p [u8]>) -> Zeroizing<[u8; 32]> {
    let mut hasher = Zeroizing::new(Hasher::new_derive_key(context));
    for part in parts {
        hasher.update(part);
    }
    let hash = Zeroizing::new(hasher.finalize());
    Zeroizing::new(*hash.as_bytes())
}
