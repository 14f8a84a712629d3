//! The generic parameters of a declaration, which has none.

use syn::{DeriveInput, GenericParam};

use crate::errors::Errors;

/// Notes every parameter as a mistake.
pub(super) fn refuse_parameters(input: &DeriveInput, errors: &mut Errors) {
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => errors.at(
                &lifetime.lifetime,
                "a session owns its data, since it outlives every request; store a `String` instead of a `&str`",
            ),
            GenericParam::Type(ty) => errors.at(
                &ty.ident,
                "a session type has no type parameters, since its cookie is bound to one type; write a struct for each",
            ),
            GenericParam::Const(value) => errors.at(
                &value.ident,
                "a session type has no const parameters, since its cookie is bound to one type; write a struct for each",
            ),
        }
    }
}

/// Returns whether there is a lifetime parameter, which was refused.
pub(super) fn has_lifetime(input: &DeriveInput) -> bool {
    input.generics.lifetimes().next().is_some()
}
