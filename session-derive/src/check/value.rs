//! The rules of a session value.

use std::collections::HashMap;

use quote::ToTokens as _;

use super::fields::{self, check_type};
use crate::errors::Errors;
use crate::model::{Value, ValueContent, ValueVariant};

/// Checks every rule.
pub(super) fn all(value: &Value<'_>, errors: &mut Errors) {
    match &value.content {
        ValueContent::Named(content) => fields::all(content, value.has_lifetime, errors),
        ValueContent::Placed(types) => types.iter().for_each(|ty| check_type(ty, value.has_lifetime, errors)),
        ValueContent::Variants(variants) => {
            check_names(variants, errors);
            for ty in variants.iter().filter_map(|variant| variant.value) {
                check_type(ty, value.has_lifetime, errors);
            }
        }
    }
}

/// Checks that every name in a session means one variant.
fn check_names(variants: &[ValueVariant<'_>], errors: &mut Errors) {
    let mut taken: HashMap<String, String> = variants.iter().map(|variant| (variant.name(), variant.name())).collect();
    for variant in variants {
        for was in &variant.was {
            if let Some(other) = taken.insert(was.value(), variant.name()) {
                let hint = if other == variant.name() {
                    format!("`{}` is this variant's name already; drop this `was`", was.value())
                } else {
                    format!("`{}` is a name of the variant `{other}`; drop this `was`", was.value())
                };
                errors.at(&was.to_token_stream(), hint);
            }
        }
    }
}
