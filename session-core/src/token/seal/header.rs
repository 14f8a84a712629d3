//! The header of a token, before its body: version, kind, key and times.

use crate::error::Refusal;
use crate::id::SessionId;
use crate::schema::Encryption;
use crate::time::Timestamp;

/// How a token is sealed. The session type decides it, never the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Anyone can read the body.
    Signed,
    Encrypted(Encryption),
    /// The body says which record of a store is the visitor's. Anyone can read it. The record is
    /// encrypted.
    Stored(Encryption),
}

/// The first byte of a signed token: version 1 in the high half, and the kind in the low half.
const SIGNED: u8 = 0x10;

/// The first byte of an encrypted token.
const ENCRYPTED: u8 = 0x11;

/// The first byte of the token of a session in a store.
const STORED: u8 = 0x12;

impl TokenKind {
    /// Returns the kind of a type's tokens, given how the type is encrypted.
    pub(crate) const fn of(encryption: Option<Encryption>) -> Self {
        match encryption {
            None => Self::Signed,
            Some(encryption) => Self::Encrypted(encryption),
        }
    }

    /// Returns the kind's name, which is part of what a token's key is derived from.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Encrypted(_) => "encrypted",
            Self::Stored(_) => "stored",
        }
    }

    const fn first_byte(self) -> u8 {
        match self {
            Self::Signed => SIGNED,
            Self::Encrypted(_) => ENCRYPTED,
            Self::Stored(_) => STORED,
        }
    }

    /// Returns the length of a token's nonce in bytes.
    pub(crate) const fn nonce(self) -> usize {
        match self {
            Self::Signed | Self::Stored(_) => 0,
            Self::Encrypted(_) => NONCE,
        }
    }

    /// Returns the flags that the header of such a token may have.
    const fn flags(self) -> u8 {
        match self {
            Self::Signed => Flags::OF_A_RECORD,
            Self::Encrypted(_) => Flags::OF_A_RECORD | Flags::PADDED,
            Self::Stored(_) => Flags::PERSISTENT | Flags::UNBORN,
        }
    }
}

/// The length of a nonce in bytes.
pub(super) const NONCE: usize = 12;

/// The length of a key's id in bytes.
const KEY_ID: usize = 4;

/// The length in bytes of the time when a session began.
const BEGAN: usize = 5;

/// The length in bytes of every other time: the seconds since the session began.
const OFFSET: usize = 4;

/// A token's header. `docs/wire-format.md` lists its parts and their order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: TokenKind,
    pub(crate) key_id: [u8; KEY_ID],
    /// Whether the cookie was sent with `Max-Age`, which browsers don't send back.
    pub(crate) persistent: bool,
    pub(crate) began: Timestamp,
    /// When the token was sealed. No other time of the token is later.
    pub(crate) written: Timestamp,
    pub(crate) entered: Option<Timestamp>,
    /// When the session was last seen, if that isn't `written`.
    pub(crate) seen: Option<Timestamp>,
    pub(crate) session_id: Option<SessionId>,
    /// The version of the session type that wrote the body; 1 if the token doesn't name it.
    pub(crate) version: u8,
    /// Whether padding follows the body. Only an encrypted token can have it.
    pub(crate) padded: bool,
    /// Whether the record that the token names isn't in the store yet.
    pub(crate) unborn: bool,
    /// The nonce, which only an encrypted token has.
    pub(crate) nonce: Option<[u8; NONCE]>,
}

/// The second byte of a token: which optional parts its header has, whether it is persistent,
/// whether it is padded, and whether its record is still to come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    const PERSISTENT: u8 = 1;
    pub(crate) const ENTERED: u8 = 1 << 1;
    pub(crate) const SEEN: u8 = 1 << 2;
    pub(crate) const SESSION_ID: u8 = 1 << 3;
    const PADDED: u8 = 1 << 4;
    pub(crate) const VERSION: u8 = 1 << 5;
    const UNBORN: u8 = 1 << 6;

    /// The optional parts with their flags and their lengths in bytes. Only this table says how
    /// long each part is.
    const PARTS: [(u8, usize); 4] =
        [(Self::ENTERED, OFFSET), (Self::SEEN, OFFSET), (Self::SESSION_ID, SessionId::LENGTH), (Self::VERSION, 1)];

    pub(crate) const NONE: Self = Self(0);

    /// The flags of a token that contains a record, padded or not.
    const OF_A_RECORD: u8 = Self::PERSISTENT | Self::ENTERED | Self::SEEN | Self::SESSION_ID | Self::VERSION;

    /// All flags that make a header longer.
    pub(crate) const KNOWN: Self = Self(Self::OF_A_RECORD);

    const fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    /// Returns the same flags with this one set or cleared.
    pub(crate) const fn set(self, flag: u8, is_set: bool) -> Self {
        if is_set { Self(self.0 | flag) } else { Self(self.0 & !flag) }
    }

    /// Returns the length of a header that ends with `nonce` bytes of nonce.
    pub(crate) const fn header_length(self, nonce: usize) -> usize {
        let mut length = 2 + KEY_ID + BEGAN + OFFSET + nonce;
        let mut i = 0;
        while i < Self::PARTS.len() {
            let (flag, bytes) = Self::PARTS[i];
            if self.has(flag) {
                length += bytes;
            }
            i += 1;
        }
        length
    }
}

impl Header {
    /// The length of the shortest header.
    pub(crate) const MIN: usize = Flags::NONE.header_length(0);

    /// The length of the longest header.
    pub(crate) const MAX: usize = Flags::KNOWN.header_length(NONCE);

    /// Checks that `token` has our version and this kind, and returns the id of its key and where
    /// its body begins. Nothing else of the token is read before the tag is verified, and these
    /// parts stand at fixed places.
    pub(super) fn outline(token: &[u8], kind: TokenKind) -> Result<([u8; KEY_ID], usize), Refusal> {
        let &[first, flags, a, b, c, d, ..] = token else { return Err(Refusal::Malformed) };
        let body = Flags(flags).header_length(kind.nonce());
        if first == kind.first_byte() && body <= token.len() { Ok(([a, b, c, d], body)) } else { Err(Refusal::Malformed) }
    }

    /// Reads the header of a token whose tag was verified from `bytes`, which contain nothing else.
    /// What isn't understood was written by another version.
    pub(super) fn read(bytes: &[u8], kind: TokenKind) -> Result<Self, Refusal> {
        let mut rest = Parts(bytes);
        let [_, flags] = rest.take()?;
        let flags = Flags(flags);
        let key_id = rest.take()?;
        if flags.0 & !kind.flags() != 0 {
            return Err(Refusal::Unreadable);
        }
        let began = rest.take::<BEGAN>()?.iter().fold(0, |seconds, byte| seconds << 8 | u64::from(*byte));
        let written = rest.offset()?;
        let entered = if flags.has(Flags::ENTERED) { Some(rest.offset()?) } else { None };
        let seen = if flags.has(Flags::SEEN) { Some(rest.offset()?) } else { None };
        let session_id = if flags.has(Flags::SESSION_ID) { Some(SessionId::from_bytes(rest.take()?)) } else { None };
        let [version] = if flags.has(Flags::VERSION) { rest.take()? } else { [1] };
        let nonce = if kind.nonce() == 0 { None } else { Some(rest.take()?) };
        let last_seen = seen.unwrap_or(written);
        if entered.is_some_and(|entered| entered > last_seen) || last_seen > written {
            return Err(Refusal::Unreadable);
        }
        let time = |offset: u32| Timestamp::from_secs(began + u64::from(offset));
        Ok(Self {
            kind,
            key_id,
            persistent: flags.has(Flags::PERSISTENT),
            began: Timestamp::from_secs(began),
            written: time(written),
            entered: entered.map(time),
            seen: seen.map(time),
            session_id,
            version,
            padded: flags.has(Flags::PADDED),
            unborn: flags.has(Flags::UNBORN),
            nonce,
        })
    }

    fn flags(&self) -> Flags {
        Flags::NONE
            .set(Flags::PERSISTENT, self.persistent)
            .set(Flags::ENTERED, self.entered.is_some())
            .set(Flags::SEEN, self.seen.is_some())
            .set(Flags::SESSION_ID, self.session_id.is_some())
            .set(Flags::VERSION, self.version != 1)
            .set(Flags::PADDED, self.padded)
            .set(Flags::UNBORN, self.unborn)
    }

    /// Returns the length of the header in bytes.
    pub(crate) fn length(&self) -> usize {
        self.flags().header_length(self.nonce.map_or(0, |nonce| nonce.len()))
    }

    /// Writes the header to the beginning of `token`.
    pub(crate) fn put(&self, token: &mut [u8]) {
        let mut at = 0;
        let mut put = |part: &[u8]| {
            token[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        };
        put(&[self.kind.first_byte(), self.flags().0]);
        put(&self.key_id);
        put(&self.began.secs().to_be_bytes()[8 - BEGAN..]);
        for time in [Some(self.written), self.entered, self.seen].into_iter().flatten() {
            let offset = time.since(self.began).as_secs();
            put(&u32::try_from(offset).unwrap_or(u32::MAX).to_be_bytes());
        }
        if let Some(id) = &self.session_id {
            put(id.as_bytes());
        }
        if self.version != 1 {
            put(&[self.version]);
        }
        if let Some(nonce) = &self.nonce {
            put(nonce);
        }
    }
}

/// The bytes of a header that haven't been read yet.
struct Parts<'a>(&'a [u8]);

impl Parts<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (part, rest) = self.0.split_first_chunk().ok_or(Refusal::Unreadable)?;
        self.0 = rest;
        Ok(*part)
    }

    /// Reads a time: the seconds since `began`.
    fn offset(&mut self) -> Result<u32, Refusal> {
        self.take::<OFFSET>().map(u32::from_be_bytes)
    }
}

#[cfg(all(test, feature = "encrypted"))]
mod tests {
    use super::*;

    const ENCRYPTED: TokenKind = TokenKind::Encrypted(Encryption::Aes256GcmSiv);

    fn header() -> Header {
        let at = Timestamp::from_secs;
        Header {
            kind: ENCRYPTED,
            key_id: [1, 2, 3, 4],
            persistent: true,
            began: at(1_700_000_000),
            written: at(1_700_000_011),
            entered: Some(at(1_700_000_005)),
            seen: Some(at(1_700_000_009)),
            session_id: Some(SessionId::from_bytes([7; 16])),
            version: 2,
            padded: true,
            unborn: false,
            nonce: Some([9; NONCE]),
        }
    }

    fn bytes(header: &Header) -> Vec<u8> {
        let mut bytes = vec![0; header.length()];
        header.put(&mut bytes);
        bytes
    }

    #[test]
    fn every_set_of_parts_reads_back() {
        for parts in 0..128_u8 {
            let mut header = header();
            header.persistent = parts & 1 != 0;
            header.entered = header.entered.filter(|_| parts & 2 != 0);
            header.seen = header.seen.filter(|_| parts & 4 != 0);
            header.session_id = header.session_id.filter(|_| parts & 8 != 0);
            header.nonce = header.nonce.filter(|_| parts & 16 != 0);
            header.padded = parts & 32 != 0 && header.nonce.is_some();
            header.version = if parts & 64 != 0 { 2 } else { 1 };
            header.kind = if header.nonce.is_some() { ENCRYPTED } else { TokenKind::Signed };
            let kind = header.kind;
            let (header_bytes, length) = (bytes(&header), header.length());
            let token = [&header_bytes[..], b"body"].concat();
            assert_eq!(Header::outline(&token, kind), Ok(([1, 2, 3, 4], length)), "parts {parts:07b}");
            assert!(Header::read(&token[..length], kind) == Ok(header), "parts {parts:07b}");
        }
    }

    #[test]
    fn the_header_of_a_stored_token_reads_back_and_has_no_other_parts() {
        let stored = TokenKind::Stored(Encryption::Aes256GcmSiv);
        let bare = Header {
            kind: stored,
            entered: None,
            seen: None,
            session_id: None,
            version: 1,
            padded: false,
            nonce: None,
            ..header()
        };
        for unborn in [false, true] {
            let header = Header { unborn, ..bare };
            assert!(Header::read(&bytes(&header), stored) == Ok(header));
            let signed = Header { kind: TokenKind::Signed, ..header };
            assert_eq!(Header::read(&bytes(&signed), TokenKind::Signed).is_ok(), !unborn);
        }
        for header in
            [Header { seen: Some(bare.written), ..bare }, Header { version: 2, ..bare }, Header { padded: true, ..bare }]
        {
            assert_eq!(Header::read(&bytes(&header), stored).err(), Some(Refusal::Unreadable));
        }
    }

    #[test]
    fn unknown_flags_and_times_out_of_order_are_unreadable() {
        let mut unknown = bytes(&header());
        unknown[1] |= 1 << 6;
        assert_eq!(Header::read(&unknown, ENCRYPTED).err(), Some(Refusal::Unreadable));

        let at = |seconds: u64| Some(Timestamp::from_secs(1_700_000_000 + seconds));
        for (entered, seen, is_read) in [
            (at(9), at(9), true),
            (at(10), at(9), false),
            (at(9), at(11), true),
            (at(9), at(12), false),
            (None, at(12), false),
            (at(11), None, true),
            (at(12), None, false),
        ] {
            let read = Header::read(&bytes(&Header { entered, seen, ..header() }), ENCRYPTED).map(drop);
            assert_eq!(read, if is_read { Ok(()) } else { Err(Refusal::Unreadable) }, "{entered:?} {seen:?}");
        }
    }

    #[test]
    fn a_token_of_another_kind_or_without_room_for_its_header_is_malformed() {
        let bytes = bytes(&header());
        assert_eq!(Header::outline(&bytes, TokenKind::Signed), Err(Refusal::Malformed));
        assert_eq!(Header::outline(&bytes[..bytes.len() - 1], ENCRYPTED), Err(Refusal::Malformed));
        assert_eq!(Header::outline(&[], TokenKind::Signed), Err(Refusal::Malformed));
    }
}
