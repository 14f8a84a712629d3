//! Keys change while visitors come and go: nobody is signed out, and nobody is sent more than one cookie for it.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{InCookie, Key, KeyError, Keys, Origin, Refusal, Session, Sessions, Touch};
use tracing::field::{Field, Visit};
use tracing::span;

/// What stands in front of a key that is expected.
const EXPECTED: &str = "expected:";

#[derive(Session)]
#[session(name = "signed", cookie = "__Host-signed")]
struct Signed {
    count: u32,
}

#[derive(Session)]
#[session(name = "encrypted", cookie = "__Host-encrypted", encrypted, padded = 32)]
struct Encrypted {
    count: u32,
}

trait Counts: InCookie + Touch {
    fn count(&mut self) -> &mut u32;
}

impl Counts for Signed {
    fn count(&mut self) -> &mut u32 {
        &mut self.count
    }
}

impl Counts for Encrypted {
    fn count(&mut self) -> &mut u32 {
        &mut self.count
    }
}

/// What one request finds, and the token that it is sent.
fn request<S: Counts>(sessions: &Sessions<S>, came: Option<&str>, writes: bool) -> (Origin, u32, Option<String>) {
    let field = came.map(|token| format!("{}={token}", S::SCHEMA.cookie().name));
    let ((origin, count), closed) = block_on(sessions.scope(field.as_deref(), async |mut live| {
        *live.count() += u32::from(writes);
        (live.origin(), *live.count())
    }))
    .expect("it can be stored");
    (origin, count, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

fn id_of(key: u8) -> [u8; 4] {
    let secret = blake3::derive_key("session-core testing key v1", &[key]);
    let [a, b, c, d, ..] = blake3::derive_key("session-core key id v1", &secret);
    [a, b, c, d]
}

/// The id of the key that sealed a token, which stands in it.
fn sealed_by(token: &str) -> [u8; 4] {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("a token is base64url");
    [bytes[2], bytes[3], bytes[4], bytes[5]]
}

const OLD: u8 = 1;
const NEW: u8 = 2;

/// How far an instance is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Before,
    Expecting,
    Accepting,
    After,
}

impl Stage {
    fn keys(self) -> Keys {
        match self {
            Self::Before => Keys::new(key(OLD)),
            Self::Expecting => Keys::new(key(OLD)).expecting(key(NEW)),
            Self::Accepting => Keys::new(key(NEW)).accepting(key(OLD)),
            Self::After => Keys::new(key(NEW)),
        }
    }

    fn seals_with(self) -> u8 {
        if matches!(self, Self::Before | Self::Expecting) { OLD } else { NEW }
    }
}

#[derive(Clone, Default)]
struct Visitor {
    token: Option<String>,
    count: u32,
    /// How many cookies a mere read has brought.
    resealed: usize,
    /// How many of its writes went to an instance that still seals with the old key.
    old_writes: usize,
}

struct Fleet<S> {
    instances: [(Stage, Sessions<S>); 3],
    visitors: Vec<Visitor>,
}

impl<S: Counts> Fleet<S> {
    fn new(visitors: usize) -> Self {
        let sessions = || Sessions::in_cookie(Stage::Before.keys()).with_clock(ManualClock::default());
        let instances = [(); 3].map(|()| (Stage::Before, sessions()));
        Self { instances, visitors: vec![Visitor::default(); visitors] }
    }

    fn roll(&mut self, instance: usize, stage: Stage) {
        self.instances[instance] = (stage, Sessions::in_cookie(stage.keys()).with_clock(ManualClock::default()));
    }

    /// One request, against the rule: a read sends a cookie where the old key is retired and has sealed the one that came.
    fn visit(&mut self, visitor: usize, instance: usize, writes: bool) -> Result<(), TestCaseError> {
        let (stage, sessions) = &self.instances[instance];
        let visitor = &mut self.visitors[visitor];
        let (origin, count, sent) = request(sessions, visitor.token.as_deref(), writes);
        visitor.count += u32::from(writes);
        let expected = if visitor.token.is_some() { Origin::Resumed } else { Origin::Fresh };
        prop_assert_eq!((origin, count), (expected, visitor.count), "at {:?}", stage);
        let is_old = visitor.token.as_deref().is_some_and(|token| sealed_by(token) == id_of(OLD));
        let is_resealed = !writes && is_old && stage.seals_with() == NEW;
        prop_assert_eq!(sent.is_some(), writes || is_resealed, "at {:?}", stage);
        if let Some(sent) = sent {
            prop_assert_eq!(sealed_by(&sent), id_of(stage.seals_with()));
            visitor.token = Some(sent);
        }
        visitor.resealed += usize::from(is_resealed);
        visitor.old_writes += usize::from(writes && stage.seals_with() == OLD);
        Ok(())
    }
}

/// Who comes, where to, and whether something is written.
type Request = (usize, usize, bool);

/// Requests, and before which of them the next instance is rolled.
fn traffic() -> impl Strategy<Value = (Vec<Request>, Vec<usize>, Vec<usize>)> {
    let requests = prop::collection::vec((0..6_usize, 0..3_usize, any::<bool>()), 120);
    let rolls = prop::collection::vec(0..120_usize, 6).prop_map(|mut places| {
        places.sort_unstable();
        places
    });
    (requests, rolls, Just(vec![0, 1, 2]).prop_shuffle())
}

/// How many of the visitors read only, once they have been there.
const READERS: usize = 3;

fn nobody_is_refused<S: Counts>((requests, rolls, order): (Vec<Request>, Vec<usize>, Vec<usize>)) -> Result<(), TestCaseError> {
    let mut fleet = Fleet::<S>::new(6);
    for visitor in 0..READERS {
        fleet.visit(visitor, 0, true)?;
    }
    let mut rolls = rolls.into_iter().enumerate().peekable();
    for (number, (visitor, instance, writes)) in requests.into_iter().enumerate() {
        while let Some((step, _)) = rolls.next_if(|(_, place)| *place <= number) {
            fleet.roll(order[step % 3], if step < 3 { Stage::Expecting } else { Stage::Accepting });
        }
        fleet.visit(visitor, instance, writes && visitor >= READERS)?;
    }
    prop_assert!(fleet.instances.iter().all(|(stage, _)| *stage == Stage::Accepting), "all are rolled");
    // Everybody comes once more; from there on no instance has anything to do for the rotation.
    for visitor in 0..6 {
        fleet.visit(visitor, visitor % 3, false)?;
    }
    let resealed: Vec<usize> = fleet.visitors.iter().map(|visitor| visitor.resealed).collect();
    for (visitor, resealed) in fleet.visitors.iter().zip(&resealed) {
        prop_assert!(*resealed <= visitor.old_writes, "only what the old key sealed is sealed anew");
    }
    prop_assert_eq!(&resealed[..READERS], [1; READERS], "who only reads is sent one cookie");
    for (visitor, instance) in (0..6).flat_map(|visitor| (0..3).map(move |instance| (visitor, instance))) {
        fleet.visit(visitor, instance, false)?;
    }
    prop_assert_eq!(fleet.visitors.iter().map(|visitor| visitor.resealed).collect::<Vec<_>>(), resealed);
    // The old key is dropped, one instance at a time.
    for rolled in order {
        fleet.roll(rolled, Stage::After);
        for visitor in 0..6 {
            fleet.visit(visitor, rolled, visitor >= READERS)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_signed_fleet_changes_its_key_under_traffic(traffic in traffic()) {
        nobody_is_refused::<Signed>(traffic)?;
    }

    #[test]
    fn an_encrypted_fleet_changes_its_key_under_traffic(traffic in traffic()) {
        nobody_is_refused::<Encrypted>(traffic)?;
    }
}

/// Why there are two roll-outs: an instance that already seals with the new key, beside one that doesn't know it yet.
#[test]
fn the_wrong_order_refuses_somebody() {
    let mut fleet = Fleet::<Signed>::new(1);
    fleet.visit(0, 1, true).expect("nothing is rolled yet");
    fleet.roll(0, Stage::Accepting);
    fleet.visit(0, 0, false).expect("the first one accepts the old key, and seals anew");
    let token = fleet.visitors[0].token.as_deref();
    assert_eq!(request(&fleet.instances[1].1, token, false).0, Origin::Refused(Refusal::UnknownKey));
    fleet.roll(1, Stage::Expecting);
    assert_eq!(request(&fleet.instances[1].1, fleet.visitors[0].token.as_deref(), false).0, Origin::Resumed);
}

#[test]
fn a_key_is_accepted_until_a_time_exact_to_the_second() {
    let clock = ManualClock::default();
    let now = clock.seconds();
    let old = request(&Sessions::<Signed>::in_cookie(key(OLD)).with_clock(clock.clone()), None, true).2.expect("written");
    let until = |offset: Duration| SystemTime::UNIX_EPOCH + Duration::from_secs(now) + offset;
    let after = |seconds: u64, keys: Keys| {
        clock.set(now + seconds);
        let (origin, _, sent) = request(&Sessions::<Signed>::in_cookie(keys).with_clock(clock.clone()), Some(&old), false);
        (origin, sent.map(|sent| sealed_by(&sent)))
    };
    let (resealed, unknown) = ((Origin::Resumed, Some(id_of(NEW))), (Origin::Refused(Refusal::UnknownKey), None));
    let new = || Keys::new(key(NEW));
    for fraction in [Duration::ZERO, Duration::from_millis(999)] {
        let keys = || new().accepting_until(key(OLD), until(Duration::from_secs(100) + fraction));
        assert_eq!(after(0, keys()), resealed);
        assert_eq!(after(99, keys()), resealed, "the last second");
        assert_eq!(after(100, keys()), unknown);
        assert_eq!(after(101, keys()), unknown);
    }
    assert_eq!(after(0, new().accepting_until(key(OLD), until(Duration::ZERO))), unknown, "a time that is now");
    assert_eq!(after(0, new().accepting_until(key(OLD), SystemTime::UNIX_EPOCH)), unknown, "a time long gone");
    let current = || Keys::new(key(OLD)).accepting_until(key(OLD), SystemTime::UNIX_EPOCH);
    assert_eq!(after(0, current()), (Origin::Resumed, None), "the current key has no end");
    // One key's end is no other's.
    let others = || new().accepting_until(key(3), SystemTime::UNIX_EPOCH).accepting(key(OLD));
    assert_eq!(after(200, others()), resealed);
}

/// A key as text, none of which begins with the mark.
fn text(number: u8) -> String {
    let secret = |seed: u8| blake3::derive_key("session keys of a list", &[number, seed]);
    let texts = (0..=u8::MAX).map(|seed| STANDARD.encode(secret(seed)));
    texts.into_iter().find(|text| !text.starts_with('+')).expect("one in 64 does")
}

fn sealed_with(text: &str) -> String {
    let sessions = Sessions::<Signed>::in_cookie(Key::from_base64(text).expect("a key")).with_clock(ManualClock::default());
    request(&sessions, None, true).2.expect("written")
}

/// What a key does: nothing, or it opens, and then a token is sealed anew or isn't.
fn role(keys: &Keys, text: &str) -> &'static str {
    let sessions = Sessions::<Signed>::in_cookie(keys.clone()).with_clock(ManualClock::default());
    let token = sealed_with(text);
    let seals = request(&sessions, None, true).2.expect("written");
    match request(&sessions, Some(&token), false) {
        (Origin::Resumed, _, Some(sent)) if sealed_by(&sent) == sealed_by(&seals) => "retired",
        (Origin::Resumed, _, None) if sealed_by(&token) == sealed_by(&seals) => "current",
        (Origin::Resumed, _, None) => "expected",
        (Origin::Refused(Refusal::UnknownKey), ..) => "unknown",
        other => panic!("{other:?}"),
    }
}

/// What `docs` say of a list: the first that isn't marked seals; a key given twice has its first role.
fn expected_role(entries: &[(u8, bool)], key: u8) -> &'static str {
    let plain = || entries.iter().filter(|(_, is_expected)| !is_expected).map(|(key, _)| *key);
    if plain().next() == Some(key) {
        "current"
    } else if plain().any(|plain| plain == key) {
        "retired"
    } else if entries.contains(&(key, true)) {
        "expected"
    } else {
        "unknown"
    }
}

fn list(entries: &[(u8, bool)], separators: &[&str]) -> String {
    let mut list = separators[0].trim().to_owned();
    for (place, (key, is_expected)) in entries.iter().enumerate() {
        let mark = if *is_expected { EXPECTED } else { "" };
        let _ = write!(list, "{mark}{}{}", text(*key), separators[place % separators.len()]);
    }
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    /// Five keys, in any order, some of them twice, however they are separated.
    #[test]
    fn a_list_gives_each_key_its_role(
        entries in prop::collection::vec((0..5_u8, any::<bool>()), 0..7),
        separators in prop::collection::vec(prop::sample::select(vec![" ", ",", ", ", "\n", "\r\n", "\t", " ,, "]), 1..5),
    ) {
        let list = list(&entries, &separators);
        let keys = match Keys::from_list(&list) {
            Ok(keys) => keys,
            Err(error) => {
                prop_assert_eq!(error, KeyError::NoCurrent);
                prop_assert!(entries.iter().all(|(_, is_expected)| *is_expected));
                return Ok(());
            }
        };
        for key in 0..5 {
            prop_assert_eq!(role(&keys, &text(key)), expected_role(&entries, key), "key {} of {:?}", key, entries);
        }
    }

    /// The place is counted over all entries, and nothing of the list is in the error.
    #[test]
    fn an_error_names_the_place_and_never_the_text(
        entries in prop::collection::vec((0..5_u8, any::<bool>()), 1..6),
        place in any::<prop::sample::Index>(),
        wrong in prop::sample::select(vec!["hunter2-hunter2", "!!secret!!", "QUJDREVGR0hJSktM", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]),
    ) {
        let place = place.index(entries.len());
        let mark = if entries[place].1 { EXPECTED } else { "" };
        let texts = entries.iter().enumerate().map(|(at, (key, is_expected))| {
            let mark = if *is_expected { EXPECTED } else { "" };
            if at == place { format!("{mark}{wrong}") } else { format!("{mark}{}", text(*key)) }
        });
        let list = texts.collect::<Vec<_>>().join(",");
        let error = Keys::from_list(&list).expect_err("one of them is no key");
        let KeyError::InList { place: named, error: why } = &error else { return Err(TestCaseError::fail(format!("{error}"))) };
        prop_assert_eq!(*named, place + 1);
        prop_assert_eq!(&**why, &Key::from_base64(wrong).expect_err("no key"), "{}{}", mark, wrong);
        let shown = format!("{error} {error:?} {error:#?}");
        let begins = format!("number {} of the session keys", place + 1);
        prop_assert!(shown.starts_with(&begins), "{}", shown);
        for part in list.split(',') {
            prop_assert!(!shown.contains(part.trim_start_matches(EXPECTED)), "{}", shown);
        }
    }
}

#[test]
fn a_list_without_a_key_that_seals_is_none() {
    let expected = |number: u8| format!("{EXPECTED}{}", text(number));
    for list in [String::new(), " ,\n".to_owned(), expected(1), format!("{}, {}", expected(1), expected(2))] {
        assert_eq!(Keys::from_list(&list).expect_err("nothing seals"), KeyError::NoCurrent);
    }
    let place_of = |list: &str| match Keys::from_list(list) {
        Err(KeyError::InList { place, .. }) => place,
        other => panic!("{other:?}"),
    };
    assert_eq!(place_of(EXPECTED), 1, "a mark without a key");
    assert_eq!(place_of(&format!("{} {EXPECTED} {}", text(1), text(2))), 2, "a mark and a space");
    let published = STANDARD.encode(blake3::derive_key("session-core testing key v1", &[1]));
    assert_eq!(place_of(&format!("{}\n{published}", text(1))), 2, "everybody knows this one");
}

#[test]
fn the_environment_holds_a_list() {
    let missing = Keys::from_env("NO_SUCH_VARIABLE").expect_err("it isn't set");
    assert_eq!(missing, KeyError::Missing { variable: "NO_SUCH_VARIABLE".to_owned() });
    let path = std::env::var("PATH").expect("the tests were found by it");
    let error = Keys::from_env("PATH").expect_err("no key");
    assert!(matches!(error, KeyError::InList { place: 1, .. }), "{error}");
    assert!(!error.to_string().contains(&path));
}

/// "A single key is a list as well": whatever `openssl rand -base64` draws, and one in 64 begins with what marks expected keys.
#[test]
fn a_single_key_is_a_list_whatever_it_begins_with() {
    for length in [32, 33, 48] {
        for first in [0_u8, 0xf8, 0xfb, 0xff] {
            let mut bytes = [blake3::derive_key("one key", &[first]), blake3::derive_key("its rest", &[first])].concat();
            bytes.truncate(length);
            // `0xf8` to `0xfb` are written with `+` in front, or `-` in the URL alphabet. With two zeros at the end, what is left
            // without it would be base64 as well.
            bytes[0] = first;
            bytes[length - 1] &= !3;
            for text in [STANDARD.encode(&bytes), URL_SAFE.encode(&bytes)] {
                let keys =
                    Keys::from_list(&text).unwrap_or_else(|error| panic!("{length} bytes that begin with {first:#x}: {error}"));
                assert_eq!(role(&keys, &text), "current", "{length} bytes that begin with {first:#x}");
            }
        }
    }
}

/// Keeps the events as lines.
#[derive(Clone, Default)]
struct Capture(Arc<Mutex<String>>);

impl tracing::Subscriber for Capture {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let _ = write!(self.0.lock().expect("one thread"), "\n{} ", event.metadata().level());
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl Visit for Capture {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0.lock().expect("one thread"), "{}={value:?} ", field.name());
    }
}

/// The lines of the events that count keys.
fn traced(run: impl FnOnce()) -> Vec<String> {
    let capture = Capture::default();
    tracing::subscriber::with_default(capture.clone(), run);
    let events = capture.0.lock().expect("one thread").clone();
    events.lines().filter(|line| line.starts_with("TRACE")).map(str::to_owned).collect()
}

/// By these an operator sees when a key opens nothing any more, and how much one has sealed.
#[test]
fn what_is_opened_and_sealed_is_traced_with_the_key_and_its_role() {
    let hex = |key: u8| id_of(key).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let opened = |key: u8, role: &str| {
        format!("TRACE message=session cookie opened cookie=__Host-encrypted key={} role={role} ", hex(key))
    };
    let sealed = |key: u8| format!("TRACE message=session cookie sealed cookie=__Host-encrypted key={} ", hex(key));
    let with = |keys: Keys| Sessions::<Encrypted>::in_cookie(keys).with_clock(ManualClock::default());
    let (old, new) = (with(Keys::new(key(OLD))), with(Keys::new(key(NEW))));
    let (mut of_old, mut of_new) = (String::new(), String::new());
    assert_eq!(traced(|| of_old = request(&old, None, true).2.expect("written")), [sealed(OLD)]);
    assert_eq!(traced(|| of_new = request(&new, None, true).2.expect("written")), [sealed(NEW)]);

    let all = with(Keys::new(key(NEW)).accepting(key(OLD)).expecting(key(3)));
    let of_expected = request(&with(Keys::new(key(3))), None, true).2.expect("written");
    let reads = |token: &str| traced(|| drop(request(&all, Some(token), false)));
    assert_eq!(reads(&of_new), [opened(NEW, "current")]);
    assert_eq!(reads(&of_old), [opened(OLD, "retired"), sealed(NEW)]);
    assert_eq!(reads(&of_expected), [opened(3, "expected")]);
    assert_eq!(traced(|| drop(request(&all, Some(&of_expected), true))), [opened(3, "expected"), sealed(NEW)]);
    assert_eq!(traced(|| drop(request(&new, Some(&of_old), false))), [""; 0], "what isn't opened counts for no key");
}
