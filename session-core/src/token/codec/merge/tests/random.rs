//! Laws of merges, for random records.

use std::collections::{BTreeSet, HashMap, HashSet};

use proptest::prelude::*;
use session_derive::Session;

use super::{Request, first, map, merged};
use crate::schema::record::Record;
use crate::token::codec::merge::encoded;

#[derive(Session, Clone, Debug, Default, PartialEq)]
#[session(crate = "crate")]
struct Random {
    #[session(merge = add)]
    count: i32,
    #[session(merge = add)]
    counts: HashMap<u8, i32>,
    #[session(merge = union)]
    items: HashSet<u8>,
    #[session(merge = union)]
    sorted: BTreeSet<u8>,
    #[session(merge = append)]
    list: Vec<u8>,
    #[session(merge = refuse)]
    refused: HashSet<u8>,
    plain: HashMap<u8, u8>,
}

fn random() -> impl Strategy<Value = Random> {
    let few = || prop::collection::hash_set(0..6_u8, 0..6);
    let counts = prop::collection::hash_map(0..4_u8, -1000..1000, 0..4);
    let plain = prop::collection::hash_map(any::<u8>(), any::<u8>(), 0..20);
    (-1000..1000, counts, few(), few(), prop::collection::vec(any::<u8>(), 0..4), few(), plain).prop_map(
        |(count, counts, items, sorted, list, refused, plain)| {
            let sorted = sorted.into_iter().collect();
            Random { count, counts, items, sorted, list, refused, plain }
        },
    )
}

/// One request, which opens what is stored and writes it again as `change` leaves it.
fn commit(stored: &[u8], change: impl FnOnce(&mut Random)) -> Vec<u8> {
    Request::<Random>::of(first(stored), change).map()
}

fn stored<S: Record>(record: &S) -> Vec<u8> {
    map(&encoded(record).expect("it can be written"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    // The bytes of a hash map differ each time it is read.
    #[test]
    fn what_i_leave_alone_never_replaces_what_they_changed(base in random(), theirs in random(), count: i32) {
        let merged = merged(&base, |mine| mine.count = count, |there| *there = theirs.clone());
        let mut merged = merged.expect("I have changed one field");
        prop_assert!(merged.overwritten.is_empty());
        merged.value.count = theirs.count;
        prop_assert_eq!(merged.value, theirs);
    }

    #[test]
    fn what_they_leave_alone_never_replaces_what_i_changed(base in random(), mine in random(), rounds in 1..4) {
        let begun = stored(&base);
        let theirs = (0..rounds).fold(begun.clone(), |stored, _| commit(&stored, |_| {}));
        let request = Request::<Random>::of(first(&begun), |there| *there = mine.clone());
        let merged = request.merged(Some(first(&begun)), first(&theirs), false).expect("they have changed nothing");
        prop_assert!(merged.overwritten.is_empty());
        prop_assert_eq!(merged.value, mine);
    }

    // Their step and then mine is what both do at once.
    #[test]
    fn a_merge_is_their_commit_and_then_mine(base in random(), mine in any::<u8>(), theirs in any::<u8>(), removed in 0..6_u8) {
        let step = |number: u8| move |record: &mut Random| {
            record.count += i32::from(number);
            *record.counts.entry(number % 4).or_default() += 1;
            record.items.insert(number);
            record.sorted.remove(&removed);
            record.list.push(number);
        };
        let one_by_one = commit(&commit(&stored(&base), step(theirs)), step(mine));
        let one_by_one = Request::<Random>::of(first(&one_by_one), |_| {}).value;
        let merged = merged(&base, step(mine), step(theirs)).expect("every policy merges these");
        prop_assert_eq!(merged.value, one_by_one);
        prop_assert!(merged.overwritten.is_empty());
    }

    #[test]
    fn equal_changes_overwrite_nothing(base in random(), plain in prop::collection::hash_map(any::<u8>(), any::<u8>(), 0..20)) {
        let change = |record: &mut Random| record.plain = plain.iter().map(|(key, value)| (*key, *value)).collect();
        let merged = merged(&base, change, change).expect("no policy refuses");
        prop_assert!(merged.overwritten.is_empty());
        prop_assert_eq!(merged.value.plain, plain);
    }
}
