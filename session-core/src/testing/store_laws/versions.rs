//! A put compares the version that is there, and writes nothing if it is another one.

use super::slot::{Slot, ended, entry, now};
use crate::store::{Entry, Expected, Store};

/// `Absent` overwrites nothing, whether it is alive, has expired or was ended.
pub async fn absent_overwrites_nothing(store: &impl Store) {
    let expired = Entry { expires: now() - 60, ..entry(1) };
    for there in [entry(1), expired, ended()] {
        let slot = Slot::with(store, &there).await;
        slot.finds(Some(&there), Expected::Absent, &entry(2)).await;
        slot.finds(Some(&there), Expected::Absent, &ended()).await;
        // Not even with the version that is there.
        slot.finds(Some(&there), Expected::Absent, &entry(1)).await;
    }
}

/// A put over a version that isn't there puts nothing, and returns what is there.
pub async fn another_version_puts_nothing(store: &impl Store) {
    let slot = Slot::draw(store);
    slot.finds(None, Expected::Version(1), &entry(2)).await;
    slot.done(Expected::Absent, &entry(1)).await;
    let second = Entry { body: vec![1, 1, 7], ..entry(2) };
    slot.done(Expected::Version(1), &second).await;
    slot.is(Some(&second)).await;
    for version in [0, 1, 3, Entry::ENDED] {
        slot.finds(Some(&second), Expected::Version(version), &entry(4)).await;
        slot.finds(Some(&second), Expected::Version(version), &ended()).await;
    }
}

/// No version fits an entry that was ended, not even its own.
pub async fn no_version_fits_an_ended_entry(store: &impl Store) {
    let slot = Slot::with(store, &entry(1)).await;
    slot.done(Expected::Version(1), &ended()).await;
    for version in [0, 1, Entry::ENDED - 1, Entry::ENDED] {
        slot.finds(Some(&ended()), Expected::Version(version), &entry(2)).await;
        slot.finds(Some(&ended()), Expected::Version(version), &ended()).await;
    }
}

/// `Anything` puts over whatever is there, and where nothing is.
pub async fn anything_overwrites_whatever_is_there(store: &impl Store) {
    let slot = Slot::draw(store);
    slot.done(Expected::Anything, &entry(1)).await;
    slot.is(Some(&entry(1))).await;
    for next in [entry(2), ended(), ended(), entry(3)] {
        let there = slot.load().await;
        slot.done(Expected::Anything, &next).await;
        slot.is(Some(&next.over(there.as_ref()))).await;
    }
    let slot = Slot::draw(store);
    slot.done(Expected::Anything, &ended()).await;
    slot.is(Some(&ended())).await;
}

/// Versions are compared to their last bit, also those that a float or 32 bits can't tell apart.
pub async fn all_bits_of_a_version_count(store: &impl Store) {
    let near = [1_u64 << 32, 1 << 53, 1 << 62].into_iter().flat_map(|power| [power - 1, power, power + 1]);
    let versions: Vec<_> = near.chain([0, 1, Entry::ENDED - 2, Entry::ENDED - 1]).collect();
    for version in &versions {
        let there = entry(*version);
        let slot = Slot::with(store, &there).await;
        slot.is(Some(&there)).await;
        for other in versions.iter().filter(|other| *other != version) {
            slot.finds(Some(&there), Expected::Version(*other), &entry(5)).await;
        }
        slot.done(Expected::Version(*version), &entry(5)).await;
    }
}

/// A put whose answer was lost is sent again, and finds its own version: it took place.
pub async fn a_put_that_is_sent_again_finds_itself(store: &impl Store) {
    let slot = Slot::draw(store);
    for (expected, version) in [(Expected::Absent, 7), (Expected::Version(7), 8)] {
        slot.done(expected, &entry(version)).await;
        slot.finds(Some(&entry(version)), expected, &entry(version)).await;
    }
    slot.done(Expected::Version(8), &ended()).await;
    slot.finds(Some(&ended()), Expected::Version(8), &ended()).await;
}
