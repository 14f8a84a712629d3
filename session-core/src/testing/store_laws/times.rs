//! Times don't go back, and a touch changes nothing else.

use super::slot::{Slot, ended, entry};
use crate::store::{Entry, Expected, Store};

/// A put never turns `seen` back, whoever came first.
pub async fn a_put_never_turns_seen_back(store: &impl Store) {
    for [first, second] in [[100, 200], [200, 100]] {
        for next in [entry(2), ended()] {
            for expected in [Expected::Version(1), Expected::Anything] {
                let slot = Slot::with(store, &Entry { seen: first, ..entry(1) }).await;
                slot.done(expected, &Entry { seen: second, ..next.clone() }).await;
                slot.is(Some(&Entry { seen: 200, ..next.clone() })).await;
            }
        }
    }
}

/// A put never turns `expires` back, unless it ends the session.
pub async fn a_put_never_turns_expires_back(store: &impl Store) {
    let expires = entry(1).expires;
    for [first, second] in [[expires, expires + 100], [expires + 100, expires]] {
        let slot = Slot::with(store, &Entry { expires: first, ..entry(1) }).await;
        slot.done(Expected::Version(1), &Entry { expires: second, ..entry(2) }).await;
        slot.is(Some(&Entry { expires: expires + 100, ..entry(2) })).await;
    }
}

/// An end sets `expires` as it is.
pub async fn an_end_sets_expires_as_it_is(store: &impl Store) {
    let expires = entry(1).expires;
    for [first, second] in [[expires, expires + 100], [expires + 100, expires]] {
        for expected in [Expected::Version(1), Expected::Anything] {
            let slot = Slot::with(store, &Entry { expires: first, ..entry(1) }).await;
            slot.done(expected, &Entry { expires: second, ..ended() }).await;
            slot.is(Some(&Entry { expires: second, ..ended() })).await;
        }
    }
}

/// A touch raises each of the two times, turns none back, and twice is as once.
pub async fn a_touch_only_raises_times(store: &impl Store) {
    let Entry { seen, expires, .. } = entry(1);
    for raise in [[0, 0], [10, 0], [0, 10], [10, 10]] {
        let slot = Slot::with(store, &entry(1)).await;
        let touched = Entry { seen: seen + raise[0], expires: expires + raise[1], ..entry(1) };
        // The last two are late ones.
        for times in [raise, raise, [0, 0], [0, raise[1]]] {
            slot.touch(seen + times[0], expires + times[1]).await;
            slot.is(Some(&touched)).await;
        }
        slot.touch(seen - 10, expires - 10).await;
        slot.is(Some(&touched)).await;
    }
}

/// A touch leaves the version alone, so that whoever read before it can put after it.
pub async fn a_touch_is_no_write(store: &impl Store) {
    let slot = Slot::with(store, &entry(1)).await;
    let Entry { seen, expires, .. } = entry(1);
    slot.touch(seen + 10, expires + 10).await;
    slot.done(Expected::Version(1), &entry(2)).await;
    slot.is(Some(&Entry { seen: seen + 10, expires: expires + 10, ..entry(2) })).await;
}

/// A touch brings nothing into being.
pub async fn a_touch_brings_nothing_into_being(store: &impl Store) {
    let slot = Slot::draw(store);
    slot.touch(entry(1).seen, entry(1).expires).await;
    slot.is(None).await;
    slot.done(Expected::Absent, &entry(1)).await;
}

/// A touch leaves an entry that was ended.
pub async fn a_touch_leaves_what_was_ended(store: &impl Store) {
    let slot = Slot::with(store, &ended()).await;
    slot.touch(ended().seen + 10, ended().expires + 10).await;
    slot.is(Some(&ended())).await;
}

/// Times are compared as numbers: neither as decimal digits nor as bytes of either order.
pub async fn times_are_compared_as_numbers(store: &impl Store) {
    let near = [9_u64, 99, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 9_999_999_999];
    for low in near {
        // Times to come, so that no store drops the entry.
        let later = |seen| if low < 1 << 32 { (1 << 33) + seen } else { seen };
        let at = |version, seen| Entry { seen, expires: later(seen), ..entry(version) };
        let slot = Slot::with(store, &at(1, low)).await;
        slot.touch(low + 1, later(low + 1)).await;
        slot.is(Some(&at(1, low + 1))).await;
        slot.touch(low, later(low)).await;
        slot.is(Some(&at(1, low + 1))).await;

        let slot = Slot::with(store, &at(1, low)).await;
        slot.done(Expected::Version(1), &at(2, low + 1)).await;
        slot.is(Some(&at(2, low + 1))).await;
        slot.done(Expected::Version(2), &at(3, low)).await;
        slot.is(Some(&at(3, low + 1))).await;
    }
}
