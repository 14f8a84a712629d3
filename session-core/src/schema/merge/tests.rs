use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::num::NonZeroU8;
use std::time::Duration;

use proptest::prelude::*;

use super::{NoPolicyOf as _, Policy, PolicyOf};

fn merged<T: Debug>(policy: &Policy<T>, base: &T, mine: T, theirs: &T) -> Option<T> {
    policy.merge().expect("a policy that merges")(base, mine, theirs)
}

fn add<T: super::Add + Debug>(base: &T, mine: T, theirs: &T) -> T {
    merged(&Policy::add(), base, mine, theirs).expect("`add` merges everything")
}

fn union<T: super::Union + Debug>(base: &T, mine: T, theirs: &T) -> T {
    merged(&Policy::union(), base, mine, theirs).expect("`union` merges everything")
}

/// A small map, so that keys meet.
fn counts() -> impl Strategy<Value = BTreeMap<u8, i8>> {
    prop::collection::btree_map(0..4_u8, any::<i8>(), 0..4)
}

fn items() -> impl Strategy<Value = BTreeSet<u8>> {
    prop::collection::btree_set(0..6_u8, 0..6)
}

proptest! {
    #[test]
    fn a_sum_is_exact_or_at_a_bound(base: i16, mine: i16, theirs: i16) {
        let exact = i64::from(mine) + i64::from(theirs) - i64::from(base);
        let nearest = exact.clamp(i64::from(i16::MIN), i64::from(i16::MAX));
        prop_assert_eq!(i64::from(add(&base, mine, &theirs)), nearest);
    }

    #[test]
    fn steps_of_64_bits_are_not_lost(base: u64, mine: u64, theirs: u64) {
        let exact = i128::from(mine) + i128::from(theirs) - i128::from(base);
        prop_assert_eq!(i128::from(add(&base, mine, &theirs)), exact.clamp(0, i128::from(u64::MAX)));
    }

    #[test]
    fn durations_are_added_to_the_nanosecond(base in 0..1000_u64, mine in 0..1000_u64, theirs in 0..1000_u64) {
        let nanos = |count: u64| Duration::new(count, u32::try_from(count).expect("it is small") * 999_999);
        let exact = (nanos(mine) + nanos(theirs)).saturating_sub(nanos(base));
        prop_assert_eq!(add(&nanos(base), nanos(mine), &nanos(theirs)), exact);
    }

    // Whoever comes first: the steps of both are there.
    #[test]
    fn maps_are_added_in_either_order(base in counts(), mine in counts(), theirs in counts()) {
        prop_assert_eq!(add(&base, mine.clone(), &theirs), add(&base, theirs, &mine));
    }

    #[test]
    fn each_key_of_a_map_is_added_by_itself(base in counts(), mine in counts(), theirs in counts()) {
        let merged = add(&base, mine.clone(), &theirs);
        for key in 0..4 {
            let of = |map: &BTreeMap<u8, i8>| map.get(&key).copied();
            let number = |map| of(map).unwrap_or_default();
            let sum = add(&number(&base), number(&mine), &number(&theirs));
            let removals = [&mine, &theirs].into_iter().filter(|side| of(&base).is_some() && of(side).is_none()).count();
            let is_known = [&base, &mine, &theirs].into_iter().any(|map| of(map).is_some());
            let is_there = is_known && removals < 2 && (removals == 0 || sum != 0);
            prop_assert_eq!(of(&merged), is_there.then_some(sum), "key {}", key);
        }
    }

    #[test]
    fn a_hash_map_is_added_as_a_sorted_one(base in counts(), mine in counts(), theirs in counts()) {
        let hashed = |map: &BTreeMap<u8, i8>| map.clone().into_iter().collect::<HashMap<_, _>>();
        let merged = add(&hashed(&base), hashed(&mine), &hashed(&theirs));
        prop_assert_eq!(merged.into_iter().collect::<BTreeMap<_, _>>(), add(&base, mine, &theirs));
    }

    #[test]
    fn a_union_has_what_neither_removed(base in items(), mine in items(), theirs in items()) {
        let merged = union(&base, mine.clone(), &theirs);
        for item in 0..6 {
            let [base, mine, theirs] = [&base, &mine, &theirs].map(|set| set.contains(&item));
            let is_there = if base { mine && theirs } else { mine || theirs };
            prop_assert_eq!(merged.contains(&item), is_there);
        }
    }

    #[test]
    fn sets_are_united_in_either_order(base in items(), mine in items(), theirs in items()) {
        let merged = union(&base, mine.clone(), &theirs);
        prop_assert_eq!(&merged, &union(&base, theirs.clone(), &mine));
        let hashed = |set: &BTreeSet<u8>| set.iter().copied().collect::<HashSet<_>>();
        prop_assert_eq!(hashed(&merged), union(&hashed(&base), hashed(&mine), &hashed(&theirs)));
    }

    #[test]
    fn each_key_of_a_map_is_united_by_itself(base in counts(), mine in counts(), theirs in counts()) {
        let merged = union(&base, mine.clone(), &theirs);
        for key in 0..4 {
            let [base, my, their, merged] = [&base, &mine, &theirs, &merged].map(|map| map.get(&key).copied());
            let expected = match (base, my, their) {
                (Some(_), None, _) | (Some(_), _, None) => None,
                (_, my, their) => if my == base { their } else { my },
            };
            prop_assert_eq!(merged, expected);
        }
        let hashed = |map: &BTreeMap<u8, i8>| map.clone().into_iter().collect::<HashMap<_, _>>();
        prop_assert_eq!(hashed(&merged), union(&hashed(&base), hashed(&mine), &hashed(&theirs)));
    }

    #[test]
    fn what_both_append_is_there(base: Vec<u8>, mine: Vec<u8>, theirs: Vec<u8>) {
        let behind = |more: &[u8]| [&base[..], more].concat();
        let merged = merged(&Policy::append(), &base, behind(&mine), &behind(&theirs));
        prop_assert_eq!(merged, Some([&base[..], &theirs, &mine].concat()));
    }

    #[test]
    fn a_rewritten_list_gets_what_the_other_appends(base: Vec<u8>, mine: Vec<u8>, more: Vec<u8>) {
        prop_assume!(!mine.starts_with(&base));
        let theirs = [&base[..], &more].concat();
        let merged = merged(&Policy::append(), &base, mine.clone(), &theirs);
        prop_assert_eq!(merged, Some([mine, more].concat()));
    }

    // If they have changed nothing, what I did is all that happened, and the other way round.
    #[test]
    fn a_change_of_one_request_is_the_result(base in counts(), changed in counts()) {
        let list: Vec<_> = base.keys().copied().collect();
        let longer: Vec<_> = changed.keys().copied().collect();
        prop_assert_eq!(&add(&base, changed.clone(), &base), &changed);
        prop_assert_eq!(&add(&base, base.clone(), &changed), &changed);
        prop_assert_eq!(&union(&base, changed.clone(), &base), &changed);
        prop_assert_eq!(&union(&base, base.clone(), &changed), &changed);
        prop_assert_eq!(merged(&Policy::append(), &list, longer.clone(), &list), Some(longer.clone()));
        prop_assert_eq!(merged(&Policy::append(), &list, list.clone(), &longer), Some(longer));
    }

    #[test]
    fn the_greater_or_the_lesser_wins(base: u8, mine: u8, theirs: u8) {
        prop_assert_eq!(merged(&Policy::max(), &base, mine, &theirs), Some(mine.max(theirs)));
        prop_assert_eq!(merged(&Policy::min(), &base, mine, &theirs), Some(mine.min(theirs)));
    }
}

#[test]
fn a_sum_stops_at_the_bounds() {
    assert_eq!(add(&0_u8, 200, &200), 255);
    assert_eq!(add(&9_u8, 4, &4), 0);
    assert_eq!(add(&i64::MIN, i64::MAX, &i64::MAX), i64::MAX);
    assert_eq!(add(&i64::MAX, i64::MIN, &i64::MIN), i64::MIN);
    assert_eq!(add(&0, usize::MAX, &1), usize::MAX);
    assert_eq!(add(&Duration::ZERO, Duration::MAX, &Duration::from_nanos(1)), Duration::MAX);
    assert_eq!(add(&Duration::from_secs(3), Duration::from_secs(1), &Duration::from_secs(1)), Duration::ZERO);
}

#[test]
fn deques_are_appended_as_lists_are() {
    let deque = |items: &[u8]| items.iter().copied().collect::<VecDeque<_>>();
    let merged = |mine, theirs| merged(&Policy::append(), &deque(&[1, 2]), deque(mine), &deque(theirs));
    assert_eq!(merged(&[1, 2, 3], &[1, 2, 4]), Some(deque(&[1, 2, 4, 3])));
    assert_eq!(merged(&[1, 2, 3], &[2]), Some(deque(&[2, 3])));
    assert_eq!(merged(&[2], &[1, 2, 4]), Some(deque(&[2, 4])));
    assert_eq!(merged(&[1], &[2]), None);
}

#[test]
fn keep_takes_theirs_and_refuse_nothing() {
    assert_eq!(merged(&Policy::keep(), &"base", "mine", &"theirs"), Some("theirs"));
    assert_eq!(merged(&Policy::refuse(), &"base", "mine", &"theirs"), None);
}

#[test]
fn a_type_that_counts_or_lists_is_undecided() {
    assert!(PolicyOf::<u32>::POLICY.is_undecided() && PolicyOf::<i128>::POLICY.is_undecided());
    assert!(PolicyOf::<NonZeroU8>::POLICY.is_undecided() && PolicyOf::<Vec<String>>::POLICY.is_undecided());
    assert!(PolicyOf::<VecDeque<u8>>::POLICY.is_undecided() && PolicyOf::<HashMap<String, u64>>::POLICY.is_undecided());
    assert!(PolicyOf::<BTreeMap<String, NonZeroU8>>::POLICY.is_undecided());
    assert!(!PolicyOf::<String>::POLICY.is_undecided() && !PolicyOf::<Option<u32>>::POLICY.is_undecided());
    assert!(!PolicyOf::<BTreeMap<u32, String>>::POLICY.is_undecided() && !PolicyOf::<BTreeSet<u32>>::POLICY.is_undecided());
    assert!(!PolicyOf::<f64>::POLICY.is_undecided() && !PolicyOf::<Duration>::POLICY.is_undecided());
    assert!(PolicyOf::<u32>::POLICY.merge().is_none() && PolicyOf::<String>::POLICY.merge().is_none());
}
