//! What can't be done with a handle: items that a program can't use, with the compiler's text that
//! says what to write instead.
//!
//! Each has a bound that nothing implements. Without these items the compiler would find others of
//! the same name (the `clone` of the session type), or suggest what doesn't help.

use std::future::Ready;

use serde::{Serialize, Serializer};

use super::{Live, View};

/// A bound that nothing implements. The compiler names it where a program makes a session without
/// a request.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "there is no session outside of a request",
    label = "a `Live` is borrowed from its request, and can't be made",
    note = "a handler takes it as its first argument: `async fn index(session: Live<'_, S>)`, mounted by `with_session(index)`",
    note = "a script makes a request of its own with `Sessions::scope`, a test with `testing::Browser`"
)]
pub trait InRequest: Sized {
    const LIVE: Self;
}

/// A bound that nothing implements. The compiler names it where a program clones a handle.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the session of a request can't be cloned",
    label = "a clone is a value of its own: what is changed in it is not stored",
    note = "to change the session, change the handle's own fields: `live.count += 1`",
    note = "to keep something of it, clone a field: `live.name.clone()`; to read all of it as a value, write `(*live).clone()`"
)]
pub trait Cloneable<V> {
    fn clone_of(&self) -> V;
}

/// A bound that nothing implements. The compiler names it where an extractor asks for a session.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an extractor can't take the session",
    label = "only a handler and its middleware have it",
    note = "the handler takes the session first, `async fn index(live: Live<'_, S>, …)`, and passes on what other functions need of it",
    note = "what many handlers need is done by middleware, which `from_fn` makes"
)]
pub trait Extractable: Sized {
    fn extract<E>() -> Ready<Result<Self, E>>;
}

/// A bound that nothing implements. The compiler names it where a program serializes a handle.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a session can't be sent as it is: a response says which fields it shows",
    label = "the handle of a session, which serde doesn't write",
    note = "make a value of what is shown: `Json(json!({{ \"count\": live.count }}))`, or a struct with `#[derive(serde::Serialize)]`"
)]
pub trait Sendable {
    fn send<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A type's own name, written so that rustc doesn't suggest the function that returns it.
#[doc(hidden)]
pub trait Unsuggested {
    type This;
}

impl<T> Unsuggested for T {
    type This = T;
}

#[doc(hidden)]
impl<V: View> Live<'_, V> {
    pub const fn new() -> <Self as Unsuggested>::This
    where
        Self: InRequest,
    {
        Self::LIVE
    }

    #[expect(clippy::should_implement_trait, reason = "it is found before the `clone` of the session type")]
    pub fn clone(&self) -> V
    where
        Self: Cloneable<V>,
    {
        self.clone_of()
    }

    pub fn to_owned(&self) -> V
    where
        Self: Cloneable<V>,
    {
        self.clone_of()
    }

    pub fn from_request_parts<Parts, St, E>(_: Parts, _: St) -> Ready<Result<Self, E>>
    where
        Self: Extractable,
    {
        Self::extract()
    }
}

#[doc(hidden)]
impl<V: View> Serialize for Live<'_, V>
where
    Self: Sendable,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.send(serializer)
    }
}
