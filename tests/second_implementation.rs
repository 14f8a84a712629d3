//! Tokens made here are opened by another implementation, `tests/vectors/tokens.py`.
//!
//! Built with `--features python` only, since it needs a Python with `tests/vectors/requirements.txt`: `scripts/test` makes one
//! and passes it as `SESSION_PYTHON`.

use std::collections::BTreeMap;
use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Session, Sessions};

#[derive(Session)]
#[session(name = "shop/Basket", cookie = "__Host-basket", idle = "1h")]
struct Basket {
    #[session(identity)]
    user: Option<u64>,
    name: String,
    numbers: Vec<i64>,
    items: BTreeMap<String, (u8, bool)>,
}

type Contents = (Option<u64>, String, Vec<i64>, BTreeMap<String, (u8, bool)>);

fn contents() -> impl Strategy<Value = Contents> {
    let items = prop::collection::btree_map("\\PC{0,6}", any::<(u8, bool)>(), 0..6);
    (any::<Option<u64>>(), "\\PC{0,40}", prop::collection::vec(any::<i64>(), 0..20), items)
}

#[test]
fn what_is_made_here_opens_there() {
    let python = env::var_os("SESSION_PYTHON").expect("SESSION_PYTHON is a Python with tests/vectors/requirements.txt");
    let mut runner = TestRunner::default();
    let (mut asked, mut expected) = (String::new(), Vec::new());
    for round in 0..500_u64 {
        let (user, name, numbers, items) = contents().new_tree(&mut runner).expect("a value").current();
        let clock = ManualClock::at(1_700_000_000 + round);
        let number = u8::try_from(round % 7).expect("small");
        let sessions = Sessions::<Basket>::in_cookie(key(number)).with_clock(clock);
        let (_, closed) = block_on(sessions.scope(None, async |mut basket| {
            (basket.user, basket.name, basket.numbers, basket.items) = (user, name.clone(), numbers.clone(), items.clone());
            basket.renew();
        }))
        .expect("it can be stored");
        let token = closed.set_cookie().expect("renewed").value();
        let line = json!({ "key": number, "cookie": "__Host-basket", "session": "shop/Basket", "token": token });
        asked.extend([line.to_string().as_str(), "\n"]);
        let fields = json!({ "user": user, "name": name, "numbers": numbers, "items": items });
        expected.push((1_700_000_000 + round, fields));
    }

    let mut other = Command::new(python)
        .args([concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/tokens.py"), "open"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut stdin = other.stdin.take().expect("piped");
    let feeding = std::thread::spawn(move || stdin.write_all(asked.as_bytes()).expect("Python reads"));
    let output = other.wait_with_output().expect("Python ends");
    feeding.join().expect("all was written");
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).expect("text").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();

    assert_eq!(answers.len(), expected.len());
    for (answer, (began, fields)) in answers.iter().zip(expected) {
        assert_eq!(answer["fields"], fields, "{answer}");
        assert_eq!((&answer["began"], &answer["seen"]), (&json!(began), &json!(began)), "{answer}");
    }
}
