//! Tokens made here are opened by another implementation, `tests/vectors/tokens.py`: signed and
//! encrypted ones, of structs and of machines. Records of sessions in a store are opened by
//! `records.py`.
//!
//! Built with `--features python` only, since it needs a Python with
//! `tests/vectors/requirements.txt`: `scripts/test` makes one and passes it as `SESSION_PYTHON`.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use session_core::store::{MemoryStore, Name, Store as _};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{InCookie, Live, Session, SessionState, Sessions};

#[derive(Session)]
#[session(name = "shop/Basket", cookie = "__Host-basket", idle = "1h")]
struct Basket {
    #[session(identity)]
    user: Option<u64>,
    name: String,
    numbers: Vec<i64>,
    items: BTreeMap<String, (u8, bool)>,
    picture: Vec<u8>,
}

#[derive(Session)]
#[session(name = "shop/Parcel", cookie = "__Host-parcel", idle = "1h", encrypted, padded = 24)]
struct Parcel {
    #[session(identity, secret)]
    user: Option<u64>,
    #[session(secret)]
    name: String,
    numbers: Vec<i64>,
    items: BTreeMap<String, (u8, bool)>,
    picture: Vec<u8>,
}

#[derive(Session)]
#[session(name = "shop/Order", cookie = "__Host-order", idle = "1h")]
enum Order {
    #[session(start, to(Placed))]
    Open(Open),
    Placed(Placed),
}

#[derive(SessionState, Default)]
struct Open;

#[derive(SessionState)]
struct Placed {
    name: String,
    numbers: Vec<i64>,
}

#[derive(Session)]
#[session(name = "shop/Sealed", cookie = "__Host-sealed", idle = "1h", encrypted)]
enum Sealed {
    #[session(start, to(Placed))]
    Open(SealedOpen),
    Placed(SealedPlaced),
}

#[derive(SessionState, Default)]
struct SealedOpen;

#[derive(SessionState)]
struct SealedPlaced {
    #[session(secret)]
    name: String,
    numbers: Vec<i64>,
}

#[derive(Session)]
#[session(name = "shop/Kept", cookie = "__Host-kept", idle = "1h")]
struct Kept {
    #[session(identity)]
    user: Option<u64>,
    name: String,
    #[session(merge = last)]
    numbers: Vec<i64>,
    items: BTreeMap<String, (u8, bool)>,
    #[session(merge = last)]
    picture: Vec<u8>,
}

type Contents = (Option<u64>, String, Vec<i64>, BTreeMap<String, (u8, bool)>, Vec<u8>);

fn contents() -> impl Strategy<Value = Contents> {
    let items = prop::collection::btree_map("\\PC{0,6}", any::<(u8, bool)>(), 0..6);
    let (numbers, picture) = (prop::collection::vec(any::<i64>(), 0..20), prop::collection::vec(any::<u8>(), 0..40));
    (any::<Option<u64>>(), "\\PC{0,40}", numbers, items, picture)
}

/// A question for the other implementation, and the expected answer.
struct Case {
    asked: Value,
    began: u64,
    written: u64,
    /// When the session was last seen, if that isn't when the token was written.
    seen: Option<u64>,
    fields: Value,
}

/// Makes `rounds` tokens of one session type, each with its own contents and times. `write` returns
/// the fields that it has written.
fn cases<S: InCookie>(rounds: u64, write: impl Fn(Live<'_, S>, Contents) -> Value) -> Vec<Case> {
    let mut runner = TestRunner::default();
    let case = |round| {
        let contents = contents().new_tree(&mut runner).expect("a value").current();
        let began = 1_700_000_000 + round;
        let number = u8::try_from(round % 7).expect("small");
        let clock = ManualClock::at(began);
        let sessions = Sessions::<S>::options().clock(clock.clone()).in_cookie(key(number));
        let (takes, is_activity) = (round % 5, round % 2 == 0);
        let (fields, closed) = block_on(sessions.scope(None, async |mut live| {
            if !is_activity {
                live.ignore_as_activity();
            }
            let fields = write(live, contents.clone());
            clock.advance(Duration::from_secs(takes));
            fields
        }))
        .expect("it can be stored");
        let cookie = closed.set_cookie().expect("something was written");
        let asked = json!({
            "key": number,
            "cookie": cookie.name(),
            "session": S::SCHEMA.name(),
            "machine": S::SCHEMA.is_machine(),
            "encrypted": S::SCHEMA.is_encrypted(),
            "token": cookie.value(),
        });
        Case { asked, began, written: began + takes, seen: (takes > 0 && !is_activity).then_some(began), fields }
    };
    (0..rounds).map(case).collect()
}

/// Returns the other implementation's answer to each question about tokens.
fn answers(asked: &[&Value]) -> Vec<Value> {
    answers_of(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/tokens.py"), asked)
}

/// Returns a program's answer to each question.
fn answers_of(program: &str, asked: &[&Value]) -> Vec<Value> {
    let lines = asked.iter().fold(String::new(), |lines, asked| lines + &asked.to_string() + "\n");
    let python = env::var_os("SESSION_PYTHON").expect("SESSION_PYTHON is a Python with tests/vectors/requirements.txt");
    let mut other = Command::new(python)
        .args([program, "open"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut stdin = other.stdin.take().expect("piped");
    let feeding = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).expect("Python reads"));
    let output = other.wait_with_output().expect("Python ends");
    feeding.join().expect("all was written");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Checks the answers to all of `cases`, each of which has the fields and times that were written.
fn opens_there(cases: &[Case]) -> Vec<Value> {
    let answers = answers(&cases.iter().map(|case| &case.asked).collect::<Vec<_>>());
    assert_eq!(answers.len(), cases.len());
    for (answer, case) in answers.iter().zip(cases) {
        assert_eq!(answer["fields"], case.fields, "{answer}");
        let times = ["began", "written", "seen"].map(|time| &answer[time]);
        assert_eq!(times, [&json!(case.began), &json!(case.written), &json!(case.seen)], "{answer}");
    }
    answers
}

/// Writes all fields of a struct. Both structs here have the same fields.
macro_rules! write_all {
    ($live:ident, $contents:ident) => {{
        let (user, name, numbers, items, picture) = $contents;
        let shown = json!({ "user": user, "name": name, "numbers": numbers, "items": items, "picture": picture });
        ($live.user, $live.name, $live.numbers, $live.items, $live.picture) = (user, name, numbers, items, picture);
        $live.renew_id();
        shown
    }};
}

/// Returns the fields of a machine, including its state's name.
fn placed(name: &str, numbers: &[i64]) -> Value {
    json!({ "": "Placed", "name": name, "numbers": numbers })
}

#[test]
fn signed_structs_open_there() {
    opens_there(&cases::<Basket>(500, |mut live, contents| write_all!(live, contents)));
}

#[test]
fn encrypted_and_padded_structs_open_there() {
    let answers = opens_there(&cases::<Parcel>(500, |mut live, contents| write_all!(live, contents)));
    let paddings = answers.iter().map(|answer| answer["padding"].as_str().expect("hexadecimal").len() / 2);
    let paddings: BTreeSet<_> = paddings.collect();
    assert!(paddings.iter().all(|bytes| (1..=24).contains(bytes)) && paddings.len() > 12, "{paddings:?}");
    let nonces: BTreeSet<_> = answers.iter().map(|answer| answer["nonce"].as_str().expect("one")).collect();
    assert_eq!(nonces.len(), answers.len(), "every token has a nonce of its own");
}

#[test]
fn signed_and_encrypted_machines_open_there() {
    let signed = cases::<Order>(250, |live, (_, name, numbers, ..)| {
        let fields = placed(&name, &numbers);
        live.in_state::<Open>().expect("the start").to(Placed { name, numbers });
        fields
    });
    let encrypted = cases::<Sealed>(250, |live, (_, name, numbers, ..)| {
        let fields = placed(&name, &numbers);
        live.in_state::<SealedOpen>().expect("the start").to(SealedPlaced { name, numbers });
        fields
    });
    for (cases, is_encrypted) in [(signed, false), (encrypted, true)] {
        for (answer, case) in opens_there(&cases).iter().zip(&cases) {
            assert_eq!(answer["entered"], json!(case.began), "{answer}");
            assert_eq!(answer["nonce"].is_string(), is_encrypted, "{answer}");
        }
    }
}

/// Each record is opened with the ticket of before the sign-in and with the one of after it.
#[test]
fn records_open_there() {
    let mut runner = TestRunner::default();
    let (mut asked, mut expected) = (Vec::new(), Vec::new());
    for round in 0..100 {
        let number = u8::try_from(round % 7).expect("small");
        let store = Arc::new(MemoryStore::new(10));
        let began = 1_700_000_000 + round;
        let clock = ManualClock::at(began);
        let sessions = Sessions::<Kept>::options().clock(clock.clone()).in_store(key(number), Arc::clone(&store));
        let mut cookie = None;
        let mut cookies = Vec::new();
        for user in [None, Some(round)] {
            let contents = contents().new_tree(&mut runner).expect("a value").current();
            let contents = (user, contents.1, contents.2, contents.3, contents.4);
            let write = async |mut live: Live<'_, Kept>| write_all!(live, contents);
            let (fields, closed) = block_on(sessions.scope(cookie.as_deref(), write)).expect("it can be stored");
            let sent = closed.set_cookie().expect("a ticket");
            cookie = Some(format!("{}={}", sent.name(), sent.value()));
            cookies.push((sent.value().to_owned(), fields));
        }
        let token = URL_SAFE_NO_PAD.decode(&cookies[0].0).expect("base64");
        let name = Name::from_bytes(token[15..31].try_into().expect("16 bytes"));
        let entry = block_on(store.load(&name)).expect("it answers").expect("an entry");
        let record = entry.body.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        for (token, fields) in cookies {
            let question = json!({
                "key": number, "cookie": "__Host-kept", "session": "shop/Kept",
                "token": token, "version": entry.version, "record": record,
            });
            asked.push(question);
            expected.push(fields);
        }
    }
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/records.py");
    let answers = answers_of(program, &asked.iter().collect::<Vec<_>>());
    let shown: Vec<_> = answers.iter().map(|answer| answer["shows"]["fields"].clone()).collect();
    assert_eq!(shown, expected);
    let mut changed = asked[1].clone();
    changed["version"] = json!(1);
    assert_eq!(answers_of(program, &[&changed])[0]["error"], "Unreadable", "another version");
}

/// The other implementation would prove nothing if it opened anything: it must refuse a token with
/// a wrong bit in any part, and one of another kind.
#[test]
fn what_is_refused_here_is_refused_there() {
    let good = &cases::<Parcel>(1, |mut live, contents| write_all!(live, contents))[0].asked;
    let with = |part: &str, value: Value| {
        let mut asked = good.clone();
        asked[part] = value;
        asked
    };
    let token = good["token"].as_str().expect("a text");
    let flipped = |place: usize| {
        let other = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
        with("token", json!([&token[..place], other, &token[place + 1..]].concat()))
    };
    let errors = |asked: &Value| answers(&[asked])[0]["error"].as_str().map(str::to_owned);
    assert_eq!(errors(good), None);
    assert_eq!(errors(&with("encrypted", json!(false))).as_deref(), Some("Malformed"), "another kind");
    assert_eq!(errors(&with("machine", json!(true))).as_deref(), Some("Unreadable"), "a struct is no machine");
    assert_eq!(errors(&with("key", json!(6))).as_deref(), Some("UnknownKey"));
    assert_eq!(errors(&with("session", json!("shop/Basket"))).as_deref(), Some("BadSignature"));
    for place in [12, 40, 60, token.len() - 4] {
        assert_eq!(errors(&flipped(place)).as_deref(), Some("BadSignature"), "character {place}");
    }
}
