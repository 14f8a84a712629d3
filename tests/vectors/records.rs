//! The golden records of sessions in a store.

use std::sync::atomic::AtomicU8;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use session_core::store::{Entry, Expected, MemoryStore, Name, Put, Store, StoreError};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, Refusal, Session, Sessions};

use crate::Ascending;
use crate::types::Visits;

#[derive(Deserialize)]
struct Vector {
    about: String,
    key: u8,
    cookie: String,
    token: String,
    claim: Claim,
    version: u64,
    record: String,
    opens: Value,
}

#[derive(Deserialize)]
struct Claim {
    name: String,
    ticket: String,
    written: u64,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("records.json")).expect("the list that records.py makes")
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |pair: usize| u8::from_str_radix(&hex[pair..pair + 2], 16).expect("two hexadecimal digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

#[test]
fn every_record_opens_as_another_implementation_opens_it() {
    for vector in vectors() {
        let store = Arc::new(MemoryStore::new(10));
        let name = Name::from_bytes(bytes(&vector.claim.name).try_into().expect("16 bytes"));
        let at = vector.claim.written;
        let entry = Entry { version: vector.version, seen: at, expires: at + 1000, body: bytes(&vector.record) };
        block_on(store.put(&name, Expected::Absent, &entry)).expect("a store in memory answers");
        let sessions = Sessions::<Visits>::options().clock(ManualClock::at(at + 6)).in_store(key(vector.key), store);
        let cookie = format!("{}={}", vector.cookie, vector.token);
        let mut context = block_on(sessions.open(Some(&*cookie))).expect("a store in memory answers");
        let live = context.live();
        match vector.opens["shows"]["fields"]["count"].as_u64() {
            Some(count) => {
                assert_eq!((live.arrival(), u64::from(live.count)), (Arrival::Resumed, count), "{}", vector.about);
            }
            None => assert_eq!(live.arrival(), Arrival::Refused(Refusal::Replaced), "{}", vector.about),
        }
    }
}

#[derive(Session)]
struct Account {
    #[session(identity)]
    user: Option<u32>,
}

#[test]
fn a_session_moves_to_the_record_that_another_implementation_names() {
    let vectors = vectors();
    let vector = vectors.iter().find(|vector| vector.about.contains("moved here")).expect("such a vector");
    let (store, clock) = (Last::default(), ManualClock::at(vector.claim.written));
    let options = || Sessions::<Account>::options().clock(clock.clone()).rng(Ascending(AtomicU8::new(0)));
    let in_cookie = options().in_cookie(key(1));
    let mut context = block_on(in_cookie.open(None)).expect("cookies are always at hand");
    context.live().user = Some(7);
    let headers = block_on(context.close()).expect("it is stored");
    let cookie = headers.set_cookie().expect("a session that begins has a cookie");
    let cookie = format!("{}={}", cookie.name(), cookie.value());
    let when = clock.now()..clock.now() + Duration::from_secs(1000);
    let in_store = options().migrating(&in_cookie, when).in_store(key(1), store.clone());
    let context = block_on(in_store.open(Some(&*cookie))).expect("the store answers");
    let headers = block_on(context.close()).expect("it is stored");
    let (name, entry) = store.0.lock().expect("nobody panics").clone().expect("an entry");
    assert_eq!(name.to_string(), vector.claim.name);
    let moved_until = vector.claim.written + 1000;
    assert_eq!(entry.body[11..16], moved_until.to_be_bytes()[3..], "as long as the former cookie is accepted");
    let sent = URL_SAFE_NO_PAD.decode(headers.set_cookie().expect("the store's").value()).expect("base64");
    let ticket = sent[31..47].iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(ticket, vector.claim.ticket);
}

/// A store that keeps what was put last.
#[derive(Clone, Default)]
pub(crate) struct Last(Arc<Mutex<Option<(Name, Entry)>>>);

impl Store for Last {
    async fn load(&self, _: &Name) -> Result<Option<Entry>, StoreError> {
        Ok(None)
    }

    async fn put(&self, name: &Name, _: Expected, next: &Entry) -> Result<Put, StoreError> {
        *self.0.lock().expect("nobody panics") = Some((*name, next.clone()));
        Ok(Put::Done)
    }

    async fn touch(&self, _: &Name, _: u64, _: u64) -> Result<(), StoreError> {
        Ok(())
    }
}

#[test]
fn a_record_is_made_byte_for_byte() {
    let vector = vectors().into_iter().next().expect("a vector");
    let store = Last::default();
    let options = Sessions::<Visits>::options().clock(ManualClock::at(vector.claim.written));
    let sessions = options.rng(Ascending(AtomicU8::new(0))).in_store(key(vector.key), store.clone());
    let mut context = block_on(sessions.open(None)).expect("the store answers");
    context.live().count = 5;
    let headers = block_on(context.close()).expect("it is stored");
    let cookie = headers.set_cookie().expect("a session that begins has a cookie");
    assert_eq!((cookie.name(), cookie.value()), (&*vector.cookie, &*vector.token));
    let (name, entry) = store.0.lock().expect("nobody panics").clone().expect("an entry");
    assert_eq!(name.to_string(), vector.claim.name);
    assert_eq!((entry.version, entry.body), (vector.version, bytes(&vector.record)));
}
