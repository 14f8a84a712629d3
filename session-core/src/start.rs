//! Starting values: what a field has that nobody wrote yet.

use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::Error as Absent;
use serde::de::{Error as _, Visitor};

use crate::field::Value;

/// A type that a field can start with when nothing was said: its `Default`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no starting value",
    label = "a fresh session doesn't know what to put here",
    note = "make it an `Option`, give it a value with `#[session(default = …)]`, or implement `Default` for the type"
)]
pub trait Start: Sized {
    #[doc(hidden)]
    fn start() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Start for T {
    fn start() -> Self {
        T::default()
    }
}

/// A state that a session can begin in: one with a `Default`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a session can't start as `{Self}`, which has no starting value",
    label = "a visitor without a cookie would have nothing here",
    note = "write `#[derive(Default)]` on the struct, or put `start` on another variant"
)]
pub trait StartState {}

#[diagnostic::do_not_recommend]
impl<T: Default> StartState for T {}

#[doc(hidden)]
pub const fn check_start<T: StartState>() {}

/// What a state's field starts with when nothing was said: what it has in the struct's `Default`. A state that isn't `Default`
/// (a signed-in one, with a user that nobody may make up) has no starting values.
///
/// `Default` is looked for in generated code, where the type is known: the inherent function comes before the trait's.
#[doc(hidden)]
#[derive(Debug)]
pub struct Starting<T>(PhantomData<T>);

impl<T: Default> Starting<T> {
    #[doc(hidden)]
    pub fn state() -> Option<T> {
        Some(T::default())
    }
}

#[doc(hidden)]
pub trait NotStarting<T> {
    fn state() -> Option<T> {
        None
    }
}

impl<T> NotStarting<T> for Starting<T> {}

/// The value of a field that isn't there, as serde has it: `None` for an `Option`, and for nothing else.
pub(crate) fn absent<T: Value>() -> Option<T> {
    T::read(Nowhere).ok()
}

/// Where there is nothing to read.
struct Nowhere;

impl<'de> Deserializer<'de> for Nowhere {
    type Error = Absent;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Absent> {
        Err(Absent::custom("absent"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Absent> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
