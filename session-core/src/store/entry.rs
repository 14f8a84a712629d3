//! What a store keeps under one name.

use super::protocol;

/// What a store keeps under one [`Name`](super::Name).
///
/// The body is sealed: a store, and whoever reads it, sees how long it is, and its first parts,
/// which [the wire format](crate::guide::wire_format) lists. The other parts stand outside of it,
/// since [`touch`](super::Store::touch) changes two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a store has a column for each part")]
pub struct Entry {
    /// The number that the last put drew: at most 62 bits, or [`ENDED`](Self::ENDED).
    pub version: u64,
    /// When the visitor was last seen, in seconds since 1970.
    pub seen: u64,
    /// The first second in which nobody needs the entry, in seconds since 1970.
    pub expires: u64,
    /// The sealed record, at most 64 KiB. Once the session was ended, it is empty, or has its first
    /// two bytes only.
    ///
    /// Its first two bytes aren't sealed, so that a store can see what it may drop when it is full.
    /// Byte 0 is the format of the record, which is 1. Byte 1 has flags: bit 0 is
    /// [`is_presented`](Self::is_presented), bit 1 is [`is_nobodys`](Self::is_nobodys), and bit 2
    /// says that the session has moved here from a cookie.
    pub body: Vec<u8>,
}

impl Entry {
    /// The version of a session that was ended. A put that expects it finds what is there.
    pub const ENDED: u64 = protocol::ENDED;

    pub(crate) const FORMAT: u8 = 1;
    pub(crate) const PRESENTED: u8 = 1 << 0;
    pub(crate) const NOBODYS: u8 = 1 << 1;
    pub(crate) const MOVED: u8 = 1 << 2;
    /// The body of a session that was ended, and had moved here from a cookie.
    pub(crate) const MOVED_AND_ENDED: [u8; 2] = [Self::FORMAT, Self::MOVED];

    /// Returns whether the session was ended.
    pub const fn is_ended(&self) -> bool {
        self.version == Self::ENDED
    }

    /// Returns whether a request has carried the session's cookie, so that a browser keeps it. Of
    /// an empty body, and of one of an unknown format, nothing is known: it is `false`.
    ///
    /// ```
    /// use session_core::store::Entry;
    ///
    /// let entry = |body: &[u8]| Entry { version: 1, seen: 0, expires: 60, body: body.to_vec() };
    /// assert!(entry(&[1, 0b01]).is_presented());
    /// assert!(entry(&[1, 0b10]).is_nobodys());
    /// assert!(!entry(&[2, 0b11]).is_nobodys());
    /// ```
    pub fn is_presented(&self) -> bool {
        self.has_flag(Self::PRESENTED)
    }

    /// Returns whether the session is nobody's: no user is known. Of an empty body, and of one of
    /// an unknown format, nothing is known: it is `false`.
    pub fn is_nobodys(&self) -> bool {
        self.has_flag(Self::NOBODYS)
    }

    /// Returns whether the session has moved here from a cookie, which would begin it anew if the
    /// entry weren't there.
    pub(crate) fn has_moved(&self) -> bool {
        self.has_flag(Self::MOVED)
    }

    fn has_flag(&self, flag: u8) -> bool {
        matches!(self.body[..], [Self::FORMAT, flags, ..] if flags & flag != 0)
    }

    /// Returns this entry as it is written over the one that is `there`: `seen` never goes back,
    /// and neither does `expires`, unless the session is ended.
    #[must_use]
    pub fn over(&self, there: Option<&Self>) -> Self {
        let Some(there) = there else { return self.clone() };
        let expires = if self.is_ended() { self.expires } else { self.expires.max(there.expires) };
        Self { seen: self.seen.max(there.seen), expires, ..self.clone() }
    }
}

/// The answer to a [`put`](super::Store::put).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a store gives one of these two answers")]
pub enum Put {
    /// The entry was written.
    Done,
    /// Nothing was written, and this is there.
    Found(Option<Entry>),
}
