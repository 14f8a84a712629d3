//! The payload of Flask's cookie: JSON text as base64url, compressed if that saves something
//! (`itsdangerous/url_safe.py`).

use std::fmt;

use session_core::format::{put_text, read_text};

use crate::zlib::{Zlib, ZlibError};

/// Returns the payload of a JSON text.
///
/// Flask compresses if that saves at least two bytes. One of them is spent on the dot that marks a
/// compressed payload.
pub(crate) fn write(json: &[u8], zlib: &Zlib) -> String {
    let compressed = json.len().checked_sub(2).and_then(|capacity| zlib.compress(json, capacity));
    compressed.map_or_else(|| write_plain(json), |compressed| text(".", &compressed))
}

/// Returns the payload of a JSON text, without compression.
pub(crate) fn write_plain(json: &[u8]) -> String {
    text("", json)
}

fn text(dot: &str, bytes: &[u8]) -> String {
    let mut payload = String::with_capacity(dot.len() + bytes.len().div_ceil(3) * 4);
    payload.push_str(dot);
    put_text(bytes, &mut payload);
    payload
}

/// Returns the bytes of a payload, which are JSON text if Flask made it, unless compression has
/// made it of more than `limit` bytes. Flask has no limit, and a cookie of 4096 bytes can contain
/// three megabytes.
///
/// Base64 and compression are read strictly, whereas Flask's readers skip what they don't know:
/// here a session has only one text.
pub(crate) fn read(payload: &[u8], limit: usize, zlib: &Zlib) -> Result<Vec<u8>, PayloadError> {
    let (text, is_compressed) = payload.strip_prefix(b".").map_or((payload, false), |text| (text, true));
    let mut bytes = vec![0; text.len()];
    let length = read_text(text, &mut bytes).ok_or(PayloadError::NotBase64)?.len();
    bytes.truncate(length);
    if is_compressed { zlib.decompress(&bytes, limit).map_err(PayloadError::Compression) } else { Ok(bytes) }
}

/// Why a payload can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PayloadError {
    /// The payload isn't base64url, or isn't the only text of its bytes.
    NotBase64,
    /// The payload isn't compressed as its leading dot says.
    Compression(ZlibError),
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBase64 => f.write_str("the payload isn't base64url"),
            Self::Compression(ZlibError::Damaged) => f.write_str("the payload isn't compressed with zlib"),
            Self::Compression(ZlibError::Truncated) => f.write_str("the compressed payload doesn't end"),
            Self::Compression(ZlibError::Trailing) => f.write_str("bytes follow the compressed payload"),
            Self::Compression(ZlibError::TooLong { limit }) => write!(f, "the payload has more than {limit} bytes"),
        }
    }
}

impl std::error::Error for PayloadError {}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;
    use crate::limits::Room;
    use crate::signer::Signer;
    use crate::vectors;

    const LIMIT: usize = Room::LARGEST.json;

    /// Reads a payload of the longest cookie.
    fn read(payload: &[u8]) -> Result<Vec<u8>, PayloadError> {
        super::read(payload, LIMIT, &Zlib::default())
    }

    fn written(json: &[u8]) -> String {
        write(json, &Zlib::default())
    }

    /// Returns a payload with this stream of compressed data.
    fn compressed(stream: &[u8]) -> String {
        format!(".{}", URL_SAFE_NO_PAD.encode(stream))
    }

    /// Returns a compressed stream, whatever it saves.
    fn stream(data: &[u8]) -> Vec<u8> {
        Zlib::default().compress(data, data.len() + 64).expect("zlib adds a few bytes at most")
    }

    #[test]
    fn payloads_are_written_as_in_flask() {
        let zlib = Zlib::default();
        let (mut plain, mut saved) = (0, 0);
        for vector in vectors::of_kind("roundtrip") {
            let (json, payload) = (vector.text("json"), vector.text("payload"));
            assert_eq!(write(json.as_bytes(), &zlib), payload, "{}", vector.id());
            assert_eq!(read(payload.as_bytes()).as_deref(), Ok(json.as_bytes()), "{}", vector.id());
            *if payload.starts_with('.') { &mut saved } else { &mut plain } += 1;
        }
        assert!(plain > 0 && saved > 0, "both kinds have vectors");
    }

    /// Payloads that only a key holder can make. Where Flask answers with a 500, or reads another
    /// text than the one it would write, there is an error here. Mistakes inside of the JSON text
    /// aren't found here.
    #[test]
    fn payloads_are_read_strictly() {
        let mut refused = Vec::new();
        for vector in vectors::of_kind("decode") {
            let Ok(verified) = Signer::new(&vector.keys()).verify(vector.text("cookie").as_bytes()) else { continue };
            if let Err(error) = read(verified.payload) {
                refused.push((vector.id().to_owned(), error));
            }
        }
        let refused: Vec<_> = refused.iter().map(|(id, error)| (id.as_str(), *error)).collect();
        assert_eq!(
            refused,
            [
                ("i33-payload-not-b64", PayloadError::NotBase64),
                ("i34-bad-zlib", PayloadError::Compression(ZlibError::Damaged)),
                ("i58-zlib-trailing", PayloadError::Compression(ZlibError::Trailing)),
                ("i59-zlib-truncated", PayloadError::Compression(ZlibError::Truncated)),
                ("i61-payload-dots", PayloadError::NotBase64),
            ]
        );
    }

    #[test]
    fn other_texts_of_the_same_payload_are_refused() {
        assert_eq!(read(b"eyJhIjoxfQ").as_deref(), Ok(br#"{"a":1}"#.as_slice()));
        for other in ["eyJhIjoxfQ==", "eyJhIjoxfR", "eyJh IjoxfQ", "eyJhIjoxfQ\n", "eyJhIjoxfQ.", "eyJ!hIjoxfQ"] {
            assert_eq!(read(other.as_bytes()), Err(PayloadError::NotBase64), "{other}");
        }
        assert_eq!(read(b"-_-_").as_deref(), Ok([0xfb, 0xff, 0xbf].as_slice()));
        assert_eq!(read(b"+/+/"), Err(PayloadError::NotBase64));
    }

    #[test]
    fn a_bomb_is_refused_where_the_limit_is() {
        let of_length = |length| read(compressed(&stream(&vec![b'a'; length])).as_bytes());
        assert_eq!(of_length(LIMIT).map(|data| data.len()), Ok(LIMIT));
        let too_long = Err(PayloadError::Compression(ZlibError::TooLong { limit: LIMIT }));
        assert_eq!(of_length(LIMIT + 1), too_long);
        assert_eq!(of_length(3_000_000), too_long);
    }

    /// One byte that is saved is spent on the dot, so two have to be saved.
    #[test]
    fn what_saves_nothing_stays_as_it_is() {
        let mut seen = [false; 2];
        for length in 0..40 {
            let json = format!("{{\"k\":\"{}\"}}", "a".repeat(length));
            let is_worth_it = stream(json.as_bytes()).len() + 2 <= json.len();
            assert_eq!(written(json.as_bytes()).starts_with('.'), is_worth_it, "{json}");
            seen[usize::from(is_worth_it)] = true;
        }
        assert_eq!(seen, [true; 2]);
        for tiny in ["", "1", "{}", "{ }"] {
            assert_eq!(written(tiny.as_bytes()), URL_SAFE_NO_PAD.encode(tiny));
        }
    }

    /// A compressor whose buffer was too small for one session works for the next.
    #[test]
    fn a_used_compressor_writes_the_same() {
        let zlib = Zlib::default();
        let texts: Vec<String> =
            vectors::of_kind("roundtrip").iter().map(|vector| vector.text("json").repeat(3)).chain(["x".to_owned()]).collect();
        for text in texts.iter().chain(texts.iter().rev()) {
            assert_eq!(write(text.as_bytes(), &zlib), written(text.as_bytes()));
        }
    }

    #[test]
    fn a_stream_cut_anywhere_is_refused() {
        let whole = stream(br#"{"k":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#);
        for length in 0..whole.len() {
            let error = read(compressed(&whole[..length]).as_bytes());
            assert_eq!(error, Err(PayloadError::Compression(ZlibError::Truncated)), "{length}");
        }
    }

    /// Makes texts such as sessions have, with many repetitions.
    fn json() -> impl Strategy<Value = String> {
        prop::collection::vec("\"[a-z_]{1,6}\":(\"[a-f0-9]{0,20}\"|[0-9]{1,4}|true|\\{\" t\":\\[\\]\\})", 0..20)
            .prop_map(|pairs| format!("{{{}}}", pairs.join(",")))
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(json in json(), bytes: Vec<u8>, times in 1..50_usize) {
            for data in [json.into_bytes(), bytes.repeat(times), bytes] {
                prop_assert_eq!(read(written(&data).as_bytes()), Ok(data));
            }
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let _ = read(&bytes);
            let _ = read(compressed(&bytes).as_bytes());
            // The change is behind the header of a stream.
            let _ = read(compressed(&[&[0x78, 0x9c], bytes.as_slice()].concat()).as_bytes());
        }

        /// The checksum covers the data before compression, so a change is found or changes
        /// nothing.
        #[test]
        fn a_changed_stream_is_refused_or_the_same(json in json(), place: prop::sample::Index, byte: u8) {
            let mut stream = stream(json.as_bytes());
            let place = place.index(stream.len());
            stream[place] = byte;
            if let Ok(read) = read(compressed(&stream).as_bytes()) {
                prop_assert_eq!(read, json.into_bytes());
            }
        }
    }
}
