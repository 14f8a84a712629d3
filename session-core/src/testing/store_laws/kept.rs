//! What is kept is what was put, under its name, and for as long as the trait says.

use super::slot::{Slot, ended, entry, now, random};
use crate::store::{Entry, Expected, Put, Store};

/// A load of nothing returns nothing.
pub async fn nothing_is_there_at_first(store: &impl Store) {
    Slot::draw(store).is(None).await;
}

/// A store that works says so.
pub async fn a_store_that_works_answers_its_check(store: &impl Store) {
    store.check().await.expect("the store answers its check");
}

/// A body has any length up to 256 KiB, and any bytes.
pub async fn a_body_comes_back_byte_for_byte(store: &impl Store) {
    for length in [0, 1, 210, 65_536, 262_144] {
        // 251 is prime: no power of two is a period.
        let body: Vec<u8> = (0..=u8::MAX).chain(0..251).cycle().take(length).collect();
        let first = Entry { body, ..entry(1) };
        let slot = Slot::with(store, &first).await;
        // Without `assert_eq`, which prints both.
        assert!(slot.load().await.as_ref() == Some(&first), "a new body of {length} bytes is another one now");
        let second = Entry { version: 2, body: first.body.iter().rev().copied().collect(), ..first.clone() };
        slot.done(Expected::Version(1), &second).await;
        assert!(slot.load().await.as_ref() == Some(&second), "a body of {length} bytes is another one now");
        let found = slot.put(Expected::Absent, &first).await;
        assert!(found == Put::Found(Some(second)), "what a put found with a body of {length} bytes is another one");
    }
}

/// Names are bytes, and neither text nor numbers: all of their bits count.
pub async fn names_are_compared_byte_by_byte(store: &impl Store) {
    let mut names = Vec::new();
    let base = random();
    names.push(base);
    for bit in 0..128 {
        let mut name = base;
        name[bit / 8] ^= 1 << (bit % 8);
        names.push(name);
    }
    // Bytes that end a text, are no text, or are letters of both cases and spaces.
    for byte in [0x00, 0xff, 0x80, b'a', b'A', b' '] {
        for places in [0..1, 0..2, 15..16, 7..16] {
            let mut name = base;
            name[places].fill(byte);
            names.push(name);
        }
    }
    names.sort_unstable();
    names.dedup();
    let entries = |number| entry(1 + number as u64);
    for (number, name) in names.iter().enumerate() {
        Slot::of(store, *name).done(Expected::Absent, &entries(number)).await;
    }
    for (number, name) in names.iter().enumerate() {
        let version = Slot::of(store, *name).load().await.map(|there| there.version);
        assert_eq!(version, Some(entries(number).version), "under {name:02x?}");
    }
}

/// An entry that has expired is there for another hour, since clocks differ.
pub async fn an_expired_entry_is_there_for_an_hour(store: &impl Store) {
    let expired = Entry { expires: now() - 55 * 60, ..entry(1) };
    let slot = Slot::with(store, &expired).await;
    slot.is(Some(&expired)).await;
    slot.finds(Some(&expired), Expected::Version(2), &entry(3)).await;
    let next = Entry { version: 2, ..expired.clone() };
    slot.done(Expected::Version(1), &next).await;
    slot.is(Some(&next)).await;
    let ended = Entry { expires: expired.expires, ..ended() };
    slot.done(Expected::Version(2), &ended).await;
    slot.is(Some(&ended)).await;
}
