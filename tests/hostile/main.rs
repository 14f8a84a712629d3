//! Hostile input, in six targets: a `Cookie` field, a token's text, a body that is sealed with the
//! right key, a cookie of Flask's, a form with its token, and the text of keys.
//!
//! Each target runs the files of its folder in `corpus/` (`opens-…` have to open, `refused-…` must
//! not) and then mutations of them. `cargo test` takes a second or two and does the same each
//! time, so that it fails for a change and not by chance. `scripts/test` goes on for 20 seconds
//! with new mutations. A longer run:
//!
//! ```sh
//! HOSTILE_SECONDS=3600 cargo test --release --test hostile -- --nocapture
//! ```
//!
//! It prints its seed, which `HOSTILE_SEED` repeats. An input that fails is printed; put it into a
//! file of the corpus.
//!
//! `scripts/fuzz` calls the same targets from a coverage-guided fuzzer, which begins with these
//! files. What it found is in `fuzz/corpus/`, and is run here as well.

mod cbor;
mod flask;
mod forms;
mod keys;
mod kinds;
mod random;
mod seal;
mod targets;

use std::collections::HashSet;
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs};

use cbor::Item;
use random::Random;
use session_core::Arrival;
use session_core::Refusal::{BadSignature, Expired, FromTheFuture, Malformed, UnknownKey, Unreadable};

/// A file of the corpus.
struct Seed {
    name: String,
    bytes: Vec<u8>,
}

/// Returns the inputs in this folder.
fn files(folder: &str) -> Vec<Seed> {
    let folder = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{folder}: {why}"));
    let seed = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        Seed { name, bytes: fs::read(&path).expect("it can be read") }
    };
    let mut seeds: Vec<_> = files.map(|file| seed(file.expect("a file").path())).collect();
    seeds.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(seeds.len() > 4, "{folder} is nearly empty");
    seeds
}

fn corpus(target: &str) -> Vec<Seed> {
    files(&format!("tests/hostile/corpus/{target}"))
}

/// The number of mutations if no time is given.
const CASES: u64 = 1500;

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}: {text}")))
}

/// Returns a seed that no earlier run had.
fn of_the_clock() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_micros().try_into().expect("64 bits")
}

/// Prints the input if the test of it panics.
struct Printed<'a>(&'a [u8]);

impl Drop for Printed<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input: b\"{}\"", self.0.escape_ascii());
        }
    }
}

/// Calls `with` with every file of the corpus, with what the fuzzer has added to it, and with
/// inputs from `make`, a number of times or for a time.
fn run(target: &str, share: u64, make: impl Fn(&mut Random, &[Seed]) -> Vec<u8>, mut with: impl FnMut(&[u8], Option<&str>)) {
    let seeds = corpus(target);
    for Seed { name, bytes } in seeds.iter().chain(&files(&format!("fuzz/corpus/{target}"))) {
        let _printed = Printed(bytes);
        with(bytes, Some(name));
    }
    let seconds = number("HOSTILE_SECONDS").map(Duration::from_secs);
    let seed = number("HOSTILE_SEED").unwrap_or_else(|| if seconds.is_some() { of_the_clock() } else { 1 });
    println!("{target}: HOSTILE_SEED={seed}");
    let (mut random, begun, mut cases) = (Random::new(seed), Instant::now(), 0);
    while seconds.map_or(cases < CASES * share / 4, |seconds| begun.elapsed() < seconds) {
        cases += 1;
        let bytes = make(&mut random, &seeds);
        let _printed = Printed(&bytes);
        with(&bytes, None);
    }
}

/// Checks what a file's name says about it. The fuzzer's files have a hash as their name.
fn check_name(name: Option<&str>, opens: bool) {
    let Some(name) = name.filter(|name| !name.bytes().all(|byte| byte.is_ascii_hexdigit())) else { return };
    assert!(name.starts_with("opens-") || name.starts_with("refused-"), "{name}: and what is expected?");
    assert_eq!(name.starts_with("opens-"), opens, "{name}");
}

/// Counts a mutation, and whether it opens.
fn count(name: Option<&str>, opens: bool, opened: &mut usize, all: &mut usize) {
    if name.is_none() {
        *opened += usize::from(opens);
        *all += 1;
    }
}

#[test]
fn cookie_fields() {
    let good: Vec<_> = targets::GOOD.iter().map(String::as_bytes).collect();
    let mut words: Vec<&[u8]> = vec![b"__Host-signed=", b"; __Host-encrypted=", b"=", b";", b"; ", b" ", b"\t", b"\"", b"\xff"];
    words.extend([&b","[..], b"$Version=1", b"\\\"", "\u{a0}".as_bytes(), b"__host-signed=", b"\r\n", b"\x0b", b"\0"]);
    words.extend(&good);
    let make = |random: &mut Random, seeds: &[Seed]| {
        let mut bytes = random.one_of(seeds).bytes.clone();
        if random.once_in(5) {
            bytes = [&bytes[..], b";", &random.one_of(seeds).bytes].concat();
        }
        if random.once_in(3) {
            // Positions where a name or a value begins or ends.
            let is_edge = |place: &usize| matches!(bytes.get(*place), None | Some(b';' | b'='));
            let edges: Vec<_> = (0..=bytes.len()).filter(is_edge).collect();
            let place = (random.one_of(&edges) + random.below(2)).min(bytes.len());
            bytes.splice(place..place, random.one_of(&words).iter().copied());
        } else {
            random.edit(&mut bytes, 0, &words);
        }
        bytes
    };
    let (mut opened, mut all) = (0, 0);
    run("cookie", 4, make, |bytes, name| {
        let opens = targets::cookie_header(bytes);
        check_name(name, opens);
        count(name, opens, &mut opened, &mut all);
    });
    println!("cookie fields: {opened} of {all} had a session in them");
    assert!(opened * 10 > all && opened * 10 < all * 9, "only {opened} of {all} inputs are near a session");
}

#[test]
fn tokens() {
    let good: Vec<_> = targets::GOOD.iter().map(String::as_bytes).collect();
    let mut words: Vec<&[u8]> =
        vec![b"=", b"==", b"\"", b" ", b"+", b"/", b"-", b"_", b"A", b"\xff", b"\n", b"%3D", b"\x80", b"\0"];
    words.extend(&good);
    let make = |random: &mut Random, seeds: &[Seed]| {
        let mut bytes = match random.below(10) {
            0 => random.bytes(80),
            1 => random.one_of(&good).to_vec(),
            _ => random.one_of(seeds).bytes.clone(),
        };
        let is_header = matches!(bytes[..], [0x10 | 0x11, _, ..]);
        // With another key's id, nothing else of the token would be read.
        let kept = if is_header && !random.once_in(20) { 6 } else { 0 };
        if is_header && random.once_in(3) {
            bytes[1] = random.byte() & 0x3f;
        } else if random.once_in(4) {
            random.edit(&mut bytes, kept, &words);
        } else {
            random.edit_once(&mut bytes, kept, &words);
        }
        bytes
    };
    let (mut opened, mut all, mut refused) = (0, 0, HashSet::new());
    run("open", 2, make, |bytes, name| {
        let arrivals = targets::open(bytes);
        let opens = arrivals.contains(&Arrival::Resumed);
        check_name(name, opens);
        count(name, opens, &mut opened, &mut all);
        refused
            .extend(arrivals.iter().filter_map(|arrival| if let Arrival::Refused(why) = arrival { Some(*why) } else { None }));
    });
    println!("tokens: {opened} of {all} opened, the others were {refused:?}");
    assert!(opened * 50 > all && opened * 2 < all, "{opened} of {all} opened: the mutations are too wild, or too tame");
    for reason in [Malformed, UnknownKey, BadSignature, FromTheFuture, Expired, Unreadable] {
        assert!(refused.contains(&reason), "nothing was refused as {reason:?}");
    }
}

#[test]
fn bodies() {
    let trees: Vec<_> = corpus("body").iter().filter_map(|seed| Item::parse(&seed.bytes)).collect();
    let make = |random: &mut Random, seeds: &[Seed]| {
        if random.once_in(4) {
            let mut bytes = random.one_of(seeds).bytes.clone();
            // A map's head, `first` and its value stay, because the test counts reads of `first`.
            let kept = if random.once_in(20) { 0 } else { 8 };
            random.edit(&mut bytes, kept, &[b"\xf6", b"\x00", b"\xff", b"\x80", b"\xa0", b"\x60", b"\x64text"]);
            return bytes;
        }
        let mut tree = random.one_of(&trees).clone();
        tree.mutate(random, &trees);
        tree.bytes()
    };
    let (mut reached, mut opened, mut all) = (0, 0, 0);
    run("body", 4, make, |bytes, name| {
        let judged = targets::body(bytes);
        check_name(name, judged[0].opened);
        if name.is_none() {
            reached += judged.iter().filter(|judged| judged.reached).count();
            opened += judged.iter().filter(|judged| judged.opened).count();
            all += judged.len();
        }
    });
    println!("bodies: {reached} of {all} reached the fields' decoder, {opened} opened");
    assert!(reached * 10 >= all * 9, "only {reached} of {all} mutated bodies reached the fields' decoder");
    assert!(opened * 10 > all && opened * 10 < all * 9, "{opened} of {all} opened: the mutations are too wild, or too tame");
}

#[test]
fn cookies_of_flask() {
    let good: Vec<_> = flask::GOOD.iter().map(Vec::as_slice).collect();
    let mut words: Vec<&[u8]> = vec![b"{", b"}", b"[", b"]", b",", b":", b"\"", b"\\u00e9", b"\\ud800", b"null", b"NaN", b"-0"];
    words.extend([
        &b"1e999"[..],
        b"{\" t\":[",
        b"{\" d\":\"",
        b"{\" b\":\"",
        b"{\" di\":",
        b"_permanent",
        b".",
        b"\xff",
        b"\0",
    ]);
    words.extend(&good);
    let make = |random: &mut Random, seeds: &[Seed]| {
        let mut bytes = random.one_of(seeds).bytes.clone();
        if random.once_in(8) {
            // A value of another seed, at a place where a value begins.
            let colons: Vec<_> = (0..bytes.len()).filter(|place| bytes[*place] == b':').collect();
            let place = if colons.is_empty() { 0 } else { random.one_of(&colons) + 1 };
            bytes.splice(place..place, random.one_of(seeds).bytes.iter().copied());
        } else {
            random.edit_once(&mut bytes, 0, &words);
        }
        bytes
    };
    let (mut opened, mut all, mut refused) = (0, 0, HashSet::new());
    run("flask", 2, make, |bytes, name| {
        let arrivals = flask::flask(bytes);
        let opens = arrivals.contains(&Arrival::Resumed);
        check_name(name, opens);
        count(name, opens, &mut opened, &mut all);
        refused
            .extend(arrivals.iter().filter_map(|arrival| if let Arrival::Refused(why) = arrival { Some(*why) } else { None }));
    });
    println!("cookies of Flask: {opened} of {all} opened, the others were {refused:?}");
    assert!(opened * 20 > all && opened * 20 < all * 19, "{opened} of {all} opened: the mutations are too wild, or too tame");
    for reason in [Malformed, BadSignature, Unreadable] {
        assert!(refused.contains(&reason), "nothing was refused as {reason:?}");
    }
}

#[test]
fn form_tokens() {
    let words: [&[u8]; 12] =
        [forms::TOKEN, b"csrf_token=", b"&", b"=", b"+", b"%", b"%3D", b"note=", b"csrf%5Ftoken=", b" ", b"\xff", b"A"];
    let make = |random: &mut Random, seeds: &[Seed]| {
        let mut bytes = random.one_of(seeds).bytes.clone();
        random.edit_once(&mut bytes, 0, &words);
        bytes
    };
    let (mut ran, mut all) = (0, 0);
    run("form", 2, make, |bytes, name| {
        let is_run = forms::form(bytes).contains(&true);
        check_name(name, is_run);
        count(name, is_run, &mut ran, &mut all);
    });
    println!("forms: of {all}, {ran} had the visitor's token");
    assert!(ran * 20 > all && ran * 20 < all * 19, "{ran} of {all}: the mutations are too wild, or too tame");
}

#[test]
fn texts_of_keys() {
    let words: [&[u8]; 9] = [b"expected:", b" ", b",", b"\n", b"=", b"+", b"_", b"\"", b"0123456789abcdef0123456789abcdef"];
    let make = |random: &mut Random, seeds: &[Seed]| {
        let mut bytes = random.one_of(seeds).bytes.clone();
        random.edit_once(&mut bytes, 0, &words);
        bytes
    };
    let (mut good, mut all) = (0, 0);
    run("key", 1, make, |bytes, name| {
        let is_key = keys::key(bytes)[..2].contains(&true);
        check_name(name, is_key);
        count(name, is_key, &mut good, &mut all);
    });
    println!("keys: {good} of {all} were keys");
    assert!(good * 20 > all && good * 20 < all * 19, "{good} of {all}: the mutations are too wild, or too tame");
}
