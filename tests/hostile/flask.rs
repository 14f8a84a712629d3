//! The target of Flask's format: what is done with hostile bytes in a cookie of Flask's, and what
//! has to hold for any of them. None may panic.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{ManualClock, block_on};
use session_core::{Arrival, Refusal, Session, Sessions};
use session_flask::{Digest, FlaskConfig, FlaskKeys, Value};
use sha2::{Digest as _, Sha256};

use crate::kinds::{Reached, Shape, Untagged};
use crate::seal::BEGAN;

/// A session of which this side knows some keys.
#[derive(Debug, Session)]
#[session(name = "hostile/Flask", lifetime = "31d")]
struct Account {
    first: Reached,
    data: Value,
    text: String,
    bytes: Vec<u8>,
    wide: i128,
    double: f64,
    map: BTreeMap<String, Option<bool>>,
    keyed: BTreeMap<i64, (u8, char)>,
    shape: Shape,
    json: serde_json::Value,
    untagged: Untagged,
}

/// Returns the secret of this number.
fn secret(number: u8) -> String {
    format!("the secret of a Flask application that is hostile, number {number}")
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = if key.len() > 64 { Sha256::digest(key).to_vec() } else { key.to_vec() };
    let padded = |with: u8| (0..64).map(|place| key.get(place).unwrap_or(&0) ^ with).collect::<Vec<_>>();
    let inner = Sha256::digest([&padded(0x36)[..], message].concat());
    Sha256::digest([&padded(0x5c)[..], &inner].concat()).into()
}

/// Returns the cookie's text for what stands before a signature, with the right one.
fn signed(message: &[u8]) -> Vec<u8> {
    let key = hmac(secret(1).as_bytes(), b"cookie-session");
    [message, b".", URL_SAFE_NO_PAD.encode(hmac(&key, message)).as_bytes()].concat()
}

/// Returns the cookie's text for a payload that was signed at [`BEGAN`].
fn with_payload(payload: &[u8]) -> Vec<u8> {
    let time = BEGAN.to_be_bytes();
    let time: Vec<_> = time.into_iter().skip_while(|byte| *byte == 0).collect();
    signed(&[payload, b".", URL_SAFE_NO_PAD.encode(time).as_bytes()].concat())
}

/// Sessions that sign each cookie that they open with another secret, and others that sign it once
/// more.
static READERS: LazyLock<[Sessions<Account>; 2]> = LazyLock::new(|| {
    [1, 2].map(|old| {
        let keys = FlaskKeys::new(secret(old + 1)).and_then(|keys| keys.fallback(secret(old))).expect("they aren't empty");
        let options = Sessions::options().clock(ManualClock::at(BEGAN));
        FlaskConfig::default().sessions_with(keys.digest(Digest::Sha256), options).expect("Flask's own")
    })
});

/// Makes a request that reads, and returns what it found, the session's text and its new cookie.
fn read(reader: usize, token: &[u8]) -> (Arrival, String, Option<String>) {
    let field = [b"session=", token].concat();
    let mut context = block_on(READERS[reader].open([&*field])).expect("opening never fails");
    let live = context.live();
    let (arrival, seen) = (live.arrival(), format!("{:?}", &*live));
    let closed = block_on(context.close()).expect("a mere read never fails");
    (arrival, seen, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

/// Opens a cookie. If it opens, it reads back equal after it was written again, and what is written
/// then has the same content.
fn open(token: &[u8]) -> Arrival {
    let (arrival, seen, written) = read(0, token);
    match (arrival, &written) {
        (Arrival::Resumed, Some(written)) => {
            let (arrival, again, written_again) = read(1, written.as_bytes());
            assert_eq!((arrival, again), (Arrival::Resumed, seen), "what was written reads back as another");
            let written_again = written_again.expect("what had room still has");
            let payload = |token: &str| token.rsplitn(3, '.').last().map(str::to_owned);
            assert_eq!(payload(written), payload(&written_again), "something else is written each time");
        }
        // Flask writes other characters than those of ASCII as escapes, which take more room.
        (Arrival::Resumed, None) => assert!(token.len() > 500, "what opened can't be written"),
        (Arrival::Refused(_), None) => {}
        other => panic!("{other:?}"),
    }
    arrival
}

/// Texts of JSON whose cookies this test knows, since other inputs may contain them.
const KNOWN: [&[u8]; 2] = [b"{}", br#"{"first":7,"text":"hello"}"#];

/// Every cookie that opens and that may be part of an input.
pub(crate) static GOOD: LazyLock<BTreeSet<Vec<u8>>> =
    LazyLock::new(|| KNOWN.iter().map(|json| with_payload(URL_SAFE_NO_PAD.encode(json).as_bytes())).collect());

/// Tests `bytes` as the text of a cookie, as what stands before a signature, and as a payload:
/// JSON, and what is decompressed to it.
pub(crate) fn flask(bytes: &[u8]) -> [Arrival; 4] {
    let is_good = |text: &[u8]| GOOD.contains(text.trim_ascii());
    let text: Vec<_> = bytes.iter().map(|byte| if *byte == b';' { b':' } else { *byte }).collect();
    let as_text = open(&text);
    let unquoted = text.trim_ascii().strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\""));
    assert!(as_text != Arrival::Resumed || is_good(&text) || unquoted.is_some_and(is_good), "nobody has signed this");

    let payload = URL_SAFE_NO_PAD.encode(bytes);
    let payloads = [payload.clone(), format!(".{payload}")].map(|payload| {
        let token = with_payload(payload.as_bytes());
        let arrival = open(&token);
        let is_too_long = token.len() > 4000 && arrival == Arrival::Refused(Refusal::TooLong);
        assert!(is_too_long || matches!(arrival, Arrival::Resumed | Arrival::Refused(Refusal::Unreadable)), "{arrival:?}");
        arrival
    });
    let [json, compressed] = payloads;
    [as_text, open(&signed(&text)), json, compressed]
}
