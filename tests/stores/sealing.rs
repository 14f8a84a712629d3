//! What a store shows, and what somebody can do who writes to it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::store::{Entry, Expected, MemoryStore, Name, Store as _};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Refusal, Session, Sessions};

use crate::world::{World, close};

#[derive(Session)]
#[session(name = "tests/Account", cookie = "__Host-account")]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    note: String,
}

/// A store with one session in it, whose note is `a secret`.
struct Stored {
    store: Arc<MemoryStore>,
    world: World<Account>,
    cookie: String,
}

impl Stored {
    fn new() -> Self {
        let store = Arc::new(MemoryStore::new(10));
        let world = World::<Account>::over(Arc::clone(&store));
        let mut context = world.open(None);
        "a secret".clone_into(&mut context.live().note);
        let cookie = close(context).unwrap().expect("a cookie");
        Self { store, world, cookie }
    }

    fn bytes(&self) -> Vec<u8> {
        let (_, value) = self.cookie.split_once('=').expect("a name and a value");
        URL_SAFE_NO_PAD.decode(value).expect("base64")
    }

    fn name(&self) -> Name {
        Name::from_bytes(self.bytes()[15..31].try_into().expect("16 bytes"))
    }

    fn entry(&self) -> Entry {
        block_on(self.store.load(&self.name())).expect("it answers").expect("an entry")
    }

    fn put(&self, name: &Name, entry: &Entry) {
        block_on(self.store.put(name, Expected::Anything, entry)).expect("it answers");
    }

    fn arrival(&self) -> Arrival {
        self.world.open(Some(&self.cookie)).live().arrival()
    }
}

#[test]
fn a_record_shows_nothing() {
    let stored = Stored::new();
    let body = stored.entry().body;
    let holds = |needle: &[u8]| body.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(b"secret") && !holds(b"note"));
    assert!(!holds(&stored.bytes()[31..47]), "the ticket isn't in it either");
}

#[test]
fn a_record_that_was_altered_is_no_session() {
    let stored = Stored::new();
    let entry = stored.entry();
    for place in 0..entry.body.len() {
        for bit in [1, 0x80] {
            let mut altered = entry.clone();
            altered.body[place] ^= bit;
            stored.put(&stored.name(), &altered);
            assert_ne!(stored.arrival(), Arrival::Resumed, "byte {place}");
        }
        let cut = Entry { body: entry.body[..place].to_vec(), ..entry.clone() };
        stored.put(&stored.name(), &cut);
        assert_ne!(stored.arrival(), Arrival::Resumed, "cut at {place}");
    }
    stored.put(&stored.name(), &Entry { version: entry.version + 1, ..entry.clone() });
    assert_eq!(stored.arrival(), Arrival::Refused(Refusal::Unreadable), "another version");
    stored.put(&stored.name(), &entry);
    assert_eq!(stored.arrival(), Arrival::Resumed);
}

#[test]
fn a_record_cant_be_moved_to_another_name() {
    let (stored, other) = (Stored::new(), Stored::new());
    other.put(&other.name(), &stored.entry());
    assert_ne!(other.arrival(), Arrival::Resumed);
}

/// Somebody who has a cookie of their own can read its name and ticket, and can write to the store.
/// They lack the application's key.
#[test]
fn nobody_makes_a_record_without_the_applications_key() {
    let stored = Stored::new();
    let token = stored.bytes();
    let forged = Sessions::<Account>::options().clock(ManualClock::default()).in_store(key(2), Arc::clone(&stored.store));
    let cookie = format!("__Host-account={}", signed_by_key_2(&token[15..47], &token[6..11]));
    stored.put(&stored.name(), &Entry { version: Entry::ENDED, seen: 0, expires: 0, body: vec![] });
    let mut context = block_on(forged.open(Some(&*cookie))).expect("it answers");
    context.live().user = Some(1);
    assert!(close(context).is_ok());
    assert!(matches!(stored.arrival(), Arrival::Refused(_)), "{:?}", stored.arrival());
}

/// Returns a cookie of a record that isn't there yet, with this name and ticket.
fn signed_by_key_2(name_and_ticket: &[u8], written: &[u8]) -> String {
    let key = blake3::derive_key("session-core testing key v1", &[2]);
    let parts: [&[u8]; 4] = [&key, b"stored", b"__Host-account", b"tests/Account"];
    let length = |part: &[u8]| u32::try_from(part.len()).expect("it is short").to_le_bytes();
    let material: Vec<u8> = parts.iter().flat_map(|part| [&length(part)[..], part].concat()).collect();
    let id = blake3::derive_key("session-core key id v1", &key);
    let token = [&[0x12, 64][..], &id[..4], written, &[0; 4], name_and_ticket].concat();
    let tag = blake3::keyed_hash(&blake3::derive_key("session-core token v1", &material), &token);
    URL_SAFE_NO_PAD.encode([&token[..], &tag.as_bytes()[..16]].concat())
}
