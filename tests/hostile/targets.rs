//! The targets: what is done with hostile bytes, and what has to hold for any of them. None may
//! panic.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, InCookie, Keys, Refusal, Sessions};

use crate::kinds::{Encrypted, Machine, Newer, Sealed, Signed, reached};
use crate::seal::{BEGAN, NEWER, OWN, header_length, names_newer_key, whole, with_body};

/// Sessions that refresh each token that they open, and others that refresh it once more.
struct Readers<S> {
    first: Sessions<S>,
    second: Sessions<S>,
}

impl<S: InCookie + Debug> Readers<S> {
    fn new() -> Self {
        let with = |current, retired| {
            let keys = Keys::new(key(current)).accepting(key(retired));
            Sessions::options().clock(ManualClock::at(BEGAN)).in_cookie(keys)
        };
        Self { first: with(NEWER, OWN), second: with(NEWER + 1, NEWER) }
    }

    /// Makes a request that reads, and returns what it found, the session's text and its refreshed
    /// token.
    fn read(sessions: &Sessions<S>, field: &[u8]) -> (Arrival, String, Option<String>) {
        let mut context = block_on(sessions.open([field])).expect("opening never fails");
        let live = context.live();
        let (arrival, seen) = (live.arrival(), format!("{:?}", &*live));
        let closed = block_on(context.close()).expect("a mere read never fails");
        (arrival, seen, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
    }

    /// Opens a token. If it opens, its refreshed token reads back equal, and a second refresh has
    /// the same content.
    fn open(&self, token: &[u8]) -> Arrival {
        let field = |token: &[u8]| [S::SCHEMA.cookie().name.as_bytes(), b"=", token].concat();
        let (arrival, seen, sealed) = Self::read(&self.first, &field(token));
        match (arrival, &sealed) {
            (Arrival::Resumed, Some(sealed)) => {
                let (arrival, again, sealed_again) = Self::read(&self.second, &field(sealed.as_bytes()));
                assert_eq!((arrival, again), (Arrival::Resumed, seen), "what was refreshed reads back as another");
                let sealed_again = sealed_again.expect("what had room still has");
                assert_eq!(contents::<S>(sealed), contents::<S>(&sealed_again), "it is sealed to something else each time");
            }
            // A float can have been read from a shorter integer, so a large session may become too
            // large.
            (Arrival::Resumed, None) => assert!(token.len() > 1500, "what opened can't be sealed"),
            (Arrival::Refused(_), None) => {}
            other => panic!("{other:?}"),
        }
        arrival
    }

    /// Returns how often a body's first field was read when the token was opened.
    fn reads_of(&self, token: &str) -> usize {
        let field = format!("{}={token}", S::SCHEMA.cookie().name);
        let before = reached();
        drop(block_on(self.first.open(&field)));
        reached() - before
    }

    /// Checks all that has to hold for this body, and returns whether the session's first field
    /// was read from it and whether it opened.
    fn body(&self, body: &[u8], version: u8) -> Judged {
        let token = with_body::<S>(body, version);
        let arrival = self.open(token.as_bytes());
        let is_too_long = token.len() > 4000 && arrival == Arrival::Refused(Refusal::TooLong);
        assert!(is_too_long || matches!(arrival, Arrival::Resumed | Arrival::Refused(Refusal::Unreadable)), "{arrival:?}");
        Judged { reached: self.reads_of(&token) > 0, opened: arrival == Arrival::Resumed }
    }
}

/// Returns what two tokens of the same content have in common: the length, and for a signed token
/// its bytes, both without the key's id, `written`, `seen` and the tag.
fn contents<S: InCookie>(token: &str) -> (usize, Option<Vec<u8>>) {
    const ENTERED: u8 = 2;
    const SEEN: u8 = 4;
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("our own");
    let (began, rest) = (&bytes[6..11], &bytes[15..bytes.len() - 16]);
    let length = |flag| if bytes[1] & flag == 0 { 0 } else { 4 };
    let (entered, rest) = rest.split_at(length(ENTERED));
    let contents = [began, entered, &rest[length(SEEN)..]].concat();
    (contents.len(), (!S::SCHEMA.is_encrypted()).then_some(contents))
}

/// The readers of all session types.
struct World {
    signed: Readers<Signed>,
    encrypted: Readers<Encrypted>,
    machine: Readers<Machine>,
    sealed: Readers<Sealed>,
    newer: Readers<Newer>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World {
    signed: Readers::new(),
    encrypted: Readers::new(),
    machine: Readers::new(),
    sealed: Readers::new(),
    newer: Readers::new(),
});

/// What one reader did with one body.
#[derive(Clone, Copy)]
pub(crate) struct Judged {
    pub(crate) reached: bool,
    pub(crate) opened: bool,
}

/// Tests `bytes` as the body of tokens that are sealed with the right key. The last two readers
/// are of a type of two versions.
pub(crate) fn body(bytes: &[u8]) -> [Judged; 6] {
    let world = &*WORLD;
    [
        world.signed.body(bytes, 1),
        world.encrypted.body(bytes, 1),
        world.machine.body(bytes, 1),
        world.sealed.body(bytes, 1),
        world.newer.body(bytes, 1),
        world.newer.body(bytes, 2),
    ]
}

/// Bodies whose tokens this test knows, since other inputs may contain them.
const KNOWN: [&[u8]; 3] = [b"\xa0", b"\xa1\x65first\x07", b"\xa2\x65first\x07\x64text\x65hello"];

/// Every token that opens, of the two types that headers and texts are read as.
pub(crate) static GOOD: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let signed = KNOWN.iter().map(|body| with_body::<Signed>(body, 1));
    signed.chain(KNOWN.iter().map(|body| with_body::<Encrypted>(body, 1))).collect()
});

/// Tests `bytes` as a token's text, and as the text before a tag.
pub(crate) fn open(bytes: &[u8]) -> Vec<Arrival> {
    let world = &*WORLD;
    // `cookie_header` tries characters that a cookie's value can't have.
    let text: Vec<_> = bytes.iter().map(|byte| if *byte == b';' { b':' } else { *byte }).collect();
    let is_good = |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| GOOD.contains(text));
    let as_text = [world.signed.open(&text), world.encrypted.open(&text)];
    assert!(!as_text.contains(&Arrival::Resumed) || is_good(value(&text)), "nobody has sealed this token");

    let as_bytes = URL_SAFE_NO_PAD.encode(bytes);
    let encoded = [world.signed.open(as_bytes.as_bytes()), world.encrypted.open(as_bytes.as_bytes())];
    assert!(!encoded.contains(&Arrival::Resumed) || is_good(as_bytes.as_bytes()), "nobody has sealed these bytes");

    let refreshed = [
        world.signed.open(whole::<Signed>(bytes).as_bytes()),
        world.encrypted.open(whole::<Encrypted>(bytes).as_bytes()),
        world.machine.open(whole::<Machine>(bytes).as_bytes()),
        world.sealed.open(whole::<Sealed>(bytes).as_bytes()),
        world.newer.open(whole::<Newer>(bytes).as_bytes()),
    ];
    if names_newer_key(bytes) {
        assert!(!refreshed.contains(&Arrival::Resumed), "the tag is another key's: {refreshed:?}");
    } else {
        assert!(!refreshed.contains(&Arrival::Refused(Refusal::BadSignature)), "the tag is right: {refreshed:?}");
    }
    as_text.into_iter().chain(encoded).chain(refreshed).collect()
}

/// Tests `bytes` as a `Cookie` field, and returns whether a session was found in it.
pub(crate) fn cookie_header(bytes: &[u8]) -> bool {
    let world = &*WORLD;
    header(&world.signed, bytes) | header(&world.encrypted, bytes)
}

fn header<S: InCookie + Debug>(readers: &Readers<S>, bytes: &[u8]) -> bool {
    let name = S::SCHEMA.cookie().name;
    let values = values(bytes, name.as_bytes());
    let of_this_kind = with_body::<S>(KNOWN[0], 1);
    let is_good = |value: &Vec<u8>| {
        let known = std::str::from_utf8(value).is_ok_and(|text| GOOD.contains(text));
        known && value[..2] == of_this_kind.as_bytes()[..2]
    };
    let expects_one = values.iter().filter(|value| has_tag::<S>(value)).take(8).any(is_good);
    let (arrival, _, sealed) = Readers::read(&readers.first, bytes);
    match arrival {
        Arrival::Fresh => assert!(values.is_empty(), "{} cookies were overlooked", values.len()),
        Arrival::Refused(_) => assert!(!values.is_empty() && !expects_one, "a good cookie was overlooked"),
        Arrival::Resumed => assert!(expects_one && sealed.is_some(), "a session came from nowhere"),
        _ => unreachable!("there is no other"),
    }
    arrival == Arrival::Resumed
}

/// Returns whether the tag of this text has to be verified: it isn't longer than a cookie, it is a
/// token of this kind, and it names our key.
fn has_tag<S: InCookie>(text: &[u8]) -> bool {
    if text.len() + S::SCHEMA.cookie().name.len() > 4096 {
        return false;
    }
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) else { return false };
    let ours = URL_SAFE_NO_PAD.decode(with_body::<S>(KNOWN[0], 1)).expect("our own");
    let has_room = |flags: u8| bytes.len() >= header_length::<S>(flags) + 16;
    bytes.get(..6).is_some_and(|start| start[0] == ours[0] && start[2..] == ours[2..6] && has_room(start[1]))
}

/// Returns the values of the cookies called `name`. This is another reader than the library's, as
/// simple as possible.
fn values(field: &[u8], name: &[u8]) -> Vec<Vec<u8>> {
    let pairs = field.split(|byte| *byte == b';').filter_map(|pair| {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        Some((trimmed(parts.next()?), parts.next()?))
    });
    pairs.filter(|(found, _)| *found == name).map(|(_, found)| value(found).to_vec()).collect()
}

/// Cuts the spaces around a value and one pair of quotes.
fn value(text: &[u8]) -> &[u8] {
    match trimmed(text) {
        [b'"', within @ .., b'"'] => within,
        text => text,
    }
}

fn trimmed(text: &[u8]) -> &[u8] {
    let is_letter = |byte: &u8| !b" \t".contains(byte);
    let Some(start) = text.iter().position(is_letter) else { return &[] };
    let end = text.iter().rposition(is_letter).expect("there is one");
    &text[start..=end]
}
