//! The arguments of a handler after the session.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};

/// A list of extractors, of which only the last may take the body. `M` distinguishes axum's two
/// kinds of extractor.
pub trait Extractors<M, St>: Sized {
    #[doc(hidden)]
    fn extract(request: Request, state: &St) -> impl Future<Output = Result<Self, Response>> + Send;
}

impl<St: Sync> Extractors<(), St> for () {
    async fn extract(_: Request, _: &St) -> Result<Self, Response> {
        Ok(())
    }
}

macro_rules! impl_extract {
    () => {};
    ($($first:ident)*; $last:ident) => {
        #[allow(non_snake_case, reason = "a type and its value share a name")]
        impl<M, St, $($first,)* $last> Extractors<M, St> for ($($first,)* $last,)
        where
            St: Send + Sync,
            $($first: FromRequestParts<St> + Send,)*
            $last: FromRequest<St, M> + Send,
        {
            async fn extract(request: Request, state: &St) -> Result<Self, Response> {
                #[allow(unused_mut, reason = "one argument has nothing before it")]
                let (mut parts, body) = request.into_parts();
                $(let $first = $first::from_request_parts(&mut parts, state).await.map_err(IntoResponse::into_response)?;)*
                let request = Request::from_parts(parts, body);
                let $last = $last::from_request(request, state).await.map_err(IntoResponse::into_response)?;
                Ok(($($first,)* $last,))
            }
        }
    };
}

impl_extract!(; A1);
impl_extract!(A1; A2);
impl_extract!(A1 A2; A3);
impl_extract!(A1 A2 A3; A4);
impl_extract!(A1 A2 A3 A4; A5);
impl_extract!(A1 A2 A3 A4 A5; A6);
impl_extract!(A1 A2 A3 A4 A5 A6; A7);
impl_extract!(A1 A2 A3 A4 A5 A6 A7; A8);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8; A9);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8 A9; A10);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10; A11);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11; A12);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12; A13);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13; A14);
impl_extract!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14; A15);

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
