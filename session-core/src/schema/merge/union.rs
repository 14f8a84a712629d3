//! `merge = union`: what either request has put in is there, and what either has removed isn't.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use super::map::Map;

/// A type of fields that are merged by `union`: base, mine and theirs together, without what
/// either request has removed.
///
/// A map is merged key by key. Of a key that both requests have changed, mine is kept. A key that
/// one request has removed and the other has changed is removed.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be merged by `union`",
    label = "`union` needs a set or a map",
    note = "`union` is for sets, and for maps whose values can be compared: what is in them implements `Clone` and `PartialEq`",
    note = "two equal items of a list can't be told apart: write a set, or `append` if items are only put at the end"
)]
pub trait Union: Sized {
    /// Returns what is in any of the three and was removed by neither request.
    fn union(base: &Self, mine: Self, theirs: &Self) -> Option<Self>;
}

macro_rules! impl_sets {
    ($($ty:ty, [$($parameters:tt)*];)*) => {
        $(#[diagnostic::do_not_recommend]
        impl<$($parameters)*> Union for $ty {
            fn union(base: &Self, mut mine: Self, theirs: &Self) -> Option<Self> {
                mine.retain(|item| theirs.contains(item) || !base.contains(item));
                mine.extend(theirs.iter().filter(|item| !base.contains(*item)).cloned());
                Some(mine)
            }
        })*
    };
}

impl_sets! {
    BTreeSet<T>, [T: Ord + Clone];
    HashSet<T, H>, [T: Eq + Hash + Clone, H: BuildHasher];
}

#[diagnostic::do_not_recommend]
impl<K: Ord + Clone, V: PartialEq + Clone> Union for BTreeMap<K, V> {
    fn union(base: &Self, mine: Self, theirs: &Self) -> Option<Self> {
        Some(union_of_maps(base, mine, theirs))
    }
}

#[diagnostic::do_not_recommend]
impl<K: Eq + Hash + Clone, V: PartialEq + Clone, H: BuildHasher> Union for HashMap<K, V, H> {
    fn union(base: &Self, mine: Self, theirs: &Self) -> Option<Self> {
        Some(union_of_maps(base, mine, theirs))
    }
}

fn union_of_maps<M: Map<Value: PartialEq + Clone>>(base: &M, mut mine: M, theirs: &M) -> M {
    for key in base.keys().filter(|key| theirs.get(key).is_none()) {
        mine.remove(key);
    }
    for key in theirs.keys() {
        let Some(their) = theirs.get(key) else { continue };
        // Mine is kept where it differs from base, and what isn't in base is new. A key that is in
        // base only was removed by me.
        if mine.get(key) == base.get(key) {
            mine.put(key.clone(), their.clone());
        }
    }
    mine
}
