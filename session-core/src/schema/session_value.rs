//! Session values: types whose values always read back, because their shape is known.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use super::sealed::Derived;
use super::{Field, Shape};

/// A value whose shape is known where its type is: `#[derive(SessionValue)]`.
///
/// Numbers of up to 64 bits, `bool`, `char` and `String` are session values. So are an `Option`, a
/// `Box`, an `Arc`, a list, an array, a set, a map and a tuple of up to 8 parts, if what is in them
/// is one; and so are structs and enums that derive this trait. [The derive's
/// page](macro@crate::SessionValue) has an example.
///
/// A field of any other type that serde writes and reads is stored as well. Only its own code
/// knows what it writes, so each write of such a field reads it back and compares. So does a write
/// of a map whose keys are neither texts nor integers, nor tuple structs of one of these. Any other
/// session value needs no such check: it always reads back, unless writing it fails with the
/// reason.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session value",
    label = "its shape isn't known",
    note = "for a type of your own: `#[derive(session_core::SessionValue)]`"
)]
pub trait SessionValue {
    #[doc(hidden)]
    const ONLY_BY_DERIVE: Derived;
    /// The shape of the type's values.
    const SHAPE: &'static Shape;
}

/// The shape of a type, if it has one.
///
/// Generated code asks for `SHAPE` where the type is known. There the inherent constant, which
/// needs a [`SessionValue`], takes precedence over the constant of [`NoShape`].
#[derive(Debug)]
pub struct ShapeOf<T>(PhantomData<T>);

impl<T: SessionValue> ShapeOf<T> {
    /// A function, so that a type may contain itself.
    pub const SHAPE: Option<fn() -> &'static Shape> = Some(|| T::SHAPE);
}

/// The fallback of [`ShapeOf`] for foreign types, which serde alone knows.
pub trait NoShape {
    /// No shape.
    const SHAPE: Option<fn() -> &'static Shape> = None;
}

impl<T> NoShape for ShapeOf<T> {}

/// Whether a declared type holds a foreign one, which is looked up once.
#[derive(Debug)]
pub struct HoldsForeign(OnceLock<bool>);

impl HoldsForeign {
    /// Creates the answer for a type that wasn't asked yet.
    #[expect(clippy::new_without_default, reason = "only generated code makes one, as a constant")]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Returns whether a foreign type is in `T`, at any depth.
    pub fn get<T: SessionValue>(&self) -> bool {
        *self.0.get_or_init(|| {
            let mut declared = Vec::new();
            T::SHAPE.collect_declared(&mut declared);
            let is_doubtful = |field: &Field| field.shape().is_none_or(|shape| shape.is_doubtful(|_| false));
            declared.iter().any(|declared| declared.fields().any(is_doubtful))
        })
    }
}

macro_rules! impl_plain {
    ($($ty:ident),* $(,)?) => {
        $(impl SessionValue for $ty {
            const ONLY_BY_DERIVE: Derived = Derived;
            const SHAPE: &'static Shape = &Shape::Plain(stringify!($ty));
        })*
    };
}

// An integer of 128 bits isn't one: inside of a declared type it could come to stand behind serde's
// buffers, which can't hold it.
impl_plain!(bool, char, f32, f64, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, String);

/// A text in a `Box<str>`, say, which is stored as a `String` is.
impl SessionValue for str {
    const ONLY_BY_DERIVE: Derived = Derived;
    const SHAPE: &'static Shape = String::SHAPE;
}

macro_rules! impl_containers {
    ($($ty:ty, [$($parameters:tt)*] => $shape:expr;)*) => {
        $(impl<$($parameters)*> SessionValue for $ty {
            const ONLY_BY_DERIVE: Derived = Derived;
            const SHAPE: &'static Shape = $shape;
        })*
    };
}

impl_containers! {
    Box<T>, [T: SessionValue + ?Sized] => T::SHAPE;
    Arc<T>, [T: SessionValue + ?Sized] => T::SHAPE;
    [T], [T: SessionValue] => &Shape::List(T::SHAPE);
    Option<T>, [T: SessionValue] => &Shape::Optional(T::SHAPE);
    Vec<T>, [T: SessionValue] => &Shape::List(T::SHAPE);
    VecDeque<T>, [T: SessionValue] => &Shape::List(T::SHAPE);
    BTreeSet<T>, [T: SessionValue] => &Shape::List(T::SHAPE);
    HashSet<T, H>, [T: SessionValue, H] => &Shape::List(T::SHAPE);
    [T; N], [T: SessionValue, const N: usize] => &Shape::Array(T::SHAPE, N);
    BTreeMap<K, T>, [K: SessionValue, T: SessionValue] => &Shape::Map(K::SHAPE, T::SHAPE);
    HashMap<K, T, H>, [K: SessionValue, T: SessionValue, H] => &Shape::Map(K::SHAPE, T::SHAPE);
}

macro_rules! impl_tuples {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<$first: SessionValue, $($rest: SessionValue),*> SessionValue for ($first, $($rest,)*) {
                const ONLY_BY_DERIVE: Derived = Derived;
                const SHAPE: &'static Shape = &Shape::Tuple(&[$first::SHAPE, $($rest::SHAPE),*]);
            }
            impl_tuples!($($rest)*);
        )?
    };
}

impl_tuples!(A B C D E F G H);
