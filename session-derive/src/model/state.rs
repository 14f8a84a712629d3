//! A struct that derives `SessionState`: what was declared of it as a whole.

use syn::{DeriveInput, Ident, Path};

use super::crate_path::crate_path;
use super::fields::{Struct, named_fields};
use super::generics::{has_lifetime, refuse_parameters};
use crate::errors::Errors;
use crate::parse::Settings;
use crate::settings::Place;

/// A struct that derives `SessionState`.
pub(crate) struct State<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) debug: bool,
    pub(crate) bounded: bool,
    pub(crate) krate: Path,
    /// Whether it has a lifetime parameter, which was refused.
    pub(crate) has_lifetime: bool,
    pub(crate) content: Struct<'a>,
}

impl<'a> State<'a> {
    /// Makes the model of `input`. Returns none if it can't be a state at all.
    pub(crate) fn of(input: &'a DeriveInput, settings: Settings, errors: &mut Errors) -> Option<Self> {
        refuse_parameters(input, errors);
        let mut state = Self {
            ident: &input.ident,
            debug: false,
            bounded: false,
            krate: crate_path(&settings),
            has_lifetime: has_lifetime(input),
            content: Struct::of(named_fields(input, "a state", errors)?, Place::Field, errors),
        };
        settings.apply(errors, |setting| {
            match setting.key.to_string().as_str() {
                "removed" => state.content.removed = setting.texts()?,
                "debug" => state.debug = setting.flag().map(|_| true)?,
                "bounded" => state.bounded = setting.flag().map(|_| true)?,
                _ => state.krate = setting.path()?,
            }
            Ok(())
        });
        Some(state)
    }
}
