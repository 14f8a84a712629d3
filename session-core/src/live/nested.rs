//! Session types as the fields of another session.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use super::Session;
use crate::schema::Value;

/// Whether a field's type is a session by itself, or a list of sessions. Generated code asks where
/// the type is known. There the inherent constants take precedence over that of [`IsPart`].
///
/// They need a type that can be stored, since one that can't is an error already.
#[derive(Debug)]
pub struct FieldType<T: ?Sized>(PhantomData<T>);

macro_rules! is_session {
    ($($({$parameter:ident})? $ty:ty,)*) => {
        $(impl<$($parameter,)? S: Session + Value> FieldType<$ty> {
            /// The type is a session, or holds some.
            pub const IS_SESSION: bool = true;
        })*
    };
}

is_session! {
    S,
    Option<S>,
    Vec<S>,
    {K} BTreeMap<K, S>,
    {K} HashMap<K, S>,
}

/// The fallback of [`FieldType`] for types that aren't sessions.
pub trait IsPart {
    /// The type isn't a session, or can't be stored.
    const IS_SESSION: bool = false;
}

impl<T: ?Sized> IsPart for FieldType<T> {}

/// Checks that a field isn't a session, when the user's crate compiles.
#[track_caller]
pub const fn check_not_nested(is_session: bool) {
    assert!(
        !is_session,
        "a session can't be a part of another one, where its own settings would mean nothing: for a handler of both, write `Live<'_, (A, B)>`; for a part of this session, drop `Session` from the derives of that type"
    );
}
