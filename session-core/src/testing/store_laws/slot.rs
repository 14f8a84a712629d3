//! A name in a store that nothing else uses.

use std::sync::LazyLock;

use crate::OsRng;
use crate::rng::Rng as _;
use crate::store::{Entry, Expected, Name, Put, Store};
use crate::time::{Clock as _, SystemClock, Timestamp};

/// A name that was drawn for one law, in the store that the law is about.
pub(super) struct Slot<'s, S> {
    pub(super) store: &'s S,
    pub(super) name: Name,
}

impl<'s, S: Store> Slot<'s, S> {
    /// Draws a name.
    pub(super) fn draw(store: &'s S) -> Self {
        Self::of(store, random())
    }

    pub(super) fn of(store: &'s S, name: [u8; Name::LENGTH]) -> Self {
        Self { store, name: Name::from_bytes(name) }
    }

    /// Draws a name and puts an entry under it.
    pub(super) async fn with(store: &'s S, entry: &Entry) -> Self {
        let slot = Self::draw(store);
        slot.done(Expected::Absent, entry).await;
        slot
    }

    pub(super) async fn load(&self) -> Option<Entry> {
        self.store.load(&self.name).await.expect("the store answers a load")
    }

    pub(super) async fn put(&self, expected: Expected, next: &Entry) -> Put {
        self.store.put(&self.name, expected, next).await.expect("the store answers a put")
    }

    pub(super) async fn touch(&self, seen: u64, expires: u64) {
        self.store.touch(&self.name, seen, expires).await.expect("the store answers a touch");
    }

    /// Checks that a put takes place.
    pub(super) async fn done(&self, expected: Expected, next: &Entry) {
        assert_eq!(self.put(expected, next).await, Put::Done, "a put over {expected:?}");
    }

    /// Checks that a put finds this entry, and leaves it.
    pub(super) async fn finds(&self, there: Option<&Entry>, expected: Expected, next: &Entry) {
        assert_eq!(self.put(expected, next).await, Put::Found(there.cloned()), "a put over {expected:?}");
        self.is(there).await;
    }

    /// Checks what is there.
    pub(super) async fn is(&self, there: Option<&Entry>) {
        assert_eq!(self.load().await.as_ref(), there, "what is loaded");
    }
}

/// Returns 16 random bytes.
pub(super) fn random() -> [u8; Name::LENGTH] {
    let mut bytes = [0; Name::LENGTH];
    OsRng.fill(&mut bytes).expect("the operating system has randomness");
    bytes
}

/// Returns the seconds since 1970 when the first law began, so that entries can be compared. It is
/// the clock that a store may drop entries by.
pub(super) fn now() -> u64 {
    static NOW: LazyLock<u64> = LazyLock::new(|| Timestamp::from(SystemClock.now()).secs());
    *NOW
}

/// Returns an entry that expires in a day.
pub(super) fn entry(version: u64) -> Entry {
    let now = now();
    Entry { version, seen: now, expires: now + 24 * 60 * 60, body: vec![1, 0, 42] }
}

/// Returns the entry of a session that was ended.
pub(super) fn ended() -> Entry {
    Entry { body: Vec::new(), ..entry(Entry::ENDED) }
}
