//! An encrypted token opens as it was made, or not at all, and its visitor can read nothing of its
//! body but the length.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, CloseError, InCookie, Refusal, Rng, RngError, Session, SessionError, SessionState, Sessions};

use crate::forge::{open, sessions, sessions_with, token};

/// The length of version, flags, the key's id, the beginning and the nonce.
pub(crate) const HEADER: usize = 2 + 4 + 5 + 4 + 12;
pub(crate) const TAG: usize = 16;
const HAS_ID: u8 = 8;

#[derive(Session)]
#[session(name = "visits", cookie = "__Host-visits", encrypted)]
struct Visits {
    count: u32,
}

pub(crate) fn bytes(token: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(token).expect("a token is base64url")
}

/// Returns the token of a visitor with the count 7.
fn seven() -> String {
    token(&sessions::<Visits>().0, None, |visits| visits.count = 7)
}

/// Returns why a text is refused, or `None` if it opens with the original content.
fn refusal(token: &[u8]) -> Option<Refusal> {
    match open(&sessions::<Visits>().0, token, |visits| visits.count) {
        (Arrival::Refused(refusal), 0) => Some(refusal),
        (Arrival::Resumed, 7) => None,
        (arrival, count) => panic!("{arrival:?} with {count}"),
    }
}

fn refusal_of_bytes(token: &[u8]) -> Option<Refusal> {
    refusal(URL_SAFE_NO_PAD.encode(token).as_bytes())
}

#[test]
fn an_encrypted_token_is_laid_out_as_documented_and_opens() {
    let whole = bytes(&seven());
    assert_eq!(whole[..2], [0x11, 0]);
    assert_eq!(whole[2..6], blake3::derive_key("session-core key id v1", &secret())[..4]);
    assert_eq!(whole[6..11], 1_700_000_000_u64.to_be_bytes()[3..]);
    assert_eq!(whole.len(), HEADER + b"\xa1\x65count\x07".len() + TAG);
    assert_eq!(refusal_of_bytes(&whole), None);
}

/// Returns the bytes of `testing::key(1)`.
fn secret() -> [u8; 32] {
    blake3::derive_key("session-core testing key v1", &[1])
}

/// Every bit of the sealed bytes is tried, not a random choice.
#[test]
fn every_bit_counts() {
    let whole = bytes(&seven());
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut token = whole.clone();
            token[place] ^= 1 << bit;
            let expected = match place {
                0 => Refusal::Malformed,
                // The flags announce an id that the token has no room for.
                1 if bit == 3 => Refusal::Malformed,
                2..=5 => Refusal::UnknownKey,
                _ => Refusal::BadSignature,
            };
            assert_eq!(refusal_of_bytes(&token), Some(expected), "bit {bit} of byte {place}");
        }
    }
}

/// Every bit of the text is tried. It may also become a character that no token has.
#[test]
fn every_character_counts() {
    let whole = seven().into_bytes();
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut token = whole.clone();
            token[place] ^= 1 << bit;
            let found = refusal(&token).unwrap_or_else(|| panic!("bit {bit} of character {place} may be flipped"));
            let expected: &[Refusal] = match place {
                0 => &[Refusal::Malformed],
                1..=8 => &[Refusal::Malformed, Refusal::UnknownKey, Refusal::BadSignature],
                _ => &[Refusal::Malformed, Refusal::BadSignature],
            };
            assert!(expected.contains(&found), "bit {bit} of character {place}: {found:?}");
        }
        assert!(refusal(&[&whole[..place], &whole[place + 1..]].concat()).is_some(), "character {place} may be cut");
        assert!(refusal(&whole[..place]).is_some(), "the token may end at character {place}");
    }
}

/// Behind the key's id, nothing is read before the tag is verified. Cutting or inserting bytes
/// there breaks the tag.
#[test]
fn no_byte_can_be_cut_or_inserted() {
    let whole = bytes(&seven());
    for place in 0..whole.len() {
        let cut = [&whole[..place], &whole[place + 1..]].concat();
        let found = refusal_of_bytes(&cut).unwrap_or_else(|| panic!("byte {place} may be cut"));
        assert!(place < 6 || found == Refusal::BadSignature, "byte {place} cut: {found:?}");
    }
    for place in 0..=whole.len() {
        for byte in 0..=255 {
            let inserted = [&whole[..place], &[byte], &whole[place..]].concat();
            let found = refusal_of_bytes(&inserted).unwrap_or_else(|| panic!("byte {byte} may be inserted at {place}"));
            assert!(place < 6 || found == Refusal::BadSignature, "byte {byte} inserted at {place}: {found:?}");
        }
    }
    for length in 0..HEADER + TAG {
        assert_eq!(refusal_of_bytes(&whole[..length]), Some(Refusal::Malformed), "{length} bytes have no room for a header");
    }
}

mod others {
    #[derive(session_core::Session)]
    #[session(name = "visits", cookie = "__Host-others", encrypted)]
    pub(crate) struct AnotherCookie {
        pub(crate) count: u32,
    }

    #[derive(session_core::Session)]
    #[session(name = "others", cookie = "__Host-visits", encrypted)]
    pub(crate) struct AnotherName {
        pub(crate) count: u32,
    }

    #[derive(session_core::Session)]
    #[session(name = "visits", cookie = "__Host-visits")]
    pub(crate) struct Signed {
        pub(crate) count: u32,
    }
}

/// Opens a token as another type, which refuses it.
fn elsewhere<S: InCookie>(key: u8, token: &str) -> Arrival {
    open(&sessions_with::<S>(session_core::testing::key(key)).0, token.as_bytes(), |_| ()).0
}

#[test]
fn a_token_opens_under_no_other_name_and_no_other_key() {
    let seven = seven();
    let refused = Arrival::Refused;
    assert_eq!(elsewhere::<Visits>(1, &seven), Arrival::Resumed);
    assert_eq!(elsewhere::<Visits>(2, &seven), refused(Refusal::UnknownKey), "another key");
    assert_eq!(elsewhere::<others::AnotherCookie>(1, &seven), refused(Refusal::BadSignature), "another cookie");
    assert_eq!(elsewhere::<others::AnotherName>(1, &seven), refused(Refusal::BadSignature), "another session");
    assert_eq!(elsewhere::<others::Signed>(1, &seven), refused(Refusal::Malformed), "a type that is signed");

    let mut renamed = bytes(&seven);
    let other_id = &blake3::derive_key("session-core key id v1", &blake3::derive_key("session-core testing key v1", &[2]))[..4];
    renamed[2..6].copy_from_slice(other_id);
    let renamed = URL_SAFE_NO_PAD.encode(renamed);
    assert_eq!(elsewhere::<Visits>(2, &renamed), refused(Refusal::BadSignature), "another key, under its own name");
}

/// A signed token is never taken for an encrypted one, even if the visitor writes the expected
/// kind into it.
#[test]
fn a_signed_token_is_none_for_an_encrypted_type() {
    let signed = token(&sessions::<others::Signed>().0, None, |visits| visits.count = 7);
    assert_eq!(elsewhere::<others::Signed>(1, &signed), Arrival::Resumed);
    assert_eq!(elsewhere::<Visits>(1, &signed), Arrival::Refused(Refusal::Malformed));
    let (mut signed, mut encrypted) = (bytes(&signed), bytes(&seven()));
    (signed[0], encrypted[0]) = (0x11, 0x10);
    let is_refused = |arrival| matches!(arrival, Arrival::Refused(Refusal::Malformed | Refusal::BadSignature));
    assert!(is_refused(elsewhere::<Visits>(1, &URL_SAFE_NO_PAD.encode(&signed))));
    assert!(is_refused(elsewhere::<others::Signed>(1, &URL_SAFE_NO_PAD.encode(&encrypted))));
}

#[derive(Session)]
#[session(name = "hides", cookie = "__Host-hides", encrypted, debug)]
struct Hides {
    #[session(secret)]
    token: String,
    #[session(secret)]
    raw: Vec<u8>,
    unmistakable: String,
}

#[derive(Session)]
#[session(name = "shows", cookie = "__Host-shows")]
struct Shows {
    unmistakable: String,
}

/// Returns whether any six bytes in a row of `what` stand in `bytes`.
fn shows(bytes: &[u8], what: &[u8]) -> bool {
    what.windows(6).any(|part| bytes.windows(6).any(|window| window == part))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Neither the values nor the fields' names can be read. A signed type is the control.
    #[test]
    fn nothing_of_a_value_is_in_the_cookie(
        text in "[a-zA-Z0-9]{6,60}",
        raw in prop::collection::vec(any::<u8>(), 6..60),
    ) {
        let (hides, _) = sessions::<Hides>();
        let written = token(&hides, None, |hides| {
            hides.token.clone_from(&text);
            hides.raw.clone_from(&raw);
            hides.unmistakable.clone_from(&text);
        });
        let sealed = bytes(&written);
        for visible in [text.as_bytes(), &raw, b"unmistakable"] {
            prop_assert!(!shows(&sealed, visible) && !shows(written.as_bytes(), visible));
        }
        let (arrival, saw) = open(&hides, written.as_bytes(), |hides| (hides.token.clone(), hides.raw.clone()));
        prop_assert_eq!((arrival, saw), (Arrival::Resumed, (text.clone(), raw)));

        let control = bytes(&token(&sessions::<Shows>().0, None, |shows| shows.unmistakable.clone_from(&text)));
        prop_assert!(shows(&control, text.as_bytes()) && shows(&control, b"unmistakable"), "a signed one is read by anybody");
    }

    /// `{:?}` of a session shows the fields that aren't secret, and that there are others.
    #[test]
    fn secrets_are_redacted(token in "[A-Z]{8,20}", raw in prop::collection::vec(100..200_u8, 4..9), seen in "[a-z]{8,20}") {
        let shown = |hides: &Hides| format!("{hides:?} {hides:#?}");
        let (sessions, _) = sessions::<Hides>();
        let mut context = block_on(sessions.open(None)).expect("opening never fails");
        let mut live = context.live();
        (live.token, live.raw, live.unmistakable) = (token.clone(), raw.clone(), seen.clone());
        let text = shown(&live);
        prop_assert!(!text.contains(&token) && !text.contains(&raw[0].to_string()), "{}", text);
        prop_assert!(text.contains("token: [redacted]") && text.contains("raw: [redacted]"), "{}", text);
        prop_assert_eq!(text.matches(&seen).count(), 2, "{}", text);
    }
}

/// A field without `Debug` can stand beside a secret one: without `debug`, nothing is shown.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Opaque;

#[derive(Session)]
#[session(encrypted)]
struct Quiet {
    user: u32,
    opaque: Opaque,
    #[session(secret)]
    pin: u32,
}

#[test]
fn a_type_with_secrets_shows_nothing_unless_it_is_asked() {
    let quiet = Quiet { user: 7, opaque: Opaque, pin: 1234 };
    assert_eq!(format!("{quiet:?}"), "Quiet { .. }");
}

#[derive(Session)]
#[session(name = "machine", cookie = "__Host-machine", encrypted, padded = 16, debug)]
enum Machine {
    #[session(start, to(Known))]
    Unknown(Unknown),
    Known(Known),
}

#[derive(SessionState, Default, Debug)]
struct Unknown;

#[derive(SessionState)]
#[session(debug)]
struct Known {
    user: String,
    #[session(secret)]
    password: String,
}

/// The state's name is in the encrypted body, as the fields are. An id, which is readable, shows
/// that the state isn't the start.
#[test]
fn a_machine_hides_the_names_and_values_of_its_state() {
    let (sessions, _) = sessions::<Machine>();
    let known = || Known { user: "ada-lovelace".to_owned(), password: "correct horse".to_owned() };
    let enter = async |machine: session_core::Live<'_, Machine>| {
        let start = machine.in_state::<Unknown>().expect("the start");
        format!("{:?}", *start.to(known()).whole())
    };
    let (shown, closed) = block_on(sessions.scope(None, enter)).expect("it can be stored");
    assert_eq!(shown, r#"Known(Known { user: "ada-lovelace", password: [redacted] })"#);
    let token = closed.set_cookie().expect("a transition").value().to_owned();
    let sealed = bytes(&token);
    for hidden in ["Known", "ada-lovelace", "correct horse", "password"] {
        assert!(!sealed.windows(hidden.len()).any(|window| window == hidden.as_bytes()), "{hidden} stands in the token");
    }
    // The time of entering and the id stand between the other times and the nonce. The start has no
    // id, which padding doesn't hide.
    assert_eq!((sealed.len() - HEADER - 4 - 16 - TAG) % 16, 0);
    let (_, closed) = block_on(sessions.scope(None, async |mut machine| machine.renew_id())).expect("it can be stored");
    let start = bytes(closed.set_cookie().expect("a renewal").value());
    assert_eq!((start.len() - HEADER - 4 - TAG) % 16, 0);
    assert_eq!((start[1] & HAS_ID, sealed[1] & HAS_ID), (0, HAS_ID));
    let read = |machine: &Machine| matches!(machine, Machine::Known(known) if known.password == "correct horse");
    assert_eq!(open(&sessions, token.as_bytes(), read), (Arrival::Resumed, true));
}

/// A generator that gives the same bytes each time, like one in a snapshot that is restored again
/// and again.
struct Restored;

impl Rng for Restored {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.fill(7);
        Ok(())
    }
}

struct Broken;

impl Rng for Broken {
    fn fill(&self, _: &mut [u8]) -> Result<(), RngError> {
        Err(RngError::new("a broken generator"))
    }
}

/// Two cookies with the same content don't look the same.
#[test]
fn two_tokens_of_one_value_differ() {
    let nonce = |token: &str| bytes(token)[HEADER - 12..HEADER].to_vec();
    let sessions = Sessions::<Visits>::options().clock(ManualClock::default()).rng(Restored).in_cookie(key(1));
    let write = |visits: &mut Visits| visits.count = 7;
    let clone = sessions.clone();
    let tokens: Vec<String> =
        (0..20).map(|round| token(if round % 2 == 0 { &sessions } else { &clone }, None, write)).collect();
    for (place, one) in tokens.iter().enumerate() {
        assert_eq!(refusal(one.as_bytes()), None);
        assert!(tokens[..place].iter().all(|earlier| nonce(earlier) != nonce(one)), "a nonce was drawn twice");
        assert!(tokens[..place].iter().all(|earlier| bytes(earlier)[HEADER..] != bytes(one)[HEADER..]));
    }
    // Two instances with the same seed have the same nonces: no other randomness is in a token.
    let again = Sessions::<Visits>::options().clock(ManualClock::default()).rng(Restored).in_cookie(key(1));
    assert_eq!(token(&again, None, write), tokens[0]);
    // By default the seed comes from the operating system.
    assert_ne!(nonce(&seven()), nonce(&seven()));
}

#[test]
fn without_randomness_nothing_is_sealed() {
    let sessions = Sessions::<Visits>::options().clock(ManualClock::default()).rng(Broken).in_cookie(key(1));
    let written = block_on(sessions.scope(None, async |mut visits| visits.count = 7));
    let error = written.expect_err("no nonce");
    assert!(matches!(error, SessionError::Close(CloseError::NoRandomness(_))), "{error}");
    let generator = std::error::Error::source(&error).expect("the generator's error");
    assert_eq!(generator.source().expect("what it said").to_string(), "a broken generator");
    let read = format!("__Host-visits={}", seven());
    assert_eq!(block_on(sessions.scope(&read, async |visits| visits.count)).expect("a read needs none").0, 7);
}
