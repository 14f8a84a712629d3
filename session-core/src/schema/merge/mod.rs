//! How a field is merged that two requests of one visitor have changed: the policies of
//! `#[session(merge = …)]`.
//!
//! A policy is shown three values. *Base* is what both requests began with. *Mine* is what this
//! request has made of it. *Theirs* is what the other request has stored in the meantime. A policy
//! returns `None` if the three can't be merged.

mod add;
mod append;
mod keep;
mod map;
mod of_type;
mod order;
mod own;
mod union;

#[cfg(test)]
mod tests;

use std::fmt;

use add::Add;
use append::Append;
use keep::Keep;
use order::Ordered;
use union::Union;

pub use of_type::{NoPolicyOf, PolicyOf};
pub use own::merge_by;

/// A function that merges base, mine and theirs.
pub(crate) type Merge<T> = fn(&T, T, &T) -> Option<T>;

/// How fields of the type `T` are merged.
pub struct Policy<T> {
    merge: Option<Merge<T>>,
    is_undecided: bool,
}

impl<T> Policy<T> {
    /// Mine wins: the last request that writes the field.
    pub const LAST: Self = Self { merge: None, is_undecided: false };

    /// Mine wins as well, but the type is one whose fields lose something by that. So a field of a
    /// session in a store has to declare what is meant.
    pub const UNDECIDED: Self = Self { merge: None, is_undecided: true };

    /// Merges by a function.
    pub const fn by(merge: Merge<T>) -> Self {
        Self { merge: Some(merge), is_undecided: false }
    }

    /// Adds what either request has added.
    pub const fn add() -> Self
    where
        T: Add,
    {
        Self::by(T::add)
    }

    /// Takes the greater of mine and theirs.
    pub const fn max() -> Self
    where
        T: Ordered,
    {
        Self::by(T::max_of)
    }

    /// Takes the lesser of mine and theirs.
    pub const fn min() -> Self
    where
        T: Ordered,
    {
        Self::by(T::min_of)
    }

    /// Keeps the items that either request has added, and none that either has removed.
    pub const fn union() -> Self
    where
        T: Union,
    {
        Self::by(T::union)
    }

    /// Puts what mine has more behind what theirs has.
    pub const fn append() -> Self
    where
        T: Append,
    {
        Self::by(T::append)
    }

    /// Keeps theirs: the first request that wrote the field wins.
    pub const fn keep() -> Self
    where
        T: Keep,
    {
        Self::by(T::keep)
    }

    /// Merges nothing.
    pub const fn refuse() -> Self {
        Self::by(|_, _, _| None)
    }

    /// Returns the function that merges, or `None` where mine wins.
    pub const fn merge(&self) -> Option<Merge<T>> {
        self.merge
    }

    /// Returns whether a field of a session in a store has to declare what is meant.
    pub const fn is_undecided(&self) -> bool {
        self.is_undecided
    }
}

impl<T> fmt::Debug for Policy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").finish_non_exhaustive()
    }
}
