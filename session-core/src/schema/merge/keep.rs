//! `merge = keep`: the first request that wrote the field wins.

/// A type of fields that are merged by `keep`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be merged by `keep`",
    label = "`keep` needs `Clone`",
    note = "write `#[derive(Clone)]` on the type"
)]
pub trait Keep: Sized {
    /// Returns theirs.
    fn keep(base: &Self, mine: Self, theirs: &Self) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Keep for T {
    fn keep(_base: &T, _mine: T, theirs: &T) -> Option<T> {
        Some(theirs.clone())
    }
}
