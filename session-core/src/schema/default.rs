//! Defaults: the value of a field that nobody has written yet.

use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::Error as AbsentError;
use serde::de::{Error as _, Visitor};

use super::Value;

/// A type whose fields need no declared default: they begin with the type's `Default`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no starting value",
    label = "a fresh session has no value for this field",
    note = "make it an `Option`, give it a value with `#[session(default = …)]`, or implement `Default` for the type"
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

/// The `Default` of a state's struct, if it has one. A field without a default of its own begins
/// with its value there. A state without `Default` has none: a signed-in state, say, whose user
/// nobody may make up.
///
/// Generated code calls `state()` where the type is known. There the inherent function, which
/// needs `Default`, takes precedence over the function of [`NoStateDefault`].
#[derive(Debug)]
pub struct StateDefault<T>(PhantomData<T>);

impl<T: Default> StateDefault<T> {
    pub fn state() -> Option<T> {
        Some(T::default())
    }
}

/// The fallback of [`StateDefault`] for types that don't implement `Default`.
pub trait NoStateDefault<T> {
    fn state() -> Option<T> {
        None
    }
}

impl<T> NoStateDefault<T> for StateDefault<T> {}

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
