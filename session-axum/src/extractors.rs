//! The arguments of a handler after the session.

use std::future::ready;

use axum::extract::Request;
use axum::response::Response;

use crate::argument::{Argument, Fits, LastArgument};

/// A list of extractors, of which only the last may take the body. `V` is the handler's session,
/// and `M` has a mark for each extractor.
pub trait Extractors<V, M, St>: Sized {
    #[doc(hidden)]
    fn extract(request: Request, state: &St) -> impl Future<Output = Result<Self, Response>> + Send;
}

/// The types of a handler's arguments after the session.
pub trait Arguments: 'static {
    /// The first of them, which is the path of a handler that axum-extra's `typed_get` mounts.
    type First;
}

impl Arguments for () {
    type First = ();
}

impl<V, St: Sync> Extractors<V, (), St> for () {
    fn extract(_: Request, _: &St) -> impl Future<Output = Result<Self, Response>> + Send {
        ready(Ok(()))
    }
}

macro_rules! impl_extract {
    ($($first:ident $mark:ident)*; $last:ident $last_mark:ident) => {
        #[allow(non_snake_case, reason = "a type and its value share a name")]
        impl<V, St, $($first, $mark,)* $last, $last_mark> Extractors<V, ($($mark,)* $last_mark,), St> for ($($first,)* $last,)
        where
            St: Send + Sync,
            $($first: Argument<V, $mark, St> + Send, $mark: Fits,)*
            $last: LastArgument<V, $last_mark, St> + Send,
            $last_mark: Fits,
        {
            async fn extract(request: Request, state: &St) -> Result<Self, Response> {
                #[allow(unused_mut, reason = "one argument has nothing before it")]
                let (mut parts, body) = request.into_parts();
                $(let $first = $first::take(&mut parts, state).await?;)*
                let $last = $last::take(Request::from_parts(parts, body), state).await?;
                Ok(($($first,)* $last,))
            }
        }
    };
}

macro_rules! impl_arguments {
    ($first:ident $($other:ident)*) => {
        impl<$first: 'static, $($other: 'static),*> Arguments for ($first, $($other,)*) {
            type First = $first;
        }
    };
}

impl_extract!(; A1 M1);
impl_extract!(A1 M1; A2 M2);
impl_extract!(A1 M1 A2 M2; A3 M3);
impl_extract!(A1 M1 A2 M2 A3 M3; A4 M4);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4; A5 M5);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5; A6 M6);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6; A7 M7);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7; A8 M8);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8; A9 M9);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8 A9 M9; A10 M10);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8 A9 M9 A10 M10; A11 M11);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8 A9 M9 A10 M10 A11 M11; A12 M12);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8 A9 M9 A10 M10 A11 M11 A12 M12; A13 M13);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8 A9 M9 A10 M10 A11 M11 A12 M12 A13 M13; A14 M14);
impl_extract!(A1 M1 A2 M2 A3 M3 A4 M4 A5 M5 A6 M6 A7 M7 A8 M8 A9 M9 A10 M10 A11 M11 A12 M12 A13 M13 A14 M14; A15 M15);
impl_arguments!(A1);
impl_arguments!(A1 A2);
impl_arguments!(A1 A2 A3);
impl_arguments!(A1 A2 A3 A4);
impl_arguments!(A1 A2 A3 A4 A5);
impl_arguments!(A1 A2 A3 A4 A5 A6);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14);
impl_arguments!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15);

/// Calls `$impl` with no argument, one, two, … and 15.
macro_rules! for_each_arity {
    ($impl:ident) => {
        $impl!();
        $impl!(A1);
        $impl!(A1 A2);
        $impl!(A1 A2 A3);
        $impl!(A1 A2 A3 A4);
        $impl!(A1 A2 A3 A4 A5);
        $impl!(A1 A2 A3 A4 A5 A6);
        $impl!(A1 A2 A3 A4 A5 A6 A7);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14);
        $impl!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15);
    };
}

pub(crate) use for_each_arity;
