//! The policy of a field that declares none: its type decides.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::marker::PhantomData;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
    NonZeroU128, NonZeroUsize,
};

use super::Policy;

/// The policy that a type brings. Generated code asks where the type is known. There the inherent
/// constants take precedence over that of [`NoPolicyOf`].
#[derive(Debug)]
pub struct PolicyOf<T>(PhantomData<T>);

/// The fallback of [`PolicyOf`] for types that bring no policy and lose nothing by that.
pub trait NoPolicyOf<T> {
    /// Mine wins.
    const POLICY: Policy<T> = Policy::LAST;
}

impl<T> NoPolicyOf<T> for PolicyOf<T> {}

/// An integer: what counts something. Two requests that count lose a step if the last one wins.
pub trait Integer {}

macro_rules! impl_undecided {
    ($([$($parameters:tt)*] $ty:ty;)*) => {
        $(impl<$($parameters)*> PolicyOf<$ty> {
            /// Mine wins, and what the other request has counted or put in is lost.
            pub const POLICY: Policy<$ty> = Policy::UNDECIDED;
        })*
    };
}

macro_rules! impl_integers {
    ($($ty:ty)*) => {
        $(impl Integer for $ty {})*
        impl_undecided!($([] $ty;)*);
    };
}

impl_integers! {
    i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI128 NonZeroIsize
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroU128 NonZeroUsize
}

impl_undecided! {
    [T] Vec<T>;
    [T] VecDeque<T>;
    [K, V: Integer] BTreeMap<K, V>;
    [K, V: Integer, H] HashMap<K, V, H>;
}
