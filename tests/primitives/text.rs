//! base64url, RFC 4648 §5: each token has one text, and no other text opens as that token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, InCookie, Refusal, Session, Sessions, WriteView};

#[derive(Session)]
#[session(name = "primitives/Signed", cookie = "__Host-signed")]
struct Signed {
    text: String,
}

#[derive(Session)]
#[session(name = "primitives/Encrypted", cookie = "__Host-encrypted", encrypted)]
struct Encrypted {
    text: String,
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn sessions<S: InCookie>() -> Sessions<S> {
    Sessions::options().clock(ManualClock::default()).in_cookie(key(1))
}

fn token<S: InCookie + WriteView>(write: impl FnOnce(&mut S)) -> String {
    let (_, closed) = block_on(sessions::<S>().scope(None, async |mut live| write(&mut live))).expect("it is stored");
    closed.set_cookie().expect("it was written").value().to_owned()
}

fn arrival<S: InCookie>(token: &[u8]) -> Arrival {
    let field = [S::SCHEMA.cookie().name.as_bytes(), b"=", token].concat();
    let mut context = block_on(sessions::<S>().open([field])).expect("opening never fails");
    context.live().arrival()
}

/// Returns tokens of up to two bytes more, so that the last character has every possible number of
/// unused bits.
fn texts() -> impl Iterator<Item = String> {
    (1..=3).map(|length| "x".repeat(length))
}

/// Returns other texts for the bytes of `token`, or for nearly those, as lenient decoders would
/// accept them.
fn look_alikes(token: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut found = Vec::new();
    let (start, last) = token.split_at(token.len() - 1);
    let value = |letter: u8| ALPHABET.iter().position(|known| *known == letter).expect("base64url");
    let used = match token.len() % 4 {
        2 => 0b11_0000,
        3 => 0b11_1100,
        _ => 0b11_1111,
    };
    let same = |letter: &&u8| value(**letter) & used == value(last.as_bytes()[0]) & used && **letter != last.as_bytes()[0];
    found.extend(ALPHABET.iter().filter(same).map(|letter| ("unused bits", [start.as_bytes(), &[*letter]].concat())));
    for padding in ["=", "==", "===", "%3D", "%3d%3d"] {
        found.push(("padding", [token, padding].concat().into_bytes()));
    }
    for space in ["\n", "\r\n", "\u{b}", "\u{c}", "\0", "\u{a0}", "\u{2003}", "%20", "+"] {
        found.push(("white space behind", [token, space].concat().into_bytes()));
        found.push(("white space before", [space, token].concat().into_bytes()));
    }
    for space in [" ", "\t", "\n", "\r\n"] {
        found.push(("white space within", [&token[..20], space, &token[20..]].concat().into_bytes()));
    }
    found.push(("one character more", [token, "A"].concat().into_bytes()));
    let standard = token.replace('-', "+").replace('_', "/");
    if standard != token {
        found.push(("the standard alphabet", standard.into_bytes()));
    }
    found
}

/// Opens `token` and all texts that look like it, and returns what these give.
fn only_the_text_itself_opens<S: InCookie>(token: &str) -> Vec<&'static str> {
    assert_eq!(arrival::<S>(token.as_bytes()), Arrival::Resumed);
    let look_alikes = look_alikes(token);
    for (what, text) in &look_alikes {
        let arrival = arrival::<S>(text);
        // With one more character, the text can be a token of more bytes, whose tag is wrong.
        let longer = *what == "one character more" && arrival == Arrival::Refused(Refusal::BadSignature);
        assert!(longer || arrival == Arrival::Refused(Refusal::Malformed), "{what}: {arrival:?} for {}", text.escape_ascii());
    }
    look_alikes.into_iter().map(|(what, _)| what).collect()
}

#[test]
fn a_token_has_one_text() {
    let mut met = Vec::new();
    for text in texts() {
        met.push(only_the_text_itself_opens::<Signed>(&token::<Signed>(|signed| signed.text.clone_from(&text))));
        met.push(only_the_text_itself_opens::<Encrypted>(&token::<Encrypted>(|encrypted| encrypted.text.clone_from(&text))));
    }
    let of = |what: &str| met.iter().map(|met| met.iter().filter(|met| **met == what).count()).collect::<Vec<_>>();
    let mut unused = of("unused bits");
    unused.sort_unstable();
    assert_eq!(unused, [0, 0, 3, 3, 15, 15], "no, two and four unused bits, signed and encrypted");
    assert!(of("the standard alphabet").contains(&1), "no token had a character that the alphabets differ in");
}

/// RFC 4648 §10 without padding, and texts that a decoder has to refuse.
#[test]
fn the_texts_of_the_rfc() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(URL_SAFE_NO_PAD.encode(bytes), text);
        assert_eq!(URL_SAFE_NO_PAD.decode(text).as_deref(), Ok(bytes.as_bytes()));
    }
    assert_eq!(URL_SAFE_NO_PAD.encode([0xfb, 0xef, 0xff]), "--__", "the URL's alphabet");
    for text in ["Zh", "Zm9", "Zg==", "Zm8=", "Z", "Zm9vY", "Zm9v\n", "Zm 9v", "++//"] {
        assert!(URL_SAFE_NO_PAD.decode(text).is_err(), "{text:?}");
    }
}
