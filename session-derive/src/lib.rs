#![doc = include_str!("lib.md")]

mod check;
mod diagram;
mod duration;
mod errors;
mod expand;
mod kebab;
mod model;
mod parse;
mod settings;
#[cfg(test)]
mod snapshots;
mod stub;
mod suggest;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::errors::Errors;
use crate::model::{Session, State, Value, crate_path};
use crate::parse::Settings;
use crate::settings::Place;

#[doc = include_str!("session.md")]
#[proc_macro_derive(Session, attributes(session))]
pub fn session(input: TokenStream) -> TokenStream {
    derive_session(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("state.md")]
#[proc_macro_derive(SessionState, attributes(session))]
pub fn session_state(input: TokenStream) -> TokenStream {
    derive_state(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("value.md")]
#[proc_macro_derive(SessionValue, attributes(session, serde))]
pub fn session_value(input: TokenStream) -> TokenStream {
    derive_value(&parse_macro_input!(input as DeriveInput)).into()
}

fn derive_session(input: &DeriveInput) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let settings = Settings::read(&input.attrs, Place::Session);
    let krate = crate_path(&settings);
    let session = Session::of(input, settings, &mut errors);
    if let Some(session) = &session {
        check::session(session, &mut errors);
    }
    match (session, errors.into_compile_errors()) {
        (Some(session), None) => expand::session(&session),
        (_, errors) => [errors.unwrap_or_default(), stub::session(input, krate)].into_iter().collect(),
    }
}

fn derive_state(input: &DeriveInput) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let settings = Settings::read(&input.attrs, Place::State);
    let krate = crate_path(&settings);
    let state = State::of(input, settings, &mut errors);
    if let Some(state) = &state {
        check::state(state, &mut errors);
    }
    match (state, errors.into_compile_errors()) {
        (Some(state), None) => expand::state(&state),
        (_, errors) => [errors.unwrap_or_default(), stub::state(input, krate)].into_iter().collect(),
    }
}

fn derive_value(input: &DeriveInput) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let settings = Settings::read(&input.attrs, Place::Value);
    let krate = crate_path(&settings);
    let value = Value::of(input, settings, &mut errors);
    if let Some(value) = &value {
        check::value(value, &mut errors);
    }
    match (value, errors.into_compile_errors()) {
        (Some(value), None) => expand::value(&value),
        (_, errors) => [errors.unwrap_or_default(), stub::value(input, krate)].into_iter().collect(),
    }
}
