//! `merge = "path"`: a function of the type's author decides.

use std::ops::Deref;

/// A function that merges fields of the type `T`. It may take base and theirs as what they deref
/// to, such as `&str` for a `String`. `By` tells the two kinds apart.
#[diagnostic::on_unimplemented(
    message = "this function doesn't merge a `{T}`",
    label = "a function of another signature",
    note = "write `fn(base: &{T}, mine: {T}, theirs: &{T}) -> {T}`: what both requests began with, what this one has made of it, and what the other one has stored"
)]
pub trait MergeFunction<T, By> {
    /// Calls the function.
    fn call(self, base: &T, mine: T, theirs: &T) -> T;
}

/// The kind of functions that take a `&T`.
#[derive(Debug)]
pub struct ByReference;

/// The kind of functions that take what a `&T` derefs to.
#[derive(Debug)]
pub struct ByTarget;

#[diagnostic::do_not_recommend]
impl<T, F: FnOnce(&T, T, &T) -> T> MergeFunction<T, ByReference> for F {
    fn call(self, base: &T, mine: T, theirs: &T) -> T {
        self(base, mine, theirs)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Deref, F: FnOnce(&T::Target, T, &T::Target) -> T> MergeFunction<T, ByTarget> for F {
    fn call(self, base: &T, mine: T, theirs: &T) -> T {
        self(base, mine, theirs)
    }
}

/// Merges by a function of the type's author.
pub fn merge_by<T, By>(function: impl MergeFunction<T, By>, base: &T, mine: T, theirs: &T) -> Option<T> {
    Some(function.call(base, mine, theirs))
}
