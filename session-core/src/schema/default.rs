//! Defaults: the value of a field that nobody has written yet.

use std::cell::OnceCell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::Error as AbsentError;
use serde::de::{Error as _, Visitor};

use super::Value;

/// A type whose fields need no declared default: they begin with the type's `Default`, unless the
/// struct has a `Default` of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no starting value",
    label = "a fresh session has no value for this field",
    note = "make it an `Option`, give it a value with `#[session(default = …)]`, or implement `Default` for the type or for the whole struct"
)]
pub trait FieldDefault: Sized {
    #[doc(hidden)]
    fn field_default() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> FieldDefault for T {
    fn field_default() -> Self {
        T::default()
    }
}

/// A state that a session can begin in: its struct implements `Default`.
#[diagnostic::on_unimplemented(
    message = "a session can't start as `{Self}`, which has no starting value",
    label = "a visitor without a cookie starts here, so it needs a default",
    note = "write `#[derive(Default)]` on the struct, or put `start` on another variant"
)]
pub trait StartState {}

#[diagnostic::do_not_recommend]
impl<T: Default> StartState for T {}

/// Checks the state at the variant that is marked `start`, when the user's crate compiles.
pub const fn check_start<T: StartState>() {}

/// The `Default` of a struct, if it has one. The fields without a default of their own begin with
/// what they have there, all of them in one value.
///
/// Generated code calls these functions where the type is known. There the inherent functions,
/// which need `Default`, take precedence over those of [`NoStructDefault`].
#[derive(Debug)]
pub struct StructDefault<T>(PhantomData<T>);

impl<T: Default> StructDefault<T> {
    /// Whether there is one.
    pub const IS_THERE: bool = true;

    /// Makes the whole default, if there is one.
    pub fn whole() -> Option<T> {
        Some(T::default())
    }

    /// Returns nothing: a field begins with what it has in the whole default.
    pub fn of_type<F>() -> Option<F> {
        None
    }
}

/// The fallback of [`StructDefault`] for types that don't implement `Default`.
pub trait NoStructDefault<T> {
    /// There is none.
    const IS_THERE: bool = false;

    /// Returns nothing.
    fn whole() -> Option<T> {
        None
    }

    /// Returns the `Default` of a field's type.
    fn of_type<F: FieldDefault>() -> Option<F> {
        Some(F::field_default())
    }
}

impl<T> NoStructDefault<T> for StructDefault<T> {}

/// The `Default` of a struct that is being written. It is made once, when a format first asks for
/// what a field that is left out would be read as.
pub struct WholeDefault<T> {
    make: fn() -> Option<T>,
    made: OnceCell<Option<T>>,
}

impl<T> WholeDefault<T> {
    /// Creates a default that `make` makes.
    pub const fn new(make: fn() -> Option<T>) -> Self {
        Self { make, made: OnceCell::new() }
    }

    /// Returns the default, if there is one.
    pub(super) fn get(&self) -> Option<&T> {
        self.made.get_or_init(self.make).as_ref()
    }
}

impl<T> fmt::Debug for WholeDefault<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WholeDefault").finish_non_exhaustive()
    }
}

/// Returns the value that serde gives to a missing field: `None` for an `Option`, and nothing for
/// any other type.
pub(crate) fn absent<T: Value>() -> Option<T> {
    T::read(Absent).ok()
}

/// The deserializer of a missing value.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = AbsentError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, AbsentError> {
        Err(AbsentError::custom("absent"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, AbsentError> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
