//! How large values can get in a cookie.
//!
//! A `bounded` session's cookie can't exceed what browsers keep. The largest encoding of each
//! field is known when the user's crate compiles, from its type or from its `max_len`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// A type whose encoding has a largest size.
///
/// Numbers, `bool`, `char`, and `Option`s, arrays and tuples of such types have one. Implement the
/// trait for an enum or a struct of your own:
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use session_core::schema::{MaxSize, text_size};
///
/// #[derive(Default, Serialize, Deserialize)]
/// enum Theme {
///     #[default]
///     Light,
///     Dark,
/// }
///
/// impl MaxSize for Theme {
///     // serde writes the name of the variant.
///     const MAX_SIZE: usize = text_size("Light".len());
/// }
/// ```
///
/// In debug builds and in `testing::Browser`, closing a session finds a value that is larger than
/// its type says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no largest size",
    label = "a `bounded` session needs to know its largest size",
    note = "give the field a limit: `#[session(max_len = 64)]` counts the bytes of a text or the items of a list",
    note = "for a type of your own, implement `session_core::schema::MaxSize`"
)]
pub trait MaxSize {
    /// The size of the largest encoding in bytes (RFC 8949).
    const MAX_SIZE: usize;

    /// Whether each value is a byte. A list or tuple of nothing but bytes is a byte string.
    #[doc(hidden)]
    const IS_BYTE: bool = false;
}

/// Returns the size of the largest encoding as an item of a list, in bytes.
const fn size_in_list<T: MaxSize>() -> usize {
    if T::IS_BYTE { 1 } else { T::MAX_SIZE }
}

/// A type that `max_len` can limit: a text by its bytes, a list, set or map by its items.
#[diagnostic::on_unimplemented(
    message = "`max_len` doesn't limit a `{Self}`",
    label = "not a text, a list, a set or a map of values that have a largest size",
    note = "`max_len` counts the bytes of a `String` and the items of a `Vec`, a set or a map, also in an `Option`"
)]
pub trait MaxLen {
    /// Returns the length of this value.
    fn length(&self) -> usize;

    /// The size of the largest encoding of a value that has a given length.
    #[doc(hidden)]
    const SIZE_OF: SizeOf;
}

/// The size of the largest encoding for a length: a head, and a number of bytes for each unit.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct SizeOf {
    each: usize,
}

impl SizeOf {
    #[doc(hidden)]
    pub const fn length(self, length: usize) -> usize {
        head_size(length) + length * self.each
    }
}

/// Returns the size of the head of a text, an array or a map of this length, in bytes.
pub const fn head_size(length: usize) -> usize {
    match length {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// Returns the size of the encoding of a text with `length` bytes.
pub const fn text_size(length: usize) -> usize {
    head_size(length) + length
}

macro_rules! impl_max_size {
    ($($ty:ty = $size:literal),* $(,)?) => {
        $(impl MaxSize for $ty {
            const MAX_SIZE: usize = $size;
        })*
    };
}

impl MaxSize for u8 {
    const MAX_SIZE: usize = 2;
    const IS_BYTE: bool = true;
}

// A number has a head and its bytes; a number of 128 bits has a tag, a head and 16 bytes.
impl_max_size!(
    bool = 1,
    () = 1,
    i8 = 2,
    u16 = 3,
    i16 = 3,
    u32 = 5,
    i32 = 5,
    u64 = 9,
    i64 = 9,
    usize = 9,
    isize = 9,
    u128 = 18,
    i128 = 18,
    f32 = 5,
    f64 = 9,
    char = 5,
);

impl<T: MaxSize> MaxSize for Option<T> {
    const MAX_SIZE: usize = if T::MAX_SIZE > 1 { T::MAX_SIZE } else { 1 };
}

impl<T: MaxSize> MaxSize for Box<T> {
    const MAX_SIZE: usize = T::MAX_SIZE;
    const IS_BYTE: bool = T::IS_BYTE;
}

impl<T: MaxSize, const N: usize> MaxSize for [T; N] {
    const MAX_SIZE: usize = head_size(N) + N * size_in_list::<T>();
}

macro_rules! impl_max_size_of_tuples {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<$first: MaxSize, $($rest: MaxSize),*> MaxSize for ($first, $($rest,)*) {
                const MAX_SIZE: usize = if $first::IS_BYTE $(&& $rest::IS_BYTE)* {
                    1 + size_in_list::<$first>() $(+ size_in_list::<$rest>())*
                } else {
                    1 + $first::MAX_SIZE $(+ $rest::MAX_SIZE)*
                };
            }
            impl_max_size_of_tuples!($($rest)*);
        )?
    };
}

impl_max_size_of_tuples!(A B C D E F G H);

impl MaxLen for String {
    const SIZE_OF: SizeOf = SizeOf { each: 1 };

    fn length(&self) -> usize {
        self.len()
    }
}

impl<T: MaxLen> MaxLen for Option<T> {
    const SIZE_OF: SizeOf = T::SIZE_OF;

    fn length(&self) -> usize {
        self.as_ref().map_or(0, MaxLen::length)
    }
}

macro_rules! impl_max_len {
    ($($ty:ident),*) => {
        $(impl<T: MaxSize> MaxLen for $ty<T> {
            const SIZE_OF: SizeOf = SizeOf { each: size_in_list::<T>() };

            fn length(&self) -> usize {
                self.len()
            }
        })*
    };
}

impl_max_len!(Vec, VecDeque, BTreeSet);

impl<T: MaxSize, H> MaxLen for HashSet<T, H> {
    const SIZE_OF: SizeOf = SizeOf { each: size_in_list::<T>() };

    fn length(&self) -> usize {
        self.len()
    }
}

impl<K: MaxSize, V: MaxSize> MaxLen for BTreeMap<K, V> {
    const SIZE_OF: SizeOf = SizeOf { each: K::MAX_SIZE + V::MAX_SIZE };

    fn length(&self) -> usize {
        self.len()
    }
}

impl<K: MaxSize, V: MaxSize, H> MaxLen for HashMap<K, V, H> {
    const SIZE_OF: SizeOf = SizeOf { each: K::MAX_SIZE + V::MAX_SIZE };

    fn length(&self) -> usize {
        self.len()
    }
}
