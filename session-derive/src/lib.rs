#![doc = include_str!("lib.md")]

mod check;
mod duration;
mod errors;
mod expand;
mod kebab;
mod model;
mod parse;
mod stub;
mod suggest;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::errors::Errors;
use crate::model::Session;

#[doc = include_str!("session.md")]
#[proc_macro_derive(Session, attributes(session))]
pub fn session(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut errors = Errors::default();
    let session = Session::of(&input, &mut errors);
    if let Some(session) = &session {
        check::all(session, &mut errors);
    }
    match (session, errors.into_compile_errors()) {
        (Some(session), None) => expand::session(&session),
        (_, errors) => [errors.unwrap_or_default(), stub::implementations(&input)].into_iter().collect(),
    }
    .into()
}
