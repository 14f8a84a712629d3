//! What a token says about itself, before the body: version, kind, key, clocks.

use crate::error::Refusal;
use crate::sid::Sid;
use crate::time::Timestamp;

/// How a token is sealed. A type has one kind, whatever the token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anyone can read it.
    Signed,
    Encrypted,
}

impl Kind {
    /// Its name among what a token's key is derived from.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Encrypted => "encrypted",
        }
    }

    /// Version 1 in the high half of a token's first byte, the kind in the low half.
    const fn first_byte(self) -> u8 {
        match self {
            Self::Signed => 0x10,
            Self::Encrypted => 0x11,
        }
    }
}

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

/// A token's header. Lengths and order: `docs/wire-format.md`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) key_id: [u8; 4],
    /// Whether the cookie was sent with Max-Age: browsers don't send attributes back.
    pub(crate) persistent: bool,
    pub(crate) began: Timestamp,
    pub(crate) entered: Option<Timestamp>,
    pub(crate) seen: Option<Timestamp>,
    pub(crate) sid: Option<Sid>,
    /// Which version of its type wrote the body; 1 if that isn't said.
    pub(crate) version: u8,
    /// Whether the body is followed by padding, that only an encrypted one hides.
    pub(crate) padded: bool,
    /// Of an encrypted token.
    pub(crate) nonce: Option<[u8; NONCE]>,
}

const PERSISTENT: u8 = 1;
const HAS_ENTERED: u8 = 1 << 1;
const HAS_SEEN: u8 = 1 << 2;
const HAS_SID: u8 = 1 << 3;
const PADDED: u8 = 1 << 4;
const HAS_VERSION: u8 = 1 << 5;
const KNOWN: u8 = PERSISTENT | HAS_ENTERED | HAS_SEEN | HAS_SID | PADDED | HAS_VERSION;

impl Header {
    /// The longest header.
    pub(crate) const MAX: usize = 6 + 5 + 4 + 4 + 16 + 1 + NONCE;

    /// Whether `token` is of the version and the kind that we make, which key it names, and where its body begins: all that is
    /// looked at before the tag is found good, at fixed places.
    pub(super) fn outline(token: &[u8], kind: Kind) -> Result<([u8; 4], usize), Refusal> {
        let &[first, flags, a, b, c, d, ..] = token else { return Err(Refusal::Malformed) };
        let part = |flag: u8, length: usize| if flags & flag == 0 { 0 } else { length };
        let nonce = if kind == Kind::Encrypted { NONCE } else { 0 };
        let body = 11 + part(HAS_ENTERED, 4) + part(HAS_SEEN, 4) + part(HAS_SID, 16) + part(HAS_VERSION, 1) + nonce;
        if first == kind.first_byte() && body <= token.len() { Ok(([a, b, c, d], body)) } else { Err(Refusal::Malformed) }
    }

    /// The header in `bytes`, which are no more than that.
    pub(super) fn read(bytes: &[u8], kind: Kind) -> Result<Self, Refusal> {
        let mut rest = Parts(bytes);
        let [_, flags] = rest.take()?;
        let key_id = rest.take()?;
        if flags & !KNOWN != 0 || kind == Kind::Signed && flags & PADDED != 0 {
            return Err(Refusal::Malformed);
        }
        let began = rest.take::<5>()?.iter().fold(0, |seconds, byte| seconds << 8 | u64::from(*byte));
        let entered = rest.offset(flags & HAS_ENTERED != 0)?;
        let seen = rest.offset(flags & HAS_SEEN != 0)?;
        let sid = if flags & HAS_SID == 0 { None } else { Some(Sid(rest.take()?)) };
        let [version] = if flags & HAS_VERSION == 0 { [1] } else { rest.take()? };
        let nonce = if kind == Kind::Encrypted { Some(rest.take()?) } else { None };
        if entered.zip(seen).is_some_and(|(entered, seen)| entered > seen) {
            return Err(Refusal::Malformed);
        }
        let time = |offset: u32| Timestamp::from_secs(began + u64::from(offset));
        Ok(Self {
            key_id,
            persistent: flags & PERSISTENT != 0,
            began: Timestamp::from_secs(began),
            entered: entered.map(time),
            seen: seen.map(time),
            sid,
            version,
            padded: flags & PADDED != 0,
            nonce,
        })
    }

    /// The header's bytes and their number.
    pub(crate) fn bytes(&self) -> ([u8; Self::MAX], usize) {
        let mut bytes = [0; Self::MAX];
        let mut length = 0;
        let mut put = |part: &[u8]| {
            bytes[length..length + part.len()].copy_from_slice(part);
            length += part.len();
        };
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        let flags = flag(self.persistent, PERSISTENT)
            | flag(self.entered.is_some(), HAS_ENTERED)
            | flag(self.seen.is_some(), HAS_SEEN)
            | flag(self.sid.is_some(), HAS_SID)
            | flag(self.padded, PADDED)
            | flag(self.version != 1, HAS_VERSION);
        let kind = if self.nonce.is_some() { Kind::Encrypted } else { Kind::Signed };
        put(&[kind.first_byte(), flags]);
        put(&self.key_id);
        put(&self.began.secs().to_be_bytes()[3..]);
        for time in [self.entered, self.seen].into_iter().flatten() {
            let offset = time.since(self.began).as_secs();
            put(&u32::try_from(offset).unwrap_or(u32::MAX).to_be_bytes());
        }
        if let Some(Sid(id)) = &self.sid {
            put(id);
        }
        if self.version != 1 {
            put(&[self.version]);
        }
        if let Some(nonce) = &self.nonce {
            put(nonce);
        }
        (bytes, length)
    }
}

/// What is left to read.
struct Parts<'a>(&'a [u8]);

impl Parts<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (part, rest) = self.0.split_first_chunk().ok_or(Refusal::Malformed)?;
        self.0 = rest;
        Ok(*part)
    }

    /// Seconds after `began`, if they are there.
    fn offset(&mut self, is_there: bool) -> Result<Option<u32>, Refusal> {
        if is_there { self.take().map(|bytes| Some(u32::from_be_bytes(bytes))) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let at = Timestamp::from_secs;
        Header {
            key_id: [1, 2, 3, 4],
            persistent: true,
            began: at(1_700_000_000),
            entered: Some(at(1_700_000_005)),
            seen: Some(at(1_700_000_009)),
            sid: Some(Sid([7; 16])),
            version: 2,
            padded: true,
            nonce: Some([9; NONCE]),
        }
    }

    #[test]
    fn every_set_of_parts_reads_back() {
        for parts in 0..128_u8 {
            let mut header = header();
            header.persistent = parts & 1 != 0;
            header.entered = header.entered.filter(|_| parts & 2 != 0);
            header.seen = header.seen.filter(|_| parts & 4 != 0);
            header.sid = header.sid.filter(|_| parts & 8 != 0);
            header.nonce = header.nonce.filter(|_| parts & 16 != 0);
            header.padded = parts & 32 != 0 && header.nonce.is_some();
            header.version = if parts & 64 != 0 { 2 } else { 1 };
            let kind = if header.nonce.is_some() { Kind::Encrypted } else { Kind::Signed };
            let (bytes, length) = header.bytes();
            let token = [&bytes[..length], b"body"].concat();
            assert_eq!(Header::outline(&token, kind), Ok(([1, 2, 3, 4], length)), "parts {parts:07b}");
            assert!(Header::read(&token[..length], kind) == Ok(header), "parts {parts:07b}");
        }
    }

    #[test]
    fn unknown_flags_and_clocks_out_of_order_are_malformed() {
        let (mut bytes, length) = header().bytes();
        bytes[1] |= 1 << 6;
        assert_eq!(Header::read(&bytes[..length], Kind::Encrypted).err(), Some(Refusal::Malformed));

        let mut late = header();
        late.entered = Some(Timestamp::from_secs(1_700_000_010));
        let (bytes, length) = late.bytes();
        assert_eq!(Header::read(&bytes[..length], Kind::Encrypted).err(), Some(Refusal::Malformed));
    }

    #[test]
    fn a_token_of_another_kind_or_without_room_for_its_header_is_malformed() {
        let (bytes, length) = header().bytes();
        assert_eq!(Header::outline(&bytes[..length], Kind::Signed), Err(Refusal::Malformed));
        assert_eq!(Header::outline(&bytes[..length - 1], Kind::Encrypted), Err(Refusal::Malformed));
        assert_eq!(Header::outline(&[], Kind::Signed), Err(Refusal::Malformed));
    }
}
