use std::sync::Arc;

use super::*;
use crate::testing::{ManualClock, block_on};

const NOW: u64 = 1_700_000_000;
const LATER: u64 = NOW + 1000;
const SOMEBODYS: &[u8] = &[1, 0b01];
const NOBODYS: &[u8] = &[1, 0b11];
const NEVER_PRESENTED: &[u8] = &[1, 0b10];

fn entry(seen: u64, expires: u64, body: &[u8]) -> Entry {
    Entry { version: 1, seen, expires, body: body.to_vec() }
}

fn ended(seen: u64) -> Entry {
    Entry { version: Entry::ENDED, ..entry(seen, LATER, &[]) }
}

fn name(number: u8) -> Name {
    Name::from_bytes([number; 16])
}

/// Puts an entry under a name that nothing is under.
fn begin(store: &MemoryStore, number: u8, entry: &Entry) -> Result<Put, StoreError> {
    block_on(store.put(&name(number), Expected::Absent, entry))
}

/// Returns the numbers of the entries that are there.
fn there(store: &MemoryStore) -> Vec<u8> {
    (0..=u8::MAX).filter(|number| block_on(store.load(&name(*number))).unwrap().is_some()).collect()
}

/// Returns a full store with these entries, numbered from 0.
fn full(entries: &[Entry]) -> MemoryStore {
    let store = MemoryStore::with_clock(entries.len(), ManualClock::at(NOW));
    for (number, entry) in (0..).zip(entries) {
        assert_eq!(begin(&store, number, entry).unwrap(), Put::Done);
    }
    store
}

#[test]
fn what_is_needed_least_makes_room_first() {
    let store = full(&[
        entry(1, LATER, SOMEBODYS),
        entry(9, LATER, NOBODYS),
        entry(8, LATER, NOBODYS),
        entry(9, LATER, NEVER_PRESENTED),
        entry(8, LATER, NEVER_PRESENTED),
        ended(9),
        ended(8),
        entry(9, NOW, SOMEBODYS),
        entry(8, NOW, SOMEBODYS),
    ]);
    for (number, left) in (100..).zip((1..9).rev()) {
        assert_eq!(begin(&store, number, &entry(10, LATER, SOMEBODYS)).unwrap(), Put::Done);
        let left: Vec<_> = (0..left).chain(100..=number).collect();
        assert_eq!(there(&store), left);
    }
    assert_eq!(begin(&store, 200, &entry(10, LATER, NOBODYS)).unwrap_err().to_string(), StoreError::full().to_string());
    assert!(!there(&store).contains(&200));
}

#[test]
fn what_may_be_somebodys_never_makes_room() {
    // Of an unknown format, and of a body without flags, nothing is known.
    let store = full(&[entry(0, LATER, SOMEBODYS), entry(0, LATER, &[2, 0b11]), entry(0, LATER, &[1]), entry(0, LATER, &[])]);
    assert!(begin(&store, 9, &entry(0, LATER, SOMEBODYS)).is_err());
    assert_eq!(there(&store), [0, 1, 2, 3]);
    // What is there can be written all the same.
    assert_eq!(block_on(store.put(&name(0), Expected::Version(1), &entry(5, LATER, NOBODYS))).unwrap(), Put::Done);
    assert_eq!(begin(&store, 9, &entry(0, LATER, SOMEBODYS)).unwrap(), Put::Done);
    assert_eq!(there(&store), [1, 2, 3, 9]);
}

#[test]
fn time_makes_room() {
    let clock = Arc::new(ManualClock::at(NOW));
    let store = MemoryStore::with_clock(1, Arc::clone(&clock));
    begin(&store, 0, &entry(0, LATER, SOMEBODYS)).unwrap();
    assert!(begin(&store, 1, &entry(0, LATER, SOMEBODYS)).is_err());
    clock.set(LATER);
    assert_eq!(begin(&store, 1, &entry(0, LATER, SOMEBODYS)).unwrap(), Put::Done);
    assert_eq!(there(&store), [1]);
}

#[test]
fn an_end_makes_room() {
    let store = full(&[entry(0, LATER, SOMEBODYS)]);
    assert!(begin(&store, 1, &entry(0, LATER, SOMEBODYS)).is_err());
    block_on(store.put(&name(0), Expected::Version(1), &ended(1))).unwrap();
    assert_eq!(begin(&store, 1, &entry(0, LATER, SOMEBODYS)).unwrap(), Put::Done);
}

#[test]
fn a_store_without_room_keeps_nothing() {
    assert!(begin(&MemoryStore::new(0), 0, &ended(0)).is_err());
}

#[test]
fn one_search_makes_room_for_many() {
    let clock = ManualClock::at(NOW);
    let store = MemoryStore::with_clock(160, clock.clone());
    let put = |number: u8, seen| begin(&store, number, &entry(seen, LATER, NOBODYS)).unwrap();
    let found = || lock(&store.droppable).len();
    (0..160).for_each(|number| drop(put(number, u64::from(number))));
    assert_eq!(found(), 0);
    for (number, left) in (160..170).zip((0..10).rev()) {
        put(number, 1000);
        assert_eq!(found(), left);
        assert_eq!(there(&store), (number - 159..=number).collect::<Vec<_>>());
    }
    // It has found those from 10 to 19. What was written or seen since then stays.
    put(170, 1000);
    assert_eq!(found(), 9);
    block_on(store.touch(&name(11), 1000, LATER)).unwrap();
    block_on(store.put(&name(12), Expected::Version(1), &entry(1, LATER, SOMEBODYS))).unwrap();
    put(171, 1000);
    assert_eq!(found(), 6);
    // What has expired since then isn't needed more than before.
    clock.set(LATER);
    put(172, 1000);
    assert_eq!(found(), 5);
    assert_eq!(there(&store), [&[11, 12], &(15..=172).collect::<Vec<_>>()[..]].concat());
    assert_eq!(format!("{store:?}"), "MemoryStore { capacity: 160, len: 160, .. }");
}

#[test]
fn threads_that_fill_a_store_keep_to_its_room() {
    let store = MemoryStore::with_clock(64, ManualClock::at(NOW));
    std::thread::scope(|scope| {
        for thread in 0..8_u8 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..200_u8 {
                    let mut bytes = [thread; 16];
                    bytes[0] = number;
                    let (name, entry) = (Name::from_bytes(bytes), entry(0, LATER, NOBODYS));
                    assert_eq!(block_on(store.put(&name, Expected::Absent, &entry)).unwrap(), Put::Done);
                }
            });
        }
    });
    let len: usize = store.shards.iter().map(|shard| lock(shard).len()).sum();
    assert_eq!(len, store.len.load(Ordering::Relaxed));
    assert!(len <= 64, "{len}");
}
