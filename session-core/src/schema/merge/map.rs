//! What the policies need of a map, whichever of the two kinds it is.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

/// A map of the standard library.
pub(super) trait Map {
    type Key: Clone;
    type Value;

    fn keys(&self) -> impl Iterator<Item = &Self::Key>;

    fn get(&self, key: &Self::Key) -> Option<&Self::Value>;

    fn put(&mut self, key: Self::Key, value: Self::Value);

    fn remove(&mut self, key: &Self::Key);
}

macro_rules! impl_map {
    ($ty:ty, [$($parameters:tt)*]) => {
        impl<$($parameters)*> Map for $ty {
            type Key = K;
            type Value = V;

            fn keys(&self) -> impl Iterator<Item = &K> {
                self.keys()
            }

            fn get(&self, key: &K) -> Option<&V> {
                self.get(key)
            }

            fn put(&mut self, key: K, value: V) {
                self.insert(key, value);
            }

            fn remove(&mut self, key: &K) {
                self.remove(key);
            }
        }
    };
}

impl_map!(BTreeMap<K, V>, [K: Ord + Clone, V]);
impl_map!(HashMap<K, V, H>, [K: Eq + Hash + Clone, V, H: BuildHasher]);
