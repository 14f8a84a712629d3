//! Reads and makes tokens by `docs/wire-format.md`, without the crate.

use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::plan::{FieldKind, Plan, UNKNOWN_STATE};
use crate::reference::Data;
use crate::seal::{NONCE, TAG, decrypt, encrypt, sign};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) persistent: bool,
    pub(crate) key_id: [u8; 4],
    pub(crate) began: u64,
    pub(crate) written: u64,
    pub(crate) entered: Option<u64>,
    pub(crate) seen: Option<u64>,
    pub(crate) session_id: Option<[u8; 16]>,
    /// The nonce of an encrypted token.
    pub(crate) nonce: Option<[u8; NONCE]>,
}

/// Returns the header and body of a token that was sealed with the key of this number.
pub(crate) fn read(token: &str, key: u8, plan: &Plan) -> (Header, Vec<u8>) {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let number = |range: Range<usize>| bytes[range].iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    assert_eq!(bytes[0], kind(plan), "version 1, signed or encrypted");
    let flags = bytes[1];
    assert_eq!(flags & !15, 0, "a known flag");
    let began = number(6..11);
    let written = began + number(11..15);
    let mut at = 15;
    let mut part = |flag: u8, length: usize| {
        (flags & flag != 0).then(|| {
            at += length;
            at - length..at
        })
    };
    let entered = part(2, 4).map(|range| began + number(range));
    let seen = part(4, 4).map(|range| began + number(range));
    let session_id = part(8, 16).map(|range| bytes[range].try_into().expect("sixteen bytes"));
    let key_id = bytes[2..6].try_into().expect("four bytes");
    let nonce = plan.encrypted.then(|| bytes[at..at + NONCE].try_into().expect("twelve bytes"));
    let at = at + nonce.map_or(0, |nonce: [u8; NONCE]| nonce.len());
    let header = Header { persistent: flags & 1 != 0, key_id, began, written, entered, seen, session_id, nonce };
    let body = if plan.encrypted { decrypt(&bytes, at, key, plan) } else { bytes[at..bytes.len() - TAG].to_vec() };
    (header, body)
}

/// Makes a token with this header and body, sealed with `testing::key(key)`.
pub(crate) fn seal(header: &Header, body: &[u8], key: u8, plan: &Plan) -> String {
    let flag = |is_there: bool, flag: u8| if is_there { flag } else { 0 };
    let flags = flag(header.persistent, 1)
        | flag(header.entered.is_some(), 2)
        | flag(header.seen.is_some(), 4)
        | flag(header.session_id.is_some(), 8);
    let mut bytes = vec![kind(plan), flags];
    bytes.extend(header.key_id);
    bytes.extend(&header.began.to_be_bytes()[3..]);
    for time in [Some(header.written), header.entered, header.seen].into_iter().flatten() {
        bytes.extend(u32::try_from(time - header.began).expect("a time close to the beginning").to_be_bytes());
    }
    bytes.extend(header.session_id.iter().flatten());
    bytes.extend(header.nonce.iter().flatten());
    let length = bytes.len();
    bytes.extend(body);
    match header.nonce {
        Some(_) => encrypt(&mut bytes, length, key, plan),
        None => sign(&mut bytes, "signed", key, plan),
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns the first byte of a token: version 1, signed or encrypted.
fn kind(plan: &Plan) -> u8 {
    0x10 | u8::from(plan.encrypted)
}

/// What is unusual about a body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Oddity {
    None,
    /// A field of another version follows the known ones.
    UnknownField,
    UnknownState,
    NoState,
    /// The last field is missing.
    FieldMissing,
}

/// The name and the value of a field that no session of the walks has.
pub(crate) const UNKNOWN_FIELD: &[u8] = b"\x62zz\x07";

const NULL: &[u8] = b"\xf6";

/// Returns the body of a token with this data.
pub(crate) fn body(plan: &Plan, data: &Data, oddity: Oddity) -> Vec<u8> {
    let state = &plan.state[data.state];
    let mut entries = Vec::new();
    if plan.is_machine() && oddity != Oddity::NoState {
        let name = if oddity == Oddity::UnknownState { UNKNOWN_STATE } else { state.name };
        entries.push([text(""), text(name)].concat());
    }
    for (kind, name) in state.fields {
        let value = match kind {
            FieldKind::MaybeUser if data.user == 0 => NULL.to_vec(),
            FieldKind::User | FieldKind::MaybeUser => head(0, u32::from(data.user)),
            FieldKind::Count => head(0, data.count),
            FieldKind::Basket => list(&data.basket),
            FieldKind::Flag => head(7, 20 + u32::from(data.flag)),
            FieldKind::Tags => map(&data.tags),
            FieldKind::Met => list(&data.met),
        };
        entries.push([text(name), value].concat());
    }
    match oddity {
        Oddity::UnknownField => entries.push(UNKNOWN_FIELD.to_vec()),
        Oddity::FieldMissing => drop(entries.pop()),
        _ => {}
    }
    let count = u32::try_from(entries.len()).expect("a few");
    [head(5, count), entries.concat()].concat()
}

/// Returns the same body with the numbers of its set sorted. A `HashSet` writes them in any order.
pub(crate) fn in_order(plan: &Plan, data: &Data, mut body: Vec<u8>) -> Vec<u8> {
    // The set is the last field that is known, and each of its numbers is one byte.
    let end = self::body(plan, data, Oddity::None).len();
    if let Some(numbers) = body.get_mut(end - data.met.len()..end) {
        numbers.sort_unstable();
    }
    body
}

/// Returns whether a cookie has room for a token with this header and body.
pub(crate) fn fits(plan: &Plan, header: &Header, body: &[u8]) -> bool {
    let times = [header.entered, header.seen].into_iter().flatten().count();
    let parts = 4 * times + 16 * usize::from(header.session_id.is_some()) + NONCE * usize::from(plan.encrypted);
    let bytes = 15 + parts + body.len() + TAG;
    plan.has_room((4 * bytes).div_ceil(3))
}

/// Returns a list of bytes: a byte string, or an array if it is empty.
fn list<'n>(bytes: impl IntoIterator<Item = &'n u8, IntoIter: ExactSizeIterator>) -> Vec<u8> {
    let bytes = bytes.into_iter();
    let count = u32::try_from(bytes.len()).expect("short");
    let mut list = head(if count == 0 { 4 } else { 2 }, count);
    list.extend(bytes);
    list
}

fn map(tags: &BTreeMap<String, u8>) -> Vec<u8> {
    let mut bytes = head(5, u32::try_from(tags.len()).expect("short"));
    bytes.extend(tags.iter().flat_map(|(name, number)| [text(name), head(0, u32::from(*number))].concat()));
    bytes
}

fn text(text: &str) -> Vec<u8> {
    let mut bytes = head(3, u32::try_from(text.len()).expect("short"));
    bytes.extend(text.bytes());
    bytes
}

/// Returns the head of a data item in its shortest form (RFC 8949 §3).
fn head(major: u8, number: u32) -> Vec<u8> {
    let [a, b, c, d] = number.to_be_bytes();
    let major = major << 5;
    match number {
        0..24 => vec![major | d],
        24..0x100 => vec![major | 0x18, d],
        0x100..0x1_0000 => vec![major | 0x19, c, d],
        _ => vec![major | 0x1a, a, b, c, d],
    }
}
