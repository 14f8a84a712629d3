//! Default values: what a field has that nobody wrote yet.

use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::Error as AbsentError;
use serde::de::{Error as _, Visitor};

use super::Value;

/// A type that a field can begin with when its declaration says nothing: its `Default`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no starting value",
    label = "a fresh session doesn't know what to put here",
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

/// A state that a session can begin in: one with a `Default`.
#[diagnostic::on_unimplemented(
    message = "a session can't start as `{Self}`, which has no starting value",
    label = "a visitor without a cookie would have nothing here",
    note = "write `#[derive(Default)]` on the struct, or put `start` on another variant"
)]
pub trait StartState {}

#[diagnostic::do_not_recommend]
impl<T: Default> StartState for T {}

/// Checked when the user's crate compiles, at the variant that is marked `start`.
pub const fn check_start<T: StartState>() {}

/// The default of a state's struct, if it has one: where a field begins whose declaration says
/// nothing. A state that isn't `Default` (a signed-in one, with a user that nobody may make up)
/// has none.
///
/// Generated code asks for it where the type is known: there the inherent function, which needs
/// `Default`, comes before the one of [`NoStateDefault`].
#[derive(Debug)]
pub struct StateDefault<T>(PhantomData<T>);

impl<T: Default> StateDefault<T> {
    pub fn state() -> Option<T> {
        Some(T::default())
    }
}

/// The answer of [`StateDefault`] for types that aren't `Default`.
pub trait NoStateDefault<T> {
    fn state() -> Option<T> {
        None
    }
}

impl<T> NoStateDefault<T> for StateDefault<T> {}

/// The value of a field that isn't there, as serde has it: `None` for an `Option`, and for nothing
/// else.
pub(crate) fn absent<T: Value>() -> Option<T> {
    T::read(Absent).ok()
}

/// A deserializer of a value that isn't there.
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
