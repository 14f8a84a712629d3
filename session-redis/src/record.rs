//! An entry as the bytes of a string: its version, the two times, and its body. Numbers are eight
//! bytes, the first of them the most significant.

use redis::{ParsingError, Value};
use session_core::store::Entry;

/// The length of what stands before the body.
const HEAD: usize = 24;

pub(crate) fn encode(entry: &Entry) -> Vec<u8> {
    let head = [entry.version, entry.seen, entry.expires].map(u64::to_be_bytes);
    [head.as_flattened(), &entry.body].concat()
}

/// Reads what a server has under a name.
pub(crate) fn decode(value: Value) -> Result<Option<Entry>, ParsingError> {
    match value {
        Value::Nil => Ok(None),
        Value::BulkString(bytes) => read(bytes).map(Some).ok_or_else(|| "it is no session".into()),
        _ => Err("it is no string".into()),
    }
}

fn read(mut bytes: Vec<u8>) -> Option<Entry> {
    let (head, body) = bytes.split_at_checked(HEAD)?;
    let (numbers, _) = head.as_chunks::<8>();
    let &[version, seen, expires] = numbers else { return None };
    let [version, seen, expires] = [version, seen, expires].map(u64::from_be_bytes);
    let length = body.len();
    bytes.drain(..bytes.len() - length);
    Some(Entry { version, seen, expires, body: bytes })
}
