//! `merge = add`: both requests have counted, and nothing that either counted is lost.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::time::Duration;

use super::map::Map;

/// A type of fields that are merged by `add`: mine + theirs − base.
///
/// The sum saturates at the bounds of its type. A map is added key by key, and a key that isn't
/// there counts as zero. A key whose sum is zero isn't there if a request has removed it. A key
/// that both requests have removed isn't there either.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be merged by `add`",
    label = "`add` has no sum for this type",
    note = "`add` is for integers of up to 64 bits, durations, and maps of these",
    note = "for another type: a function of your own, `merge = \"path\"`"
)]
pub trait Add: Sized {
    /// Returns mine + theirs − base.
    fn add(base: &Self, mine: Self, theirs: &Self) -> Option<Self>;
}

/// An amount that can be added: an integer of up to 64 bits, or a duration.
pub trait Amount: Copy {
    /// Returns the amount as a number that has room for the sum of two.
    fn number(self) -> i128;

    /// Returns the amount that is nearest to a number.
    fn nearest(number: i128) -> Self;
}

macro_rules! impl_integers {
    ($($ty:ty),*) => {
        $(impl Amount for $ty {
            #[expect(clippy::allow_attributes, reason = "some of these casts have another lint")]
            fn number(self) -> i128 {
                #[allow(clippy::cast_lossless, clippy::cast_possible_wrap, reason = "all of 64 bits fit")]
                let number = self as i128;
                number
            }

            fn nearest(number: i128) -> Self {
                Self::try_from(number).unwrap_or(if number < 0 { Self::MIN } else { Self::MAX })
            }
        })*
    };
}

impl_integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl Amount for Duration {
    /// Returns the nanoseconds, of which a duration has fewer than 2⁹⁴.
    fn number(self) -> i128 {
        i128::try_from(self.as_nanos()).unwrap_or(i128::MAX)
    }

    fn nearest(number: i128) -> Self {
        let second = Self::from_secs(1).number();
        let (seconds, nanos) = (number.max(0) / second, number.max(0) % second);
        let whole = u64::try_from(seconds).ok().zip(u32::try_from(nanos).ok());
        whole.map_or(Self::MAX, |(seconds, nanos)| Self::new(seconds, nanos))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Amount> Add for T {
    fn add(base: &T, mine: T, theirs: &T) -> Option<T> {
        Some(T::nearest(mine.number() + theirs.number() - base.number()))
    }
}

#[diagnostic::do_not_recommend]
impl<K: Ord + Clone, V: Amount> Add for BTreeMap<K, V> {
    fn add(base: &Self, mine: Self, theirs: &Self) -> Option<Self> {
        Some(add_maps(base, mine, theirs))
    }
}

#[diagnostic::do_not_recommend]
impl<K: Eq + Hash + Clone, V: Amount, H: BuildHasher> Add for HashMap<K, V, H> {
    fn add(base: &Self, mine: Self, theirs: &Self) -> Option<Self> {
        Some(add_maps(base, mine, theirs))
    }
}

fn add_maps<M: Map<Value: Amount>>(base: &M, mut mine: M, theirs: &M) -> M {
    let known = base.keys().chain(theirs.keys().filter(|key| base.get(key).is_none()));
    for key in known {
        let sides = [base.get(key), mine.get(key), theirs.get(key)];
        let [base, my, their] = sides.map(|amount| amount.map_or(0, |amount| amount.number()));
        let sum = M::Value::nearest(my + their - base);
        let is_removed = match sides {
            [Some(_), None, None] => true,
            [Some(_), Some(_), None] | [Some(_), None, Some(_)] => sum.number() == 0,
            _ => false,
        };
        if is_removed {
            mine.remove(key);
        } else {
            mine.put(key.clone(), sum);
        }
    }
    mine
}
