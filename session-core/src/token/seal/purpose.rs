//! What a token is bound to: its kind, the name of its cookie and the name of its session.

use zeroize::Zeroizing;

use super::{Key, TokenKind, derive};

/// The purpose that keys are derived for. A token that was sealed for one purpose isn't verified
/// for another: not under another cookie's name, not as another session type, and not as a token
/// of another kind.
#[derive(Clone, Copy)]
pub(crate) struct Purpose<'a> {
    pub(crate) kind: TokenKind,
    pub(crate) cookie: &'a str,
    pub(crate) session: &'a str,
}

impl Purpose<'_> {
    /// Derives the key for this purpose from an application's key. Each part is hashed with its
    /// length before it, so that no two purposes give the same bytes.
    pub(super) fn derive(self, key: &Key) -> Zeroizing<[u8; 32]> {
        let parts = [key.bytes(), self.kind.name().as_bytes(), self.cookie.as_bytes(), self.session.as_bytes()];
        let lengths = parts.map(|part| u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        let each = lengths.iter().zip(parts).flat_map(|(length, part)| [length.as_slice(), part]);
        derive::key("session-core token v1", each)
    }
}
