//! A bounded session's cookie is never larger than the bound, and the largest one reaches it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;

use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, CloseError, InCookie, Keys, Live, ResponseHeaders, Session, Sessions, WriteView};

use crate::evolution::version_and_body;
use crate::forge::{Forge, open, sessions, token};

/// Returns the size in bytes of name and value of the cookie that a response sends.
pub(crate) fn sent(closed: &ResponseHeaders) -> usize {
    let cookie = closed.set_cookie().expect("something was written");
    cookie.name().len() + cookie.value().len()
}

/// Returns the size of the cookie of a session after `write`, even if it doesn't differ from a
/// fresh one. A form's token gives every session an id, and a write by a request that isn't
/// activity gives it a time when it was seen: both have to fit as well.
pub(crate) fn size_of<S: InCookie + WriteView>(write: impl Fn(&mut S)) -> Result<usize, String> {
    let (sessions, clock) = sessions::<S>();
    let request = |came: Option<String>| {
        let (_, closed) = block_on(sessions.scope(came.as_deref(), async |mut live| {
            write(&mut live);
            live.renew_id();
            live.csrf_token().expect("randomness");
            live.ignore_as_activity();
        }))
        .map_err(|error| error.to_string())?;
        Ok::<_, String>(closed)
    };
    let begun = request(None)?;
    let cookie = begun.set_cookie().expect("something was written");
    clock.advance(Duration::from_secs(1));
    let again = request(Some(format!("{}={}", cookie.name(), cookie.value())))?;
    Ok(sent(&begun).max(sent(&again)))
}

/// Values for the fields of every type below.
#[derive(Clone, Debug)]
struct Values {
    number: u64,
    big: i128,
    letter: char,
    maybe: Option<u16>,
    text: String,
    list: Vec<u32>,
    map: BTreeMap<u8, i16>,
    array: [u16; 3],
}

impl Values {
    /// Values that are each as large as possible.
    fn largest() -> Self {
        Self {
            number: u64::MAX,
            big: i128::MIN,
            letter: char::MAX,
            maybe: Some(u16::MAX),
            text: "x".repeat(50),
            list: vec![u32::MAX; 30],
            map: (100..124).map(|key| (key, i16::MIN)).collect(),
            array: [u16::MAX; 3],
        }
    }
}

/// Numbers of every width, and those next to where a head gets longer.
pub(crate) fn widths() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        (0..64_u32, 0..3_u64).prop_map(|(shift, more)| (1_u64 << shift).wrapping_sub(1).wrapping_add(more))
    ]
}

fn values() -> impl Strategy<Value = Values> {
    let big = prop_oneof![any::<i128>(), widths().prop_map(i128::from), Just(i128::MAX), Just(i128::MIN)];
    // At most 50 bytes, in characters of up to four bytes.
    let text = prop::collection::vec(any::<char>(), 0..50).prop_map(|letters| {
        let mut text = String::new();
        for letter in letters {
            if text.len() + letter.len_utf8() <= 50 {
                text.push(letter);
            }
        }
        text
    });
    let lists = (prop::collection::vec(any::<u32>(), 0..=30), prop::collection::btree_map(any::<u8>(), any::<i16>(), 0..=24));
    (widths(), big, any::<char>(), any::<Option<u16>>(), text, lists, any::<[u16; 3]>()).prop_map(
        |(number, big, letter, maybe, text, (list, map), array)| Values { number, big, letter, maybe, text, list, map, array },
    )
}

trait Bounded: InCookie + WriteView {
    const LARGEST: usize;
    fn fill(&mut self, values: Values);
}

macro_rules! bounded {
    ($name:ident, $cookie:literal, $identity:tt, $($settings:tt)*) => {
        #[derive(Session)]
        #[session(cookie = $cookie, bounded $($settings)*)]
        struct $name {
            #[session $identity]
            number: u64,
            big: i128,
            letter: char,
            maybe: Option<u16>,
            #[session(max_len = 50)]
            text: String,
            #[session(max_len = 30, rename = "a list of numbers, with a name that is longer")]
            list: Vec<u32>,
            #[session(max_len = 24)]
            map: BTreeMap<u8, i16>,
            array: [u16; 3],
        }

        impl Bounded for $name {
            const LARGEST: usize = Self::MAX_COOKIE_SIZE;

            fn fill(&mut self, values: Values) {
                let Values { number, big, letter, maybe, text, list, map, array } = values;
                *self = Self { number, big, letter, maybe, text, list, map, array };
            }
        }
    };
}

bounded!(Signed, "__Host-s", (default = 3),);
bounded!(Encrypted, "__Host-encrypted", (default = 3), , encrypted);
bounded!(Padded, "__Host-padded", (default = 3), , encrypted, padded = 32);
bounded!(PaddedFar, "__Host-padded-far", (default = 3), , encrypted, padded = 255);
bounded!(Identity, "__Host-identity", (identity), , persistent);
bounded!(Idle, "__Host-idle", (default = 3), , idle = "1h");
bounded!(Versioned, "__Host-versioned", (default = 3), , version = 2, upgrade_from(Signed));
bounded!(All, "__Secure-all", (identity), , encrypted, padded = 64, refresh = "1h", version = 3, upgrade_from(Versioned), domain = "example.com");

macro_rules! upgrades {
    ($old:ident => $new:ident) => {
        impl From<$old> for $new {
            fn from(old: $old) -> Self {
                let $old { number, big, letter, maybe, text, list, map, array } = old;
                Self { number, big, letter, maybe, text, list, map, array }
            }
        }
    };
}

upgrades!(Signed => Versioned);
upgrades!(Versioned => All);

fn stays_within<S: Bounded>(values: &Values) -> Result<(), TestCaseError> {
    let size = size_of::<S>(|session| session.fill(values.clone())).expect("it is within its limits");
    prop_assert!(size <= S::LARGEST && S::LARGEST <= 4096, "{} bytes, and at most {}", size, S::LARGEST);
    Ok(())
}

fn reaches<S: Bounded>() {
    assert_eq!(size_of::<S>(|session| session.fill(Values::largest())), Ok(S::LARGEST), "{}", S::SCHEMA.name());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_has_a_larger_cookie_than_its_type_says(values in values()) {
        stays_within::<Signed>(&values)?;
        stays_within::<Encrypted>(&values)?;
        stays_within::<Padded>(&values)?;
        stays_within::<PaddedFar>(&values)?;
        stays_within::<Identity>(&values)?;
        stays_within::<Idle>(&values)?;
        stays_within::<Versioned>(&values)?;
        stays_within::<All>(&values)?;
    }
}

#[test]
fn the_largest_values_have_the_largest_cookie() {
    reaches::<Signed>();
    reaches::<Encrypted>();
    reaches::<Padded>();
    reaches::<PaddedFar>();
    reaches::<Identity>();
    reaches::<Idle>();
    reaches::<Versioned>();
    reaches::<All>();
}

/// Additional data in a request's cookie must not make the next cookie larger, which is written in
/// the same second.
#[test]
fn the_largest_cookie_that_comes_back_is_as_large() {
    let (sessions, _) = sessions::<Identity>();
    let first = token(&sessions, None, |session| session.fill(Values::largest()));
    let again = token(&sessions, Some(&first), |session| session.letter = '\u{10fffe}');
    assert_eq!("__Host-identity".len() + again.len(), Identity::MAX_COOKIE_SIZE);
}

#[derive(Session)]
#[session(cookie = "__Host-limit", bounded)]
struct ToTheLimit {
    #[session(max_len = 3003)]
    text: String,
}

/// The bound may reach exactly the size that browsers keep.
#[test]
fn a_type_may_be_as_large_as_browsers_allow() {
    assert_eq!(ToTheLimit::MAX_COOKIE_SIZE, 4096);
    assert_eq!(size_of::<ToTheLimit>(|session| session.text = "x".repeat(3003)), Ok(4096));
}

/// Tests values of a limited field at the limit, and one beyond it.
fn one_too_many<S: InCookie + WriteView>(field: &'static str, limit: usize, write: impl Fn(&mut S, usize)) {
    for length in [0, limit - 1, limit] {
        assert!(size_of::<S>(|session| write(session, length)).is_ok(), "{length} in {field}");
    }
    for length in [limit + 1, limit + 1000] {
        let error = CloseError::FieldTooLong { field, length, limit }.to_string();
        assert_eq!(size_of::<S>(|session| write(session, length)), Err(error), "{length} in {field}");
    }
}

#[derive(Session)]
#[session(cookie = "__Host-limited")]
struct Limited {
    #[session(max_len = 20)]
    text: String,
    #[session(max_len = 20)]
    maybe: Option<String>,
    #[session(max_len = 5, rename = "n")]
    numbers: Vec<u64>,
    #[session(max_len = 5)]
    queue: VecDeque<u8>,
    #[session(max_len = 5)]
    sorted: BTreeSet<u16>,
    #[session(max_len = 5)]
    set: HashSet<u16>,
    #[session(max_len = 5)]
    sorted_map: BTreeMap<u16, u8>,
    #[session(max_len = 5)]
    map: HashMap<u16, bool>,
}

/// The limit also holds for a type that isn't bounded as a whole. The error has the field's name
/// in the struct.
#[test]
fn a_field_may_have_its_max_len_and_not_one_more() {
    let keys = |length: usize| 0..u16::try_from(length).expect("not so many");
    one_too_many::<Limited>("text", 20, |limited, length| limited.text = "x".repeat(length));
    one_too_many::<Limited>("maybe", 20, |limited, length| limited.maybe = Some("x".repeat(length)));
    one_too_many::<Limited>("numbers", 5, |limited, length| limited.numbers = vec![0; length]);
    one_too_many::<Limited>("queue", 5, |limited, length| limited.queue = vec![0; length].into());
    one_too_many::<Limited>("sorted", 5, |limited, length| limited.sorted = keys(length).collect());
    one_too_many::<Limited>("set", 5, |limited, length| limited.set = keys(length).collect());
    one_too_many::<Limited>("sorted_map", 5, |limited, length| {
        limited.sorted_map = keys(length).map(|key| (key, 0)).collect();
    });
    one_too_many::<Limited>("map", 5, |limited, length| limited.map = keys(length).map(|key| (key, true)).collect());
    one_too_many::<Signed>("list", 30, |signed, length| signed.list = vec![0; length]);

    let bytes = size_of::<Limited>(|limited| limited.text = "é".repeat(11));
    let too_long = CloseError::FieldTooLong { field: "text", length: 22, limit: 20 };
    assert_eq!(bytes, Err(too_long.to_string()), "bytes, not characters");
}

/// A value from before there was a limit stays, since neither the visitor nor a handler that
/// changes another field caused it.
#[test]
fn what_came_and_is_too_long_stays_until_it_is_changed() {
    let body = [&b"\xa1\x64text\x78\x19"[..], &[b'x'; 25]].concat();
    let came = Forge::new(Limited::SCHEMA.name(), "__Host-limited", body).token();
    let (sessions, _) = sessions::<Limited>();
    assert_eq!(open(&sessions, came.as_bytes(), |limited| limited.text.len()), (Arrival::Resumed, 25));
    let other = token(&sessions, Some(&came), |limited| limited.numbers.push(1));
    assert_eq!(
        open(&sessions, other.as_bytes(), |limited| (limited.text.len(), limited.numbers.len())),
        (Arrival::Resumed, (25, 1))
    );
    let rotated = Sessions::<Limited>::options().clock(ManualClock::default()).in_cookie(Keys::new(key(2)).accepting(key(1)));
    let (_, closed) = block_on(rotated.scope(&format!("__Host-limited={came}"), async |_| ())).expect("a read");
    assert!(closed.set_cookie().is_some(), "and it goes on under another key");

    for length in [21, 24, 26] {
        let write = async |mut limited: Live<'_, Limited>| limited.text = "x".repeat(length);
        let error = block_on(sessions.scope(&format!("__Host-limited={came}"), write)).expect_err("it is limited by now");
        assert_eq!(error.to_string(), CloseError::FieldTooLong { field: "text", length, limit: 20 }.to_string());
    }
    let shorter = token(&sessions, Some(&came), |limited| limited.text.truncate(20));
    assert_eq!(open(&sessions, shorter.as_bytes(), |limited| limited.text.len()), (Arrival::Resumed, 20));
}

#[derive(Session)]
#[session(name = "keeps", cookie = "__Host-keeps", bounded)]
struct Keeps {
    count: u32,
}

#[derive(Session)]
#[session(name = "keeps", cookie = "__Host-keeps")]
struct KeepsUnknown {
    count: u32,
}

/// Fields of other versions could have any size.
#[test]
fn fields_of_other_versions_are_dropped_by_a_bounded_type() {
    let came = Forge::new("keeps", "__Host-keeps", b"\xa2\x65count\x01\x65other\x01").token();
    let body = |token: String| version_and_body(&token).1;
    let bounded = token(&sessions::<Keeps>().0, Some(&came), |keeps| keeps.count = 2);
    assert_eq!(body(bounded), b"\xa1\x65count\x02");
    let other = token(&sessions::<KeepsUnknown>().0, Some(&came), |keeps| keeps.count = 2);
    assert_eq!(body(other), b"\xa2\x65count\x02\x65other\x01");
}
