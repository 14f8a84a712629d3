//! Which writes count as a change.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use session_core::format::READS_BACK_OTHERWISE;
use session_core::testing::block_on;
use session_core::{CloseError, Session, SessionError};

use crate::forge::{sessions, token};

#[derive(Session)]
#[session(name = "unordered", cookie = "__Host-unordered")]
struct Unordered {
    map: HashMap<String, Vec<u8>>,
    set: HashSet<u64>,
    number: f64,
    count: u32,
}

/// A hash map is written in another order each time it is read back, so a change can't be measured
/// by a token's bytes.
#[test]
fn untouched_maps_sets_and_nan_write_nothing() {
    let (sessions, _) = sessions::<Unordered>();
    let mut other_order = 0;
    for round in 0..100 {
        let token = token(&sessions, None, |session| {
            session.map = (0..7_u8).map(|n| (format!("key{n}"), vec![n])).collect();
            session.set = (round..round + 9).collect();
            session.number = f64::NAN;
        });
        let cookie = format!("__Host-unordered={token}");
        let sends = |closed: session_core::ResponseHeaders| closed.set_cookie().map(|cookie| cookie.value().to_owned());

        let (_, closed) = block_on(sessions.scope(&cookie, async |session| session.map.len())).expect("read");
        assert_eq!(sends(closed), None, "a read");
        let (_, closed) = block_on(sessions.scope(&cookie, async |mut session| {
            session.map.get_mut("key3").expect("it is there").push(1);
            session.map.get_mut("key3").expect("it is there").pop();
            session.set.insert(round);
        }))
        .expect("touched");
        assert_eq!(sends(closed), None, "touched and left as it was");

        let (_, closed) = block_on(sessions.scope(&cookie, async |mut session| session.count += 1)).expect("written");
        let written = sends(closed).expect("a real change");
        // If only the counter changes, an ordered encoding keeps the same bytes before it.
        other_order += usize::from(written[16..100] != token[16..100]);
    }
    assert!(other_order > 50, "the maps came back in the same order {other_order} of 100 times: this test sees nothing");
}

/// A type that hides a lock from the derive, which looks at names.
#[derive(Clone, Default)]
struct Hidden(Arc<AtomicU32>);

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.load(Ordering::Relaxed).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer).map(|number| Self(Arc::new(number.into())))
    }
}

#[derive(Session)]
#[session(name = "hides", cookie = "__Host-hides")]
struct Hides {
    plain: u32,
    #[session(rename = "c")]
    counter: Hidden,
}

#[test]
fn a_change_behind_a_shared_reference_is_reported_with_the_fields_name() {
    let (sessions, _) = sessions::<Hides>();
    let mut browser = session_core::testing::Browser::new(&sessions);
    let error = browser.request(|hides| hides.counter.0.fetch_add(1, Ordering::Relaxed)).expect_err("it would be lost");
    assert!(matches!(error, SessionError::Close(CloseError::ChangedBehindReference { field: "counter" })), "{error}");
    browser.visit(|mut hides| hides.plain = 1);
    assert_eq!(browser.visit(|hides| hides.plain), 1);
}

/// A type that writes what it can't read.
#[derive(Default)]
struct Forgetful(u32);

impl Serialize for Forgetful {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Forgetful {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer).map(|_| Self(0))
    }
}

#[derive(Session)]
#[session(name = "forgets", cookie = "__Host-forgets")]
struct Forgets {
    memory: Forgetful,
}

#[test]
fn a_type_that_reads_back_another_value_is_reported_with_the_fields_name() {
    let (sessions, _) = sessions::<Forgets>();
    let mut browser = session_core::testing::Browser::new(&sessions);
    match browser.request(|mut forgets| forgets.memory.0 = 5) {
        Err(SessionError::Close(CloseError::Unstorable { field: Some("memory"), why })) => {
            assert_eq!(why, READS_BACK_OTHERWISE);
        }
        other => panic!("{other:?}"),
    }
}
