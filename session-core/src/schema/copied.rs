//! Types that are copied where their handle is read: a session is none of them.

use std::marker::PhantomData;

/// Whether a type is `Copy`. Generated code asks where the type is known. There the inherent
/// constant, which needs `Copy`, takes precedence over that of [`NoCopies`].
#[derive(Debug)]
pub struct Copies<T>(PhantomData<T>);

impl<T: Copy> Copies<T> {
    pub const ARE_MADE: bool = true;
}

/// The fallback of [`Copies`] for types that aren't `Copy`.
pub trait NoCopies {
    const ARE_MADE: bool = false;
}

impl<T> NoCopies for Copies<T> {}

/// Checks that a session or a state isn't `Copy`, when the user's crate compiles.
#[track_caller]
pub const fn check_not_copy(is_copy: bool) {
    assert!(
        !is_copy,
        "a session isn't `Copy`: what is changed in a copy, such as `let mut copy = *live;`, is not stored; drop `Copy`, and change the handle's own fields, such as `live.count += 1`"
    );
}
