//! One argument of a handler after the session, and what two frequent mistakes in it are told.

use std::future::pending;
use std::marker::PhantomData;

use axum::Form;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use session_core::{Live, View};

use crate::csrf::ProtectedForm;

/// An argument that isn't the handler's last. `V` is what the handler's session is. `M` is
/// [`Extractor`], or else names the mistake: the type is taken as an argument all the same, so
/// that the compiler tells what [`Fits`] has to say of it.
#[doc(hidden)]
pub trait Argument<V, M, St>: Sized {
    fn take(parts: &mut Parts, state: &St) -> impl Future<Output = Result<Self, Response>> + Send;
}

/// The handler's last argument, which may take the body.
#[doc(hidden)]
pub trait LastArgument<V, M, St>: Sized {
    fn take(request: Request, state: &St) -> impl Future<Output = Result<Self, Response>> + Send;
}

/// Marks an argument that axum knows. `M` distinguishes its two kinds of extractor.
#[doc(hidden)]
#[derive(Debug)]
pub struct Extractor<M = ()>(PhantomData<M>);

/// Marks the session `B` in a handler whose first argument is the session `A`.
#[doc(hidden)]
#[derive(Debug)]
pub struct SecondSession<A, B>(PhantomData<(A, B)>);

/// Marks an argument `T` that takes the request's body although others follow it.
#[doc(hidden)]
#[derive(Debug)]
pub struct BodyBeforeLast<T>(PhantomData<T>);

impl<V, T: FromRequestParts<St> + Send, St: Sync> Argument<V, Extractor, St> for T {
    async fn take(parts: &mut Parts, state: &St) -> Result<Self, Response> {
        T::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)
    }
}

impl<V, M, T: FromRequest<St, M>, St: Sync> LastArgument<V, Extractor<M>, St> for T {
    async fn take(request: Request, state: &St) -> Result<Self, Response> {
        T::from_request(request, state).await.map_err(IntoResponse::into_response)
    }
}

impl<A, B: View, St> Argument<A, SecondSession<A, B>, St> for Live<'_, B> {
    fn take(_: &mut Parts, _: &St) -> impl Future<Output = Result<Self, Response>> + Send {
        pending()
    }
}

impl<A, B: View, St> LastArgument<A, SecondSession<A, B>, St> for Live<'_, B> {
    fn take(_: Request, _: &St) -> impl Future<Output = Result<Self, Response>> + Send {
        pending()
    }
}

macro_rules! takes_body {
    ($({$($parameter:ident)?} $body:ty,)*) => {
        $(impl<V, St, $($parameter)?> Argument<V, BodyBeforeLast<Self>, St> for $body {
            fn take(_: &mut Parts, _: &St) -> impl Future<Output = Result<Self, Response>> + Send {
                pending()
            }
        })*
    };
}

takes_body! {
    {T} ProtectedForm<T>,
    {T} Form<T>,
    {} String,
    {} Bytes,
    {} Request,
}

/// A mark that a handler's argument may have.
#[doc(hidden)]
pub trait Fits {}

impl<M> Fits for Extractor<M> {}

impl<A, B> Fits for SecondSession<A, B> where Self: InOneTuple<A, B> {}

impl<T> Fits for BodyBeforeLast<T> where Self: StandsLast<T> {}

/// A bound that nothing implements. The compiler names it in its error for a handler of two
/// sessions that aren't in a tuple.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a handler takes one `Live`, and this one takes `Live<'_, {A}>` and `Live<'_, {B}>`",
    label = "this handler takes a second `Live`",
    note = "for both sessions, write one argument: `live: Live<'_, ({A}, {B})>`; `let (one, other) = live.split();` gives a handle of each"
)]
pub trait InOneTuple<A, B> {}

/// A bound that nothing implements. The compiler names it in its error for a handler that takes
/// the request's body before its last argument.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` takes the request's body, and isn't the handler's last argument",
    label = "only the last argument of this handler may take the request's body",
    note = "move `{T}` behind the other arguments; of two that take the body, keep one",
    note = "`ProtectedForm` reads a form's fields by itself, so that it needs no `Form` beside it"
)]
pub trait StandsLast<T> {}
