//! `merge = max` and `merge = min`: the greater or the lesser of two values wins.

/// A type of fields that are merged by `max` or `min`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be merged by `max` or `min`",
    label = "`max` and `min` need a type with an order",
    note = "`max` and `min` are for types that implement `Ord` and `Clone`, which floats don't: one that is not a number has no place in an order"
)]
pub trait Ordered: Sized {
    /// Returns the greater of mine and theirs.
    fn max_of(base: &Self, mine: Self, theirs: &Self) -> Option<Self>;

    /// Returns the lesser of mine and theirs.
    fn min_of(base: &Self, mine: Self, theirs: &Self) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Ord + Clone> Ordered for T {
    fn max_of(_base: &T, mine: T, theirs: &T) -> Option<T> {
        Some(if mine < *theirs { theirs.clone() } else { mine })
    }

    fn min_of(_base: &T, mine: T, theirs: &T) -> Option<T> {
        Some(if mine > *theirs { theirs.clone() } else { mine })
    }
}
