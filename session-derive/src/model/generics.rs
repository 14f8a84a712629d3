//! The generic parameters of a declaration, which has none.

use syn::{DeriveInput, GenericParam};

use crate::errors::Errors;

/// Notes every parameter of a session or of a state as a mistake.
pub(super) fn refuse_parameters(input: &DeriveInput, errors: &mut Errors) {
    refuse(input, "a session type", "its cookie is bound to one type", errors);
}

/// Notes every parameter of a session value as a mistake.
pub(super) fn refuse_value_parameters(input: &DeriveInput, errors: &mut Errors) {
    refuse(input, "a session value", "the shapes of its fields have to be known", errors);
}

fn refuse(input: &DeriveInput, what: &str, why: &str, errors: &mut Errors) {
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => errors.at(
                &lifetime.lifetime,
                "a session owns its data, since it outlives every request; store a `String` instead of a `&str`",
            ),
            GenericParam::Type(ty) => {
                errors.at(&ty.ident, format!("{what} has no type parameters, since {why}; write a type for each"));
            }
            GenericParam::Const(value) => {
                errors.at(&value.ident, format!("{what} has no const parameters, since {why}; write a type for each"));
            }
        }
    }
}

/// Returns whether there is a lifetime parameter, which was refused.
pub(super) fn has_lifetime(input: &DeriveInput) -> bool {
    input.generics.lifetimes().next().is_some()
}
