//! Tests whether the time of opening a token tells how much of a forged tag is right. The method
//! is that of dudect (Reparaz, Balasch, Verbauwhede, 2017): two classes of input in random order,
//! and Welch's t of their times.
//!
//! ```sh
//! cargo run --release --bin timing              # 400,000 times each class
//! cargo run --release --bin timing -- 4000000   # more of them
//! ```
//!
//! A test that finds nothing could be blind. So the same classes also go through an opening that
//! is written by hand. With a comparison that stops at the first wrong byte, the difference has to
//! be found; with a comparison in constant time, it mustn't be. If either fails, or if a
//! difference is found in the library, the program ends with 1. The test depends on timing, so run
//! it by hand and never in CI.

use std::env;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{InCookie, Session, Sessions, WriteView};

#[derive(Session)]
#[session(name = "timing/Signed", cookie = "__Host-timing")]
struct Signed {
    user: u64,
    text: String,
}

#[derive(Session)]
#[session(name = "timing/Encrypted", cookie = "__Host-timing", encrypted)]
struct Encrypted {
    user: u64,
    text: String,
}

/// The |t| from which two classes count as different.
const FOUND: f64 = 4.5;

/// The |t| that a comparison that stops early must have at least.
const PLAIN: f64 = 10.0;

/// The length of a tag in bytes.
const TAG: usize = 16;

/// How many calls are ignored at first, until caches and clock rates have settled.
const WARM_UP: usize = 20_000;

/// The fractions of the calls that are kept, each in a test of its own. The slowest calls are
/// dropped, since interrupts make them slow.
const KEPT: [f64; 6] = [0.5, 0.7, 0.8, 0.9, 0.95, 1.0];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Returns a random number that isn't 0.
    fn difference(&mut self) -> u8 {
        (self.next() % 255) as u8 + 1
    }
}

/// What is changed in a good tag.
#[derive(Clone, Copy)]
enum Forged {
    /// Only this byte is wrong.
    At(usize),
    /// This many bytes are right, and all others are wrong.
    After(usize),
}

impl Forged {
    /// Returns a mask of the bytes that are made wrong: `ff` for those, `0` for the others.
    fn mask(self) -> [u8; TAG] {
        std::array::from_fn(|place| match self {
            Self::At(wrong) => 0xff * u8::from(place == wrong),
            Self::After(right) => 0xff * u8::from(place >= right),
        })
    }
}

/// Makes `tag` wrong, with the same work for either class, since the work before a call influences
/// the time that the call takes.
fn spoil(tag: &mut [u8], mask: &[u8; TAG], random: &mut Random) {
    for (byte, mask) in tag.iter_mut().zip(mask) {
        *byte ^= random.difference() & mask;
    }
}

/// Two classes of input.
struct Pair {
    what: &'static str,
    classes: [Forged; 2],
}

const PAIRS: [Pair; 4] = [
    Pair { what: "wrong in the first byte / in the last", classes: [Forged::At(0), Forged::At(TAG - 1)] },
    Pair { what: "no byte right / 15 right", classes: [Forged::After(0), Forged::After(TAG - 1)] },
    Pair { what: "no byte right / 8 right", classes: [Forged::After(0), Forged::After(8)] },
    Pair { what: "no byte right / no byte right", classes: [Forged::After(0), Forged::After(0)] },
];

/// Makes good tokens of one length, as bytes.
fn tokens<S: InCookie + WriteView>(sessions: &Sessions<S>, write: impl Fn(&mut S, u64)) -> Vec<Vec<u8>> {
    let token = |number| {
        let (_, closed) = block_on(sessions.scope(None, async |mut live| write(&mut live, number))).expect("it is stored");
        URL_SAFE_NO_PAD.decode(closed.set_cookie().expect("it was written").value()).expect("base64url")
    };
    (1 << 20..(1 << 20) + 4096).map(token).collect()
}

/// Returns the nanoseconds of a number of calls of each class. Every input is made from a random
/// good token, at the same place in memory.
fn times(calls: usize, pair: &Pair, tokens: &[Vec<u8>], prefix: &str, mut open: impl FnMut(&str) -> bool) -> [Vec<f64>; 2] {
    let mut random = Random(0x5eed);
    let masks = pair.classes.map(Forged::mask);
    let mut times = [Vec::with_capacity(calls), Vec::with_capacity(calls)];
    let (mut field, mut token) = (String::new(), Vec::new());
    for call in 0..2 * calls + WARM_UP {
        let class = (random.next() >> 63) as usize;
        token.clone_from(&tokens[random.next() as usize % tokens.len()]);
        let tag = token.len() - TAG;
        spoil(&mut token[tag..], &masks[class], &mut random);
        field.clear();
        field.push_str(prefix);
        URL_SAFE_NO_PAD.encode_string(&token, &mut field);
        let input = black_box(field.as_str());
        let start = Instant::now();
        let opened = black_box(open(input));
        let spent = start.elapsed();
        assert!(!opened, "a forged token opened");
        if call >= WARM_UP {
            times[class].push(spent.as_nanos() as f64);
        }
    }
    times
}

/// Returns the largest Welch's t of all crops, and how many nanoseconds longer the second class
/// takes, without the slowest tenth.
fn judge(times: &[Vec<f64>; 2]) -> (f64, f64) {
    let mut all: Vec<f64> = times.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let (mut largest, mut nanoseconds) = (0.0_f64, 0.0);
    for kept in KEPT {
        let limit = all[((all.len() - 1) as f64 * kept) as usize];
        let [one, other] = [0, 1].map(|class| Moments::of(times[class].iter().copied().filter(|time| *time <= limit)));
        let difference = other.mean - one.mean;
        let t = difference / (one.variance / one.count + other.variance / other.count).sqrt();
        if t.abs() > largest.abs() {
            largest = t;
        }
        if kept == 0.9 {
            nanoseconds = difference;
        }
    }
    (largest, nanoseconds)
}

struct Moments {
    count: f64,
    mean: f64,
    variance: f64,
}

impl Moments {
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for number in numbers {
            count += 1.0;
            let before = number - mean;
            mean += before / count;
            squares += before * (number - mean);
        }
        Self { count, mean, variance: squares / (count - 1.0) }
    }
}

/// What must be found for a comparison.
#[derive(Clone, Copy, PartialEq)]
enum Expected {
    Nothing,
    /// A difference must be found wherever the classes differ in how many leading bytes are right.
    Finding,
    /// A difference may be found or not. The result is only printed in the table.
    Either,
}

/// Prints a line for each pair, and returns whether all results are as they must be.
fn report(what: &str, expected: Expected, calls: usize, tokens: &[Vec<u8>], prefix: &str, open: impl Fn(&str) -> bool) -> bool {
    let mut is_as_expected = true;
    for pair in &PAIRS {
        let (t, difference) = judge(&times(calls, pair, tokens, prefix, &open));
        let differs = pair.what != PAIRS[3].what;
        let said = match expected {
            Expected::Finding if differs && t.abs() > PLAIN => "found, as it has to be",
            Expected::Finding if differs => "NOT FOUND",
            Expected::Either if t.abs() > FOUND => "found",
            Expected::Either => "not found",
            _ if t.abs() > FOUND => "FOUND",
            _ => "nothing",
        };
        is_as_expected &= said != "NOT FOUND" && said != "FOUND";
        println!("| {what} | {} | {t:.1} | {difference:+.2} | {said} |", pair.what);
    }
    is_as_expected
}

/// Opens tokens as the library does up to the comparison of tags, and compares these with `equal`.
fn by_hand(equal: fn(&[u8], &[u8]) -> bool) -> impl Fn(&str) -> bool {
    let key = blake3::derive_key("timing by hand", b"any");
    let id = *b"\xed\x0e\x0e\xd2";
    move |field| {
        let value = field.split_once('=').expect("a name and a value").1;
        let mut buffer = [0; 512];
        let Ok(length) = URL_SAFE_NO_PAD.decode_slice(value, &mut buffer) else { return false };
        let Some((token, tag)) = buffer[..length].split_last_chunk::<TAG>() else { return false };
        token[2..6] == id && equal(&blake3::keyed_hash(&key, token).as_bytes()[..TAG], tag)
    }
}

/// Returns the tokens with the tags that [`by_hand`] finds right.
fn tagged_by_hand(tokens: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let key = blake3::derive_key("timing by hand", b"any");
    let tagged = |token: &Vec<u8>| {
        let token = &token[..token.len() - TAG];
        [token, &blake3::keyed_hash(&key, token).as_bytes()[..TAG]].concat()
    };
    tokens.iter().map(tagged).collect()
}

#[inline(never)]
fn in_constant_time(one: &[u8], other: &[u8]) -> bool {
    one.iter().zip(other).fold(0, |differences, (one, other)| black_box(differences | (one ^ other))) == 0
}

/// Compares byte by byte, as a simple `==` of two lists would.
#[inline(never)]
fn equals(one: &[u8], other: &[u8]) -> bool {
    one.iter().map(black_box).eq(other.iter().map(black_box))
}

#[inline(never)]
fn returning_early(one: &[u8], other: &[u8]) -> bool {
    for (one, other) in one.iter().zip(other) {
        if black_box(one) != other {
            return false;
        }
    }
    true
}

/// Compares as `==` of slices is compiled: by a call of `memcmp`, which looks at 16 bytes at once
/// on most processors.
#[inline(never)]
fn with_memcmp(one: &[u8], other: &[u8]) -> bool {
    black_box(one) == black_box(other)
}

fn main() -> ExitCode {
    let calls = env::args().nth(1).map_or(400_000, |text| text.parse().expect("a number of calls"));
    let clock = ManualClock::default();
    let signed = Sessions::<Signed>::options().clock(clock.clone()).in_cookie(key(1));
    let encrypted = Sessions::<Encrypted>::options().clock(clock).in_cookie(key(1));
    let signed_tokens = tokens(&signed, |session, number| (session.user, session.text) = (number, "a visitor".to_owned()));
    let encrypted_tokens =
        tokens(&encrypted, |session, number| (session.user, session.text) = (number, "a visitor".to_owned()));
    let prefix = "__Host-timing=";
    let opens = |token: &[u8]| format!("{prefix}{}", URL_SAFE_NO_PAD.encode(token));
    assert!(is_open(&signed, &opens(&signed_tokens[0])) && is_open(&encrypted, &opens(&encrypted_tokens[0])));
    let tagged = tagged_by_hand(&signed_tokens);
    assert!([in_constant_time, equals, returning_early, with_memcmp].map(by_hand).iter().all(|open| open(&opens(&tagged[0]))));

    println!("{calls} calls of each class; more than {FOUND} is a finding\n");
    println!("| what opens | classes of tags | t | ns | |\n| --- | --- | --: | --: | --- |");
    let by_hand = |what, expected, equal| report(what, expected, calls, &tagged, prefix, by_hand(equal));
    let all = [
        by_hand("planted: `==`, byte by byte", Expected::Finding, equals),
        by_hand("planted: an early return", Expected::Finding, returning_early),
        by_hand("by hand, `==` of slices (`memcmp`)", Expected::Either, with_memcmp),
        by_hand("by hand, constant time", Expected::Nothing, in_constant_time),
        report("**`open`, signed**", Expected::Nothing, calls, &signed_tokens, prefix, |field| is_open(&signed, field)),
        report("**`open`, encrypted**", Expected::Nothing, calls, &encrypted_tokens, prefix, |field| {
            is_open(&encrypted, field)
        }),
    ];
    let is_good = all.into_iter().all(|good| good);
    println!("\n{}", if is_good { "all as it should be" } else { "NOT as it should be" });
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Opens tokens with the library, as an integration calls it.
fn is_open<S: InCookie>(sessions: &Sessions<S>, field: &str) -> bool {
    let mut context = block_on(sessions.open(field)).expect("opening never fails");
    context.live().arrival() == session_core::Arrival::Resumed
}
